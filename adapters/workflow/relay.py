"""What is to happen to work that is due, from how the workflow of this turn of it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.life.kept import Work


@dataclass(frozen=True, slots=True)
class Found:
    """What a look finds: work to be started, and work that is over and still due, because it failed or did nothing."""

    to_start: tuple[Work, ...]
    to_put_off: tuple[Work, ...]


def name(work: Work) -> str:
    """Name the workflow of this turn of the work: the same name wherever it is made, and another one for each try."""
    when = f"{work.due_at:%Y%m%dT%H%M%S.%f}" if work.due_at else "never"
    return f"{work.id}:{work.turn}:{when}"


def found(rows: Sequence[Work], is_over: Mapping[str, bool]) -> Found:
    """Sort rows that are due; `is_over` says of the workflows that there are whether they ended. The others go on."""
    return Found(
        to_start=tuple(work for work in rows if name(work) not in is_over),
        to_put_off=tuple(work for work in rows if is_over.get(name(work))),
    )
