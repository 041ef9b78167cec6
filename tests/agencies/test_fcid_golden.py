"""The golden example of CJIB's proof of concept (peers §2.1): one balance, and exactly one open demand, at any date."""

from datetime import date

import pytest
from agencies.fcid_cases import HERE, LEXICON, Json, a_case, added, demanded, imposed, read, understand, withdrawn
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid import ledger
from adapters.agencies.fcid.ledger import Ledger, View
from hub.domain.claim import Claim

EVENTS = (
    imposed("a", "2023-05-01", 10400),
    added("b", "2023-05-01", 900),
    demanded("c", "2023-05-01", 11300, vervaldatum="2023-06-01T23:59:59+02:00"),
    added("d", "2023-06-01", 5200, type="h_verhoging"),
    withdrawn("e", "2023-06-01"),
    demanded("f", "2023-06-01", 16500, betalingskenmerk="K2", vervaldatum="2023-07-01T23:59:59+02:00"),
)
BEFORE = date(2023, 5, 31)
AFTER = date(2023, 6, 1)
LONG_AFTER = date(2026, 11, 23)


def _account(events: list[Json], as_of: date) -> tuple[int, Ledger]:
    """Count the events by then, and add them up."""
    case = read({"financiele_zaken": [a_case(*events)]}).cases[0]
    shown = [event for event in ledger.once(case.events)[0] if View(as_of=as_of).shows(event)]
    return len(shown), ledger.fold(ledger.in_order(shown), LEXICON.words)


def _claim(events: list[Json], as_of: date) -> Claim:
    claims = understand(a_case(*events), as_of=as_of).claims
    assert len(claims) == 1
    return claims[0]


@pytest.mark.parametrize(
    ("as_of", "events", "balance"),
    [(BEFORE, 3, 11300), (AFTER, 6, 16500), (LONG_AFTER, 6, 16500)],
    ids=["the day before the reminder", "the day of the reminder", "today"],
)
@given(order=st.permutations(EVENTS), names=st.permutations("uvwxyz"))
def test_the_balance_does_not_hang_on_the_order_of_arrival_or_of_references(
    as_of: date, events: int, balance: int, order: list[Json], names: list[str]
) -> None:
    renamed = [event | {"gebeurtenis_kenmerk": name} for event, name in zip(order, names, strict=True)]

    counted, account = _account(renamed, as_of)
    claim = _claim(renamed, as_of)

    assert counted == events
    assert len(account.active) == 1
    assert claim.open.total == balance
    assert claim.issues == ()


def test_the_claim_says_what_was_imposed_first_and_which_letter_counts() -> None:
    before, after = _claim(list(EVENTS), BEFORE), _claim(list(EVENTS), AFTER)

    assert (before.principal, before.due_on) == (10400, date(2023, 6, 1))
    assert (after.principal, after.due_on) == (10400, date(2023, 7, 1))
    assert before.imposed_on == after.imposed_on == date(2023, 5, 1)
    assert (after.open.costs, after.open.interest, after.open.principal) == (900, 0, 15600)
    assert after.owner == after.collector == HERE


def test_nothing_is_owed_before_the_first_event() -> None:
    assert understand(a_case(*EVENTS), as_of=date(2023, 4, 30)).claims == ()
