from datetime import date, timedelta

import pytest
from builders import ON, a_claim, a_policy
from lives import AGENCY, PERSON, WORKER, accepted, after, paid, proposed, running, under_review

from consent.parties import AgencyCode
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import Cents
from hub.life.agree import withdraw
from hub.life.end import end
from hub.life.events import Ended, Payment, PersonAsked, Question, Restated
from hub.life.life import begun
from hub.life.problem import LifeProblem
from hub.life.receive import receive, reverse
from hub.life.restate import restate
from hub.life.states import State

DECEMBER, JANUARY = date(2026, 12, 7), date(2027, 1, 1)
FINE = ClaimKey(owner=AgencyCode("cjib"), reference="A-1")
DUO = ClaimKey(owner=AgencyCode("duo"), reference="D-1")


def open_of(life):
    return {claim.key.reference: claim.open.total for claim in life.claims}


def tried(life, *, on=ON, today=ON, cents=1000, reference="P-9"):
    payment = Payment(reference=reference, amount=Cents(cents), on=on)
    return receive(life, payment, by=AGENCY, today=today, policy=a_policy(ON))


def test_a_payment_is_split_over_the_parties_by_what_is_open_then():
    life = running(a_claim(60000), a_claim(30000, owner="duo", reference="D-1"))

    life = paid(life, 9000, DECEMBER)
    assert open_of(life) == {"A-1": 54000, "D-1": 27000}

    life = after(life, restate(life, DUO, Amounts(), by=AGENCY, on=DECEMBER, policy=a_policy(DECEMBER)))
    life = paid(life, 1000, DECEMBER)
    assert open_of(life) == {"A-1": 53000, "D-1": 0}


def test_what_is_paid_early_counts_for_the_terms_that_come():
    life = running()
    term = life.terms[0].amount

    life = paid(life, term + 100, DECEMBER)

    assert life.unpaid[0].due_on == life.terms[1].due_on
    assert life.unpaid[0].amount == life.terms[1].amount - 100
    assert life.owed_by(life.terms[0].due_on) == 0


def test_when_all_is_paid_early_it_is_complete():
    life = running()

    life = paid(life, life.open, DECEMBER)

    assert life.state is State.COMPLETED
    assert life.open == 0
    assert life.unpaid == ()


def test_what_is_too_much_goes_back():
    life = running()

    (received, _completed) = tried(life, cents=life.open + 250)

    assert received.surplus == 250
    assert sum(line.amount for line in received.lines) == life.open


def test_the_same_payment_told_twice_is_booked_once():
    life = paid(running(), 1000, ON, reference="P-1")

    assert tried(life, reference="P-1") == ()
    assert tried(life, reference="P-1", cents=1001) is LifeProblem.PAYMENT_REFERENCE_REUSED


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"cents": 0}, LifeProblem.PAYMENT_NOT_POSITIVE),
        ({"cents": -1}, LifeProblem.PAYMENT_NOT_POSITIVE),
        ({"reference": " "}, LifeProblem.PAYMENT_WITHOUT_REFERENCE),
        ({"on": ON + timedelta(days=1)}, LifeProblem.PAYMENT_IN_FUTURE),
        ({"on": ON - timedelta(days=1)}, LifeProblem.PAYMENT_BEFORE_START),
    ],
)
def test_a_payment_that_cannot_be_is_not_booked(wrong, problem):
    assert tried(running(), **wrong) is problem


def test_nothing_more_is_booked_when_all_is_paid():
    assert tried(paid(running(), 90000, ON)) is LifeProblem.NOT_RUNNING


def test_what_does_not_stay_after_all_was_paid_is_open_again_and_a_person_looks():
    life = paid(running(), 90000, ON)

    life = after(life, reverse(life, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))

    assert (life.state, life.open) == (State.COMPLETED, 90000)
    assert life.asked == {Question.REVERSED}


def ended(life, ground="finances_changed"):
    found = end(life, ground, by=WORKER, on=ON, policy=a_policy())
    assert isinstance(found, Ended)
    return after(life, [found])


def test_after_an_early_end_everything_can_still_be_paid_in_time():
    life = ended(paid(running(), 1000, ON))
    last = life.ended.pay_by
    assert last == ON + timedelta(days=30)

    part = paid(life, 1000, last)
    assert (part.state, part.open) == (State.ENDED, 88000)
    assert paid(part, 88000, last).state is State.COMPLETED
    assert tried(life, on=last, today=last + timedelta(days=9))
    late = last + timedelta(days=1)
    assert tried(life, on=late, today=late) is LifeProblem.NOT_RUNNING
    bankrupt = ended(running(), "bankruptcy_or_moratorium")
    assert tried(bankrupt, on=ON + timedelta(days=1), today=last) is LifeProblem.NOT_RUNNING


def test_what_does_not_stay_after_an_early_end_is_open_again():
    life = ended(paid(running(), 1000, ON))

    life = after(life, reverse(life, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))

    assert (life.state, life.open, life.asked) == (State.ENDED, 90000, frozenset())


def test_what_does_not_run_yet_takes_nothing_back():
    start = begun(accepted(proposed(a_claim(60000))))

    assert reverse(start, "P-1", by=AGENCY, today=ON, policy=a_policy()) is LifeProblem.NOT_RUNNING
    assert tried(start) is LifeProblem.NOT_RUNNING


def test_an_agency_that_sets_off_pays_its_own_claims_only():
    life = paid(running(), 7500, DECEMBER, only="duo")

    assert open_of(life) == {"A-1": 60000, "D-1": 22500}
    assert life.owed_by(life.terms[0].due_on) == 0


