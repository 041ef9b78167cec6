"""What may happen to a review, until when the agency has, and who decides what."""

from dataclasses import replace
from datetime import date

import pytest
from builders import BOOK, ON, a_policy

from consent.parties import AgencyCode
from hub.advise import legal_routes
from hub.arrange import explain
from hub.domain.advice import Against
from hub.domain.reasons import Confidence
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from hub.review import words
from hub.review.decide import decide
from hub.review.dispute import NO_OBJECTION
from hub.review.events import About, Applied, Decided, Decision, Matter, Said, Speaker
from hub.review.notice import STOPS_NOTHING
from hub.review.problem import ReviewProblem
from hub.review.review import Review, begun, happened, reviewed
from hub.review.say import MOST_SAID, say, shown_to
from hub.review.states import TABLE, Impossible, State, Step, after
from hub.review.term import decide_by

CJIB, DUO = AgencyCode("cjib"), AgencyCode("duo")
PERSON, WORKER = Speaker(), Speaker(agency=CJIB, worker="w-1")
HOLDS_NUMBER = "Number 7".__eq__


def applied(about=About.OUTCOME, scheme="rijk-2025", on=ON):
    until, reason = decide_by(on, a_policy(on))
    matter = Matter(about=about, scheme=SchemeCode(scheme), agency=CJIB)
    return Applied(on=on, by=PERSON, matter=matter, words="Please look.", decide_by=until, reason=reason)


def said(text="What do you say?", by=WORKER, to=DUO):
    return Said(on=ON, by=by, text=text, to=to)


def decided(review, decision=Decision.DEVIATION, **more):
    told = {"by": WORKER, "on": ON, "says": "She is ill.", "article": "Awb, 4:84", "has_ended": False, **more}
    return decide(review, decision, carries_number=HOLDS_NUMBER, policy=a_policy(), **told)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_what_is_not_in_the_table_is_an_answer_and_no_exception(state, step):
    found = after(state, step)

    expected = TABLE.get((state, step))
    assert found == (expected or Impossible(state=state, step=step))


def test_nothing_happens_after_a_decision():
    assert {state for state, _ in TABLE} == {State.RECEIVED}


def test_a_review_is_all_that_happened_to_it():
    first, asked, answer = applied(), said(), said("It is so.", by=Speaker(agency=DUO), to=None)
    choice = decided(begun(first))

    review = reviewed([first, asked, answer, choice])

    assert review == Review(state=State.DECIDED, begun=first, said=(asked, answer), decided=choice)
    assert review.asked == {DUO}
    assert isinstance(happened(review, asked), Impossible)


@pytest.mark.parametrize(
    "events",
    [[said()], [applied(), applied()], [applied(), decided(begun(applied())), said()]],
    ids=["without an application", "applied twice", "spoken after the decision"],
)
def test_what_cannot_have_happened_is_damage(events):
    with pytest.raises(ValueError, match="cannot have happened"):
        reviewed(events)


def test_an_agency_is_waited_for_from_when_it_is_asked_until_it_speaks():
    review = begun(applied())
    asked = happened(review, said())
    answered = happened(asked, said("It is so.", by=Speaker(agency=DUO), to=None))

    assert [each.waits_for(DUO) for each in (review, asked, answered)] == [False, True, False]
    assert not asked.waits_for(CJIB)
    assert not happened(asked, decided(asked)).waits_for(DUO)


def test_the_agency_has_eight_weeks_and_a_last_day_off_moves_on():
    until, reason = decide_by(date(2026, 11, 23), a_policy())
    moved, _ = decide_by(date(2026, 11, 21), a_policy())

    assert (until, reason.article) == (date(2027, 1, 18), "Awb, 4:13")
    assert moved == date(2027, 1, 18)
    assert reason.confidence is Confidence.RECALLED


def test_a_decision_says_what_can_be_done_against_it_and_until_when():
    choice = decided(begun(applied()))

    assert (choice.decision, choice.says, choice.article) == (Decision.DEVIATION, "She is ill.", "Awb, 4:84")
    assert (choice.remedy.remedy, choice.remedy.ends_on) == ("bezwaar", date(2027, 1, 4))


@pytest.mark.parametrize(
    ("rules", "remedy", "ends_on"),
    [
        ("leidraad_invordering", "administratief beroep", date(2026, 12, 3)),
        ("tenuitvoerlegging", "bezwaar", date(2027, 1, 4)),
        ("duo_regelingen", "bezwaar", date(2027, 1, 4)),
    ],
)
def test_each_set_of_rules_has_its_own_remedy(rules, remedy, ends_on):
    found = legal_routes.against_decision(rules, a_policy(), ON)

    assert (found.remedy, found.ends_on, found.against) == (remedy, ends_on, Against.REFUSAL)


