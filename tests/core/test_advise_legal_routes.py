from datetime import date

import pytest
from builders import NO, ON, UNKNOWN, YES, a_claim, a_policy

from hub.advise import legal_routes
from hub.arrange import explain
from hub.domain.advice import Against, LegalRemedy, PaymentEffect
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Confidence

OWNER = {
    "income_tax": "belastingdienst",
    "zvw_contribution": "belastingdienst",
    "motor_vehicle_tax": "belastingdienst",
    "benefit_reclaim": "toeslagen",
    "benefit_fine": "toeslagen",
    "study_debt": "duo",
    "study_loan": "duo",
    "travel_product_fine": "duo",
    "uninsured_fine": "cak",
    "administrative_premium": "cak",
    "care_contribution": "cak",
    "traffic_fine": "cjib",
    "penalty_order": "cjib",
    "criminal_fine": "cjib",
    "compensation_order": "cjib",
}


def claim_of(kind: str, *, imposed_on: date = date(2026, 11, 2), said=None, collector: str | None = None):
    owner = OWNER[kind]
    return a_claim(
        kind=kind,
        owner=owner,
        collector=collector or owner,
        imposed_on=imposed_on,
        said={FactName.IRREVOCABLE: UNKNOWN, **(said or {})},
    )


def routes(claim, on: date = ON, **more) -> dict[Against, LegalRemedy]:
    return {remedy.against: remedy for remedy in legal_routes.of(claim, a_policy(on), on, **more)}


@pytest.mark.parametrize(
    ("kind", "remedy", "body", "ends", "effect"),
    [
        ("income_tax", "bezwaar", "inspecteur van de Belastingdienst", (12, 14), PaymentEffect.POSTPONED_ON_REQUEST),
        ("benefit_reclaim", "bezwaar", "Dienst Toeslagen", (12, 14), PaymentEffect.POSTPONED),
        ("traffic_fine", "administratief beroep", "officier van justitie", (12, 14), PaymentEffect.NOT_DUE_YET),
        ("penalty_order", "verzet", "officier van justitie", (11, 16), PaymentEffect.LEFT_OUT),
        ("compensation_order", "hoger beroep", "gerechtshof", (11, 16), PaymentEffect.LEFT_OUT),
        ("study_debt", "bezwaar", "DUO", (12, 14), PaymentEffect.NONE),
        ("uninsured_fine", "bezwaar", "CAK", (12, 14), PaymentEffect.NONE),
        ("care_contribution", "bezwaar", "CAK", (12, 14), PaymentEffect.UNKNOWN),
    ],
)
def test_every_kind_keeps_its_own_route_with_a_real_last_day(kind, remedy, body, ends, effect):
    route = routes(claim_of(kind))[Against.DEBT]

    assert (route.remedy, route.body, route.effect_on_payment) == (remedy, body, effect)
    assert route.ends_on == date(2026, *ends)


def test_the_last_day_moves_over_christmas_and_the_weekend():
    route = routes(claim_of("income_tax", imposed_on=date(2026, 11, 13)))[Against.DEBT]
    assert route.ends_on == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("on", "irrevocable", "is_open", "code"),
    [
        (date(2026, 12, 14), UNKNOWN, YES, "legal_route.open_until"),
        (date(2026, 12, 15), UNKNOWN, NO, "legal_route.closed_since"),
        (date(2026, 12, 15), NO, UNKNOWN, "legal_route.may_be_open"),
        (date(2026, 11, 20), YES, NO, "legal_route.final"),
    ],
    ids=["on the last day", "a day later", "later, but stated not final", "final"],
)
def test_a_route_is_open_until_its_last_day_unless_the_decision_is_final(on, irrevocable, is_open, code):
    route = routes(claim_of("traffic_fine", said={FactName.IRREVOCABLE: irrevocable}), on)[Against.DEBT]

    assert route.is_open is is_open
    assert route.says.code == code


