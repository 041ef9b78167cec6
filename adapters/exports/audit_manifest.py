"""What an export says of itself: where it comes from, what was asked for, and the hash of every file in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from adapters.exports.audit_columns import COLUMNS, Column
from adapters.exports.audit_state import State
from hub.audit import canonical
from hub.audit.whole_log import Sealed

FORM: Final = "hub-export/1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.jws"
PACKAGE: Final = "datapackage.json"

_MEDIA: Final = {
    ".ndjson": "application/x-ndjson",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which code, register, rule book and contract there were: a version, and fingerprints."""

    code: str
    register: str
    rules: str
    sdl: str


NOT_FILTERS: Final = frozenset({"from", "to", "formats", "since"})
"""What is asked for, and leaves no line out."""


def manifest(
    folder: Path,
    state: State,
    sealed: Sealed,
    edition: Edition,
    consistency: Sequence[Mapping[str, Any]],
    *,
    made_at: str,
    kid: str,
) -> bytes:
    """Write it, in canonical JSON."""
    told = {
        "form": FORM,
        "export": state.export,
        "origin": sealed.origin,
        "size": sealed.size,
        "root": sealed.root,
        "period": {name: state.wish[name] for name in ("from", "to")},
        "filter": {name: value for name, value in state.wish.items() if name not in NOT_FILTERS},
        "counts": _counts(state),
        "missing": state.missing,
        "consistency": consistency,
        "first": state.first,
        "last": state.last,
        "files": {file.name: _described(file) for file in visible(folder)},
        "code": edition.code,
        "register": edition.register,
        "rules": edition.rules,
        "sdl": edition.sdl,
        "begun_at": state.begun_at,
        "made_at": made_at,
        "key": kid,
    }
    return canonical.dumps(told)


def _counts(state: State) -> Mapping[str, Any]:
    counted = {"records": state.records, "nodes": state.nodes, "missing": state.lost}
    return {**counted, **({"receipts": state.receipts} if state.receipts else {})}


def visible(folder: Path) -> Sequence[Path]:
    """Name the files of an export but the manifest and its signature, by name."""
    found = (file for file in folder.iterdir() if not file.name.startswith("."))
    return sorted(file for file in found if file.name not in (MANIFEST, SIGNATURE))


def package(folder: Path) -> bytes:
    """Describe the files as a data package (Frictionless), for tools that read such."""
    described = {"records.csv": {"encoding": "utf-8", "dialect": {"delimiter": ","}}, "records.parquet": {}}
    resources = [
        {
            "name": file.name.replace(".", "-"),
            "path": file.name,
            "mediatype": _MEDIA[file.suffix],
            **({**described[file.name], "schema": _schema()} if file.name in described else {}),
        }
        for file in visible(folder)
        if file.suffix in _MEDIA and file.name != PACKAGE
    ]
    told = {"name": "audit-log", "title": "Lines of the audit log of Eén Regeling", "resources": resources}
    return json.dumps(told, indent=2, ensure_ascii=False).encode()


def _schema() -> Mapping[str, Any]:
    return {"fields": [_field(column) for column in COLUMNS], "primaryKey": ["seq"]}


def _field(column: Column) -> Mapping[str, Any]:
    kind = {"type": column.kind, "format": "any"} if column.kind == "datetime" else {"type": column.kind}
    return {"name": column.name, **kind, "description": column.says}


def _described(file: Path) -> Mapping[str, Any]:
    with file.open("rb") as opened:
        return {"sha256": file_digest(opened, "sha256").hexdigest(), "size": file.stat().st_size}
