"""Change one arrangement: see who may, let something happen to it, once, written down; what happens is the caller's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consent.mandates import Act, MandateId
from consent.parties import Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions import law, once
from hub.actions.accept_arrangement import by_of
from hub.actions.acting import ConsentProblem, acting, noted, refused
from hub.actions.errands import Errands
from hub.actions.given_up import without_given_up
from hub.actions.living import Alive, Living
from hub.actions.once import Call, OnceProblem
from hub.audit.events import Event, Trace, record
from hub.errors import BadInput
from hub.life import events
from hub.life.actor import Actor, ActorKind
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.ports import Clock, ClosingDays, Ids, PersonKey, Store, Transaction, Vault
from hub.rules.policy import Policy
from hub.rules.reader import Book

Changing = Alive | LifeProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which arrangement somebody names, and under which key. `case`: in which case a worker does it, and why."""

    requester: Requester
    subject: SubjectRef
    arrangement: str
    trace: Trace
    key: str
    case: str | None = None


def _in_a_case(actor: Actor, named: Named) -> Actor:
    """Refuse what a worker does without a case: whatever is done about somebody must be accounted for."""
    if named.requester.role is Role.STAFF and not (named.case or "").strip():
        raise BadInput("case.missing", "A worker must say in which case.", "Send `case` with a reason and number.")
    return actor


def nobody(_requester: Requester, _alive: Alive) -> None:
    """No agency does this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens: events, or why not. `then` says what agencies are told of it.

    `by_person`: the person does it, and whoever may in their place. `who`: which agency does, and as whom.

    `given` is what the caller said beside the arrangement, so that a key is not used for another wish; amounts and
    references in it are kept as a tag only.
    """

    operation: str
    act: Callable[[Life, Actor, Policy], tuple[events.Event, ...] | LifeProblem]
    by_person: bool = False
    who: Callable[[Requester, Alive], Actor | None] = nobody
    then: Callable[[Errands, Alive, datetime], Awaitable[None]] | None = None
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeArrangement:
    """Changing. Somebody else's arrangement and one that never was give the same answer."""

    store: Store
    vault: Vault
    clock: Clock
    ids: Ids
    closing: ClosingDays
    book: Book

    async def __call__(self, named: Named, change: Change) -> Changing:
        """Change it; the same call again gives how it stands."""
        key = await self.vault.key(named.subject)
        async with self.store.transaction(named.subject) as transaction:
            return await self._change(named, change, transaction, key)

    async def _change(self, named: Named, change: Change, transaction: Transaction, key: PersonKey) -> Changing:
        at = self.clock.now()
        living = Living(transaction=transaction, key=key, closed=self.closing.days())
        alive = await living.find(named.arrangement)
        if alive is None:
            return LifeProblem.UNKNOWN
        found = await self._actor(named, change, alive, transaction, at)
        if not isinstance(found, tuple):
            return found
        actor, mandate = found
        call = _call(named, change, key)
        begun = await once.begin(call, transaction, at=at)
        if begun is not None:
            return begun if isinstance(begun, OnceProblem) else alive
        policy = law.of_agreed(self.book, self.clock, alive.life.agreed)
        stands, over = await without_given_up(alive, transaction, self.clock.today())
        happens = change.act(stands.life, actor, policy)
        after = happens if isinstance(happens, LifeProblem) else await living.add(alive, (*over, *happens), at)
        if isinstance(after, Alive):
            if change.then is not None and after is not alive:
                await change.then(Errands(transaction=transaction, key=key, ids=self.ids, trace=named.trace), after, at)
            await self._note(named, change, after, mandate, transaction, at)
        result = after.kept.id if isinstance(after, Alive) else once.NOTHING
        await once.finish(call, transaction, at=at, result=result)
        return after

    async def _actor(
        self, named: Named, change: Change, alive: Alive, transaction: Transaction, at: datetime
    ) -> tuple[Actor, MandateId | None] | LifeProblem | ConsentProblem:
        """Say who does it, and on which mandate: an agency that may, or the person and whoever may for them.

        Whoever may not is noted.
        """
        requester, subject, trace = named.requester, named.subject, named.trace
        if requester.role not in (Role.AGENCY, Role.STAFF):
            standing = await transaction.standing()
            may = acting(
                Act.ACCEPT,
                requester=requester,
                subject=subject,
                events=standing.mandates,
                at=at,
                agencies=alive.agencies,
            )
        elif Purpose.EXECUTION not in requester.purposes:
            may = ConsentProblem(code=Ground.PURPOSE_NOT_REGISTERED.value, path="person")
        elif found := change.who(requester, alive):
            return _in_a_case(found, named), None
        else:
            return await self._refused(named, transaction, at)
        who = await noted(may, requester=requester, subject=subject, trace=trace, transaction=transaction, at=at)
        if isinstance(who, ConsentProblem):
            return who
        return (by_of(who), who.mandate) if change.by_person else await self._refused(named, transaction, at)

    async def _refused(self, named: Named, transaction: Transaction, at: datetime) -> LifeProblem:
        """Say no more than that there is no such arrangement, and write down that somebody tried."""
        ground = Ground.ROLE_HAS_NO_BASIS
        await transaction.append_audit(refused(ground, named.requester, named.subject, at, named.trace))
        return LifeProblem.UNKNOWN

    async def _note(
        self,
        named: Named,
        change: Change,
        alive: Alive,
        mandate: MandateId | None,
        transaction: Transaction,
        at: datetime,
    ) -> None:
        await transaction.append_audit(
            record(
                Event.ARRANGEMENT_MOVED,
                requester=named.requester,
                subject=named.subject,
                at=at,
                trace=named.trace,
                mandate=mandate,
                case=named.case,
                outcome={**alive.named, "operation": change.operation, "state": alive.life.state.value},
            )
        )


def who_executes(requester: Requester, alive: Alive) -> Actor | None:
    """The agency that carries it out, by itself."""
    if requester.role is not Role.AGENCY or requester.agency != alive.kept.executes:
        return None
    return Actor(kind=ActorKind.AGENCY, agency=requester.agency)


def who_owns(requester: Requester, alive: Alive) -> Actor | None:
    """An agency with claims in it, by itself."""
    if requester.role is not Role.AGENCY or requester.agency not in alive.kept.owners:
        return None
    return Actor(kind=ActorKind.AGENCY, agency=requester.agency)


def _call(named: Named, change: Change, key: PersonKey) -> Call:
    tag = key.tag(f"attempt.{change.operation}", repr(sorted(change.given.items())).encode())
    return Call(
        client=named.requester.client,
        key=named.key,
        operation=change.operation,
        given={"arrangement": named.arrangement, "given": tag},
    )
