"""Bring an errand to its agency, and let happen to the arrangement what the agency says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from consent.parties import AgencyCode, SubjectRef
from hub.actions import law
from hub.actions.errand_order import earlier, let_next, put_off
from hub.actions.errands import LABEL, Errands, planned, waiting
from hub.actions.given_up import WISHES
from hub.actions.living import Alive, Living
from hub.actions.open_review import open_review
from hub.actions.reviewing import Reviewing
from hub.audit import canonical, spans
from hub.audit.events import AuditRecord, Event, Trace, by_itself, within
from hub.domain.errand import Answered, Errand, ErrandKind, Reply
from hub.errors import Unavailable
from hub.life import events
from hub.life.actor import Actor, ActorKind
from hub.life.answered import on_amend, on_change, on_pause, on_request, on_suspend, understood
from hub.life.kept import GIVEN_UP, KeptErrand
from hub.life.life import Life
from hub.ports import ArrangementDesk, Clock, ClosingDays, Ids, PersonKey, Store, Transaction, Vault
from hub.rules.reader import Book

WITHIN: Final = timedelta(seconds=10)
"""Longest time for one agency to answer (decision 11): nobody waits for it at a screen."""

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)
"""How long after a silence the agency is tried again: twice as long each time, up to this."""

MOST_DOUBLINGS: Final = 20
"""Beyond all patience: only so that no number grows without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BringErrand:
    """Bringing of errands. Run twice at once, or again after a crash, the agency counts it once, and so do we."""

    desks: Mapping[AgencyCode, ArrangementDesk]
    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    closing: ClosingDays
    book: Book

    async def __call__(self, errand_id: str, subject: SubjectRef) -> KeptErrand:
        """Bring it, or ask how it stands; give it with what came of it. Raises Unavailable where there is none."""
        key = await self.vault.key(subject)
        async with self.store.transaction(subject) as transaction:
            kept = await _found(errand_id, transaction)
            if kept.is_over:
                return kept
            alive = await self._alive(kept, transaction, key)
            if first := await earlier(kept, transaction):
                return await put_off(kept, first, subject, transaction, self.clock.now())
            errand: Errand = canonical.loads(Errand, key.open(LABEL, kept.sealed))
            trace = _trace(errand, alive, kept.tries + 1)
            kept = await self._begun(kept, alive, trace, transaction)
        answered = await self._asked(kept, errand, subject, trace)
        async with self.store.transaction(subject) as transaction:
            meanwhile = await _found(errand_id, transaction)
            if meanwhile.is_over and meanwhile.reply != GIVEN_UP:
                return meanwhile
            came = replace(trace, span_id=None, parent_span_id=trace.span_id) if _is_brought(kept) else trace
            return await self._written(meanwhile, errand, answered, came, transaction, key)

    async def _alive(self, kept: KeptErrand, transaction: Transaction, key: PersonKey) -> Alive:
        living = Living(transaction=transaction, key=key, closed=self.closing.days())
        alive = await living.find(kept.arrangement)
        assert alive is not None  # noqa: S101 no errand is kept without its arrangement
        return alive

    async def _begun(self, kept: KeptErrand, alive: Alive, trace: Trace, transaction: Transaction) -> KeptErrand:
        """Write down that it is brought, before it is: whatever comes of it, the agency may have heard of it."""
        begun = replace(kept, tries=kept.tries + 1)
        await transaction.arrangements.put_errand(begun)
        desk = self.desks.get(kept.agency)
        if desk is not None and _is_brought(kept):
            article = {"article": alive.kept.article}
            line = _line(Event.ERRAND_BROUGHT, begun, alive, self.clock.now(), trace, article)
            await transaction.append_audit(replace(line, recipient=str(desk.agency.oin)))
        return begun

    async def _asked(self, kept: KeptErrand, errand: Errand, subject: SubjectRef, trace: Trace) -> Answered:
        desk = self.desks.get(errand.agency)
        if desk is None:
            # Nothing mends that but an operator: it is not tried again by itself.
            return Answered(reply=Reply.UNREACHABLE, reason="source.not_configured", may_retry=False)
        if not _is_brought(kept):
            return await desk.ask_again(errand.key, within=WITHIN, trace=trace)
        return await desk.bring(errand, subject, within=WITHIN, trace=trace)

    async def _written(
        self,
        kept: KeptErrand,
        errand: Errand,
        answered: Answered,
        trace: Trace,
        transaction: Transaction,
        key: PersonKey,
    ) -> KeptErrand:
        """Write down what the agency said, and what follows from it, together.

        What it decided counts although an operator had given up waiting for it; anything less brings nothing back.
        """
        at = self.clock.now()
        alive = await self._alive(kept, transaction, key)
        answered = understood(alive.life, errand.kind, answered, on=self.clock.today())
        line = _line(Event.ERRAND_ANSWERED, kept, alive, at, trace, {"reply": answered.reply.value})
        if kept.is_over and not answered.is_final:
            await transaction.append_audit(line)
            return kept
        came = _came(kept, answered, at)
        await transaction.arrangements.put_errand(came)
        if came.is_over:
            await transaction.arrangements.drop_work(came.id)
            await let_next(came, alive.kept.subject, transaction, at)
        else:
            await transaction.arrangements.put_work(waiting(came, alive.kept.subject))
        living = Living(transaction=transaction, key=key, closed=self.closing.days())
        happens = self._happens(alive, errand, answered)
        after = await living.add(alive, happens, at)
        if isinstance(after, Alive):
            errands = Errands(transaction=transaction, key=key, ids=self.ids, trace=_cause(errand))
            await self._follow(after, errand, answered, happens, errands, at)
            for asked in (each for each in happens if isinstance(each, events.PersonAsked)):
                await open_review(asked, came, after, Reviewing(transaction=transaction, key=key), at)
        await transaction.append_audit(line)
        return came

    async def _follow(
        self,
        after: Alive,
        errand: Errand,
        answered: Answered,
        happens: Sequence[events.Event],
        errands: Errands,
        at: datetime,
    ) -> None:
        """What agencies are told of what an answer did to the arrangement."""
        if any(isinstance(each, events.Granted) for each in happens):
            await errands.tell_owners(after, ErrandKind.SUSPEND, at)
        if any(isinstance(each, events.Paused) for each in happens):
            await errands.tell_owners(after, ErrandKind.PAUSE, at)
        for amended in (each for each in happens if isinstance(each, events.Amended)):
            await errands.tell_owners(after, ErrandKind.SUSPEND, at, of=amended.joins)
        if _counts_on_other_terms(errand, after, happens) or _is_granted_in_vain(errand, answered, after, happens):
            await errands.ask(after, ErrandKind.AMEND, at)

    def _happens(self, alive: Alive, errand: Errand, answered: Answered) -> tuple[events.Event, ...]:
        """What the agency that carries it out says changes it; what an owner says may leave something to a person."""
        on, executes = self.clock.today(), errand.agency == errand.executes
        if errand.kind is ErrandKind.SUSPEND:
            owner = Actor(kind=ActorKind.AGENCY, agency=errand.agency)
            return on_suspend(answered, by=owner, on=on)
        if not executes or answered.reply is Reply.UNREACHABLE:
            return ()
        policy = law.of_agreed(self.book, self.clock, alive.life.agreed)
        match errand.kind:
            case ErrandKind.REQUEST:
                accepted_on = alive.kept.accepted_at.date()
                return on_request(alive.life, answered, accepted_on=accepted_on, on=on, policy=policy)
            case ErrandKind.PAUSE if _still_wanted(alive.life, errand):
                return on_pause(alive.life, answered, on=on)
            case ErrandKind.AMEND:
                return on_amend(answered, by=Actor(kind=ActorKind.AGENCY, agency=errand.agency), on=on)
            case ErrandKind.CHANGE if _still_wanted(alive.life, errand):
                return on_change(alive.life, answered, on=on, policy=policy)
            case _:
                return ()


