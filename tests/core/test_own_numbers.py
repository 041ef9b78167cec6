"""An arrangement in numbers, as a person takes it home."""

from dataclasses import replace
from datetime import date, timedelta

from builders import ON, a_claim
from lives import AGENCY, after, paid, running

from consent.parties import AgencyCode
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import Cents
from hub.domain.scheme import Reform
from hub.life.events import Question, Reversed
from hub.life.own_numbers import numbers

LATER = ON + timedelta(days=40)


def test_months_and_claims_add_up_to_what_is_open():
    told = numbers(running())

    assert (told["state"], told["scheme"], told["executes"]) == ("active", "rijk-2025", "cjib")
    assert (told["open"], told["begunOn"], told["overOn"], told["reform"]) == (90_000, ON.isoformat(), None, None)
    assert sum(month["amount"] for month in told["months"]) == 90_000
    assert told["months"] == told["unpaid"]
    assert [(claim["owner"], claim["reference"], claim["open"]) for claim in told["claims"]] == [
        ("cjib", "A-1", 60_000),
        ("duo", "D-1", 30_000),
    ]
    assert (told["payments"], told["pause"], told["pauses"], told["asked"]) == ([], None, 0, [])
    assert told["method"] == "transfer"


def test_what_came_in_is_told_with_what_was_too_much_and_what_did_not_stay():
    life = paid(paid(running(), 1_000, ON, "stays"), 2_000, LATER, "goes back")
    reason = life.received[0].reason
    life = after(life, [Reversed(on=LATER, by=AGENCY, reason=reason, reference="goes back")])
    told = numbers(life)

    assert [(each["reference"], each["on"], each["amount"], each["reversed"]) for each in told["payments"]] == [
        ("stays", ON.isoformat(), 1_000, False),
        ("goes back", LATER.isoformat(), 2_000, True),
    ]
    assert told["open"] == 89_000
    assert sum(month["amount"] for month in told["unpaid"]) == 89_000
    assert sum(month["amount"] for month in told["months"]) == 90_000


def test_too_much_and_what_an_agency_set_off_are_told_apart():
    life = paid(running(), 10_000, ON, "set off", only="duo")
    life = paid(life, 80_250, LATER, "too much")

    assert [(each["only"], each["surplus"]) for each in numbers(life)["payments"]] == [("duo", 0), (None, 250)]


def test_what_is_outside_of_it_what_is_asked_and_how_often_it_paused_is_told():
    outside = {ClaimKey(owner=AgencyCode("duo"), reference="D-1"): Amounts(costs=Cents(700))}
    life = replace(running(), outside=outside, asked=frozenset({Question.MISSED, Question.END}), pauses=2)
    told = numbers(replace(life, over_on=LATER))

    assert [claim["outside"] for claim in told["claims"]] == [0, 700]
    assert (told["asked"], told["pauses"], told["overOn"]) == (["end", "missed"], 2, LATER.isoformat())


def test_the_reform_under_which_alone_it_can_be_is_named():
    life = running(a_claim(60_000))
    reform = Reform(name="rijk-breed", since=ON, says={"nl": "Stel dat."})

    assert numbers(replace(life, agreed=replace(life.agreed, reform=reform)))["reform"] == "rijk-breed"
    assert date.fromisoformat(numbers(life)["months"][0]["dueOn"]) == life.terms[0].due_on
