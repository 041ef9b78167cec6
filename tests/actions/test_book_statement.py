import json
from dataclasses import replace
from datetime import date

import pytest
from payments.paying_world import FIRST_TERM, a_line, a_paying_world, behalf

from hub.actions.book_statement import LineProblem
from hub.errors import Unavailable
from hub.life.payment_reference import PaymentFor, tag_of
from hub.life.states import State

PAID_ON = date(2026, 12, 9)
TODAY = date(2026, 12, 10)


@pytest.fixture
async def paying():
    async with a_paying_world() as world:
        await world.begin()
        world.at(TODAY)
        yield world


async def stands(paying):
    return (await paying.hub.stands(paying.alive.kept.id)).life


async def test_a_payment_is_booked_as_if_the_agency_had_told_it(paying):
    assert await paying.told(a_line(paying.alive, 9000, PAID_ON)) == [("booked", None)]

    (received,) = (await stands(paying)).received
    assert (received.payment.amount, received.payment.on, received.by.agency) == (9000, PAID_ON, "cjib")
    assert received.payment.reference.endswith("270101 B-1")
    line = json.loads((await paying.world.audit())[-1][2])
    assert (line["event"], line["worker"], line["case"]) == ("arrangement.moved", "operator-7", "run of january")


async def test_the_same_statement_twice_books_nothing_twice(paying):
    statement = (
        a_line(paying.alive, 9000, PAID_ON),
        a_line(paying.alive, 500, PAID_ON, "B-2"),
        a_line(paying.alive, 9000, PAID_ON, "B-3", returned=True),
    )
    first, second = await paying.told(*statement), await paying.told(*statement)

    assert first == [("booked", None), ("booked", None), ("returned", None)]
    assert second == [("known", None)] * 3
    assert (await stands(paying)).open == 90000 - 500


async def test_a_return_told_again_does_not_take_back_what_was_paid_anew(paying):
    back = a_line(paying.alive, 9000, TODAY, "B-2", returned=True)
    await paying.told(a_line(paying.alive, 9000, PAID_ON), back)
    paying.at(date(2026, 12, 12))
    assert await paying.told(a_line(paying.alive, 9000, date(2026, 12, 12), "B-3")) == [("booked", None)]

    assert await paying.told(back) == [("known", None)]
    assert (await stands(paying)).open == 90000 - 9000
    again = a_line(paying.alive, 9000, date(2026, 12, 12), "B-4", returned=True)
    assert await paying.told(again) == [("returned", None)]
    assert (await stands(paying)).open == 90000


async def test_two_payments_of_one_amount_that_both_come_back_are_both_taken_back(paying):
    await paying.told(*(a_line(paying.alive, 9000, PAID_ON, bank) for bank in ("B-1", "B-2")))
    one, other, third = (a_line(paying.alive, 9000, TODAY, bank, returned=True) for bank in ("B-3", "B-4", "B-5"))

    assert await paying.told(one) == [("returned", None)]
    assert await paying.told(one, other) == [("known", None), ("returned", None)]
    assert await paying.told(other, one) == [("known", None)] * 2
    assert await paying.told(third) == [("unmatched", "line.no_such_payment")]
    assert (await stands(paying)).open == 90000


async def test_returns_on_two_agencies_accounts_may_have_one_reference(paying):
    for owner in ("cjib", "duo"):
        line = a_line(paying.alive, 3000, PAID_ON, f"B-{owner}")
        assert await paying.told(line, agency=owner, own_share=True) == [("booked", None)]
    for owner in ("cjib", "duo"):
        back = a_line(paying.alive, 3000, TODAY, "R-1", returned=True)
        assert await paying.told(back, agency=owner, own_share=True) == [("returned", None)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"about": None}, "line.no_reference"),
        ({"about": PaymentFor(tag=tag_of("another"))}, "line.unknown_arrangement"),
        ({"bank_reference": None}, "line.no_bank_reference"),
        ({"amount": None}, "line.amount_unreadable"),
        ({"on": None}, "line.date_unreadable"),
        ({"problem": LineProblem.MONEY_OUT}, "line.money_out"),
        ({"returned": True}, "line.no_such_payment"),
        ({"on": date(2026, 12, 11)}, "payment.in_future"),
        ({"on": date(2026, 11, 1)}, "payment.before_start"),
        ({"amount": 0}, "payment.not_positive"),
    ],
)
async def test_a_line_that_matches_nothing_is_told_with_the_reason_and_books_nothing(paying, changes, why):
    line = replace(a_line(paying.alive, 9000, PAID_ON), **changes)

    assert await paying.told(line) == [("unmatched", why)]
    assert (await stands(paying)).received == ()


