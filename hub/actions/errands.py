"""What is to be brought to agencies because of what happened to an arrangement: written down with it, brought later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from consent.parties import AgencyCode, SubjectRef
from hub.actions.living import Alive
from hub.audit import canonical
from hub.audit.events import Trace
from hub.domain.claim import Claim
from hub.domain.errand import Errand, ErrandKind, PlannedClaim, PlannedTerm
from hub.life.kept import OVERTAKEN, KeptErrand, Work, WorkKind
from hub.life.life import Life
from hub.life.pause import moved
from hub.life.states import State
from hub.ports import Ids, PersonKey, Transaction

LABEL: Final = "errand.sealed"
"""What the sealed bytes are; part of what the seal protects."""

BEGINS: Final = frozenset(
    {ErrandKind.REQUEST, ErrandKind.SUSPEND, ErrandKind.CHANGE, ErrandKind.AMEND, ErrandKind.PAUSE}
)
"""What makes no sense any more once the arrangement is over."""

A_LITTLE: Final = timedelta(seconds=30)
"""How long something waits that must not overtake: longer than an agency has to answer."""

ALL_PAID: Final = "all_paid"
"""The ground of an arrangement that is over because nothing is left to pay."""

PAYMENT_REVERSED: Final = "payment_reversed"
"""The ground of a notice that something is open again, or still, although it was over."""

NOT_AGREED: Final = "not_agreed_in_time"
"""The ground where the person did not agree to the agency's other terms."""

OTHER_CIRCUMSTANCES: Final = "other_circumstances"
CLAIMS_JOIN: Final = "claims_join"
"""The grounds of a change: the person can pay more or less now, or claims are to join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Making of errands in the transaction of what they are about: either both are there, or neither.

    `trace` is that of the request that causes them; None: of the one that the arrangement began with.
    """

    transaction: Transaction
    key: PersonKey
    ids: Ids
    trace: Trace | None = None

    async def ask(self, alive: Alive, kind: ErrandKind, at: datetime) -> None:
        """Ask the executing agency: for what the person accepted, or for a pause."""
        await self._send([self._errand(alive, kind, alive.life.agreed.executes)], alive, at)

    async def tell_owners(
        self, alive: Alive, kind: ErrandKind, at: datetime, *, of: Iterable[Claim] | None = None
    ) -> None:
        """Tell every other agency with claims in it; or those `of` some claims."""
        owners = alive.life.agreed.owners if of is None else {claim.owner for claim in of}
        others = sorted(owners - {alive.life.agreed.executes})
        await self._send([self._errand(alive, kind, agency) for agency in others], alive, at)

    async def tell_all(self, alive: Alive, kind: ErrandKind, at: datetime) -> None:
        """It is over: what had only begun is overtaken, and every agency that may have heard of it is told."""
        heard, still_out = await self._overtaken(alive, at)
        executes = alive.life.agreed.executes
        others = sorted(alive.life.agreed.owners - {executes})
        for agency in (each for each in (executes, *others) if each in heard):
            # What is still on its way there must not arrive after this.
            first_try = at + A_LITTLE if agency in still_out else at
            await self._send([self._errand(alive, kind, agency)], alive, at, first_try=first_try)

    async def tell_over(self, alive: Alive, at: datetime) -> None:
        """It ended or all is paid: tell agencies to collect what is left by their own rules, or not to."""
        life = alive.life
        goes_on = life.state is State.ENDED and life.ended is not None and life.ended.collected_from is not None
        await self.tell_all(alive, ErrandKind.RESUME_COLLECTION if goes_on else ErrandKind.CLOSE, at)

    async def tell_reopened(self, alive: Alive, at: datetime) -> None:
        """Money went back after it was over: every agency that may have heard of it is told what is open now.

        No text says what follows then (R1-26 ends with the payment): a worker decides, and each owner by its own rules.
        """
        heard = {each.agency for each in await self.transaction.arrangements.errands(alive.kept.id) if each.tries}
        await self._send([self._errand(alive, ErrandKind.AMEND, agency) for agency in sorted(heard)], alive, at)

    async def _overtaken(self, alive: Alive, at: datetime) -> tuple[set[str], set[str]]:
        """Bring nothing more of what had only begun; give who may have heard of it, and where something is under way.

        A reply that comes in after this changes nothing.
        """
        made = await self.transaction.arrangements.errands(alive.kept.id)
        begun = [each for each in made if each.kind in BEGINS and not each.is_over]
        for errand in begun:
            over = replace(errand, reply=OVERTAKEN, reason=None, next_try_at=None, answered_at=at)
            await self.transaction.arrangements.put_errand(over)
            await self.transaction.arrangements.drop_work(errand.id)
        return {each.agency for each in made if each.tries}, {each.agency for each in begun if each.tries}

    async def _send(
        self, errands: Sequence[Errand], alive: Alive, at: datetime, *, first_try: datetime | None = None
    ) -> None:
        made = await self.transaction.arrangements.errands(alive.kept.id)
        for errand in errands:
            before = [each.made_at for each in made if each.agency == errand.agency]
            kept = KeptErrand(
                id=errand.key,
                arrangement=alive.kept.id,
                agency=errand.agency,
                kind=errand.kind.value,
                sealed=self.key.seal(LABEL, canonical.dumps(errand)),
                made_at=max([at, *(moment + timedelta(microseconds=1) for moment in before)]),
                next_try_at=first_try or at,
            )
            await self.transaction.arrangements.put_errand(kept)
            await self.transaction.arrangements.put_work(waiting(kept, alive.kept.subject))

    def _errand(self, alive: Alive, kind: ErrandKind, agency: AgencyCode) -> Errand:
        agreed = alive.life.agreed
        executes = agency == agreed.executes
        starts_on, ends_on = _days(alive.life, kind)
        return Errand(
            key=self.ids.new(),
            arrangement=alive.kept.id,
            kind=kind,
            agency=agency,
            executes=agreed.executes,
            scheme=agreed.scheme,
            claims=tuple(_claims(alive.life, kind, None if executes else agency)),
            terms=planned(alive.life, kind) if executes and not _is_reopened(alive.life, kind) else (),
            article=_article(alive, kind),
            starts_on=starts_on,
            ends_on=ends_on,
            ground=_ground(alive.life, kind),
            reform=agreed.reform.name if agreed.reform else None,
            trace_id=self.trace.trace_id if self.trace else None,
            parent_span_id=self.trace.parent_span_id if self.trace else None,
        )


