"""Payments that cannot be, as agencies send them: each has a code, and nothing is booked twice."""

import asyncio
from typing import Any

import pytest
from api.carrying_out import OWNER, SYSTEM, WORKER, a_proposal, accept, mine, paid, running
from api.commands import ACCEPTED, command, done, problem, ref_for
from api.desk import Desk, a_desk, codes
from api.requesters import CARRIED_OUT, CASE
from builders import ON

from hub.domain.money import Cents

GONE = "QWNjZXB0ZWRBcnJhbmdlbWVudDpnb25l"
"""An id as the contract writes them, of an arrangement that there is not."""

RECORD = """mutation Record($input: RecordPaymentInput!) {
  recordPayment(input: $input) { state problems { ... on Problem { code } } }
}"""


def told(desk: Desk, arrangement: str, **more: object) -> dict[str, Any]:
    return {
        "arrangement": arrangement,
        "person": ref_for(desk, SYSTEM),
        "reference": "P-1",
        "amount": 1_000,
        "receivedOn": str(desk.world.clock.today()),
        **more,
    }


async def test_a_payment_for_an_arrangement_that_is_not_there_has_a_code():
    async with a_desk(*CARRIED_OUT) as desk:
        await running(desk)

        assert await problem(desk, "recordPayment", by=SYSTEM, **told(desk, GONE)) == (
            "arrangement.unknown",
            ["input", "arrangement"],
        )
        assert (await mine(desk))["payments"]["totalCount"] == 0


async def test_an_owner_cannot_book_what_another_agency_receives():
    async with a_desk(*CARRIED_OUT) as desk:
        wish = {**told(desk, await running(desk)), "person": ref_for(desk, OWNER)}

        assert (await problem(desk, "recordPayment", by=OWNER, **wish))[0] == "arrangement.unknown"


async def test_what_nobody_granted_yet_takes_no_payment():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = (await accept(desk, await a_proposal(desk)))["arrangement"]["id"]

        assert (await problem(desk, "recordPayment", by=SYSTEM, **told(desk, id_)))[0] == "arrangement.not_running"


async def test_what_was_withdrawn_takes_what_came_in_until_then_and_no_later_payment():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        await done(desk, "withdrawArrangement", arrangement=id_)
        assert (await paid(desk, id_, 1_000))["problems"] == []
        desk.world.clock.forward(days=1)

        found = await problem(desk, "recordPayment", by=SYSTEM, **told(desk, id_, reference="P-2"))

        assert found[0] == "arrangement.not_running"


async def test_after_an_early_end_a_payment_counts_for_as_long_as_there_is_time_to_pay():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        wish = {"ground": "finances_changed", "reason": "Said so.", "case": CASE, "person": ref_for(desk, WORKER)}
        await done(desk, "endArrangement", by=WORKER, arrangement=id_, **wish)
        desk.world.clock.forward(days=10)
        assert (await paid(desk, id_, 1_000))["problems"] == []

        desk.world.clock.forward(days=30)
        found = await problem(desk, "recordPayment", by=SYSTEM, **told(desk, id_, reference="P-2"))

        assert found[0] in {"arrangement.unknown", "arrangement.not_running"}
        assert (await mine(desk))["payments"]["totalCount"] == 1


@pytest.mark.parametrize("cents", [-1, 0])
async def test_an_amount_that_is_no_payment_is_refused(cents: int):
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        assert (await problem(desk, "recordPayment", by=SYSTEM, **told(desk, id_, amount=cents)))[0] == (
            "payment.not_positive"
        )


@pytest.mark.parametrize("cents", [10.5, "1000", 2**53, True, None], ids=str)
async def test_what_is_no_amount_of_cents_is_refused_and_nothing_runs(cents: object):
    async with a_desk(*CARRIED_OUT) as desk:
        wish = {"idempotencyKey": "k", **told(desk, await running(desk), amount=cents)}

        answer = await desk.ask(RECORD, requester=SYSTEM, input=wish)

        assert len(codes(answer)) == 1
        assert (await mine(desk))["payments"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"receivedOn": "2026-11-24"}, "payment.in_future"),
        ({"receivedOn": "9999-12-31"}, "payment.in_future"),
        ({"receivedOn": "2026-11-22"}, "payment.before_start"),
        ({"receivedOn": "0001-01-01"}, "payment.before_start"),
    ],
)
async def test_a_day_on_which_it_cannot_have_come_in_is_refused(more: dict[str, str], code: str):
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        assert (await problem(desk, "recordPayment", by=SYSTEM, **told(desk, id_, **more)))[0] == code


async def test_one_reference_told_again_is_booked_once_whatever_the_key_of_the_call():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        for key in ("a", "a", "b"):
            await done(desk, "recordPayment", by=SYSTEM, idempotencyKey=key, **told(desk, id_))
        another_day = told(desk, id_, reference="P-1", amount=999)

        assert (await problem(desk, "recordPayment", by=SYSTEM, **another_day))[0] == "payment.reference_reused"
        now = await mine(desk)
        assert (now["payments"]["totalCount"], now["openAmount"]) == (1, 89_000)


async def test_eight_who_tell_the_same_payment_at_once_book_it_once():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        calls = [
            command(desk, "recordPayment", by=SYSTEM, idempotencyKey=f"k-{number}", **told(desk, id_))
            for number in range(8)
        ]
        await asyncio.gather(*calls)

        now = await mine(desk)
        assert (now["payments"]["totalCount"], now["openAmount"]) == (1, 89_000)


@pytest.mark.parametrize(
    ("keys", "told_to_the_others"),
    [(["a"] * 8, "idempotency.in_progress"), ([f"a-{number}" for number in range(8)], "arrangement.open_already")],
    ids=["one key", "eight keys"],
)
async def test_of_eight_who_accept_at_once_one_arrangement_is_left(keys: list[str], told_to_the_others: str):
    async with a_desk(*CARRIED_OUT) as desk:
        proposal = await a_proposal(desk)
        answers = await asyncio.gather(*(accept(desk, proposal, key) for key in keys))
        await desk.life.work()

        problems = {found["code"] for answer in answers for found in answer["problems"]}
        ids = {answer["arrangement"]["id"] for answer in answers if answer["arrangement"]}
        assert problems <= {told_to_the_others}
        assert len(ids) == 1
        assert (await desk.root(ACCEPTED))["totalCount"] == 1
        assert desk.life.brought("cjib") == ["request"]


async def test_money_that_came_in_before_the_clock_was_put_back_is_still_there():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        desk.world.clock.forward(days=1)
        assert (await paid(desk, id_, 1_000))["problems"] == []
        desk.world.clock.forward(days=-1)

        later = told(desk, id_, reference="P-2", receivedOn="2026-11-24")
        assert (await problem(desk, "recordPayment", by=SYSTEM, idempotencyKey="y", **later))[0] == "payment.in_future"
        again = told(desk, id_, receivedOn="2026-11-24")
        await done(desk, "recordPayment", by=SYSTEM, idempotencyKey="z", **again)
        now = await mine(desk)
        assert (now["payments"]["totalCount"], now["openAmount"]) == (1, Cents(89_000))
        assert str(ON) == str(desk.world.clock.today())
