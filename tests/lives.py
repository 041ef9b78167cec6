"""An arrangement that runs, for tests of its life: accepted and granted, on claims that nothing is the matter with."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from builders import ON, a_claim, a_policy, decided, told

from consent.parties import AgencyCode
from hub.domain.arrangement import Proposal
from hub.domain.claim import Claim
from hub.domain.money import Cents
from hub.life.accept import accept, granted
from hub.life.actor import Actor, ActorKind
from hub.life.events import Accepted, Event, Payment, Requested
from hub.life.life import Life, begun, happened
from hub.life.receive import receive

PERSON = Actor(kind=ActorKind.PERSON)
AGENCY = Actor(kind=ActorKind.AGENCY, agency=AgencyCode("cjib"))
WORKER = Actor(kind=ActorKind.WORKER, agency=AgencyCode("cjib"), worker="w-1", says="Reminded, called, no answer.")


def proposed(*claims: Claim, scheme: str = "rijk-2025", on: date = ON) -> Proposal:
    outcome = decided(told(*claims), scheme=scheme, on=on)
    assert isinstance(outcome, Proposal), outcome
    return outcome


def accepted(proposal: Proposal, *, on: date = ON, day: int = 1) -> Accepted:
    found = accept(proposal, by=PERSON, on=on, payment_day=day, policy=a_policy(on))
    assert isinstance(found, Accepted), found
    return found


def running(*claims: Claim, scheme: str = "rijk-2025", on: date = ON) -> Life:
    """An arrangement that was accepted, asked for and granted on one day."""
    given = claims or (a_claim(60000), a_claim(30000, owner="duo", reference="D-1"))
    start = accepted(proposed(*given, scheme=scheme, on=on), on=on)
    life = after(begun(start), [Requested(on=on, by=PERSON, reason=start.reason)])
    return after(life, [granted(life, by=AGENCY, on=on, policy=a_policy(on))])


def under_review(*claims: Claim) -> Life:
    """One that runs and pays a part only: what its terms leave open is decided when they are over."""
    life = running(*claims)
    terms = life.agreed.terms[:6]
    agreed = replace(life.agreed, terms=terms, review_on=terms[-1].due_on)
    return replace(life, agreed=agreed, terms=terms)


def after(life: Life, events: Iterable[Event]) -> Life:
    for event in events:
        stands = happened(life, event)
        assert isinstance(stands, Life), stands
        life = stands
    return life


def paid(life: Life, cents: int, on: date, reference: str | None = None, only: str | None = None) -> Life:
    payment = Payment(
        reference=reference or f"P-{len(life.received) + 1}",
        amount=Cents(cents),
        on=on,
        only=AgencyCode(only) if only else None,
    )
    events = receive(life, payment, by=AGENCY, today=on, policy=a_policy(on))
    assert isinstance(events, tuple), events
    return after(life, events)