@pytest.mark.parametrize(
    ("irrevocable", "is_open", "code"),
    [(UNKNOWN, YES, "legal_route.in_use"), (YES, NO, "legal_route.final")],
    ids=["pending", "decided and final"],
)
def test_a_remedy_that_was_used_stays_open_until_it_is_decided(irrevocable, is_open, code):
    said = {FactName.OBJECTION: YES, FactName.IRREVOCABLE: irrevocable}
    route = routes(claim_of("traffic_fine", said=said), date(2027, 3, 1))[Against.DEBT]

    assert (route.is_open, route.says.code) == (is_open, code)


def test_paying_a_penalty_order_waives_the_remedy_and_its_term_starts_when_it_was_served():
    order = claim_of("penalty_order", said={FactName.SERVED: Fact(answer=YES, on=date(2026, 11, 16))})
    fine = claim_of("traffic_fine", said={FactName.SERVED: Fact(answer=YES, on=date(2026, 11, 16))})

    assert routes(order)[Against.DEBT].paying_waives_it
    assert routes(order)[Against.DEBT].ends_on == date(2026, 11, 30)
    assert not routes(fine)[Against.DEBT].paying_waives_it
    assert routes(fine)[Against.DEBT].ends_on == date(2026, 12, 14)


@pytest.mark.parametrize(
    "served", [None, NO, YES, Fact(answer=YES, on=None)], ids=["not stated", "not served", "no date", "date unknown"]
)
def test_a_term_that_starts_with_service_is_not_called_over_where_the_service_is_unknown(served):
    said = {} if served is None else {FactName.SERVED: served}
    route = routes(claim_of("penalty_order", imposed_on=date(2026, 10, 1), said=said))[Against.DEBT]

    assert (route.is_open, route.says.code) == (UNKNOWN, "legal_route.service_unknown")
    assert route.ends_on == date(2026, 10, 15)


@pytest.mark.parametrize(
    ("said", "is_open", "code"),
    [
        ({FactName.IRREVOCABLE: YES}, NO, "legal_route.final"),
        ({FactName.IRREVOCABLE: NO}, UNKNOWN, "legal_route.may_be_open"),
        ({FactName.OBJECTION: YES}, YES, "legal_route.in_use"),
        ({FactName.SERVED: Fact(answer=YES, on=date(2026, 10, 1))}, NO, "legal_route.closed_since"),
        ({FactName.SERVED: Fact(answer=YES, on=date(2026, 11, 16))}, YES, "legal_route.open_until"),
    ],
    ids=["final", "not final", "in use", "served at once", "served later"],
)
def test_what_is_known_of_an_order_goes_before_that_its_service_is_not(said, is_open, code):
    route = routes(claim_of("penalty_order", imposed_on=date(2026, 10, 1), said=said))[Against.DEBT]
    assert (route.is_open, route.says.code) == (is_open, code)


def test_an_order_that_was_not_served_keeps_the_date_of_the_decision():
    order = claim_of("penalty_order", said={FactName.SERVED: Fact(answer=NO, on=date(2026, 11, 16))})
    assert routes(order)[Against.DEBT].ends_on == date(2026, 11, 16)


def test_the_grade_of_a_route_is_the_lowest_of_what_it_rests_on():
    assert routes(claim_of("benefit_reclaim"))[Against.DEBT].confidence is Confidence.OUR_CHOICE
    assert routes(claim_of("income_tax"))[Against.REFUSAL].confidence is Confidence.VERIFIED


@pytest.mark.parametrize("kind", ["income_tax", "benefit_reclaim"])
def test_a_writ_of_the_tax_kind_can_be_fought_in_the_civil_court_without_a_term(kind):
    route = routes(claim_of(kind, said={FactName.WRIT: Fact(answer=YES, on=date(2026, 10, 1))}))[Against.WRIT]

    assert (route.remedy, route.body, route.ends_on, route.is_open) == ("verzet", "burgerlijke rechter", None, YES)
    assert route.says.code == "legal_route.no_term"