def test_what_is_set_off_above_its_own_claims_is_too_much():
    life = running()
    payment = Payment(reference="S-1", amount=Cents(40000), on=ON, only=AgencyCode("duo"))

    (received,) = receive(life, payment, by=AGENCY, today=ON, policy=a_policy())

    assert received.surplus == 10000


def test_what_came_in_while_it_ran_counts_however_late_it_is_heard_of():
    runs = paid(running(), 1000, ON)
    withdrawn = after(runs, [withdraw(by=PERSON, on=DECEMBER)])
    bankrupt = ended(runs, "bankruptcy_or_moratorium")

    assert (paid(withdrawn, 500, ON, "L-1").open, paid(bankrupt, 500, ON, "L-1").open) == (88500, 88500)
    assert paid(withdrawn, 89000, ON, "L-2").state is State.WITHDRAWN
    late = DECEMBER + timedelta(days=1)
    assert tried(withdrawn, on=late, today=late) is LifeProblem.NOT_RUNNING


def test_what_does_not_stay_after_a_withdrawal_is_open_again():
    withdrawn = after(paid(running(), 1000, ON), [withdraw(by=PERSON, on=DECEMBER)])

    life = after(withdrawn, reverse(withdrawn, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))

    assert (life.state, life.open) == (State.WITHDRAWN, 90000)


def test_what_did_not_stay_after_all_was_paid_can_be_paid_again():
    done = paid(running(), 90000, ON)
    assert tried(done, on=JANUARY, today=JANUARY) is LifeProblem.NOT_RUNNING

    again = after(done, reverse(done, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))
    again = paid(again, 90000, JANUARY, "P-2")

    assert (again.state, again.open) == (State.COMPLETED, 0)


def test_nobody_without_claims_in_it_sets_off_in_it():
    payment = Payment(reference="S-1", amount=Cents(400), on=ON, only=AgencyCode("cak"))

    assert receive(running(), payment, by=AGENCY, today=ON, policy=a_policy()) is LifeProblem.CLAIM_NOT_IN_IT


def test_a_payment_that_was_taken_back_leaves_everything_as_it_was():
    before = running()
    life = paid(before, 7501, DECEMBER, reference="P-1")

    life = after(life, reverse(life, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))

    assert open_of(life) == open_of(before)
    assert life.unpaid == before.unpaid


def test_a_payment_is_taken_back_once_and_only_if_it_came_in():
    life = paid(running(), 7501, DECEMBER, reference="P-1")
    life = after(life, reverse(life, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()))

    assert reverse(life, "P-1", by=AGENCY, today=JANUARY, policy=a_policy()) is LifeProblem.PAYMENT_REVERSED_BEFORE
    assert reverse(life, "P-2", by=AGENCY, today=JANUARY, policy=a_policy()) is LifeProblem.PAYMENT_UNKNOWN


def test_a_claim_that_shrinks_shortens_the_terms_from_the_end():
    life = running()

    life = after(life, restate(life, DUO, Amounts(principal=Cents(20000)), by=AGENCY, on=ON, policy=a_policy()))

    assert sum(term.amount for term in life.unpaid) == life.open == 80000
    assert life.terms[0] == running().terms[0]


def test_what_the_terms_leave_open_shrinks_before_the_terms_do():
    life = under_review()
    left = life.open - sum(term.amount for term in life.unpaid)
    assert left == 45000

    some = after(life, restate(life, FINE, Amounts(principal=Cents(20000)), by=AGENCY, on=ON, policy=a_policy()))
    more = after(some, restate(some, DUO, Amounts(principal=Cents(15000)), by=AGENCY, on=ON, policy=a_policy()))

    assert some.unpaid == life.unpaid
    assert sum(term.amount for term in more.unpaid) == more.open == 35000


def test_a_claim_that_is_gone_may_complete_the_arrangement():
    life = paid(running(), 60000, ON, only="cjib")

    life = after(life, restate(life, DUO, Amounts(), by=AGENCY, on=ON, policy=a_policy()))

    assert life.state is State.COMPLETED


def test_what_a_claim_grows_is_no_part_of_it_and_a_person_looks():
    life = running()
    grown = Amounts(principal=Cents(30000), costs=Cents(500))

    told_by_agency = restate(life, DUO, grown, by=AGENCY, on=ON, policy=a_policy())
    assert [type(event) for event in told_by_agency] == [Restated, PersonAsked]

    life = after(life, told_by_agency)
    assert life.outside == {DUO: Amounts(costs=Cents(500))}
    assert life.open == 90000
    assert life.asked == {Question.CLAIM_GREW}
    assert restate(life, DUO, grown, by=AGENCY, on=ON, policy=a_policy()) == ()


def test_an_agency_that_states_what_was_counted_on_changes_nothing():
    life = running()

    assert restate(life, DUO, Amounts(principal=Cents(30000)), by=AGENCY, on=ON, policy=a_policy()) == ()


def test_a_claim_that_is_not_in_it_cannot_be_restated():
    life = running()
    other = ClaimKey(owner=AgencyCode("cak"), reference="C-1")
    ended = paid(life, 90000, ON)

    assert restate(life, other, Amounts(), by=PERSON, on=ON, policy=a_policy()) is LifeProblem.CLAIM_NOT_IN_IT
    assert restate(ended, DUO, Amounts(), by=PERSON, on=ON, policy=a_policy()) is LifeProblem.NOT_RUNNING


def test_growth_that_is_less_of_one_part_is_counted_as_principal():
    stated, known = Amounts(principal=Cents(700)), Amounts(costs=Cents(100), principal=Cents(500))

    assert stated.beyond(known) == Amounts(principal=Cents(100))
    assert Amounts(costs=Cents(150), principal=Cents(500)).beyond(known) == Amounts(costs=Cents(50))
