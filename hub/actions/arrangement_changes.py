"""What may be done to an arrangement that runs: each as a change for `change_arrangement`."""

from datetime import date, datetime
from typing import Final

from consent.parties import Requester, Role
from hub.actions.change_arrangement import Change, who_executes, who_owns
from hub.actions.errands import Errands
from hub.actions.living import Alive
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.errand import ErrandKind
from hub.life import events
from hub.life.actor import Actor, ActorKind
from hub.life.agree import agree, withdraw
from hub.life.end import end
from hub.life.events import Payment
from hub.life.life import Life
from hub.life.pause import ask_pause
from hub.life.problem import LifeProblem
from hub.life.receive import receive, reverse
from hub.life.restate import restate
from hub.life.states import State
from hub.rules.policy import Policy

Events = tuple[events.Event, ...] | LifeProblem

REVERSAL: Final = "reversePayment"


def payment(told: Payment, *, today: date) -> Change:
    """The agency that carries it out says that money came in."""

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        return receive(life, told, by=by, today=today, policy=policy)

    given = {"reference": told.reference, "amount": told.amount, "on": str(told.on), "only": told.only}
    return Change(operation="recordPayment", who=who_executes, act=act, then=_tell_if_paid, given=given)


def reversal(reference: str, *, today: date) -> Change:
    """The agency that carries it out says that money did not stay."""

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        return reverse(life, reference, by=by, today=today, policy=policy)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        if not alive.life.runs:
            await errands.tell_reopened(alive, at)

    return Change(operation=REVERSAL, who=who_executes, act=act, then=then, given={"reference": reference})


def restatement(key: ClaimKey, open_now: Amounts, *, today: date) -> Change:
    """An agency says what is open of its own claim now; the one that carries it out hears which terms are left."""

    def who(requester: Requester, alive: Alive) -> Actor | None:
        return who_owns(requester, alive) if requester.agency == key.owner else None

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        return restate(life, key, open_now, by=by, on=today, policy=policy)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        await _tell_if_paid(errands, alive, at)
        if alive.life.runs and not alive.life.outside.get(key, Amounts()).total:
            await errands.ask(alive, ErrandKind.AMEND, at)

    given = {"owner": key.owner, "reference": key.reference, "open": str(open_now)}
    return Change(operation="restateClaim", who=who, act=act, then=then, given=given)


def early_end(ground: str, says: str, *, today: date) -> Change:
    """A worker of the agency that carries it out ends it, and says why."""

    def who(requester: Requester, alive: Alive) -> Actor | None:
        if requester.role is not Role.STAFF or requester.agency != alive.kept.executes:
            return None
        return Actor(kind=ActorKind.WORKER, agency=requester.agency, worker=requester.worker, says=says)

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        found = end(life, ground, by=by, on=today, policy=policy)
        return found if isinstance(found, LifeProblem) else (found,)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        await errands.tell_over(alive, at)

    given = {"ground": ground, "says": says}
    return Change(operation="endArrangement", who=who, act=act, then=then, given=given)


def withdrawal(*, today: date) -> Change:
    """The person wants it no longer: every agency is told, and collects again by its own rules."""

    def act(_life: Life, by: Actor, _policy: Policy) -> Events:
        return (withdraw(by=by, on=today),)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        await errands.tell_all(alive, ErrandKind.WITHDRAW, at)

    return Change(operation="withdrawArrangement", by_person=True, act=act, then=then)


def agreement(*, today: date) -> Change:
    """The person agrees to other terms: the agency that granted them is told, and the owners as after any grant."""

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        found = agree(life, by=by, on=today, policy=policy)
        return found if isinstance(found, LifeProblem) else (found,)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        await errands.ask(alive, ErrandKind.AMEND, at)
        await errands.tell_owners(alive, ErrandKind.SUSPEND, at)

    return Change(operation="agreeToOtherTerms", by_person=True, act=act, then=then)


def pause_wish(*, helped: bool, today: date) -> Change:
    """The person asks for a pause: the agency that carries it out decides (decision 37)."""

    def act(life: Life, by: Actor, policy: Policy) -> Events:
        found = ask_pause(life, helped=helped, by=by, on=today, policy=policy)
        return found if isinstance(found, LifeProblem) else (found,)

    async def then(errands: Errands, alive: Alive, at: datetime) -> None:
        await errands.ask(alive, ErrandKind.PAUSE, at)

    return Change(operation="requestPause", by_person=True, act=act, then=then, given={"helped": helped})


async def _tell_if_paid(errands: Errands, alive: Alive, at: datetime) -> None:
    """Where all is paid, agencies close their books; where a part is of what went back after that, they hear it."""
    if alive.life.state is State.COMPLETED:
        await (errands.tell_reopened if alive.life.open else errands.tell_over)(alive, at)
