"""What events add up to: which count, in which order, and what of the debt is open."""

from datetime import UTC, date, datetime

import pytest
from agencies.fcid_cases import (
    LEXICON,
    Json,
    a_body,
    a_case,
    added,
    demanded,
    details,
    event,
    imposed,
    paid,
    read,
    remitted,
    the_claim,
    understand,
    withdrawn,
)
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid import ledger
from adapters.agencies.fcid.ledger import KnowledgeUnavailable
from adapters.agencies.reasons import Reason
from hub.domain.claim import Amounts, IssueCode

FINE = imposed("fine", "2026-03-01", 10000)
COSTS = added("costs", "2026-03-01", 900)
INTEREST = added("interest", "2026-03-01", 300, type="h_rente")
INCREASE = added("increase", "2026-03-01", 5000, type="h_verhoging")
LETTER = demanded("letter", "2026-03-01", 10000)
AGAIN = demanded("letter-2", "2026-04-01", 10000, betalingskenmerk="K2")
REST = demanded("letter-3", "2026-04-01", 6000, betalingskenmerk="K2")
FIRST_TERM = demanded("term-1", "2026-03-01", 2000)
SECOND_TERM = demanded("term-2", "2026-04-01", 3000, betalingskenmerk="K2")


def _open(*events: Json) -> tuple[int, int, int]:
    open_ = the_claim(*events).open
    return open_.costs, open_.interest, open_.principal


def test_an_increase_counts_as_principal_but_the_principal_is_what_was_imposed_first() -> None:
    claim = the_claim(FINE, COSTS, INTEREST, INCREASE, demanded("l", "2026-03-01", 16200))

    assert claim.open == Amounts(costs=900, interest=300, principal=15000)  # type: ignore[arg-type]  # cents, as numbers
    assert claim.principal == 10000


@pytest.mark.parametrize(
    ("paid_cents", "left"),
    [
        (0, (900, 300, 10000)),
        (500, (400, 300, 10000)),
        (1000, (0, 200, 10000)),
        (1300, (0, 0, 9900)),
        (11200, (0, 0, 0)),
        (12000, (0, 0, 0)),
    ],
    ids=["nothing", "part of the costs", "part of the interest", "part of the principal", "all", "too much"],
)
def test_payments_reach_costs_then_interest_then_principal(paid_cents: int, left: tuple[int, int, int]) -> None:
    events = [FINE, COSTS, INTEREST, demanded("l", "2026-03-01", 11200), paid("p", "2026-04-01", paid_cents)]

    assert _open(*events) == left


@pytest.mark.parametrize(
    ("demanded_cents", "left"),
    [(11200, (900, 300, 10000)), (5000, (900, 300, 3800)), (1000, (900, 100, 0)), (400, (400, 0, 0)), (0, (0, 0, 0))],
    ids=["all", "part of the principal", "no principal", "costs only", "nothing"],
)
def test_what_is_not_demanded_comes_off_principal_then_interest_then_costs(
    demanded_cents: int, left: tuple[int, int, int]
) -> None:
    assert _open(FINE, COSTS, INTEREST, demanded("l", "2026-03-01", demanded_cents)) == left


@pytest.mark.parametrize(
    ("events", "open_cents"),
    [
        ([FINE, LETTER, paid("p", "2026-04-01", 4000)], 6000),
        ([FINE, LETTER, paid("p", "2026-04-01", 4000, betalingskenmerk=None)], 6000),
        ([FINE, LETTER, paid("p", "2026-02-01", 4000)], 6000),
        ([FINE, paid("p", "2026-02-01", 4000, betalingskenmerk=None), LETTER], 6000),
        ([FINE, LETTER, remitted("r", "2026-04-01", 4000)], 6000),
        ([FINE, LETTER, withdrawn("w", "2026-04-01")], 0),
        ([FINE, LETTER, withdrawn("w", "2026-04-01", betalingskenmerk=None)], 0),
        (
            [FINE, LETTER, paid("p", "2026-03-15", 4000), withdrawn("w", "2026-04-01"), REST],
            6000,
        ),
        (
            [FINE, LETTER, paid("p", "2026-03-15", 4000, betalingskenmerk=None), withdrawn("w", "2026-04-01"), REST],
            6000,
        ),
        (
            [FINE, LETTER, withdrawn("w", "2026-04-01"), AGAIN, paid("p", "2026-05-01", 4000)],
            6000,
        ),
        (
            [FINE, FIRST_TERM, SECOND_TERM, paid("p", "2026-05-01", 1000, betalingskenmerk="K2")],
            4000,
        ),
        (
            [FINE, FIRST_TERM, SECOND_TERM, paid("p", "2026-05-01", 3500, betalingskenmerk="K2")],
            1500,
        ),
        ([FINE, LETTER, demanded("l2", "2026-05-01", 10000, type="Herinnering")], 10000),
        (
            [FINE, FIRST_TERM, demanded("l2", "2026-04-01", 3000)],
            5000,
        ),
    ],
    ids=[
        "paid on the letter",
        "paid without a reference",
        "paid before the letter, with its reference",
        "paid before the letter, without a reference",
        "part was forgiven",
        "the letter was withdrawn",
        "the only letter was withdrawn without naming it",
        "paid, then a new letter over the rest",
        "paid without a reference, then a new letter over the rest",
        "paid on a letter that no longer counts",
        "two letters, one paid in part",
        "two letters, one paid more than it asked",
        "a reminder asks for the same again",
        "two terms under one reference",
    ],
)
def test_open_is_what_active_letters_ask_and_is_not_paid(events: list[Json], open_cents: int) -> None:
    claim = the_claim(*events)

    assert claim.open.total == open_cents
    assert claim.issues == ()


