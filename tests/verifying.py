"""Checking of an export as an auditor does it, with everything of one's own, and what came of it."""

import json
from pathlib import Path
from typing import Any

from exporting import (
    SEALER,
    Export,
    a_life,
    a_policy,
    entries_of,
)
from jsonschema import Draft202012Validator

from adapters.exports import verify_export

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "adapters" / "exports" / "verify_export.py"
SCHEMAS = ROOT / "docs" / "schemas"
OUTPUT = Draft202012Validator(json.loads((SCHEMAS / "verify.output.json").read_text(encoding="utf-8")))
ENTRY = Draft202012Validator(json.loads((SCHEMAS / "audit.entry.json").read_text(encoding="utf-8")))
LIFE = entries_of(a_life())


def an_auditors_folder(tmp_path: Path) -> Path:
    """Own policy and keys."""
    (tmp_path / "policy").write_text(a_policy(), encoding="utf-8")
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [SEALER.as_dict(private=False)]}), encoding="utf-8")
    return tmp_path


def told(folder: Path, export: Path | None = None, *, since: str | None = None) -> dict[str, Any]:
    """Check with everything of one's own."""
    if since is not None:
        (folder / "old").write_text(since, encoding="utf-8")
    old = None if since is None else folder / "old"
    report = verify_export.check(export or folder / "e", policy=folder / "policy", keys=folder / "keys.json", since=old)
    found = report.told()
    OUTPUT.validate(found)
    return found


def codes(found: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(fault["code"], fault.get("seq")) for fault in found["faults"]]


def faults_of(folder: Path, lines: list[Any], **more: Any) -> list[tuple[str, int | None]]:
    Export(entries=entries_of(lines), **more).put(folder / "e")
    return codes(told(folder))
