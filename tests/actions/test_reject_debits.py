"""A debit that a bank refused before any money came: nothing comes of it, and what is unpaid is taken again."""

import json
from collections.abc import AsyncIterator
from datetime import date

import pytest
from payments.paying_world import FIRST_TERM, PayingWorld, a_line, a_paying_world, behalf

from consent.parties import AgencyCode
from hub.actions.export_collection import Taken
from hub.actions.reject_debits import RejectDebits, Rejection
from hub.life.payment_reference import PaymentFor, tag_of

SECOND_TERM, TOLD_ON = date(2027, 2, 1), date(2027, 1, 5)
BOTH_TERMS = [(FIRST_TERM, 7500, True), (SECOND_TERM, 7500, False)]


@pytest.fixture
async def paying() -> AsyncIterator[PayingWorld]:
    async with a_paying_world() as world:
        await world.begin()
        yield world


async def collected(paying: PayingWorld, on: date = FIRST_TERM, creditor: str | None = None) -> Taken:
    owner = AgencyCode(creditor) if creditor else None
    taken = await paying.collect(behalf(), on=on, creditor=owner)
    assert isinstance(taken, Taken), taken
    return taken


async def takes(paying: PayingWorld, on: date = SECOND_TERM) -> list[tuple[date, int, bool]]:
    """What the next file holds: of which terms, how much, and whether it is the first on the mandate."""
    debits = (await collected(paying, on)).debits
    return [(each.debit.due_on, int(each.debit.amount), each.debit.is_first) for each in debits]


async def reported(
    paying: PayingWorld, file: str, *, due_on: date | None = FIRST_TERM, creditor: str | None = None
) -> list[str]:
    """What came of a report of the bank on a file: on the debit of a term, or on all of it."""
    about = PaymentFor(tag=tag_of(paying.alive.kept.id), due_on=due_on) if due_on else None
    reject = RejectDebits(read=paying.read, clock=paying.clock)
    owner = AgencyCode(creditor) if creditor else None
    fates, _ = await reject(behalf(), [Rejection(file=file, about=about, why="AC04")], creditor=owner)
    return [each.outcome.value for each in fates]


async def logged(paying: PayingWorld) -> list[dict[str, str]]:
    lines = [json.loads(record) for _, event, record in await paying.world.audit() if event == "collection.rejected"]
    return [line["outcome"] for line in lines]


@pytest.mark.parametrize("due_on", [FIRST_TERM, None], ids=["one debit", "the whole file"])
async def test_what_a_report_rejects_is_collected_with_the_next_term(paying: PayingWorld, due_on: date | None) -> None:
    file = (await collected(paying)).name
    paying.at(TOLD_ON)
    assert await reported(paying, file, due_on=due_on) == ["rejected"]

    assert await takes(paying) == BOTH_TERMS
    assert await takes(paying) == []


async def test_told_before_its_day_it_is_collected_on_that_day_once(paying: PayingWorld) -> None:
    await reported(paying, (await collected(paying)).name)

    assert await takes(paying, FIRST_TERM) == [(FIRST_TERM, 7500, True)]
    assert await takes(paying, FIRST_TERM) == []


async def test_a_second_try_can_be_rejected_too(paying: PayingWorld) -> None:
    for _ in range(2):
        assert await reported(paying, (await collected(paying)).name) == ["rejected"]

    assert await takes(paying, FIRST_TERM) == [(FIRST_TERM, 7500, True)]


async def test_a_report_told_twice_is_written_down_once_with_the_banks_reason(paying: PayingWorld) -> None:
    file = (await collected(paying)).name
    assert [await reported(paying, file) for _ in range(2)] == [["rejected"], ["known"]]

    (outcome,) = await logged(paying)
    assert (outcome["file"], outcome["due_on"], outcome["why"]) == (file, "2027-01-01", "AC04")


async def test_what_money_came_of_is_not_rejected(paying: PayingWorld) -> None:
    file = (await collected(paying)).name
    paying.at(TOLD_ON)
    await paying.told(a_line(paying.alive, 7500, FIRST_TERM))
    assert await reported(paying, file) == ["money_came"]

    assert await takes(paying) == [(SECOND_TERM, 7500, False)]