def test_every_remedy_against_a_decision_has_a_term_and_belongs_to_rules_that_some_scheme_has():
    policy = a_policy()
    rows = policy.get("rechtsingang.decisions").value
    schemes = {policy.scheme(code).rules for code in policy.schemes()}

    assert set(rows) - {"other"} <= schemes
    assert all(legal_routes.against_decision(rules, policy, ON).ends_on for rules in (*schemes, "other"))
    assert all(name in BOOK for name in rows.values())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"says": "  "}, ReviewProblem.NO_REASON),
        ({"says": "Number 7"}, ReviewProblem.TELLS_TOO_MUCH),
        ({"says": "half\x00"}, ReviewProblem.TELLS_TOO_MUCH),
        ({"article": ""}, ReviewProblem.NO_ARTICLE),
        ({"article": "a" * (words.LONGEST_ARTICLE + 1)}, ReviewProblem.NO_ARTICLE),
        ({"article": "Number 7"}, ReviewProblem.NO_ARTICLE),
        ({"decision": Decision.ENDED}, ReviewProblem.DOES_NOT_FIT),
    ],
    ids=lambda change: "-".join(change) if isinstance(change, dict) else "",
)
def test_a_decision_needs_a_reason_an_article_and_something_that_it_fits(change, problem):
    assert decided(begun(applied()), **change) is problem


def test_a_text_may_have_lines_and_be_as_long_as_allowed():
    assert isinstance(decided(begun(applied()), says="a\n\tb" + "c" * (words.LONGEST - 4)), Decided)


def test_a_text_that_no_door_lets_in_is_a_fault_of_the_request():
    with pytest.raises(BadInput, match=r"text\.too_long"):
        decided(begun(applied()), says="a" * (words.LONGEST + 1))


def test_that_an_arrangement_ends_is_said_only_after_it_was_ended():
    review = begun(applied(About.ARRANGEMENT))

    assert decided(review, Decision.ENDED) is ReviewProblem.END_FIRST
    assert isinstance(decided(review, Decision.ENDED, has_ended=True), Decided)


def test_what_was_decided_is_not_decided_again():
    review = begun(applied())
    choice = decided(review)

    assert happened(happened(review, choice), choice) == Impossible(state=State.DECIDED, step=Step.DECIDE)


def test_who_asks_or_disputes_is_told_beforehand_that_it_stops_nothing():
    assert "stopt niets" in explain.render(STOPS_NOTHING, "nl")
    assert "stops nothing" in explain.render(STOPS_NOTHING, "en")
    assert "geen bezwaar" in explain.render(NO_OBJECTION, "nl")
    assert "stops nothing" in explain.render(NO_OBJECTION, "en")


OWNERS = frozenset({CJIB, DUO})


def spoken(review, text="What do you say?", **more):
    told = {"by": WORKER, "to": DUO, "kept_back": None, "runs": True, **more}
    return say(review, text, on=ON, carries_number=HOLDS_NUMBER, **told)


def about_arrangement():
    first = applied(About.ARRANGEMENT)
    return begun(replace(first, matter=replace(first.matter, owners=OWNERS)))


def test_the_competent_agency_asks_whoever_has_claims_in_the_arrangement():
    assert spoken(about_arrangement()) == Said(on=ON, by=WORKER, text="What do you say?", to=DUO)
    assert spoken(about_arrangement(), by=PERSON, to=None) == Said(on=ON, by=PERSON, text="What do you say?")


@pytest.mark.parametrize(
    "change",
    [
        {"to": AgencyCode("cak")},
        {"to": CJIB},
        {"runs": False},
        {"by": Speaker(agency=DUO, worker="w-2"), "to": CJIB},
        {"by": PERSON},
    ],
    ids=["no claims in it", "itself", "it runs no more", "by an agency that was asked", "by the person"],
)
def test_nobody_else_is_asked_about_it(change):
    assert spoken(about_arrangement(), **change) is ReviewProblem.NEEDS_LEGAL_BASIS


def test_about_an_outcome_no_other_agency_is_asked():
    assert spoken(begun(applied())) is ReviewProblem.NEEDS_LEGAL_BASIS


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": " "}, ReviewProblem.NO_WORDS),
        ({"text": "Number 7"}, ReviewProblem.TELLS_TOO_MUCH),
        ({"kept_back": "Number 7"}, ReviewProblem.CANNOT_KEEP_BACK),
        ({"kept_back": "AWR 67", "by": PERSON, "to": None}, ReviewProblem.CANNOT_KEEP_BACK),
    ],
    ids=["nothing", "a number", "an article with a number", "by the person"],
)
def test_what_is_said_is_bounded_and_only_an_agency_keeps_back(change, problem):
    assert spoken(about_arrangement(), **change) is problem


def test_a_dialogue_has_an_end():
    review = replace(about_arrangement(), said=(said(),) * MOST_SAID)

    assert spoken(review) is ReviewProblem.TOO_MUCH_SAID


def test_an_agency_that_was_asked_sees_what_it_was_asked_and_what_it_said():
    theirs = said("It is so.", by=Speaker(agency=DUO), to=None)

    assert [shown_to(each, DUO) for each in (said(), theirs, said(to=None))] == [True, True, False]
