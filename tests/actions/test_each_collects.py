"""Where each owner collects its own share: whatever came in for another one, its file holds its share, exactly once."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from living import an_agency_client
from payments.paying_world import FIRST_TERM, PayingWorld, a_line, a_paying_world, behalf

from consent.parties import AgencyCode
from hub.actions import arrangement_changes as changes
from hub.actions.export_collection import Taken
from hub.domain.calendar import open_day
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.money import Cents
from hub.life.events import Payment
from hub.life.payment_reference import PaymentFor, tag_of

SECOND_TERM = date(2027, 2, 1)
SHARES = {"cjib": 5000, "duo": 2500}


@pytest.fixture
async def paying() -> AsyncIterator[PayingWorld]:
    async with a_paying_world() as world:
        await world.begin()
        yield world


async def file_of(paying: PayingWorld, owner: str, on: date = FIRST_TERM) -> list[tuple[date, int]]:
    """What an owner's file holds: of which terms, how much."""
    taken = await paying.collect(behalf(), on=on, creditor=AgencyCode(owner))
    assert isinstance(taken, Taken), taken
    return [(each.debit.due_on, int(each.debit.amount)) for each in taken.debits]


async def booked(
    paying: PayingWorld, owner: str, cents: int, on: date, due_on: date = FIRST_TERM, bank: str | None = None
) -> None:
    """An owner's own bank tells that money came in for a term."""
    paying.at(max(on, paying.clock.today()))
    about = PaymentFor(tag=tag_of(paying.alive.kept.id), due_on=due_on)
    line = a_line(paying.alive, cents, on, bank or f"B-{owner}-{on}", about=about)
    assert await paying.told(line, agency=owner, own_share=True) == [("booked", None)]


async def set_off(paying: PayingWorld, cents: int) -> None:
    """The agency that carries it out sets something off against its own claims."""
    on = paying.clock.today()
    payment = Payment(reference="S-1", amount=Cents(cents), on=on, only=AgencyCode("cjib"))
    change = changes.payment(payment, today=on)
    await paying.hub.change(paying.alive.kept.id, change, requester=an_agency_client("cjib"), key="s")


@pytest.mark.parametrize(("first", "second"), [("cjib", "duo"), ("duo", "cjib")])
async def test_an_owners_file_holds_its_share_after_anothers_was_booked(
    paying: PayingWorld, first: str, second: str
) -> None:
    assert await file_of(paying, first) == [(FIRST_TERM, SHARES[first])]
    await booked(paying, first, SHARES[first], FIRST_TERM)

    assert await file_of(paying, second) == [(FIRST_TERM, SHARES[second])]
    assert await file_of(paying, second) == []
    assert await file_of(paying, first) == []


async def test_month_after_month_each_owner_takes_its_share_and_together_they_are_everything(
    paying: PayingWorld,
) -> None:
    terms = paying.alive.life.terms
    for term in terms:
        moves_on = open_day(term.due_on, ())
        for owner in ("duo", "cjib"):
            (debit,) = await file_of(paying, owner, moves_on)
            await booked(paying, owner, debit[1], moves_on, term.due_on)

    life = (await paying.hub.stands(paying.alive.kept.id)).life
    assert (life.open, len(life.received)) == (0, 2 * len(terms))
    assert {each.payment.amount for each in life.received} == {2500, 5000}


async def test_what_one_owner_missed_it_takes_with_the_next_term_and_the_other_does_not(paying: PayingWorld) -> None:
    await booked(paying, "cjib", 5000, FIRST_TERM)
    paying.at(SECOND_TERM)

    assert await file_of(paying, "cjib", SECOND_TERM) == [(SECOND_TERM, 5000)]
    assert await file_of(paying, "duo", SECOND_TERM) == [(FIRST_TERM, 2500), (SECOND_TERM, 2500)]


async def test_what_came_back_is_its_owners_to_take_again(paying: PayingWorld) -> None:
    for owner in ("cjib", "duo"):
        await file_of(paying, owner)
        await booked(paying, owner, SHARES[owner], FIRST_TERM)
    back = a_line(paying.alive, 2500, FIRST_TERM + timedelta(days=1), "R-1", returned=True)
    paying.at(SECOND_TERM)
    assert await paying.told(back, agency="duo", own_share=True) == [("returned", None)]

    assert await file_of(paying, "cjib", SECOND_TERM) == [(SECOND_TERM, 5000)]
    assert await file_of(paying, "duo", SECOND_TERM) == [(FIRST_TERM, 2500), (SECOND_TERM, 2500)]


async def test_what_was_set_off_beyond_a_share_leaves_less_of_the_term_to_take(paying: PayingWorld) -> None:
    await set_off(paying, 7000)

    assert await file_of(paying, "cjib") == []
    assert await file_of(paying, "duo") == [(FIRST_TERM, 500)]


async def test_a_term_that_was_set_off_as_a_whole_is_taken_by_nobody(paying: PayingWorld) -> None:
    await set_off(paying, 7500)

    assert (await file_of(paying, "cjib"), await file_of(paying, "duo")) == ([], [])


async def test_together_they_take_no_more_than_the_term_although_nothing_is_booked_yet(paying: PayingWorld) -> None:
    taken = [await file_of(paying, owner) for owner in ("duo", "cjib")]

    assert taken == [[(FIRST_TERM, 2500)], [(FIRST_TERM, 5000)]]


async def test_after_other_terms_the_shares_are_those_of_the_claims_then(paying: PayingWorld) -> None:
    key = ClaimKey(owner=AgencyCode("duo"), reference="D-1")
    change = changes.restatement(key, Amounts(principal=Cents(20000)), today=paying.clock.today())
    await paying.hub.change(paying.alive.kept.id, change, requester=an_agency_client("duo"), key="r")

    assert await file_of(paying, "duo") == [(FIRST_TERM, 1875)]
    assert await file_of(paying, "cjib") == [(FIRST_TERM, 5625)]


async def test_what_the_person_pays_otherwise_counts_for_every_owner(paying: PayingWorld) -> None:
    paying.at(FIRST_TERM)
    transfer = a_line(paying.alive, 3000, FIRST_TERM, "T-1")
    assert await paying.told(transfer) == [("booked", None)]

    assert await file_of(paying, "cjib") == [(FIRST_TERM, 3000)]
    assert await file_of(paying, "duo") == [(FIRST_TERM, 1500)]


async def test_what_stands_in_another_owners_file_and_may_come_in_is_not_taken_beside_it(paying: PayingWorld) -> None:
    paying.at(FIRST_TERM)
    assert await file_of(paying, "duo") == [(FIRST_TERM, 2500)]
    assert await paying.told(a_line(paying.alive, 2500, FIRST_TERM, "T-1")) == [("booked", None)]

    assert await file_of(paying, "cjib") == [(FIRST_TERM, 2500)]
