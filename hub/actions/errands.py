"""What is to be brought to agencies because of what happened to an arrangement: written down with it, brought later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from consent.parties import AgencyCode
from hub.actions.living import Alive
from hub.audit import canonical
from hub.domain.errand import Errand, ErrandKind, PlannedClaim, PlannedTerm
from hub.life.kept import KeptErrand, Work, WorkKind
from hub.life.life import Life
from hub.life.states import State
from hub.ports import Ids, PersonKey, Transaction

LABEL: Final = "errand.sealed"
"""What the sealed bytes are; part of what the seal protects."""

ALL_PAID: Final = "all_paid"
"""The ground of an arrangement that is over because nothing is left to pay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Making of errands in the transaction of what they are about: either both are there, or neither."""

    transaction: Transaction
    key: PersonKey
    ids: Ids

    async def ask(self, alive: Alive, kind: ErrandKind, at: datetime) -> None:
        """Ask the executing agency: for what the person accepted, or for a pause."""
        await self._send([self._errand(alive, kind, alive.life.agreed.executes)], alive, at)

    async def tell_owners(self, alive: Alive, kind: ErrandKind, at: datetime) -> None:
        """Tell every other agency with claims in it."""
        others = sorted(alive.life.agreed.owners - {alive.life.agreed.executes})
        await self._send([self._errand(alive, kind, agency) for agency in others], alive, at)

    async def tell_all(self, alive: Alive, kind: ErrandKind, at: datetime) -> None:
        """Tell the executing agency and every other one with claims in it."""
        await self.ask(alive, kind, at)
        await self.tell_owners(alive, kind, at)

    async def tell_over(self, alive: Alive, at: datetime) -> None:
        """Where it ended or all is paid, tell the owners: to collect what is left by their own rules, or not to."""
        life = alive.life
        if life.state is State.ENDED and life.ended and life.ended.collected_from:
            await self.tell_owners(alive, ErrandKind.RESUME_COLLECTION, at)
        elif life.state in (State.ENDED, State.COMPLETED):
            await self.tell_owners(alive, ErrandKind.CLOSE, at)

    async def _send(self, errands: Sequence[Errand], alive: Alive, at: datetime) -> None:
        for errand in errands:
            kept = KeptErrand(
                id=errand.key,
                arrangement=alive.kept.id,
                agency=errand.agency,
                kind=errand.kind.value,
                sealed=self.key.seal(LABEL, canonical.dumps(errand)),
                made_at=at,
                next_try_at=at,
            )
            await self.transaction.arrangements.put_errand(kept)
            await self.transaction.arrangements.put_work(waiting(kept, alive))

    def _errand(self, alive: Alive, kind: ErrandKind, agency: AgencyCode) -> Errand:
        agreed = alive.life.agreed
        executes = agency == agreed.executes
        return Errand(
            key=self.ids.new(),
            arrangement=alive.kept.id,
            kind=kind,
            agency=agency,
            executes=agreed.executes,
            scheme=agreed.scheme,
            claims=tuple(_claims(alive.life, None if executes else agency)),
            terms=tuple(_terms(alive.life)) if executes else (),
            article=alive.kept.article,
            starts_on=alive.life.ended.collected_from if alive.life.ended else None,
            ends_on=_ends_on(alive.life, kind),
            ground=_ground(alive.life),
        )


def waiting(errand: KeptErrand, alive: Alive) -> Work:
    """The work that brings an errand, under its id."""
    return Work(
        id=errand.id,
        kind=WorkKind.ERRAND,
        subject=alive.kept.subject,
        about=errand.id,
        due_at=errand.next_try_at or errand.made_at,
    )


def _claims(life: Life, owner: AgencyCode | None) -> Iterator[PlannedClaim]:
    for claim in life.claims:
        if owner in (None, claim.owner):
            yield PlannedClaim(key=claim.key, open=claim.open.total)


def _terms(life: Life) -> Iterator[PlannedTerm]:
    for term in life.unpaid:
        yield PlannedTerm(due_on=term.due_on, amount=term.amount)


def _ground(life: Life) -> str | None:
    """Why it is over, where it ran until then."""
    if life.state is State.COMPLETED:
        return ALL_PAID
    return life.ended.ground if life.ended else None


def _ends_on(life: Life, kind: ErrandKind) -> date | None:
    """Until when a pause lasts, or from when on an owner collects again."""
    if kind is ErrandKind.PAUSE:
        pause = life.pause or life.pause_asked
        return pause.until if pause else None
    return life.ended.pay_by if life.ended else None
