"""A person takes home everything that is here about them (AVG art. 15 and 20). That they did is in the log first."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from consent.parties import Requester, Role, SubjectRef
from consent.verdict import Ground
from hub.actions.acting import refused
from hub.actions.consent_receipt import GiveReceipts, Signed
from hub.audit import canonical, commitment
from hub.audit.events import Event as LogEvent
from hub.audit.events import Trace, record
from hub.audit.others import without_others
from hub.audit.own_rows import Cell, Row, Sealed, Written
from hub.audit.receipt import Statement
from hub.errors import Unavailable
from hub.life.events import Event
from hub.life.life import lived
from hub.life.own_numbers import numbers
from hub.ports import Clock, PersonKey, Store, Vault

PIECE: Final = 500
"""Lines of the log that are read at a time: each time the person's turn is over again in a few milliseconds."""

UNREADABLE: Final[Mapping[str, bool]] = {"unreadable": True}
"""Stands where something is kept that nobody can read any more: damaged, and not left out in silence."""

_WITHIN: Final = (
    ("consentEvents", "grantId", "consents", "happened"),
    ("arrangementEvents", "arrangementId", "arrangements", "happened"),
    ("errands", "arrangementId", "arrangements", "errands"),
    ("bankFiles", "arrangementId", "arrangements", "bankFiles"),
    ("reviewEvents", "reviewId", "reviews", "happened"),
)
"""What stands within what: rows of a kind, by which of their columns, in rows of which kind, under which name."""

Plain = dict[str, Any]
"""An object of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What an agency stated last, of all that is kept; `proposal` names in which receipt it stands."""

    proposal: str
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """All of it but the lines of the log: by kind, as plain JSON; and the agencies' last answers."""

    subject: SubjectRef
    at: datetime
    kinds: Mapping[str, Any]
    answers: tuple[KeptAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOwnData:
    """Taking home. `carries_number` finds numbers of persons in what others wrote."""

    receipts: GiveReceipts
    store: Store
    vault: Vault
    clock: Clock
    carries_number: Callable[[str], bool]

    async def __call__(self, requester: Requester, *, trace: Trace) -> OwnData | Ground:
        """Give all that is kept about who asks, or say why not.

        Only the person takes it, logged in for themselves. Whoever acts for somebody is refused: a mandate is for some
        acts at some agencies, and here stands everything, who else acts for the person and who looked included.
        """
        subject = requester.subject
        if requester.role is not Role.CITIZEN or subject is None:
            return Ground.NOT_THEIR_OWN
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            at = self.clock.now()
            if requester.represents:
                await transaction.append_audit(refused(Ground.NOT_THEIR_OWN, requester, subject, at, trace))
                return Ground.NOT_THEIR_OWN
            rows = await transaction.own_rows.all()
            consents = (await transaction.standing()).consents
            counted = {kind: len(found) for kind, found in rows.items() if found}
            await transaction.append_audit(
                record(
                    LogEvent.PERSON_EXPORTED,
                    requester=requester,
                    subject=subject,
                    at=at,
                    trace=trace,
                    outcome=counted,
                )
            )
        kinds = {kind: [await self._told(row, key) for row in found] for kind, found in rows.items()}
        answers = last_answers(kinds["proposals"])
        return OwnData(
            subject=subject,
            at=at,
            kinds=_joined(kinds, self.receipts.of_all(consents), key),
            answers=answers,
        )

    async def lines(self, subject: SubjectRef) -> AsyncIterator[Sequence[Plain]]:
        """Give every line of the log about the person, piece by piece, the oldest first, that of this export included.

        Each piece is read in a turn of its own, so that nobody waits for whoever reads slowly.
        """
        after, is_more = 0, True
        while is_more:
            async with self.store.transaction(subject) as transaction:
                read = await transaction.own_rows.lines(after=after, at_most=PIECE)
            is_more = len(read) == PIECE
            if read:
                after = read[-1][0]
                yield [{"number": seq, "record": self._without_others(await _read(written))} for seq, written in read]

    async def _told(self, row: Row, key: PersonKey) -> Plain:
        told: Plain = self._without_others({name: await _plain(cell, key) for name, cell in row.items()})
        return told

    def _without_others(self, value: Any) -> Any:  # noqa: ANN401 - plain JSON
        return without_others(value, carries_number=self.carries_number)


def last_answers(proposals: Iterable[Mapping[str, Any]]) -> tuple[KeptAnswer, ...]:
    """Find what each agency stated last in receipts that can be read; proposals stand the oldest first."""
    found: dict[str, KeptAnswer] = {}
    for proposal in proposals:
        try:
            statements = [canonical.read(Statement, each) for each in proposal["content"]["inputs"]["statements"]]
        except (KeyError, TypeError, ValueError):
            continue
        found |= {each.agency: KeptAnswer(proposal=proposal["id"], statement=each) for each in statements}
    return tuple(found.values())


async def _plain(cell: Cell, key: PersonKey) -> Any:  # noqa: ANN401 - plain JSON
    match cell:
        case Sealed():
            try:
                return await _read(key.open(cell.label, cell.content))
            except Unavailable:
                return UNREADABLE
        case Written():
            return await _read(cell.content)
        case date():
            return cell.isoformat()
        case _:
            return cell


async def _read(written: bytes) -> Any:  # noqa: ANN401 - plain JSON
    """Read canonical JSON as it is, whatever it is the form of; others go in between."""
    await asyncio.sleep(0)
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return UNREADABLE


def _joined(kinds: Mapping[str, list[Plain]], signed: Signed, key: PersonKey) -> Plain:
    """Put what belongs to something where that stands, and beside it what can be told of it."""
    joined: Plain = {kind: [dict(row) for row in rows] for kind, rows in kinds.items()}
    (joined["person"],) = joined["person"]
    for kind, of, parent, name in _WITHIN:
        inside = joined.pop(kind)
        for row in joined[parent]:
            mine = [each for each in inside if each[of] == row["id"]]
            row[name] = [{column: cell for column, cell in each.items() if column != of} for each in mine]
    for grant in joined["consents"]:
        given = signed.get(grant["id"])
        grant["receipts"] = [
            {"id": each.id, "happened": each.happened.value, "at": each.at.isoformat(), "jws": each.jws}
            for each in given or ()
        ]
    for proposal in joined["proposals"]:
        proposal["opening"] = commitment.opening(key, proposal["id"])
    for arrangement in joined["arrangements"]:
        arrangement["stands"] = _stands([each["content"] for each in arrangement["happened"]])
    return joined


def _stands(happened: Sequence[Any]) -> Mapping[str, Any]:
    try:
        return numbers(lived([canonical.read(Event, each) for each in happened]))
    except (TypeError, ValueError):
        return UNREADABLE
