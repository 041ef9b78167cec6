"""What stood in a file for a bank stands in no other one: nobody is debited twice, and no owner is paid twice."""

import json
from dataclasses import replace
from datetime import date

import pytest
from builders import a_citizen
from kept import a_person
from payments.bank import DIRECT
from payments.paying_world import FIRST_TERM, a_line, a_month, a_paying_world, behalf
from sqlalchemy import text

from hub.actions.read_carried import ExportProblem, LeftOut
from hub.errors import Unavailable
from hub.life.paying import DebitMandate
from hub.life.payment_reference import PaymentFor, tag_of

SECOND_TERM = date(2027, 2, 1)
LATER = date(2027, 1, 11)
UNFIT = replace(DIRECT, mandate=DebitMandate(reference="M_1", signed_on=date(2026, 11, 1)))


@pytest.fixture
async def paying():
    async with a_paying_world() as world:
        yield world


class Meanwhile:
    """A list during whose second reading something else happens."""

    def __init__(self, listing, happens):
        self.listing, self.happens, self.reads = listing, happens, 0

    async def carried_out_by(self, agency, *, after, at_most):
        self.reads += after == ""
        if self.reads == 2 and after == "":
            await self.happens()
        return await self.listing.carried_out_by(agency, after=after, at_most=at_most)


class BreaksOff:
    """A vault that answers so often, and then is away."""

    def __init__(self, vault, answers):
        self.vault, self.left = vault, answers

    async def key(self, subject):
        self.left -= 1
        if self.left < 0:
            raise Unavailable("store.unavailable", "It is away.")
        return await self.vault.key(subject)


class Unreadable:
    """A vault in which one person's key cannot be read."""

    def __init__(self, vault, whose):
        self.vault, self.whose = vault, whose

    async def key(self, subject):
        if subject == self.whose:
            raise Unavailable("vault.unreadable", "It cannot be read.")
        return await self.vault.key(subject)


async def two_run(paying, second=DIRECT):
    mine = await paying.running()
    paying.world.subject = await a_person(paying.world.engine)
    paying.world.citizen = a_citizen(paying.world.subject)
    return mine, await paying.running(second)


def tags(taken):
    return [each.about.tag for each in taken.debits]


async def exported(paying, event="collection.exported"):
    return [json.loads(record)["subject"] for _, name, record in await paying.world.audit() if name == event]


async def paid_out(paying, month=12, year=2026, on=LATER):
    return await paying.pay_out(behalf(), a_month(month, year), on=on)


async def booked(paying, alive, on, bank="B-1", cents=9000):
    paying.at(on)
    assert await paying.told(a_line(alive, cents, on, bank)) == [("booked", None)]


# ── collecting ──


async def test_a_second_run_collects_nothing_that_the_first_did(paying):
    await two_run(paying)
    first, second = [await paying.collect(behalf(), on=FIRST_TERM) for _ in range(2)]

    assert (len(first.debits), second.debits, second.file) == (2, (), b"")
    assert len(await exported(paying)) == 2


async def test_who_was_repaired_between_two_runs_is_collected_from_alone(paying):
    mine, other = await two_run(paying, UNFIT)
    first = await paying.collect(behalf(), on=FIRST_TERM)
    repaired = replace(paying.collect, unfit=lambda _paying: None)
    second = await repaired(behalf(), on=FIRST_TERM)

    assert (tags(first), tags(second)) == ([tag_of(mine.kept.id)], [tag_of(other.kept.id)])
    assert first.name != second.name


async def test_an_earlier_file_is_given_again_to_the_byte_and_also_after_its_day(paying):
    await two_run(paying)
    first = await paying.collect(behalf(), on=FIRST_TERM)
    paying.at(LATER)
    again = await paying.collect.again(behalf(), first.name, on=FIRST_TERM)

    assert (again.file, again.debits, again.name) == (first.file, first.debits, first.name)
    assert len(await exported(paying)) == 4


async def test_a_file_that_nobody_made_for_that_day_or_creditor_is_not_given_again(paying):
    await paying.running()
    first = await paying.collect(behalf(), on=FIRST_TERM)
    again = paying.collect.again

    assert await again(behalf(), "F-9", on=FIRST_TERM) is ExportProblem.UNKNOWN_FILE
    assert await again(behalf(), first.name, on=SECOND_TERM) is ExportProblem.UNKNOWN_FILE
    assert await again(behalf(), first.name, on=FIRST_TERM, creditor="duo") is ExportProblem.UNKNOWN_FILE
    assert await again(behalf("duo"), first.name, on=FIRST_TERM) is ExportProblem.UNKNOWN_FILE
    assert await again(behalf(by=" "), first.name, on=FIRST_TERM) is ExportProblem.NO_REASON
    assert len(await exported(paying)) == 1