async def test_what_could_not_be_booked_is_booked_when_it_can_be(paying):
    tomorrow = a_line(paying.alive, 9000, date(2026, 12, 11))
    assert await paying.told(tomorrow) == [("unmatched", "payment.in_future")]
    paying.at(date(2026, 12, 11))

    assert await paying.told(tomorrow) == [("booked", None)]


async def test_one_reference_of_the_bank_is_one_payment(paying):
    line = a_line(paying.alive, 9000, PAID_ON)
    assert await paying.told(line, line) == [("booked", None), ("unmatched", "line.bank_reference_twice")]

    other = replace(line, amount=9001)
    assert await paying.told(other) == [("unmatched", "payment.reference_reused")]
    assert (await stands(paying)).open == 90000 - 9000


@pytest.mark.parametrize(
    ("amount", "on", "about"),
    [
        (8999, TODAY, FIRST_TERM),
        (9000, date(2026, 12, 8), FIRST_TERM),
        (9000, TODAY, date(2027, 2, 1)),
    ],
    ids=["another amount", "before it came in", "another term"],
)
async def test_a_return_takes_back_what_it_names_and_nothing_else(paying, amount, on, about):
    await paying.told(a_line(paying.alive, 9000, PAID_ON))
    named = PaymentFor(tag=tag_of(paying.alive.kept.id), due_on=about)

    back = a_line(paying.alive, amount, on, "B-2", returned=True, about=named)
    assert await paying.told(back) == [("unmatched", "line.no_such_payment")]


async def test_money_on_another_agencys_account_is_not_booked_as_if_it_were_the_executors(paying):
    line = a_line(paying.alive, 9000, PAID_ON)

    assert await paying.told(line, agency="duo") == [("unmatched", "line.other_agency")]


async def test_where_each_owner_collects_its_share_it_pays_the_claims_of_that_owner_only(paying):
    line = a_line(paying.alive, 3000, PAID_ON)
    assert await paying.told(line, agency="duo", own_share=True) == [("booked", None)]
    assert await paying.told(line, agency="duo", own_share=True) == [("known", None)]

    life = await stands(paying)
    assert {claim.owner: claim.open.total for claim in life.claims} == {"cjib": 60000, "duo": 27000}
    back = replace(line, bank_reference="B-2", returned=True)
    assert await paying.told(back) == [("unmatched", "line.no_such_payment")]
    assert await paying.told(back, agency="duo", own_share=True) == [("returned", None)]


async def test_what_comes_in_after_all_is_paid_is_told_and_not_booked(paying):
    await paying.told(a_line(paying.alive, 90000, PAID_ON))
    assert (await stands(paying)).state is State.COMPLETED

    assert await paying.told(a_line(paying.alive, 9000, PAID_ON, "B-2")) == [("unmatched", "arrangement.not_running")]


async def test_one_whose_key_is_gone_is_told_and_a_database_that_is_away_stops_it(paying):
    class Gone:
        def __init__(self, code):
            self.code = code

        async def key(self, subject):
            raise Unavailable(self.code, "It is gone.")

    line = a_line(paying.alive, 9000, PAID_ON)
    forgotten = replace(paying.book, change=replace(paying.book.change, vault=Gone("vault.unreadable")))
    (fate,) = await forgotten(behalf(), [line])
    assert (fate.fate, fate.why, fate.arrangement) == ("unmatched", "vault.unreadable", paying.alive.kept.id)

    away = replace(paying.book, change=replace(paying.book.change, vault=Gone("store.unavailable")))
    with pytest.raises(Unavailable):
        await away(behalf(), [line])