def _is_brought(kept: KeptErrand) -> bool:
    """Say whether it is brought, and not only asked how it stands."""
    return kept.reply != Reply.RECEIVED


def _cause(errand: Errand) -> Trace | None:
    """The trace of the request that caused an errand; None: that of the one that the arrangement began with."""
    return Trace(trace_id=errand.trace_id, parent_span_id=errand.parent_span_id) if errand.trace_id else None


def _trace(errand: Errand, alive: Alive, tries: int) -> Trace:
    """The trace inside one try to bring an errand."""
    return spans.step(_cause(errand) or Trace(trace_id=alive.kept.trace_id), errand.key, tries)


def _line(
    event: Event, kept: KeptErrand, alive: Alive, at: datetime, trace: Trace, more: Mapping[str, str]
) -> AuditRecord:
    outcome = {**alive.named, "errand": kept.id, "agency": kept.agency, "kind": kept.kind, **more}
    line = by_itself(event, subject=alive.kept.subject, at=at, trace_id=trace.trace_id, outcome=outcome)
    return within(trace, line)


async def _found(errand_id: str, transaction: Transaction) -> KeptErrand:
    kept = await transaction.arrangements.errand(errand_id)
    if kept is None:
        raise Unavailable("errand.unknown", "There is no such errand.")
    return kept


def _came(kept: KeptErrand, answered: Answered, at: datetime) -> KeptErrand:
    """The errand with what came of it, and when to try again: not where that cannot help, until an operator says so."""
    is_over = answered.is_final or (answered.reply is Reply.UNREACHABLE and not answered.may_retry)
    again = None if is_over else at + max(pause_after(kept.tries), answered.after or timedelta())
    return replace(
        kept,
        reply=answered.reply.value,
        reason=answered.reason,
        article=answered.article,
        next_try_at=again,
        answered_at=at if answered.is_final else None,
    )


def _still_wanted(life: Life, errand: Errand) -> bool:
    """Say whether somebody waits for this very pause or change: another may have been asked for since."""
    wish = life.pause_asked if errand.kind is ErrandKind.PAUSE else life.change_asked
    return wish is not None and planned(life, errand.kind) == errand.terms


def _is_granted_in_vain(errand: Errand, answered: Answered, after: Alive, happens: Sequence[events.Event]) -> bool:
    """Say whether an agency grants a wish that nobody waits for any more: it must hear which terms hold."""
    is_wish = errand.kind in WISHES and errand.agency == errand.executes
    granted = answered.reply in (Reply.GRANTED, Reply.GRANTED_OTHERWISE)
    changed = any(isinstance(each, events.Amended | events.ChangeOffered | events.Paused) for each in happens)
    return is_wish and granted and after.life.runs and not changed


def _counts_on_other_terms(errand: Errand, after: Alive, happens: Sequence[events.Event]) -> bool:
    """Say whether other terms came of what was granted than stood in the errand: later ones, after a late grant."""
    is_granted = any(isinstance(each, events.Granted | events.Paused | events.Amended) for each in happens)
    return is_granted and planned(after.life) != errand.terms


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries - 1, MOST_DOUBLINGS)
    return min(doubled, LONGEST_PAUSE)
