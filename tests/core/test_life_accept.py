"""From a proposal to what is agreed, and the terms that an agency grants."""

from dataclasses import replace
from datetime import date

import pytest
from builders import ON, a_claim, a_policy
from lives import AGENCY, PERSON, accepted, after, proposed, running

from hub.domain.money import Cents
from hub.life.accept import Change, accept, changes, granted
from hub.life.events import AgreedTo, Offered, Requested
from hub.life.life import begun, happened
from hub.life.problem import LifeProblem
from hub.life.states import State


def test_what_is_not_law_cannot_be_accepted():
    proposal = proposed(a_claim(60000), scheme="rijk-wide")

    assert accept(proposal, by=PERSON, on=ON, payment_day=1, policy=a_policy()) is LifeProblem.NOT_LAW


def test_what_is_blocked_cannot_be_accepted():
    whole = proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1"))
    blocked = replace(whole, blocked_by=whole.reasons[:1])

    assert accept(blocked, by=PERSON, on=ON, payment_day=1, policy=a_policy()) is LifeProblem.NOT_ACCEPTABLE


def test_what_changed_since_the_proposal_is_named_claim_by_claim():
    before = proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1"), a_claim(9000, reference="A-2"))
    now = proposed(a_claim(50000), a_claim(30000, owner="duo", reference="D-1"), a_claim(8000, reference="A-3"))

    found = [(each.key.reference, each.change, each.before, each.now) for each in changes(before, now)]
    assert found == [
        ("A-1", Change.AMOUNT, 60000, 50000),
        ("A-2", Change.GONE, 9000, 0),
        ("A-3", Change.NEW, 0, 8000),
    ]
    assert changes(before, before) == ()


def test_the_grant_keeps_the_notice():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    asked = happened(begun(start), Requested(on=ON, by=PERSON, reason=start.reason))

    soon = granted(asked, by=AGENCY, on=ON, policy=a_policy())
    late = granted(asked, by=AGENCY, on=date(2026, 12, 25), policy=a_policy())

    assert soon.terms == start.agreed.terms
    assert late.terms[0].due_on == date(2027, 2, 1)
    assert [term.amount for term in late.terms] == [term.amount for term in soon.terms]


def test_terms_are_amounts_to_pay_in_order_and_no_more_than_is_open():
    agreed = running().agreed

    for terms in (agreed.terms[::-1], agreed.terms + agreed.terms[-1:]):
        with pytest.raises(ValueError, match="terms"):
            replace(agreed, terms=terms)
    with pytest.raises(ValueError, match="above zero"):
        replace(agreed.terms[0], amount=Cents(0))


def test_what_is_agreed_names_its_owners():
    assert running().agreed.owners == {"cjib", "duo"}


def test_terms_that_the_person_agrees_to_are_the_terms():
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    asked = happened(begun(start), Requested(on=ON, by=PERSON, reason=start.reason))
    other = replace(start.agreed, terms=start.agreed.terms[:3])

    life = after(
        asked,
        [
            Offered(on=ON, by=AGENCY, reason=start.reason, agreed=other, until=date(2026, 12, 7)),
            AgreedTo(on=ON, by=PERSON, reason=start.reason, terms=other.terms),
        ],
    )

    assert (life.state, life.terms, life.begun_on) == (State.ACTIVE, other.terms, ON)
