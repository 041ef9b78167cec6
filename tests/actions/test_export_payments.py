import json
from dataclasses import replace
from datetime import date

import pytest
from builders import a_citizen
from kept import a_person
from payments.bank import DIRECT
from payments.paying_world import FIRST_TERM, a_line, a_month, a_paying_world, behalf

from hub.actions import read_carried
from hub.actions.read_carried import ExportProblem, LeftOut
from hub.errors import Unavailable
from hub.life.paying import BY_TRANSFER, DebitMandate
from hub.life.payment_reference import PaymentFor, tag_of

SOON = date(2027, 1, 4)


@pytest.fixture
async def paying():
    async with a_paying_world() as world:
        yield world


async def lines_about(paying, event):
    return [json.loads(record) for _, name, record in await paying.world.audit() if name == event]


async def test_what_is_due_on_a_day_is_given_with_what_it_is_known_by(paying):
    alive = await paying.running()
    taken = await paying.collect(behalf(), on=FIRST_TERM)

    (planned,) = taken.debits
    assert planned.about == PaymentFor(tag=tag_of(alive.kept.id), due_on=FIRST_TERM)
    assert (planned.debit.amount, planned.paying) == (alive.life.terms[0].amount, DIRECT)
    assert taken.left_out == ()
    assert "NL21" not in repr(taken)


async def test_each_person_can_read_that_it_was_written_down_who_did_it_and_why(paying):
    alive = await paying.running()
    await paying.collect(behalf(by=" operator-7 "), on=FIRST_TERM)

    (line,) = await lines_about(paying, "collection.exported")
    assert (line["worker"], line["case"], line["trace_id"]) == ("operator-7", "run of january", alive.kept.trace_id)
    assert line["outcome"] == {
        "arrangement": alive.kept.id,
        "agency": "cjib",
        "on": "2027-01-01",
        "terms": 1,
        "file": "F-1",
    }


async def test_on_another_day_and_for_another_agency_nothing_is_taken_and_nothing_written_down(paying):
    await paying.running()

    assert (await paying.collect(behalf(), on=SOON)).debits == ()
    assert (await paying.collect(behalf("duo"), on=FIRST_TERM)).debits == ()
    assert await lines_about(paying, "collection.exported") == []


async def test_from_who_pays_by_transfer_nothing_is_taken(paying):
    await paying.running(BY_TRANSFER)

    assert (await paying.collect(behalf(), on=FIRST_TERM)).debits == ()


async def test_where_each_owner_collects_its_share_they_collect_all_of_it_together(paying):
    alive = await paying.running()
    shares = [
        (await paying.collect(behalf(), on=FIRST_TERM, creditor=owner)).debits for owner in ("cjib", "duo", "cak")
    ]

    assert [len(each) for each in shares] == [1, 1, 0]
    assert sum(each.debit.amount for (each,) in shares[:2]) == alive.life.terms[0].amount
    assert {each.about for (each,) in shares[:2]} == {PaymentFor(tag=tag_of(alive.kept.id), due_on=FIRST_TERM)}


async def test_one_whom_a_bank_would_refuse_is_left_out_and_told(paying):
    alive = await paying.running(replace(DIRECT, mandate=DebitMandate(reference="M_1", signed_on=date(2026, 11, 1))))
    taken = await paying.collect(behalf(), on=FIRST_TERM)

    assert taken.debits == ()
    assert taken.left_out == (LeftOut(arrangement=alive.kept.id, code="debit.mandate_unwritable"),)
    assert await lines_about(paying, "collection.exported") == []


async def test_of_somebody_who_was_forgotten_nothing_is_read_and_the_others_do_not_wait(paying):
    alive = await paying.running()
    await paying.read.vault.destroy(paying.world.subject)

    assert (await paying.collect(behalf(), on=FIRST_TERM)).left_out == (
        LeftOut(arrangement=alive.kept.id, code="vault.unreadable"),
    )


