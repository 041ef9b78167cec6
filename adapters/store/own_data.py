"""Every row about one person, whatever table it stands in; implements `hub.audit.own_rows.OwnRows`.

What is not given is named with its reason. A test compares both lists with the tables there are: a new table is in one
of them, or the test fails.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Row, bindparam, select

from adapters.store.prepared import Prepared
from adapters.store.tables import AUDIT_EVENT, Table
from adapters.store.unit import Unit
from consent.parties import SubjectRef
from hub.audit import own_rows
from hub.audit.own_rows import Cell, Sealed, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Under which name the rows of a table stand in the answer, in which order; `whose` is who they are about."""

    kind: str
    order: tuple[str, ...]
    whose: str = "subject_ref"


TAKEN: Final[Mapping[str, Taken]] = {
    "subject": Taken(kind="person", order=("ref",), whose="ref"),
    "consent_grant": Taken(kind="consents", order=("valid_from", "id")),
    "consent_event": Taken(kind="consentEvents", order=("seq",)),
    "mandate_event": Taken(kind="mandates", order=("seq",)),
    "consent_request": Taken(kind="consentRequests", order=("asked_at", "id")),
    "kept_proposal": Taken(kind="proposals", order=("made_at", "id")),
    "attempt": Taken(kind="commands", order=("started_at", "client", "key")),
    "arrangement": Taken(kind="arrangements", order=("accepted_at", "id")),
    "arrangement_event": Taken(kind="arrangementEvents", order=("arrangement_id", "seq")),
    "arrangement_tag": Taken(kind="paymentNames", order=("tag",), whose="ref"),
    "errand": Taken(kind="errands", order=("made_at", "id")),
    "bank_file_entry": Taken(kind="bankFiles", order=("at", "file")),
    "review": Taken(kind="reviews", order=("received_at", "id")),
    "review_event": Taken(kind="reviewEvents", order=("review_id", "seq")),
    "review_queue": Taken(kind="reviewQueues", order=("received_at", "agency", "review_id"), whose="ref"),
    "dispute": Taken(kind="disputes", order=("made_at", "id")),
    "work": Taken(kind="waiting", order=("id",), whose="ref"),
    "outgoing_event": Taken(kind="agenciesTold", order=("at", "id")),
    "event_delivery": Taken(kind="deliveries", order=("since", "id"), whose="ref"),
}
"""The tables that are given, all of their columns but those below. Whose a row is stands once, with the person."""

LOG: Final = AUDIT_EVENT.name
"""Given line by line, as it was written: its other columns stand in the line too."""

_LOG_IN: Final = "opens a door; nobody finds whose it is without the log-in itself, and it ends with that"
_THE_LOG: Final = "about the log as a whole: numbers, hashes and signatures, of nobody"

LEFT_OUT: Final[Mapping[str, str]] = {
    "subject.bsn_sealed": "given in plain, as the person's number: who answers opens it",
    "subject.key_wrapped": "the person's key: whoever has it could read what is sealed elsewhere",
    "subject_index": "made of the person's number with a key of the hub's: whoever has it could recognize the number",
    "event_subscriber": "about a system of an agency, and nobody else",
    "audit_head": _THE_LOG,
    "audit_tree": _THE_LOG,
    "audit_node": _THE_LOG,
    "audit_checkpoint": _THE_LOG,
    "audit_cosignature": _THE_LOG,
    "session": _LOG_IN,
    "pending_login": _LOG_IN,
    "used_logout_token": _LOG_IN,
    "used_proof": _LOG_IN,
    "denied_token": _LOG_IN,
}
"""Tables and columns that are not given, each with the reason."""

WRITTEN: Final = frozenset({"consent_event.made_by", "mandate_event.made_by", "mandate_event.record"})
"""Columns that hold canonical JSON in plain."""

_LINES: Final = Prepared(
    select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.record)
    .where(AUDIT_EVENT.c.subject_ref == bindparam("subject"), AUDIT_EVENT.c.seq > bindparam("after"))
    .order_by(AUDIT_EVENT.c.seq)
    .limit(bindparam("at_most"))
)


class OwnDataRows:
    """The rows about one person, inside a transaction about them."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject

    async def all(self) -> Mapping[str, Sequence[own_rows.Row]]:
        return {taken.kind: await self._rows(name, taken) for name, taken in TAKEN.items()}

    async def lines(self, *, after: int, at_most: int) -> Sequence[tuple[int, bytes]]:
        rows = await self._unit.fetch(_LINES, subject=str(self._subject), after=after, at_most=at_most)
        return [(row.seq, row.record.encode()) for row in rows]

    async def _rows(self, name: str, taken: Taken) -> Sequence[own_rows.Row]:
        table = Table.metadata.tables[name]
        mine = select(*columns(name)).where(table.c[taken.whose] == self._subject)
        rows = await self._unit.run(mine.order_by(*(table.c[key] for key in taken.order)))
        return [_row(name, row) for row in rows]


def columns(name: str) -> tuple[Column[Any], ...]:
    """The columns of a table that are given."""
    whose = TAKEN[name].whose if name != "subject" else None
    return tuple(
        column
        for column in Table.metadata.tables[name].c
        if column.name != whose and f"{name}.{column.name}" not in LEFT_OUT
    )


def told(column: str) -> str:
    """Spell a column as the answer does; there, what was sealed is opened."""
    if column == "sealed":
        return "content"
    first, *more = column.split("_")
    return first + "".join(word.capitalize() for word in more)


def _row(name: str, row: Row[Any]) -> own_rows.Row:
    return {told(column.name): _cell(name, column, row) for column in columns(name)}


def _cell(name: str, column: Column[Any], row: Row[Any]) -> Cell:
    value: Any = getattr(row, column.name)
    if isinstance(column.type, LargeBinary) and value is not None:
        return Sealed(label=f"{name}.{column.name}", content=value)
    if f"{name}.{column.name}" in WRITTEN and value is not None:
        return Written(content=value.encode())
    cell: Cell = value
    return cell
