"""Tell an enforcement point elsewhere what the hub would decide: the same function answers, and no data leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from consent import decide
from consent.activities import ActivityId
from consent.parties import Agency, AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from hub.audit.events import Edition, Evaluated, Event, Trace, record, said_of
from hub.ports import Clock, Store

SCOPE = "access.evaluate"
"""A client that is registered with this scope is an enforcement point: it may ask about its own organization."""

OTHERS = "access.evaluate.others"
"""With this scope beside it, it may ask about people and other organizations too: who consented to what is theirs."""


class Semantic(StrEnum):
    """How a batch is run (AuthZEN 1.0, evaluations semantics)."""

    EXECUTE_ALL = "execute_all"
    DENY_ON_FIRST_DENY = "deny_on_first_deny"
    PERMIT_ON_FIRST_PERMIT = "permit_on_first_permit"

    def ends(self, *, permitted: bool) -> bool:
        """Say whether nothing after this decision is asked any more."""
        if self is Semantic.EXECUTE_ALL:
            return False
        return permitted is (self is Semantic.PERMIT_ON_FIRST_PERMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Whether this party may see what is owed by a person: at one agency, or (None) at every one of them.

    `activity` is the processing activity under which it must be; None: any.
    """

    requester: Requester
    subject: SubjectRef
    purpose: Purpose
    agency: AgencyCode | None = None
    activity: ActivityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an enforcement point. What it asks and nobody here knows is None: decided no, whatever it was.

    `semantic` is None for a call that is no batch.
    """

    caller: Requester
    evaluations: Sequence[Evaluation | None]
    trace: Trace
    semantic: Semantic | None = None

    def ends(self, evaluated: Evaluated) -> bool:
        """Say whether the rest of the call is left out."""
        return self.semantic is not None and self.semantic.ends(permitted=evaluated.permitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """Deciding without releasing. What was decided about a person is on record before the answer leaves."""

    agencies: Sequence[Agency]
    register: Register
    store: Store
    clock: Clock
    edition: Edition

    async def __call__(self, call: Call) -> tuple[Evaluated, ...]:
        """Decide in the order asked: one look at each person's record, and one line in their log.

        A batch that ends early gives what was decided until then. Who is asked about later is not looked at.
        """
        known: dict[int, Evaluated] = {}
        answered: list[Evaluated] = []
        for place, evaluation in enumerate(call.evaluations):
            if evaluation is None or not _may_ask(call.caller, evaluation):
                answered.append(Evaluated(place=place))
            else:
                if place not in known:
                    known |= await self._about(evaluation.subject, call)
                answered.append(known[place])
            if call.ends(answered[-1]):
                break
        return tuple(answered)

    async def _about(self, subject: SubjectRef, call: Call) -> dict[int, Evaluated]:
        """Decide everything that is asked about one person, and write it down, on one look at the record."""
        decided: dict[int, Evaluated] = {}
        async with self.store.transaction(subject) as transaction:
            standing = await transaction.standing()
            at = standing.moment(self.clock.now())
            for place, evaluation in enumerate(call.evaluations):
                if evaluation is None or evaluation.subject != subject or not _may_ask(call.caller, evaluation):
                    continue
                decided[place] = self._decide(place, evaluation, standing, at)
                if call.ends(decided[place]):
                    break
            line = record(
                Event.ACCESS_EVALUATED,
                requester=call.caller,
                subject=subject,
                at=at,
                trace=call.trace,
                register=self.register.fingerprint,
                edition=self.edition,
                facts=standing.size,
            )
            await transaction.append_audit(
                replace(line, evaluated=tuple(decided.values()), semantic=call.semantic and call.semantic.value)
            )
        return decided

    def _decide(self, place: int, evaluation: Evaluation, standing: Standing, at: datetime) -> Evaluated:
        """Ask the one function that decides. An agency that is not there permits nothing."""
        requester, named = evaluation.requester, evaluation.activity
        verdicts = decide.decide(
            requester=requester,
            subject=evaluation.subject,
            activities=[
                activity
                for activity in self.register.serving(evaluation.purpose, requester, on=at.date())
                if named in {None, activity.id}
            ],
            categories=frozenset(Category),
            agencies=[agency for agency in self.agencies if evaluation.agency in {None, agency.code}],
            standing=standing,
            at=at,
        )
        said = said_of(verdicts)
        return Evaluated(
            place=place,
            permitted=bool(said) and all(each.permitted for each in said.values()),
            recipient=requester.recipient,
            client=requester.client,
            purpose=evaluation.purpose.value,
            agency=evaluation.agency,
            activity=named,
            decided=said,
        )


def _may_ask(caller: Requester, evaluation: Evaluation) -> bool:
    """Say whether an enforcement point may know what would be decided about this party.

    A worker is none: here they would learn without a case who consented to what.
    """
    if caller.role is Role.STAFF:
        return False
    own = caller.oin is not None and evaluation.requester.oin == caller.oin
    return own or OTHERS in caller.scopes