async def test_of_two_runs_at_once_each_debit_is_in_one_file(paying):
    await two_run(paying)
    theirs = []

    async def another_run():
        theirs.append(await paying.collect(behalf(), on=FIRST_TERM))

    slow = replace(paying.collect, read=replace(paying.read, listing=Meanwhile(paying.listing, another_run)))
    mine = await slow(behalf(), on=FIRST_TERM)

    assert (len(theirs[0].debits), mine.debits, mine.file) == (2, (), b"")
    assert [each.code for each in mine.left_out] == ["export.changed_meanwhile"] * 2


async def test_of_who_changed_meanwhile_the_file_has_nothing_and_of_the_others_all(paying):
    mine, other = await two_run(paying)

    async def one_pays():
        await booked(paying, other, date(2026, 12, 10))

    slow = replace(paying.collect, read=replace(paying.read, listing=Meanwhile(paying.listing, one_pays)))
    taken = await slow(behalf(), on=FIRST_TERM)

    assert tags(taken) == [tag_of(mine.kept.id)]
    assert taken.left_out == (LeftOut(arrangement=other.kept.id, code="export.changed_meanwhile"),)
    assert await exported(paying) == [mine.kept.subject]


async def test_what_no_bank_would_take_is_claimed_by_no_log(paying):
    def broken(_debits, **_file):
        raise RuntimeError("a file for the bank does not follow its schema")

    await paying.running()
    with pytest.raises(RuntimeError):
        await replace(paying.collect, write=broken)(behalf(), on=FIRST_TERM)

    assert await exported(paying) == []
    assert len((await paying.collect(behalf(), on=FIRST_TERM)).debits) == 1


async def test_what_broke_off_is_given_again_and_the_rest_collected_by_the_next_run(paying):
    await two_run(paying)
    breaks = replace(paying.read, vault=BreaksOff(paying.read.vault, answers=3))
    with pytest.raises(Unavailable):
        await replace(paying.collect, read=breaks)(behalf(), on=FIRST_TERM)

    rest = await paying.collect(behalf(), on=FIRST_TERM)
    begun = await paying.collect.again(behalf(), "F-1", on=FIRST_TERM)
    assert len(rest.debits) == len(begun.debits) == 1
    assert set(tags(rest)).isdisjoint(tags(begun))


async def test_a_debit_that_came_back_is_collected_once_more_with_the_next_term(paying):
    alive = await paying.running()
    (debit,) = (await paying.collect(behalf(), on=FIRST_TERM)).debits
    paying.at(date(2027, 1, 5))
    told = a_line(alive, debit.debit.amount, FIRST_TERM)
    back = replace(told, bank_reference="B-2", returned=True, on=date(2027, 1, 5))
    assert await paying.told(told, back) == [("booked", None), ("returned", None)]
    taken = await paying.collect(behalf(), on=SECOND_TERM)

    assert [(each.debit.due_on, each.debit.is_first) for each in taken.debits] == [
        (FIRST_TERM, True),
        (SECOND_TERM, False),
    ]
    assert (await paying.collect(behalf(), on=SECOND_TERM)).debits == ()


async def test_a_debit_of_which_nothing_is_known_yet_is_not_collected_with_the_next_term(paying):
    await paying.running()
    await paying.collect(behalf(), on=FIRST_TERM)
    paying.at(date(2027, 1, 5))
    taken = await paying.collect(behalf(), on=SECOND_TERM)

    assert [(each.debit.due_on, each.debit.is_first) for each in taken.debits] == [(SECOND_TERM, False)]


async def test_nothing_is_collected_before_a_term_that_comes_earlier(paying):
    await paying.running()

    assert await paying.collect(behalf(), on=SECOND_TERM) is ExportProblem.TOO_EARLY
    assert (await exported(paying), paying.written) == ([], [])


async def test_each_owners_first_is_its_own(paying):
    alive = await paying.running()
    (first,) = (await paying.collect(behalf(), on=FIRST_TERM, creditor="cjib")).debits
    paying.at(date(2027, 1, 2))
    about = PaymentFor(tag=tag_of(alive.kept.id), due_on=FIRST_TERM)
    line = a_line(alive, first.debit.amount, FIRST_TERM, about=about)
    assert await paying.told(line, own_share=True) == [("booked", None)]
    paying.at(date(2027, 1, 3))
    firsts = {
        owner: [each.debit.is_first for each in (await paying.collect(behalf(), on=SECOND_TERM, creditor=owner)).debits]
        for owner in ("cjib", "duo")
    }

    assert (firsts["cjib"][0], firsts["duo"][0]) == (False, True)