def test_a_writ_for_a_traffic_fine_can_be_fought_for_two_weeks():
    dated = claim_of("traffic_fine", said={FactName.WRIT: Fact(answer=YES, on=date(2026, 11, 10))})
    undated = claim_of("traffic_fine", said={FactName.WRIT: YES})

    assert routes(dated)[Against.WRIT].ends_on == date(2026, 11, 24)
    assert routes(dated)[Against.WRIT].is_open is YES
    assert routes(undated)[Against.WRIT].ends_on is None
    assert routes(undated)[Against.WRIT].is_open is UNKNOWN


def test_recovery_without_a_writ_can_be_fought_for_six_weeks():
    enforced = {FactName.ENFORCED: Fact(answer=YES, on=date(2026, 11, 10)), FactName.WRIT: NO}
    route = routes(claim_of("traffic_fine", said=enforced))[Against.RECOVERY_WITHOUT_WRIT]
    assert route.ends_on == date(2026, 12, 22)


def test_without_recovery_there_is_nothing_of_it_to_fight():
    assert Against.RECOVERY_WITHOUT_WRIT not in routes(claim_of("traffic_fine", said={FactName.ENFORCED: NO}))


@pytest.mark.parametrize("writ", [YES, UNKNOWN])
def test_recovery_without_a_writ_is_told_only_where_it_is_known_that_there_is_none(writ):
    enforced = {FactName.ENFORCED: Fact(answer=YES, on=date(2026, 11, 10)), FactName.WRIT: writ}
    assert Against.RECOVERY_WITHOUT_WRIT not in routes(claim_of("traffic_fine", said=enforced))


def test_refusal_by_the_tax_collector_has_ten_days_that_no_weekend_lengthens():
    unknown = routes(claim_of("income_tax"))[Against.REFUSAL]
    dated = routes(claim_of("income_tax"), refused_on=date(2026, 11, 18))[Against.REFUSAL]

    assert (unknown.ends_on, unknown.is_open) == (None, UNKNOWN)
    assert unknown.says.values["days"] == 10
    assert (dated.ends_on, dated.is_open) == (date(2026, 11, 28), YES)
    assert dated.effect_on_payment is PaymentEffect.HELD


@pytest.mark.parametrize(
    ("kind", "collector", "told"),
    [("traffic_fine", "cjib", True), ("study_debt", "cjib", True), ("study_debt", "duo", False)],
    ids=["a fine", "handed over", "still at its owner"],
)
def test_a_decision_on_an_arrangement_has_a_route_of_its_own(kind, collector, told):
    found = routes(claim_of(kind, collector=collector), arranged_on=date(2026, 11, 2))

    assert (Against.ARRANGEMENT in found) is told
    if told:
        assert found[Against.ARRANGEMENT].ends_on == date(2026, 12, 14)
        assert found[Against.ARRANGEMENT].confidence is Confidence.OUR_CHOICE


def test_a_kind_that_the_book_does_not_know_has_no_route_that_we_could_tell():
    assert legal_routes.of(a_claim(kind="something_new"), a_policy(), ON) == ()


def test_every_kind_has_a_route_that_reads_well_in_both_languages():
    for kind in OWNER:
        for route in legal_routes.of(claim_of(kind), a_policy(), ON):
            assert "bezwaar" not in explain.render(route.says, "en").replace("(bezwaar)", "")
            assert explain.render(route.effect, "nl").endswith(".")
            assert route.body.split()[0] in explain.render(route.says, "nl")


def test_before_the_date_of_the_text_no_term_for_a_writ_is_told():
    writ = claim_of("traffic_fine", said={FactName.WRIT: Fact(answer=YES, on=date(2024, 10, 1))})
    assert Against.WRIT not in routes(writ, date(2024, 10, 7))
