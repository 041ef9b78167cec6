"""Totals as stated against totals as the events add up: the events count, both numbers are shown."""

import pytest
from agencies.fcid_cases import Json, a_case, added, demanded, event, imposed, paid, understand

from adapters.agencies.reasons import Reason
from hub.domain.claim import IssueCode

EVENTS = (
    imposed("e1", "2026-03-01", 10000),
    added("e2", "2026-03-01", 900),
    demanded("e3", "2026-03-01", 10900),
    paid("e4", "2026-04-01", 4000),
    added("e5", "2026-06-01", 100),
)
AGREEING: Json = {
    "totaal_financieel_verplicht": 10900,
    "totaal_financieel_vereffend": 4000,
    "saldo": 6900,
    "saldo_datumtijd": "2026-05-31T23:59:59+02:00",
}


def test_totals_are_compared_at_the_moment_for_which_they_are_stated() -> None:
    assert understand(a_case(*EVENTS, **AGREEING)).reasons == frozenset()


@pytest.mark.parametrize(
    ("spoiled", "detail", "stated", "computed"),
    [
        ({"totaal_financieel_verplicht": 20900}, "total_imposed", 20900, 10900),
        ({"totaal_financieel_verplicht": 20900, "saldo": 16900}, "total_imposed", 20900, 10900),
        ({"totaal_financieel_vereffend": 0}, "total_settled", 0, 4000),
        ({"saldo": 6901}, "balance", 6901, 6900),
        ({"saldo_datumtijd": None}, "total_imposed", 10900, 11000),
    ],
    ids=["imposed", "imposed, and the balance with it", "settled", "balance only", "no moment: all events"],
)
def test_a_difference_is_shown_with_both_numbers_and_the_events_count(
    spoiled: Json, detail: str, stated: int, computed: int
) -> None:
    found = understand(a_case(*EVENTS, **(AGREEING | spoiled)))
    claim = found.claims[0]

    assert found.reasons == {Reason.TOTALS_DIFFER}
    assert [(issue.code, issue.detail, issue.stated, issue.computed) for issue in claim.issues] == [
        (IssueCode.CONTRADICTORY, detail, stated, computed)
    ]
    assert claim.open.total == 6900


def test_a_total_that_is_not_stated_is_not_compared() -> None:
    assert understand(a_case(*EVENTS)).reasons == frozenset()


def test_an_overpaid_case_has_a_balance_of_nothing() -> None:
    overpaid = a_case(*EVENTS[:3], paid("p", "2026-04-01", 20000), saldo=0)

    assert understand(overpaid).reasons == frozenset()


def test_beside_an_unknown_event_the_difference_is_told_as_well() -> None:
    unknown = event("RentestandGewijzigd", "u", "2026-04-02", bedrag=1000)

    found = understand(a_case(*EVENTS, unknown, **(AGREEING | {"totaal_financieel_verplicht": 11900})))

    assert found.reasons == {Reason.UNKNOWN_EVENT, Reason.TOTALS_DIFFER}
    assert [issue.detail for issue in found.claims[0].issues] == ["RentestandGewijzigd", "total_imposed"]


def test_beside_an_unreadable_event_a_difference_says_nothing_more() -> None:
    found = understand(a_case(*EVENTS, added("x", "2026-03-02", -5), **AGREEING))

    assert found.reasons == {Reason.MALFORMED}
    assert len(found.claims[0].issues) == 1