@pytest.mark.parametrize(
    ("events", "stated", "computed"),
    [
        ([FINE, demanded("l", "2026-03-01", 12000)], 12000, 10000),
        ([FINE, LETTER, demanded("l2", "2026-03-02", 10000, betalingskenmerk="K2")], 20000, 10000),
        (
            [FINE, LETTER, paid("p", "2026-03-15", 4000), withdrawn("w", "2026-04-01"), AGAIN],
            10000,
            6000,
        ),
    ],
    ids=["more than was imposed", "the same twice", "a new letter that forgot a payment"],
)
def test_a_demand_for_more_than_is_owed_contradicts_and_only_what_is_owed_is_open(
    events: list[Json], stated: int, computed: int
) -> None:
    found = understand(a_case(*events))
    issue = found.claims[0].issues[0]

    assert found.reasons == {Reason.TOTALS_DIFFER}
    assert (issue.code, issue.detail) == (IssueCode.CONTRADICTORY, "demanded")
    assert (issue.stated, issue.computed) == (stated, computed)
    assert found.claims[0].open.total == computed


@pytest.mark.parametrize(
    "events",
    [
        [FINE, LETTER, withdrawn("w", "2026-04-01", betalingskenmerk="K9")],
        [
            FINE,
            LETTER,
            demanded("l2", "2026-03-02", 0, betalingskenmerk="K2"),
            withdrawn("w", "2026-04-01", betalingskenmerk=None),
        ],
    ],
    ids=["of a letter that nobody sent", "of one of two letters"],
)
def test_a_withdrawal_that_cannot_be_placed_contradicts(events: list[Json]) -> None:
    found = understand(a_case(*events))

    assert found.reasons == {Reason.EVENT_CONFLICT}
    assert details(found.claims) == ["withdrawn_demand"]


def test_a_letter_withdrawn_twice_is_simply_withdrawn() -> None:
    claim = the_claim(FINE, LETTER, withdrawn("w1", "2026-04-01"), withdrawn("w2", "2026-04-02"))

    assert (claim.open.total, claim.issues) == (0, ())


def test_the_due_date_is_that_of_the_latest_active_letter() -> None:
    later = demanded("l2", "2026-05-01", 0, betalingskenmerk="K2", vervaldatum="2026-06-01")

    assert the_claim(FINE, LETTER, later).due_on == date(2026, 6, 1)
    gone = withdrawn("w", "2026-05-02", betalingskenmerk="K2")
    assert the_claim(FINE, LETTER, later, gone).due_on == date(2026, 4, 26)
    assert the_claim(FINE, LETTER, withdrawn("w", "2026-05-02")).due_on is None


def test_the_same_event_twice_counts_once() -> None:
    claim = the_claim(FINE, LETTER, FINE, paid("p", "2026-04-01", 4000), paid("p", "2026-04-01", 4000))

    assert (claim.open.total, claim.issues) == (6000, ())


@pytest.mark.parametrize(
    "again",
    [
        paid("p", "2026-04-01", 4001),
        paid("p", "2026-04-02", 4000),
        paid("p", "2026-04-01", 4000, nieuw="x"),
        event("Onbekend", "p", "2026-12-01"),
    ],
    ids=["another amount", "another day", "another unknown key", "another sort of event"],
)
def test_the_same_reference_for_something_else_contradicts_in_that_case_only(again: Json) -> None:
    conflict = a_case(FINE, LETTER, paid("p", "2026-04-01", 4000), again)

    found = understand(conflict, a_case(zaakkenmerk="Z-2"))

    assert found.reasons == {Reason.EVENT_CONFLICT}
    assert [claim.open.total for claim in found.claims] == [6000, 10000]
    assert [[issue.detail for issue in claim.issues] for claim in found.claims] == [["event_reference"], []]


def test_unknown_events_without_a_reference_are_all_kept() -> None:
    nameless: Json = {"gebeurtenis_type": "Onbekend"}

    kept, clashes = ledger.once(read(a_body(a_case(nameless, nameless))).cases[0].events)

    assert (len(kept), clashes) == (2, ())


