"""How far an export came: kept beside it until it is complete, so that one that was broken off goes on."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from hub.errors import BadInput

STATE: Final = ".export-state.json"

RECORDS: Final = "records.ndjson"
TREE: Final = "tree.ndjson"
LEAVES: Final = "leaves.ndjson"

MOST_MISSING: Final = 1_000
"""Numbers of missing lines that are named one by one; all are counted."""

MOST_EARLIER: Final = 1_000
"""Earlier exports from whose checkpoints it is proved that the log goes on: the latest. A proof has some 2 kB."""


@dataclass(slots=True, kw_only=True)
class Stands:
    """What is certainly in a file: so many bytes, with this hash."""

    size: int = 0
    sha256: str = ""


@dataclass(slots=True, kw_only=True)
class State:
    """Where an export stands.

    `wish` is what was asked for, `note` the checkpoint up to which it goes. Every line up to `looked_at` was looked at,
    and every leaf up to `covered` is disclosed or covered. `missing` lines are those that the log does not have;
    `earlier` are the sizes that the log had in exports before this one. `receipts` counts those that are disclosed, and
    those that stay sealed by why; empty where none were asked for.
    """

    export: str
    wish: dict[str, Any]
    note: str
    begun_at: str
    looked_at: int = 0
    covered: int = 0
    records: int = 0
    nodes: int = 0
    first: int | None = None
    last: int | None = None
    missing: list[int] = field(default_factory=list)
    lost: int = 0
    earlier: list[int] = field(default_factory=list)
    receipts: dict[str, int] = field(default_factory=dict)
    files: dict[str, Stands] = field(default_factory=lambda: {name: Stands() for name in (RECORDS, TREE, LEAVES)})

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """Read it; None where there is none. Raises BadInput for one that cannot be read."""
        try:
            told = json.loads((folder / STATE).read_text(encoding="utf-8"))
            files = {name: Stands(**stands) for name, stands in told.pop("files").items()}
            return cls(**told, files=files)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise damaged() from None

    def save(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        put(folder / STATE, json.dumps(asdict(self), ensure_ascii=False).encode())


def put(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, whenever the machine stops."""
    beside = file.with_name(f".{file.name}.part")
    with beside.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def damaged() -> BadInput:
    """Say that nothing can go on from here."""
    happened = "What was written of this export is not what is there."
    return BadInput("export.damaged", happened, "Take another folder, and begin again.")