async def test_a_database_that_is_away_stops_it(paying):
    class Away:
        async def key(self, subject):
            raise Unavailable("store.unavailable", "It is away.")

    await paying.running()
    away = replace(paying.collect, read=replace(paying.read, vault=Away()))

    with pytest.raises(Unavailable, match=r"store\.unavailable"):
        await away(behalf(), on=FIRST_TERM)


async def test_an_arrangement_that_is_listed_and_gone_is_nobodys(paying):
    class Ghost:
        def __init__(self, listing):
            self.listing = listing

        async def carried_out_by(self, agency, *, after, at_most):
            rows = await self.listing.carried_out_by(agency, after=after, at_most=at_most)
            return tuple(replace(row, arrangement="gone") for row in rows)

    await paying.running()
    ghostly = replace(paying.collect, read=replace(paying.read, listing=Ghost(paying.listing)))

    assert (await ghostly(behalf(), on=FIRST_TERM)).debits == ()


@pytest.mark.parametrize(
    ("changes", "on", "problem"),
    [
        ({"by": " "}, SOON, ExportProblem.NO_REASON),
        ({"reason": ""}, SOON, ExportProblem.NO_REASON),
        ({}, date(2026, 11, 22), ExportProblem.IN_PAST),
        ({}, date(2027, 1, 3), ExportProblem.NO_BANK_DAY),
    ],
)
async def test_what_no_bank_would_do_or_nobody_answers_for_is_refused(paying, changes, on, problem):
    await paying.running()

    assert await paying.collect(behalf(**changes), on=on) is problem
    paying.at(date(2026, 11, 23))
    assert await paying.pay_out(behalf(**changes), a_month(10), on=on) is problem


async def test_owners_are_owed_what_was_booked_for_them_in_a_period(paying):
    alive = await paying.running()
    paying.at(date(2026, 12, 10))
    assert await paying.told(a_line(alive, 9000, date(2026, 12, 9))) == [("booked", None)]
    paying.at(date(2027, 1, 2))
    owed = await paying.pay_out(behalf(), a_month(), on=SOON)

    assert (owed.owed, owed.arrangements, owed.left_out) == ({"cjib": 6000, "duo": 3000}, 1, ())
    (line,) = await lines_about(paying, "payout.exported")
    assert line["outcome"] == {
        "arrangement": alive.kept.id,
        "agency": "cjib",
        "since": "2026-12-01",
        "until": "2027-01-01",
        "file": "F-1",
    }


async def test_a_period_in_which_nothing_came_in_owes_nobody(paying):
    await paying.running()
    owed = await paying.pay_out(behalf(), a_month(10), on=SOON)

    assert (owed.owed, owed.arrangements) == ({}, 0)
    assert await lines_about(paying, "payout.exported") == []


async def test_a_period_must_be_over_and_have_days(paying):
    paying.at(date(2027, 1, 1))
    assert await paying.pay_out(behalf(), a_month(), on=SOON) is ExportProblem.PERIOD_NOT_OVER
    backward = replace(a_month(10), until=date(2026, 10, 1))
    assert await paying.pay_out(behalf(), backward, on=SOON) is ExportProblem.PERIOD_EMPTY


async def test_everybodys_arrangements_are_read_page_by_page_and_each_in_its_own_name(paying, monkeypatch):
    monkeypatch.setattr(read_carried, "PAGE", 1)
    mine = await paying.running()
    paying.world.subject = await a_person(paying.world.engine)
    paying.world.citizen = a_citizen(paying.world.subject)
    other = await paying.running()
    taken = await paying.collect(behalf(), on=FIRST_TERM)

    assert {each.about.tag for each in taken.debits} == {tag_of(each.kept.id) for each in (mine, other)}
    lines = await lines_about(paying, "collection.exported")
    assert {line["subject"] for line in lines} == {mine.kept.subject, other.kept.subject}