@pytest.mark.parametrize(
    ("moment", "as_of", "counts"),
    [
        ("2026-05-31T23:59:59+02:00", date(2026, 5, 31), True),
        ("2026-05-31T23:59:59.999999+02:00", date(2026, 5, 31), True),
        ("2026-06-01T00:00:00+02:00", date(2026, 5, 31), False),
        ("2026-05-31T22:00:00Z", date(2026, 5, 31), False),
        ("2026-05-31T21:59:59Z", date(2026, 5, 31), True),
        ("2026-10-25T23:30:00+01:00", date(2026, 10, 25), True),
        ("2026-10-25T22:30:00Z", date(2026, 10, 25), True),
        ("2026-10-25T23:00:00Z", date(2026, 10, 25), False),
        ("2026-03-29T21:59:59Z", date(2026, 3, 29), True),
        ("2026-03-29T22:00:00Z", date(2026, 3, 29), False),
    ],
)
def test_as_of_runs_until_midnight_in_the_netherlands(moment: str, as_of: date, *, counts: bool) -> None:
    claim = the_claim(FINE, LETTER, paid("p", moment, 4000), as_of=as_of)

    assert claim.open.total == (6000 if counts else 10000)


def _booked(event: Json, on: str) -> Json:
    return event | {"datumtijd_geregistreerd": f"{on}T12:00:00Z"}


def test_what_was_booked_later_was_not_known_then() -> None:
    events = [
        _booked(FINE, "2026-03-01"),
        _booked(LETTER, "2026-03-01"),
        _booked(paid("p", "2026-04-01", 4000), "2026-04-10"),
    ]

    def open_as_known(day: int) -> int:
        known_at = datetime(2026, 4, day, 18, tzinfo=UTC)
        return understand(a_case(*events), known_at=known_at).claims[0].open.total

    assert [open_as_known(9), open_as_known(10)] == [10000, 6000]


def test_without_a_time_of_booking_what_was_known_cannot_be_told() -> None:
    with pytest.raises(KnowledgeUnavailable):
        understand(a_case(_booked(FINE, "2026-03-01"), LETTER), known_at=datetime(2026, 4, 1, tzinfo=UTC))


COME = event("FinancieleZaakOvergenomen", "t", "2026-03-02", overgenomen_van="00000099000000000002")
GONE = event("FinancieleZaakOvergedragen", "g", "2026-05-02T18:00:00+02:00")
BACK = event("FinancieleZaakOvergenomen", "b", "2026-07-02T18:00:00+02:00", overgenomen_van="00000099000000000002")


def test_the_last_transfer_is_the_one_that_counts() -> None:
    here = the_claim(FINE, LETTER, COME, GONE, as_of=date(2026, 5, 1))
    left = the_claim(FINE, LETTER, COME, GONE)
    again = the_claim(FINE, LETTER, COME, GONE, BACK)

    assert (here.taken_over_at, here.handed_over_at) == (datetime(2026, 3, 1, 23, tzinfo=UTC), None)
    assert (left.taken_over_at, left.handed_over_at) == (None, datetime(2026, 5, 2, 16, tzinfo=UTC))
    assert (again.taken_over_at, again.handed_over_at) == (datetime(2026, 7, 2, 16, tzinfo=UTC), None)


MONEY = st.integers(0, 500)
REFERENCES = st.sampled_from(["K1", "K2", None])
DAYS = st.integers(1, 28).map(lambda day: f"2026-03-{day:02}")
MOVES = st.lists(
    st.one_of(
        st.builds(lambda at, money: added("", at, money), DAYS, MONEY),
        st.builds(lambda at, money, k: demanded("", at, money, betalingskenmerk=k), DAYS, MONEY, REFERENCES),
        st.builds(lambda at, k: withdrawn("", at, betalingskenmerk=k), DAYS, REFERENCES),
        st.builds(lambda at, money, k: paid("", at, money, betalingskenmerk=k), DAYS, MONEY, REFERENCES),
        st.builds(lambda at, money: remitted("", at, money), DAYS, MONEY),
    ),
    max_size=12,
)


@given(moves=MOVES)
def test_open_is_never_negative_nor_more_than_owed_nor_more_than_demanded(moves: list[Json]) -> None:
    named = [move | {"gebeurtenis_kenmerk": f"m{place}"} for place, move in enumerate(moves)]
    case = read(a_body(a_case(imposed("fine", "2026-01-01", 300), *named))).cases[0]

    account = ledger.fold(ledger.in_order(case.events), LEXICON.words)

    assert 0 <= account.open.total <= account.owed.total
    assert account.open.total <= account.demanded
    assert account.owed.total == max(0, account.imposed.total - account.settled)
