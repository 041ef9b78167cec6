"""Read what an agency carries out, person by person: no transaction spans two of them."""

from collections.abc import Awaitable, Callable, Collection, Container
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from consent.arrangements import ArrangementId
from consent.parties import AgencyCode
from hub.actions.accounted import Accounted
from hub.actions.living import Alive, Living
from hub.audit.events import AuditRecord, Event, by_itself
from hub.errors import Unavailable
from hub.life.listed import ArrangementList, Listed
from hub.ports import ClosingDays, Store, Vault

PAGE: Final = 500
"""Rows of the list that are read at once."""

UNREADABLE: Final = frozenset({"vault.unreadable", "arrangement.unreadable"})
"""Of somebody who was forgotten, and of what is damaged, nothing is read; the others need not wait for it."""

CHANGED: Final = "export.changed_meanwhile"
"""It changed, or stood in another file, between the look and the file; the next run sees it as it is."""


class ExportProblem(StrEnum):
    """Why nothing is written for a bank. Codes are stable for ever."""

    NO_REASON = "export.no_reason"
    IN_PAST = "export.in_past"
    TOO_EARLY = "export.too_early"
    UNKNOWN_FILE = "export.unknown_file"
    NO_BANK_DAY = "export.no_bank_day"
    PERIOD_EMPTY = "export.period_empty"
    PERIOD_NOT_OVER = "export.period_not_over"
    NO_BASIS = "export.no_basis"
    UNKNOWN_ARRANGEMENT = "export.unknown_arrangement"
    NOT_BEGUN = "export.not_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf(Accounted):
    """For which agency something is written, by whom, and why. Both stand in the log, which the person may read."""

    agency: AgencyCode

    def line(self, event: Event, alive: Alive, at: datetime, outcome: dict[str, str | int]) -> AuditRecord:
        """Write down that it was done about one person."""
        told: dict[str, str | int] = {**alive.named, "agency": self.agency, **outcome}
        line = by_itself(event, subject=alive.kept.subject, at=at, trace_id=alive.kept.trace_id, outcome=told)
        return self.signed(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An arrangement of which nothing was taken, and why, as a stable code."""

    arrangement: ArrangementId
    code: str


Look = Callable[[Alive, Living], Awaitable[None]]
"""What is done with one arrangement, inside a transaction about its person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCarried:
    """Reading. The list says whose turn it is; what stands behind it is read in that person's name."""

    listing: ArrangementList
    store: Store
    vault: Vault
    closing: ClosingDays

    async def __call__(
        self, agency: AgencyCode, look: Look, *, among: Container[ArrangementId] | None = None
    ) -> tuple[LeftOut, ...]:
        """Look at all that an agency carries out, or did, or some of it; give what could not be read, and why."""
        left_out: list[LeftOut] = []
        closed, after = self.closing.days(), ""
        while rows := await self.listing.carried_out_by(agency, after=after, at_most=PAGE):
            for row in rows:
                if among is not None and row.arrangement not in among:
                    continue
                try:
                    await self._one(row, look, closed)
                except Unavailable as fault:
                    if fault.code not in UNREADABLE:
                        raise
                    left_out.append(LeftOut(arrangement=row.arrangement, code=fault.code))
            after = rows[-1].tag
        return tuple(left_out)

    async def _one(self, row: Listed, look: Look, closed: Collection[date]) -> None:
        key = await self.vault.key(row.subject)
        async with self.store.transaction(row.subject) as transaction:
            living = Living(transaction=transaction, key=key, closed=closed)
            alive = await living.find(row.arrangement)
            if alive is not None:
                await look(alive, living)
