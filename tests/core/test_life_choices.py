"""What the person decides alone: how they pay, whether they agree to other terms, whether they stop."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from lives import AGENCY, PERSON, accepted, after, proposed

from hub.audit import canonical
from hub.domain.errand import Reply
from hub.domain.money import Cents
from hub.life.accept import accept
from hub.life.agree import agree, withdraw
from hub.life.agreed import Term
from hub.life.events import Accepted, AgreedTo, Event, Offered, Requested
from hub.life.life import begun
from hub.life.paying import BY_TRANSFER, Account, DebitMandate, Method, Paying
from hub.life.problem import LifeProblem
from hub.life.said import said
from hub.life.states import State

ACCOUNT = Account(iban="NL91ABNA0417164300", holder="V. Oorbeeld")
MANDATE = DebitMandate(reference="M-1", signed_on=ON)
DEBIT = Paying(method=Method.DIRECT_DEBIT, account=ACCOUNT, mandate=MANDATE)
UNTIL = ON + timedelta(days=14)


def offered(until=UNTIL):
    """An arrangement for which the agency grants other terms: everything at once."""
    start = accepted(proposed(a_claim(60000), a_claim(30000, owner="duo", reference="D-1")))
    other = replace(start.agreed, terms=(Term(due_on=date(2027, 1, 1), amount=Cents(60000)),))
    said_ = said(Reply.GRANTED_OTHERWISE, None)
    return after(
        begun(start),
        [
            Requested(on=ON, by=AGENCY, reason=said_),
            Offered(on=ON, by=AGENCY, reason=said_, agreed=other, until=until),
        ],
    )


def accepting(paying):
    return accept(proposed(a_claim(60000)), by=PERSON, on=ON, payment_day=1, policy=a_policy(), paying=paying)


@pytest.mark.parametrize(
    ("paying", "problem"),
    [
        (replace(BY_TRANSFER, mandate=MANDATE), LifeProblem.MANDATE_NOT_NEEDED),
        (replace(DEBIT, account=None), LifeProblem.ACCOUNT_MISSING),
        (replace(DEBIT, mandate=None), LifeProblem.MANDATE_MISSING),
        (replace(DEBIT, mandate=replace(MANDATE, reference=" ")), LifeProblem.MANDATE_MISSING),
        (
            replace(DEBIT, mandate=replace(MANDATE, signed_on=ON + timedelta(days=1))),
            LifeProblem.MANDATE_IN_FUTURE,
        ),
    ],
)
def test_a_way_to_pay_that_cannot_be_is_not_accepted(paying, problem):
    assert accepting(paying) is problem


@pytest.mark.parametrize("paying", [BY_TRANSFER, replace(BY_TRANSFER, account=ACCOUNT), DEBIT])
def test_how_the_person_pays_is_kept_with_what_they_accepted(paying):
    found = accepting(paying)

    assert begun(found).paying == paying
    assert canonical.loads(Event, canonical.dumps(found)) == found


def test_what_was_accepted_before_ways_to_pay_were_kept_is_read_as_a_transfer():
    written = canonical.plain(accepting(DEBIT))
    del written["paying"]

    assert canonical.read(Accepted, written).paying == BY_TRANSFER


def test_an_account_is_never_shown_but_for_its_end():
    assert ACCOUNT.ending == "4300"
    assert ACCOUNT.iban not in repr(DEBIT)
    assert ACCOUNT.holder not in repr(DEBIT)


def test_whoever_agrees_in_time_has_the_other_terms():
    life = offered()

    agreed = agree(life, by=PERSON, on=UNTIL - timedelta(days=1), policy=a_policy())
    assert isinstance(agreed, AgreedTo)
    now = after(life, [agreed])

    assert (agreed.reason.code, now.state, now.offer) == ("life.agreed", State.ACTIVE, None)
    assert now.terms == life.offer.agreed.terms
    assert agreed.reason.article


def test_whoever_agrees_too_late_does_not():
    assert agree(offered(), by=PERSON, on=UNTIL, policy=a_policy()) is LifeProblem.OFFER_EXPIRED


def test_there_is_nothing_to_agree_to_before_an_agency_says_so():
    life = begun(accepted(proposed(a_claim(60000))))

    assert agree(life, by=PERSON, on=ON, policy=a_policy()) is LifeProblem.OFFER_UNKNOWN


def test_whoever_stops_needs_no_reason():
    stopped = withdraw(by=PERSON, on=ON)

    assert after(offered(), [stopped]).state is State.WITHDRAWN
    assert stopped.reason.article is None


def test_every_word_of_an_agency_is_a_reason_of_its_own():
    codes = {said(reply, "2:4").code for reply in (None, *Reply)}

    assert len(codes) == len(Reply) + 1
    assert said(Reply.REFUSED, "2:4").article == "2:4"
