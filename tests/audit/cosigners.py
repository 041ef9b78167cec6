"""Keys and settings of an audit log for configurations that sign nothing."""

from pathlib import Path
from typing import Any

from hub.audit.note_key import PUBLIC_BYTES, KeyKind, NoteKey

ORIGIN = "hub.example/audit"


def a_cosigner(fill: int, kind: KeyKind = KeyKind.COSIGNING_ML_DSA_44) -> str:
    """The vkey of a witness that does not exist."""
    return NoteKey(name=f"witness.example/{fill}", kind=kind, public=bytes([fill]) * PUBLIC_BYTES[kind]).vkey


def a_witness_of(name: str, fill: int, **changes: Any) -> dict[str, Any]:
    return {"name": name, "url": f"https://{name}.example", "vkey": a_cosigner(fill), **changes}


def audit_settings(*files: Path) -> dict[str, Any]:
    """What production asks for, with keys that are read where a test makes them."""
    return {
        "origin": ORIGIN,
        "signing_key_files": files or (Path("audit-1.pem"), Path("audit-2.pem")),
        "witnesses": (a_witness_of("one", 1), a_witness_of("two", 2)),
    }
