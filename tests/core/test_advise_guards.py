from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy, facts

from hub.advise import guards
from hub.domain.advice import Guard
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.reasons import Confidence, Day

CLEAR = {
    FactName.ENTITLEMENT: YES,
    FactName.REMISSION_PENDING: NO,
    FactName.REMINDED: Fact(answer=YES, on=date(2026, 10, 1)),
}
CALM_PERSON = {FactName.TAILOR_MADE: NO, FactName.PAUSED: NO, FactName.RECOVERY_OPERATION: NO}


def guard(*, said=None, person=None, on: date = ON, planned: bool = False, **claim) -> Guard:
    return guards.enforcement(
        a_claim(**{"owner": "toeslagen", "collector": "toeslagen", **claim}, said={**CLEAR, **(said or {})}),
        facts({**CALM_PERSON, **(person or {})}),
        a_policy(on),
        on,
        planned=planned,
    )


def codes(found: Guard) -> list[str]:
    return [reason.code for reason in found.grounds]


def test_a_next_step_is_allowed_only_where_everything_is_known_and_clear():
    found = guard()

    assert found.allowed is YES
    assert codes(found) == ["guard.allowed"]


@pytest.mark.parametrize(
    ("said", "code", "article"),
    [
        ({FactName.ENTITLEMENT: NO}, "guard.provisional", "Kamerstuk 31 066, nr 1279 (intention)"),
        ({FactName.IN_ARRANGEMENT: YES}, "guard.in_arrangement", "Awb 4:94"),
        ({FactName.OBJECTION: YES}, "guard.objection", "Uitvoeringsregeling Awir, 8"),
        ({FactName.REMISSION_PENDING: YES}, "guard.remission_pending", "readings 13"),
        ({FactName.REMINDED: NO}, "guard.no_notice", "Awb 4:112"),
        ({FactName.REMINDED: Fact(answer=YES, on=date(2026, 11, 9))}, "guard.notice_running", "Awir, 32"),
        ({FactName.PAUSED: Fact(answer=YES, on=ON)}, "guard.paused", "Awb 4:94"),
    ],
    ids=["entitlement provisional", "plan", "objection", "remission", "no notice", "notice term", "pause"],
)
def test_every_no_about_a_claim_has_its_article(said, code, article):
    found = guard(said=said)

    assert found.allowed is NO
    assert codes(found) == [code]
    assert found.grounds[0].article.startswith(article)


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({FactName.TAILOR_MADE: YES}, "guard.tailor_made"),
        ({FactName.PAUSED: Fact(answer=YES, on=date(2027, 1, 1))}, "guard.paused"),
        ({FactName.PAUSED: YES}, "guard.paused"),
        ({FactName.RECOVERY_OPERATION: YES}, "guard.recovery_operation"),
    ],
)
def test_what_stops_the_person_stops_every_claim(person, code):
    found = guard(person=person)

    assert found.allowed is NO
    assert codes(found) == [code]


def test_a_pause_that_is_over_stops_nothing():
    assert guard(person={FactName.PAUSED: Fact(answer=YES, on=date(2026, 11, 22))}).allowed is YES


def test_a_granted_plan_stops_whatever_the_agency_stated():
    assert codes(guard(planned=True, said={FactName.IN_ARRANGEMENT: UNKNOWN})) == ["guard.in_arrangement"]


@pytest.mark.parametrize(
    "name",
    [
        FactName.ENTITLEMENT,
        FactName.TAILOR_MADE,
        FactName.PAUSED,
        FactName.IN_ARRANGEMENT,
        FactName.OBJECTION,
        FactName.REMISSION_PENDING,
        FactName.REMINDED,
        FactName.RECOVERY_OPERATION,
    ],
)
def test_a_fact_that_nobody_stated_is_named_and_never_assumed(name):
    about_person = name in CALM_PERSON
    found = guard(**{"person" if about_person else "said": {name: UNKNOWN}})

    assert found.allowed is UNKNOWN
    assert [(reason.code, reason.values["fact"]) for reason in found.grounds] == [("guard.unknown", name.value)]
    assert found.grounds[0].article


def test_a_notice_without_a_date_is_as_good_as_unknown():
    assert codes(guard(said={FactName.REMINDED: YES})) == ["guard.unknown"]


def test_the_term_after_a_notice_ends_on_a_working_day():
    reminded_on_sunday = {FactName.REMINDED: Fact(answer=YES, on=date(2026, 11, 8))}
    on_monday = guard(said=reminded_on_sunday, on=date(2026, 11, 23))

    assert on_monday.grounds[0].values == {"until": Day(on=date(2026, 11, 23))}
    assert guard(said=reminded_on_sunday, on=date(2026, 11, 24)).allowed is YES


@pytest.mark.parametrize(("answer", "allowed"), [(YES, YES), (NO, NO), (UNKNOWN, UNKNOWN)])
def test_a_traffic_fine_waits_until_it_is_final(answer: Answer, allowed: Answer):
    assert guard(owner="cjib", collector="cjib", said={FactName.IRREVOCABLE: answer}).allowed is allowed


def test_a_traffic_fine_has_four_weeks_after_its_notice_and_needs_no_entitlement():
    reminded = {FactName.REMINDED: Fact(answer=YES, on=date(2026, 11, 2)), FactName.ENTITLEMENT: UNKNOWN}
    assert codes(guard(owner="cjib", collector="cjib", said=reminded)) == ["guard.notice_running"]


def test_a_term_that_no_text_names_is_not_invented():
    found = guard(owner="cjib", collector="cjib", kind="criminal_fine")

    assert found.allowed is UNKNOWN
    assert codes(found) == ["guard.notice_term_unknown"]


def test_before_the_date_of_the_text_a_term_is_not_invented_either():
    reminded = {FactName.REMINDED: Fact(answer=YES, on=date(2024, 10, 1))}
    assert codes(guard(said=reminded, on=date(2024, 11, 1))) == ["guard.notice_term_unknown"]


def test_an_objection_stops_by_law_or_by_choice_and_says_which():
    by_law = guard(owner="belastingdienst", said={FactName.OBJECTION: YES})
    by_choice = guard(owner="duo", said={FactName.OBJECTION: YES})

    assert by_law.grounds[0].confidence is Confidence.OLDER_EDITION
    assert by_choice.grounds[0].confidence is Confidence.OUR_CHOICE


def test_remission_of_tax_stops_by_law():
    found = guard(owner="belastingdienst", said={FactName.REMISSION_PENDING: YES})
    assert found.grounds[0].article == "Uitvoeringsregeling Invorderingswet 1990, 9"


def test_of_a_kind_that_the_book_does_not_know_nothing_is_allowed():
    assert codes(guard(kind="something_new")) == ["guard.kind_unknown"]
    assert guard(kind="something_new").allowed is UNKNOWN


def test_one_no_decides_and_the_unknown_is_still_told():
    found = guard(said={FactName.OBJECTION: YES, FactName.ENTITLEMENT: UNKNOWN})

    assert found.allowed is NO
    assert codes(found) == ["guard.unknown", "guard.objection"]