def waiting(errand: KeptErrand, subject: SubjectRef) -> Work:
    """The work that brings an errand, under its id; it waits for an operator where the errand is not tried again."""
    return Work(
        id=errand.id,
        kind=WorkKind.ERRAND,
        subject=subject,
        about=errand.id,
        due_at=errand.next_try_at,
    )


def _claims(life: Life, kind: ErrandKind, owner: AgencyCode | None) -> Iterator[PlannedClaim]:
    asked = life.change_asked if kind is ErrandKind.CHANGE else None
    for claim in asked.agreed.claims if asked else life.claims:
        if owner in (None, claim.owner):
            yield PlannedClaim(key=claim.key, open=claim.open.total)


def planned(life: Life, kind: ErrandKind = ErrandKind.AMEND) -> tuple[PlannedTerm, ...]:
    """The terms that are counted on; with a pause or a change that is asked for, as they will be after it."""
    terms = life.unpaid
    if kind is ErrandKind.PAUSE and life.pause_asked:
        terms = moved(life, life.pause_asked.until)
    elif kind is ErrandKind.CHANGE and life.change_asked:
        terms = life.change_asked.agreed.terms
    return tuple(PlannedTerm(due_on=term.due_on, amount=term.amount) for term in terms)


def _article(alive: Alive, kind: ErrandKind) -> str | None:
    """On what an errand rests: a pause on its own article, all else on that of the arrangement."""
    pause = alive.life.pause_asked or alive.life.pause
    return pause.reason.article if kind is ErrandKind.PAUSE and pause else alive.kept.article


def _ground(life: Life, kind: ErrandKind) -> str | None:
    """Why it is over, where it ran until then; why a change is asked for; or why something is open again."""
    if _is_reopened(life, kind):
        return PAYMENT_REVERSED
    if kind is ErrandKind.CHANGE and life.change_asked:
        return CLAIMS_JOIN if life.change_asked.joins else OTHER_CIRCUMSTANCES
    if life.state is State.COMPLETED:
        return ALL_PAID
    if life.state is State.EXPIRED:
        return NOT_AGREED
    return life.ended.ground if life.ended else None


def _is_reopened(life: Life, kind: ErrandKind) -> bool:
    """Say whether a notice is of what is open after the end: then no terms hold."""
    return kind is ErrandKind.AMEND and not life.runs


def _days(life: Life, kind: ErrandKind) -> tuple[date | None, date | None]:
    """From when on an owner may collect, and until when collection stays suspended, or a pause lasts."""
    pause = life.pause_asked or life.pause
    if kind is ErrandKind.PAUSE and pause:
        return None, pause.until
    if kind is ErrandKind.RESUME_COLLECTION and life.ended:
        return life.ended.collected_from, life.ended.pay_by
    return None, None
