"""Documents that are known beforehand: a portal's, and the operations that an agency registered, each by its hash.

A manifest is what Apollo's tools write (`apollo-persisted-query-manifest`, version 1), with two words of ours beside an
operation: `purpose`, the only one that it may be run for, and `maximumCost`, the most that one run may cost.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from adapters.settings_graphql import DocumentsSettings
from consent.parties import ClientId
from consent.purposes import Purpose
from hub.errors import BadInput
from schema import errors
from schema.documents import Documents, StoppedError

FORMAT: Final = "apollo-persisted-query-manifest"
VERSION: Final = 1

_ID: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDocument:
    """A registered document: where it stands, what it is for, and what a run may cost at most."""

    file: Path
    name: str
    text: str = field(repr=False)
    purpose: Purpose | None
    most_cost: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDocuments:
    """Every registered document by its hash and its client; None is whoever has none of their own."""

    known: Mapping[tuple[str, str | None], TrustedDocument] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[DocumentsSettings]) -> Self:
        """Read the manifests of a configuration. Raises BadInput that names the file and what is wrong in it."""
        found: dict[tuple[str, str | None], TrustedDocument] = {}
        for row in rows:
            for digest, document in _manifest(row.file):
                for client in row.clients or (None,):
                    first = found.setdefault((digest, client), document)
                    if first is not document:
                        raise _duplicate(digest, first, document)
        return cls(known=found)

    def find(self, name: str, client: ClientId) -> TrustedDocument | None:
        """Find a client's document by its id. None for no id, for an unknown one and for another client's, alike."""
        named = _ID.fullmatch(name)
        if named is None:
            return None
        return self.known.get((named[1], client)) or self.known.get((named[1], None))

    def register(self, documents: Documents) -> None:
        """Have every document read against the contract. Raises BadInput that names all that do not fit."""
        wrong: dict[str, None] = {}  # a document of several clients is named once
        for document in self.known.values():
            try:
                documents.register(document.text)
            except StoppedError as stopped:
                wrong[
                    f"graphql.documents: {document.file.name}: {document.name}: {errors.in_words(stopped.told[0])}"
                ] = None
        if wrong:
            raise BadInput("documents.unusable", " ".join(wrong), "Write them for this contract.")


def hash_of(text: str) -> str:
    """The hash by which a document is known."""
    return sha256(text.encode()).hexdigest()


def document_id(text: str) -> str:
    """The name by which a request asks for a document."""
    return f"sha256:{hash_of(text)}"


def manifest(operations: Mapping[str, tuple[str, str]]) -> Mapping[str, object]:
    """Write a manifest of documents: by the name of each operation, its type and its text."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "operations": [
            {"id": hash_of(text), "name": name, "type": kind, "body": text}
            for name, (kind, text) in sorted(operations.items())
        ],
    }


def _manifest(file: Path) -> Iterable[tuple[str, TrustedDocument]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if (content["format"], content["version"]) != (FORMAT, VERSION):
            raise _fault(file, f"it is no {FORMAT} of version {VERSION}")
        entries = content["operations"]
        wrong = [what for entry in entries for what in _wrong(entry)]
        operations = [] if wrong else [_operation(file, entry) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):
        raise _fault(file, "it cannot be read as a manifest") from None
    if wrong:
        raise _fault(file, "; ".join(wrong))
    return operations


def _wrong(entry: Mapping[str, Any]) -> Iterator[str]:
    known, name, most_cost = _ID.fullmatch(entry["id"]), str(entry["name"]), entry.get("maximumCost")
    if known is None or known[1] != hash_of(str(entry["body"])):
        yield f"the id of {name} is not the SHA-256 of its body"
    if entry.get("purpose") not in {None, *Purpose}:
        yield f"{name} has a purpose that there is not"
    if most_cost is not None and (type(most_cost) is not int or most_cost < 1):
        yield f"the maximumCost of {name} is no whole number above zero"


def _operation(file: Path, entry: Mapping[str, Any]) -> tuple[str, TrustedDocument]:
    """Take over an entry in which nothing is wrong."""
    text, purpose = str(entry["body"]), entry.get("purpose")
    document = TrustedDocument(
        file=file,
        name=str(entry["name"]),
        text=text,
        purpose=Purpose(purpose) if purpose is not None else None,
        most_cost=entry.get("maximumCost"),
    )
    return hash_of(text), document


def _fault(file: Path, what: str) -> BadInput:
    return BadInput("documents.unusable", f"graphql.documents: {file.name}: {what}.", "Write the manifest anew.")


def _duplicate(digest: str, first: TrustedDocument, second: TrustedDocument) -> BadInput:
    """Two purposes or two costs for one document of one client: whichever counted, the operator meant the other."""
    twice = f"{first.name} ({digest}) stands in {first.file} and in {second.file} for the same client"
    return BadInput("documents.duplicate", f"graphql.documents: {twice}.", "Leave it in one of them.")