async def test_where_what_stood_in_files_cannot_be_read_nothing_is_collected(paying):
    alive = await paying.running()
    await paying.collect(behalf(), on=FIRST_TERM)
    async with paying.world.engine.begin() as connection:
        await connection.execute(text("UPDATE bank_file_entry SET sealed = X'7b7d'"))

    taken = await paying.collect(behalf(), on=FIRST_TERM)
    assert (taken.debits, taken.left_out) == (
        (),
        (LeftOut(arrangement=alive.kept.id, code="arrangement.unreadable"),),
    )


# ── paying out ──


async def test_a_second_payout_pays_nobody_again_on_whatever_day_and_for_whatever_period(paying):
    alive = await paying.running()
    await booked(paying, alive, date(2026, 12, 10))
    paying.at(date(2027, 1, 2))
    first = await paying.pay_out(behalf(), a_month(), on=date(2027, 1, 4))
    others = [
        await paid_out(paying),
        await paying.pay_out(behalf(), replace(a_month(), since=date(2026, 11, 1)), on=LATER),
    ]

    assert first.owed == {"cjib": 6000, "duo": 3000}
    assert [(each.owed, each.file, each.arrangements) for each in others] == [({}, b"", 0)] * 2
    assert len(await exported(paying, "payout.exported")) == 1


async def test_who_could_not_be_read_is_paid_out_alone_when_they_can_be(paying):
    mine, other = await two_run(paying)
    for alive in (mine, other):
        await booked(paying, alive, date(2026, 12, 10))
    paying.at(date(2027, 1, 2))
    damaged = replace(paying.read, vault=Unreadable(paying.read.vault, other.kept.subject))
    first = await replace(paying.pay_out, read=damaged)(behalf(), a_month(), on=LATER)
    second = await paid_out(paying)

    assert first.left_out == (LeftOut(arrangement=other.kept.id, code="vault.unreadable"),)
    assert first.owed == second.owed == {"cjib": 6000, "duo": 3000}
    assert (first.arrangements, second.arrangements) == (1, 1)


async def test_what_was_missed_in_one_period_is_counted_in_the_next(paying):
    alive = await paying.running()
    await booked(paying, alive, date(2026, 12, 10))
    await booked(paying, alive, date(2027, 1, 10), "B-2", 3000)
    paying.at(date(2027, 2, 2))

    assert (await paid_out(paying, 1, 2027, date(2027, 2, 3))).owed == {"cjib": 8000, "duo": 4000}


async def test_an_earlier_payout_is_given_again_to_the_byte(paying):
    alive = await paying.running()
    await booked(paying, alive, date(2026, 12, 10))
    paying.at(date(2027, 1, 2))
    first = await paid_out(paying)
    paying.at(date(2027, 1, 20))
    again = paying.pay_out.again
    given = await again(behalf(), first.name, a_month(), on=LATER)

    assert (given.file, given.owed, given.arrangements) == (first.file, first.owed, 1)
    assert await again(behalf(), "F-9", a_month(), on=LATER) is ExportProblem.UNKNOWN_FILE
    assert await again(behalf(), first.name, a_month(11), on=LATER) is ExportProblem.UNKNOWN_FILE
    assert await again(behalf(reason=""), first.name, a_month(), on=LATER) is ExportProblem.NO_REASON
    assert await paying.collect.again(behalf(), first.name, on=LATER) is ExportProblem.UNKNOWN_FILE


async def test_of_two_payouts_at_once_each_cent_is_in_one(paying):
    alive = await paying.running()
    await booked(paying, alive, date(2026, 12, 10))
    paying.at(date(2027, 1, 2))
    theirs = []

    async def another_run():
        theirs.append(await paid_out(paying))

    slow = replace(paying.pay_out, read=replace(paying.read, listing=Meanwhile(paying.listing, another_run)))
    mine = await slow(behalf(), a_month(), on=LATER)

    assert (theirs[0].owed, mine.owed, mine.file) == ({"cjib": 6000, "duo": 3000}, {}, b"")
    assert mine.left_out == (LeftOut(arrangement=alive.kept.id, code="export.changed_meanwhile"),)


async def test_a_payout_that_cannot_be_written_counts_nothing_as_paid(paying):
    def broken(_owed, **_file):
        raise RuntimeError("a file for the bank does not follow its schema")

    alive = await paying.running()
    await booked(paying, alive, date(2026, 12, 10))
    paying.at(date(2027, 1, 2))
    with pytest.raises(RuntimeError):
        await replace(paying.pay_out, write=broken)(behalf(), a_month(), on=LATER)

    assert await exported(paying, "payout.exported") == []
    assert (await paid_out(paying)).owed == {"cjib": 6000, "duo": 3000}
