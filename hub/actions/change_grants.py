"""Change named grants of one person: all of them or none, once, written down; what changes is the caller's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consent import authority, history
from consent.grants import GrantId, Narrowed, Withdrawn
from consent.history import GrantState
from consent.mandates import Act, By
from consent.parties import Requester, SubjectRef
from consent.standing import Standing
from consent.verdict import Ground
from hub.actions import once
from hub.actions.acting import ConsentProblem, acting, noted
from hub.actions.once import Call, OnceProblem
from hub.audit import extent
from hub.audit.events import Event, Trace, record
from hub.ports import Clock, Store, Transaction

Changed = tuple[GrantState, ...] | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which grants somebody names, and under which key."""

    requester: Requester
    subject: SubjectRef
    grants: tuple[GrantId, ...]
    trace: Trace
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to each grant at a moment: an event, nothing where it is so already, or why it cannot be.

    `given` is what the caller said beside the grants, so that a key is not used for another wish.
    """

    operation: str
    what: Event
    event: Callable[[GrantState, By, datetime], Narrowed | Withdrawn | ConsentProblem | None]
    given: Mapping[str, object] = field(default_factory=dict)


async def change_grants(named: Named, change: Change, store: Store, clock: Clock) -> Changed:
    """Do it to every named grant or to none. Somebody else's grant and one that never was give the same answer."""
    if not authority.may_try(named.requester, named.subject):
        return ConsentProblem(code=Ground.NOT_THEIR_OWN.value, path="person")
    if not named.grants:
        return ConsentProblem(code="grant.none_named", path="grants")
    async with store.transaction(named.subject) as transaction:
        standing = await transaction.standing()
        at = standing.moment(clock.now())
        problem = await _change(named, change, standing, transaction, at)
        if problem:
            return problem
        after = history.states((await transaction.standing()).consents, known_at=at)
    return tuple(state for state in after if state.grant.id in named.grants)


async def _change(
    named: Named, change: Change, standing: Standing, transaction: Transaction, at: datetime
) -> ConsentProblem | OnceProblem | None:
    """Check everything, then write everything; None: it is done, or was before."""
    found = acting(
        Act.CONSENT,
        requester=named.requester,
        subject=named.subject,
        events=standing.mandates,
        at=at,
        taking_back=True,
    )
    who = await noted(
        found, requester=named.requester, subject=named.subject, trace=named.trace, transaction=transaction, at=at
    )
    if isinstance(who, ConsentProblem):
        return who
    states = _known(named.grants, history.states(standing.consents, known_at=at))
    if isinstance(states, ConsentProblem):
        return states
    call = Call(
        client=named.requester.client,
        key=named.key,
        operation=change.operation,
        given={"grants": named.grants, **change.given},
    )
    begun = await once.begin(call, transaction, at=at)
    if begun is not None:
        return begun if isinstance(begun, OnceProblem) else None
    events = [change.event(state, who, at) for state in states]
    problem = next((event for event in events if isinstance(event, ConsentProblem)), None)
    if problem is None:
        for event in events:
            if isinstance(event, Narrowed | Withdrawn):
                await transaction.append_consent(event)
        await _note(named, change, who, transaction, at)
    await once.finish(call, transaction, at=at, result=once.NOTHING if problem else " ".join(named.grants))
    return problem


def _known(grants: Sequence[GrantId], states: Sequence[GrantState]) -> tuple[GrantState, ...] | ConsentProblem:
    known = {state.grant.id: state for state in states}
    for place, grant_id in enumerate(grants):
        if grant_id not in known:
            return ConsentProblem(code="grant.unknown", path=f"grants.{place}")
    return tuple(known[grant_id] for grant_id in dict.fromkeys(grants))


async def _note(named: Named, change: Change, who: By, transaction: Transaction, at: datetime) -> None:
    """Write down what happened, and what is left of each grant where something is."""
    states = history.states((await transaction.standing()).consents, known_at=at)
    changed = [state for state in states if state.grant.id in named.grants]
    await transaction.append_audit(
        record(
            change.what,
            requester=named.requester,
            subject=named.subject,
            at=at,
            trace=named.trace,
            mandate=who.mandate,
            grounds={state.grant.id: change.what.value for state in changed},
            outcome={
                "grants": len(changed),
                **extent.left(state.grant for state in changed if state.withdrawn_at is None),
            },
        )
    )
