"""What a change would mean, said in words: more or less a month, sooner or later done, more or less in all."""

from datetime import date

from adapters.portal.choice import Choice
from adapters.portal.form import Form
from adapters.portal.pages.change import Month, difference
from adapters.portal.texts import Texts

NL = Texts.read("nl")


def months(*amounts: int) -> list[Month]:
    return [Month(due_on=date(2027, number, 1), amount=amount) for number, amount in enumerate(amounts, 1)]


def said(before: list[Month], after: list[Month]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in difference(NL, before, after)]


def test_less_a_month_is_later_and_the_same_in_all() -> None:
    assert said(months(9000, 9000), months(6000, 6000, 6000)) == [
        "U betaalt minder per maand: € 60,00. Nu is dat € 90,00.",
        "U bent later klaar: op 1 maart 2027. Nu is dat op 1 februari 2027.",
    ]


def test_a_debt_that_joins_makes_it_more_in_all() -> None:
    assert said(months(5000, 5000), months(5000, 5000, 2000)) == [
        "U betaalt in totaal meer: € 120,00. Nu is dat € 100,00.",
        "U bent later klaar: op 1 maart 2027. Nu is dat op 1 februari 2027.",
    ]


def test_more_a_month_is_sooner() -> None:
    assert [text.split(":")[0] for text in said(months(5000, 5000), months(10000))] == [
        "U betaalt meer per maand",
        "U bent eerder klaar",
    ]


def test_what_stays_the_same_is_said_too() -> None:
    assert said(months(5000, 5000), months(5000, 5000)) == ["Er verandert niets aan wat u betaalt."]


def test_a_smaller_last_month_does_not_count_as_less_a_month() -> None:
    assert said(months(5000, 4000), months(5000, 3000)) == ["U betaalt in totaal minder: € 80,00. Nu is dat € 90,00."]


def test_a_claim_is_taken_in_once_and_left_out_again() -> None:
    twice = Choice(months=6).taking_in("a", "verzet").taking_in("b", "bezwaar").taking_in("a", "verzet")

    assert twice.opt_ins == (("b", "bezwaar"), ("a", "verzet"))
    assert twice.leaving_out("b").leaving_out("a") == Choice(months=6)
    assert twice.written().model_dump(by_alias=True, exclude_unset=True)["optIns"] == [
        {"claim": "b", "givesUp": "bezwaar"},
        {"claim": "a", "givesUp": "verzet"},
    ]


def test_what_the_hub_finds_wrong_is_sent_again_as_another_command() -> None:
    form = Form.empty(once="key", words="Some words.")
    form.wrong_there("words", "dispute.tells_too_much")

    assert (form.typed("once"), form.typed("words")) == ("", "Some words.")
    assert form.errors == {"words": "dispute.tells_too_much"}


def test_the_end_of_a_line_counts_as_one_sign_though_a_browser_sends_two() -> None:
    form = Form.empty(words="One\r\nTwo\r\n")

    assert form.text("words", most=7) == "One\nTwo"
    assert form.errors == {}