@pytest.mark.parametrize(
    ("file", "due_on", "creditor"),
    [("F-9", FIRST_TERM, None), ("F-1", SECOND_TERM, None), ("F-1", FIRST_TERM, "duo")],
    ids=["another file", "another term", "another creditor's"],
)
async def test_what_stood_in_no_such_file_is_told_and_changes_nothing(
    paying: PayingWorld, file: str, due_on: date, creditor: str | None
) -> None:
    assert (await collected(paying)).name == "F-1"
    assert await reported(paying, file, due_on=due_on, creditor=creditor) == ["unmatched"]

    assert await takes(paying, FIRST_TERM) == []


async def test_what_is_anothers_debit_is_nobodys_here(paying: PayingWorld) -> None:
    file = (await collected(paying)).name
    about = PaymentFor(tag=tag_of("another"), due_on=FIRST_TERM)
    reject = RejectDebits(read=paying.read, clock=paying.clock)
    fates, _ = await reject(behalf(), [Rejection(file=file, about=about, why="AC04")])

    assert [each.outcome.value for each in fates] == ["unmatched"]
    assert await takes(paying, FIRST_TERM) == []


async def test_what_the_person_pays_otherwise_after_a_report_is_booked(paying: PayingWorld) -> None:
    file = (await collected(paying)).name
    paying.at(TOLD_ON)
    await reported(paying, file)

    assert await paying.told(a_line(paying.alive, 7500, TOLD_ON, "T-1")) == [("booked", None)]
    assert await takes(paying) == [(SECOND_TERM, 7500, True)]


async def test_an_owners_debit_that_was_rejected_is_that_owners_to_take_again(paying: PayingWorld) -> None:
    await collected(paying, creditor="cjib")
    assert await reported(paying, (await collected(paying, creditor="duo")).name, creditor="duo") == ["rejected"]

    assert [int(each.debit.amount) for each in (await collected(paying, creditor="duo")).debits] == [2500]
    assert (await collected(paying, creditor="cjib")).debits == ()


# ── returns that a statement tells of ──


async def test_a_return_of_a_debit_that_nobody_had_booked_makes_it_collectible_again(paying: PayingWorld) -> None:
    await collected(paying)
    paying.at(TOLD_ON)
    back = a_line(paying.alive, 7500, TOLD_ON, "R-1", returned=True)
    assert await paying.told(back) == [("rejected", None)]
    assert await paying.told(back) == [("known", None)]

    assert await takes(paying) == BOTH_TERMS
    assert [each["why"] for each in await logged(paying)] == ["returned"]


async def test_the_money_that_it_took_back_is_not_booked_when_it_is_told_later(paying: PayingWorld) -> None:
    await collected(paying)
    paying.at(TOLD_ON)
    back = a_line(paying.alive, 7500, TOLD_ON, "R-1", returned=True)
    came = a_line(paying.alive, 7500, FIRST_TERM)
    assert await paying.told(back, came) == [("rejected", None), ("unmatched", "line.returned_before")]

    assert (await paying.hub.stands(paying.alive.kept.id)).life.open == 90000


async def test_what_is_paid_or_collected_after_it_is_booked(paying: PayingWorld) -> None:
    await collected(paying)
    paying.at(TOLD_ON)
    await paying.told(a_line(paying.alive, 7500, TOLD_ON, "R-1", returned=True))
    paying.at(SECOND_TERM)

    assert await paying.told(a_line(paying.alive, 7500, SECOND_TERM, "B-2")) == [("booked", None)]
    assert await paying.told(a_line(paying.alive, 500, FIRST_TERM, "B-3")) == [("booked", None)]


@pytest.mark.parametrize(
    ("cents", "on", "whose"),
    [(7499, TOLD_ON, "all"), (7500, date(2026, 12, 31), "all"), (7500, TOLD_ON, "own")],
    ids=["another amount", "before its day", "another creditor"],
)
async def test_a_return_of_what_stood_in_no_file_is_of_nothing(
    paying: PayingWorld, cents: int, on: date, whose: str
) -> None:
    await collected(paying)
    paying.at(TOLD_ON)
    back = a_line(paying.alive, cents, on, "R-1", returned=True)

    assert await paying.told(back, own_share=whose == "own") == [("unmatched", "line.no_such_payment")]
    assert await logged(paying) == []


async def test_of_two_returns_of_one_debit_the_second_is_of_nothing(paying: PayingWorld) -> None:
    await collected(paying)
    paying.at(TOLD_ON)
    one, other = (a_line(paying.alive, 7500, TOLD_ON, bank, returned=True) for bank in ("R-1", "R-2"))

    assert await paying.told(one, other) == [("rejected", None), ("unmatched", "line.no_such_payment")]
