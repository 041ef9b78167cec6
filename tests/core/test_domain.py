from dataclasses import replace
from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_report, answers, decided, facts, told

from hub.domain.arrangement import Instalment
from hub.domain.claim import Amounts
from hub.domain.facts import Answer, FactName, combine
from hub.domain.money import Cents
from hub.domain.source import SourceStatus
from hub.errors import BadInput


def plan():
    return decided(told(a_claim(20000), a_claim(5000, owner="duo", reference="D-1")))


def test_every_instalment_goes_somewhere_to_the_last_cent():
    made = plan()
    first, *others = made.instalments
    for wrong in (
        first._replace(amount=first.amount + 1),
        first._replace(allocations=first.allocations[1:]),
        Instalment(number=1, due_on=ON, amount=0, allocations=()),
    ):
        with pytest.raises(ValueError, match="positive and its allocations add up"):
            replace(made, instalments=(wrong, *others))


def test_instalments_add_up_to_the_total_and_are_as_many_as_the_months():
    made = plan()
    with pytest.raises(ValueError, match="add up"):
        replace(made, total=made.total + 1)
    with pytest.raises(ValueError, match="as many"):
        replace(made, months=made.months + 1)


def test_a_plan_on_full_answers_is_not_indicative():
    assert not plan().indicative
    assert plan().acceptable


@pytest.mark.parametrize(
    ("statements", "answer"),
    [((YES, NO), Answer.YES), ((NO, UNKNOWN), Answer.NO), ((UNKNOWN, UNKNOWN), Answer.UNKNOWN), ((), Answer.UNKNOWN)],
)
def test_one_yes_decides_about_a_person_then_one_no(statements, answer):
    stated = [facts({FactName.INSOLVENCY: said}) for said in statements]
    assert combine(stated, FactName.INSOLVENCY).answer is answer


@pytest.mark.parametrize(
    ("paid", "left"), [(0, (3, 5, 100)), (4, (0, 4, 100)), (108, (0, 0, 0))], ids=["nothing", "a little", "all"]
)
def test_costs_are_paid_before_interest_and_interest_before_principal(paid, left):
    open_ = Amounts(costs=Cents(3), interest=Cents(5), principal=Cents(100)).less(Cents(paid))

    assert (open_.costs, open_.interest, open_.principal) == left


def test_what_a_claim_does_not_state_is_unknown():
    assert a_claim().fact(FactName.ENTITLEMENT).answer is Answer.UNKNOWN
    assert a_claim().owner == "cjib"


def test_every_status_but_answered_counts_as_no_answer():
    given = answers(a_report("cjib"), a_report("duo", status=SourceStatus.BUSY))
    assert [report.agency for report in given.not_answered(("cjib", "duo"), on=ON)] == ["duo"]


def test_a_fault_says_what_happened_and_what_to_do():
    assert str(BadInput("scheme.unknown", "There is no such scheme.", "Ask for another.")) == (
        "scheme.unknown: There is no such scheme. Ask for another."
    )


def test_dates_of_a_claim_are_kept():
    assert a_claim(due_on=date(2026, 5, 1)).due_on == date(2026, 5, 1)
