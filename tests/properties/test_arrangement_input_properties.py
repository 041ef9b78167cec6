"""Whatever stands in a question, it is answered or refused in one coded line; nothing else comes out."""

import copy
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.registry import AGENCIES
from adapters.bootstrap import read_rule_book
from adapters.cli import arrangement_input
from adapters.cli.compute_arrangement import answered, decide
from hub.errors import HubError

FACTS = {
    **dict.fromkeys(("objection", "writ_on", "in_arrangement", "breached_on", "detention", "bailiff"), "no"),
    "irrevocable_on": "yes",
    "limitation_on": {"answer": "yes", "on": "2031-01-01"},
}
QUESTION: dict[str, Any] = {
    "on": "2026-11-23",
    "scheme": "rijk-wide",
    "claims": [
        {"owner": "cjib", "kind": "traffic_fine", "imposed_on": "2026-03-01", "principal": "50.00"},
        {"owner": "toeslagen", "kind": "benefit_reclaim", "imposed_on": "2026-02-01", "principal": "250.00"},
    ],
    "facts": FACTS,
    "person": {"insolvency": "no", "recovery_operation": "no", "guardianship": "no"},
    "situation": {
        "household": "single",
        "taxable_income_year": "24000",
        "monthly_income": "1850",
        "already_taken": "0",
    },
    "choice": {"months": 12, "payment_day": 3},
    "silent": [],
}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1.00", "no", "cjib"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in places(item, (*path, key)))]


def changed(path: tuple[Any, ...], value: Any) -> Any:
    question = copy.deepcopy(QUESTION)
    if not path:
        return value
    inside: Any = question
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return question


def asked(question: Any) -> dict[str, Any] | HubError:
    try:
        outcome, policy = decide(arrangement_input.read(question), read_rule_book(), today=date(2026, 12, 31))
    except HubError as refused:
        return refused
    return answered(outcome, policy)


@given(path=st.sampled_from(places(QUESTION)), value=ANYTHING)
def test_a_question_is_answered_or_refused_in_one_line(path, value):
    answer = asked(changed(path, value))

    if isinstance(answer, HubError):
        assert str(answer).count("\n") == 0
    else:
        assert answer["outcome"] in ("proposal", "refusal", "needs_human")


EUROS = st.integers(0, 1_500_000).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
CLAIM = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(AGENCIES),
        "kind": st.sampled_from(["traffic_fine", "income_tax", "benefit_reclaim", "travel_product_fine", "study_loan"]),
        "imposed_on": st.sampled_from(["2025-03-01", "2026-02-01", "2026-10-05"]),
        "principal": EUROS,
    },
    optional={
        "collector": st.sampled_from(["cjib", "duo"]),
        "due_on": st.sampled_from(["2025-06-01", "2026-12-01"]),
        "interest": EUROS,
        "costs": EUROS,
        "facts": st.dictionaries(
            st.sampled_from([name.value for name in arrangement_input.CLAIM_FACTS]),
            st.sampled_from(["yes", "no", "unknown", {"answer": "yes", "on": "2027-06-01"}]),
            max_size=3,
        ),
    },
)


@given(
    claims=st.lists(CLAIM, max_size=5),
    scheme=st.sampled_from(["rijk-2025", "rijk-wide", "cjib", "belastingdienst", "toeslagen", "duo", "cak", "bundled"]),
    told=st.booleans(),
    choice=st.sampled_from([{}, {"months": 5}, {"amount": "40.00"}, {"route": "capacity"}, {"route": "pause"}]),
    silent=st.lists(st.sampled_from(AGENCIES), max_size=1),
)
def test_whatever_is_asked_every_cent_has_its_place(claims, scheme, told, choice, silent):
    question = {**QUESTION, "claims": claims, "scheme": scheme, "choice": choice, "silent": silent}
    if not told:
        del question["situation"]
    answer = asked(question)

    if isinstance(answer, HubError):
        assert answer.code in ("compute.input", "choice.route_unknown")
        return
    included = sum(claim["open_cents"] for claim in answer["claims"] if claim["treatment"] == "included")
    paid = sum(row["cents"] for row in answer["instalments"])
    assert answer["outcome"] != "proposal" or paid + answer["open_after_review_cents"] == included
    assert not {claim["collector"] for claim in answer["claims"]} & set(silent)
