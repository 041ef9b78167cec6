"""Four eyes on the book: who proposed and who approved each change, as a chain of fingerprints from the first book."""

import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from hub.audit import canonical
from hub.errors import BadInput, Unavailable

FILE: Final = "approvals.toml"
NAMESPACE: Final = "eenregeling-rule-book"
"""What a signature is for, in the words of `ssh-keygen -Y`: one made for something else is none."""

UNSEALED: Final = 'fingerprint = ""'

_FIRST_KEYS = {"id", "date", "says", "fingerprint"}
_CHANGE_KEYS = {*_FIRST_KEYS, "after", "proposed_by", "approved_by"}
_ROLES = ("proposed_by", "approved_by")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The first book, or one approved change.

    `fingerprint` is that of the book after it, empty where the first book is not sealed yet. The first book has no
    `after` (the fingerprint it changed) and no roles.
    """

    id: str
    date: date
    says: str
    fingerprint: str
    after: str = ""
    proposed_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Somebody's signature under an entry, as one of its two roles; `who` is a name in the file of allowed signers."""

    role: str
    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """The chain, oldest first: the first book and then every change, with the signatures by the change's id."""

    first: Entry
    changes: tuple[Entry, ...]
    signatures: Mapping[str, tuple[Signature, ...]]

    @property
    def newest(self) -> Entry:
        """The entry that must describe the book as it stands."""
        return (self.first, *self.changes)[-1]


def read(folder: Path) -> Approvals:
    """Read the chain of a book's folder. Raises BadInput that names the entry and the key."""
    try:
        content = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except OSError:
        raise _unsound("the file", "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _unsound("the file", "is no TOML") from None
    if unknown := sorted(set(content) - {"first_book", "change"}):
        raise _unsound(unknown[0], "is not known; only first_book is exempt, everything else is a change")
    first, rows = content.get("first_book"), content.get("change", [])
    if not isinstance(first, dict):
        raise _unsound("first_book", "is missing")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _unsound("change", "must be written as [[change]]")
    signed = [row.pop("signatures", []) for row in rows]
    changes = tuple(_entry(f"change {number}", row, _CHANGE_KEYS) for number, row in enumerate(rows, start=1))
    return Approvals(
        first=_entry("first_book", first, _FIRST_KEYS),
        changes=changes,
        signatures={entry.id: _signatures(entry.id, each) for entry, each in zip(changes, signed, strict=True)},
    )


def faults(found: Approvals, *, book: str) -> Iterator[str]:
    """Say everything that is wrong with the chain beside the fingerprint of the book as it stands."""
    entries = (found.first, *found.changes)
    if len({entry.id for entry in entries}) < len(entries):
        yield "an id stands there twice"
    for before, entry in pairwise(entries):
        yield from _faults_of_change(before, entry)
    if not found.first.fingerprint:
        yield "first_book is not sealed yet: `hub rules fingerprint --seal` when the first book is done"
    elif found.newest.fingerprint != book:
        yield f"the book is not the one of {found.newest.id}: its fingerprint is {book}; add a [[change]] for it"


def _faults_of_change(before: Entry, entry: Entry) -> Iterator[str]:
    if entry.date < before.date:
        yield f"{entry.id}: its date is before that of {before.id}"
    if entry.after != before.fingerprint:
        yield f"{entry.id}: after is not the fingerprint of {before.id}"
    if entry.fingerprint == entry.after:
        yield f"{entry.id}: changes nothing"
    if entry.proposed_by.casefold().strip() == entry.approved_by.casefold().strip():
        yield f"{entry.id}: proposed and approved by the same role"


def statement(entry: Entry) -> bytes:
    """The bytes that a proposer and an approver sign: the entry, canonical, without the signatures."""
    return canonical.dumps(entry) + b"\n"


def unsigned(found: Approvals, signers: Path) -> Iterator[str]:
    """Say which change lacks a signature that is valid by the operator's file of allowed signers, one per role."""
    for entry in found.changes:
        signatures = {signature.role: signature for signature in found.signatures[entry.id]}
        for role in _ROLES:
            if role not in signatures:
                yield f"{entry.id}: no signature as {role}"
            elif not _verified(signatures[role], statement(entry), signers):
                yield f"{entry.id}: the signature as {role} is not valid for {signatures[role].who}"
        if len({signature.who for signature in signatures.values()}) < len(signatures):
            yield f"{entry.id}: both signatures are of the same signer"


def seal(folder: Path, fingerprint: str) -> None:
    """Write the first book's fingerprint, once. Raises BadInput where it is sealed: then a change needs approval."""
    found = read(folder)
    if found.first.fingerprint or found.changes:
        raise BadInput("approvals.sealed", "The first book is sealed.", "Add a [[change]] with two roles.")
    path = folder / FILE
    path.write_text(
        path.read_text(encoding="utf-8").replace(UNSEALED, f'fingerprint = "{fingerprint}"', 1), encoding="utf-8"
    )


def _verified(signature: Signature, signed: bytes, signers: Path) -> bool:
    """Let OpenSSH check one signature."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "signature"
        path.write_text(signature.text.strip() + "\n", encoding="utf-8")
        command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", signature.who, "-n", NAMESPACE]
        try:
            ran = subprocess.run([*command, "-s", str(path)], input=signed, capture_output=True, check=False)  # noqa: S603 no shell; what a file says is one argument
        except OSError:
            raise Unavailable("approvals.no_openssh", "ssh-keygen did not run.", "Install OpenSSH.") from None
    return ran.returncode == 0


def _entry(where: str, row: Mapping[str, object], keys: set[str]) -> Entry:
    if unknown := sorted(set(row) - keys):
        raise _unsound(where, f"has the unknown key {unknown[0]}")
    day, words = row.get("date"), {key: row.get(key) for key in keys - {"date"}}
    if type(day) is not date:
        raise _unsound(where, "has no date")
    for key, value in words.items():
        if not isinstance(value, str) or not (value.strip() or (where, key) == ("first_book", "fingerprint")):
            raise _unsound(where, f"has no {key}")
        if key in ("fingerprint", "after") and not (value == "" or _FINGERPRINT.fullmatch(value)):
            raise _unsound(where, f"{key} is no fingerprint")
    return Entry(date=day, **{key: str(value) for key, value in words.items()})


def _signatures(where: str, rows: object) -> tuple[Signature, ...]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise _unsound(where, "signatures must be a list")
    return tuple(_signature(where, row) for row in rows)


def _signature(where: str, row: object) -> Signature:
    if not isinstance(row, dict) or set(row) != {"role", "who", "text"}:
        raise _unsound(where, "a signature has role, who and text")
    role, who, text = (str(row[key]) for key in ("role", "who", "text"))
    if role not in _ROLES or who.startswith("-"):
        raise _unsound(where, f"a signature is one of {' or '.join(_ROLES)}, by a named signer")
    return Signature(role=role, who=who, text=text)


def _unsound(where: str, what: str) -> BadInput:
    return BadInput("approvals.unsound", f"{FILE}: {where} {what}.", "See docs/changing-a-rule.md.")
