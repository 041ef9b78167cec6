"""What the book names, it has: every kind, scheme, fact and decision that a rule points to exists."""

from pathlib import Path

from builders import BOOK, a_policy

from hub.domain.facts import FactName
from hub.domain.reasons import Confidence


def test_every_kind_says_its_route_and_what_its_owner_offers():
    policy = a_policy()
    kinds = [name.removeprefix("kinds.") for name in BOOK if name.startswith("kinds.")]
    for code in kinds:
        kind = policy.kind(code)
        assert kind.legal_route.weeks in {2, 6}
        assert set(kind.says) == {"nl", "en"}
        assert kind.own_plan is None or set(kind.own_plan.says) == {"nl", "en"}
        assert FactName.IN_ARRANGEMENT in kind.needs


def test_every_kind_that_a_rule_names_exists():
    policy = a_policy()
    for name in BOOK:
        if name.startswith("allocation_order.") and policy.get(name).value["by"] == "kind":
            for group in policy.get(name).value["kinds"]:
                assert all(policy.kind(kind) for kind in group)
    for scheme in policy.schemes():
        assert all(policy.kind(kind) for kind in policy.scheme(scheme).left_out_kinds)


def test_every_scheme_needs_only_participants_or_its_collector():
    policy = a_policy()
    for code in policy.schemes():
        scheme = policy.scheme(code)
        assert set(scheme.needs) <= {*scheme.order, scheme.collected_by}
        assert scheme.executes in scheme.order


def test_a_choice_of_ours_names_an_adr_that_exists():
    folder = Path(__file__).resolve().parents[2] / "docs" / "adr"
    for parameter in BOOK.values():
        for value in parameter.values:
            if value.confidence is Confidence.OUR_CHOICE:
                assert list(folder.glob(f"{value.adr}-*.md")), f"{parameter.id} names ADR {value.adr}"


def test_every_kind_a_plan_is_for_exists():
    policy = a_policy()
    for name in ("kinds_with_plan", "no_arrangement_kinds", "victim_advance"):
        for parameter in BOOK:
            if parameter.endswith(f".{name}"):
                assert all(policy.kind(kind) for kind in policy.get(parameter).value)


def test_a_ground_to_refuse_is_a_fact_that_an_agency_can_state():
    grounds = [name for name in BOOK if name.endswith(".must_refuse")]
    assert grounds
    for name in grounds:
        assert {FactName(fact) for fact in a_policy().get(name).value} == {FactName.NO_COOPERATION, FactName.WRONG_DATA}
