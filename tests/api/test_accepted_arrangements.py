"""An arrangement in its life, as clients see it and act on it: money, and what is decided."""

from typing import Any

import pytest
from api.carrying_out import (
    OWNER,
    SYSTEM,
    WORKER,
    mine,
    paid,
    running,
    theirs,
)
from api.commands import ACCEPTED, accesses, done, problem, ref_for
from api.desk import a_desk
from api.requesters import CARRIED_OUT, CASE
from builders import ON

# ── money ──


async def test_a_payment_is_divided_and_shown_to_each_as_far_as_it_goes():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        booked = await paid(desk, id_, 9_000)

        assert (booked["state"], booked["problems"]) == ("ACTIVE", [])
        now = await mine(desk)
        (payment,) = [edge["node"] for edge in now["payments"]["edges"]]
        assert (payment["reference"], payment["amount"], payment["surplus"]) == ("P-1", 9000, 0)
        assert {line["owner"]["code"]: line["amount"] for line in payment["lines"]} == {"cjib": 6000, "duo": 3000}
        assert now["terms"]["instalments"][0]["paidAmount"] > 0
        assert sum(each["paidAmount"] for each in now["terms"]["instalments"]) == 9000
        part = await theirs(desk, OWNER)
        assert (part["openAmount"], part["agreedAmount"], part["terms"]) == (27000, 30000, None)
        assert [claim["reference"] for claim in part["claims"]] == ["D-1"]
        assert [each["agency"]["code"] for each in part["agencies"]] == ["duo"]
        (share,) = [edge["node"] for edge in part["payments"]["edges"]]
        assert (share["reference"], share["amount"], share["surplus"]) == (None, 3000, None)
        assert (part["events"]["totalCount"], part["questions"]) == (0, [])


async def test_a_payment_that_is_set_off_by_another_is_no_owners_business():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        await paid(desk, id_, 5_000, setOffBy="cjib")

        assert (await theirs(desk, OWNER))["payments"] == {"totalCount": 0, "edges": []}
        (edge,) = (await mine(desk))["payments"]["edges"]
        assert edge["node"]["setOffBy"] == {"code": "cjib"}


async def test_a_payment_that_did_not_stay_is_marked_and_opens_what_it_paid():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        await paid(desk, id_, 9_000)

        whose = ref_for(desk, SYSTEM)
        back = await done(desk, "reversePayment", by=SYSTEM, arrangement=id_, person=whose, reference="P-1")

        assert back["arrangement"]["openAmount"] == 90000
        assert back["arrangement"]["payments"]["edges"][0]["node"]["reversed"] is True


async def test_what_is_paid_whole_is_over_for_the_agencies_and_stays_for_the_person():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        booked = await paid(desk, id_, 95_000)

        assert (booked["state"], booked["arrangement"]) == ("COMPLETED", None)
        now = await mine(desk)
        assert (now["state"], now["openAmount"], now["endedAt"] is not None) == ("COMPLETED", 0, True)
        assert now["payments"]["edges"][0]["node"]["surplus"] == 5000
        refused = await desk.root(ACCEPTED, requester=SYSTEM, person=ref_for(desk, SYSTEM))
        assert refused["code"] == "consent.no_arrangement"
        assert refused["message"].startswith("Uw organisatie voert")


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"amount": 0}, "payment.not_positive", "amount"),
        ({"reference": " "}, "payment.without_reference", "reference"),
        ({"reference": "P-0", "amount": 1}, "payment.reference_reused", "reference"),
        ({"receivedOn": "2026-11-24"}, "payment.in_future", "receivedOn"),
        ({"receivedOn": "2026-11-22"}, "payment.before_start", "receivedOn"),
    ],
)
async def test_a_payment_that_cannot_be_is_not_booked(more, code, place):
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        await paid(desk, id_, 500, "P-0")
        told = {"reference": "P-1", "amount": 1_000, "receivedOn": str(ON), **more}

        found = await problem(desk, "recordPayment", by=SYSTEM, arrangement=id_, person=ref_for(desk, SYSTEM), **told)

        assert found == (code, ["input", place])
        assert (await mine(desk))["payments"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("name", "more", "code", "place"),
    [
        ("reversePayment", {"reference": "P-9"}, "payment.unknown", "reference"),
        ("reversePayment", {"reference": "P-0"}, "payment.reversed_before", "reference"),
        ("restateClaim", {"reference": "X-1", "open": {"principal": 1}}, "claim.not_in_arrangement", "arrangement"),
        ("restateClaim", {"reference": "A-1", "open": {"principal": -1}}, "restatement.negative", "open"),
    ],
)
async def test_what_an_agency_cannot_tell_changes_nothing(name, more, code, place):
    async with a_desk(*CARRIED_OUT) as desk:
        id_, whose = await running(desk), ref_for(desk, SYSTEM)
        await paid(desk, id_, 500, "P-0")
        named: dict[str, Any] = {"by": SYSTEM, "arrangement": id_, "person": whose}
        await done(desk, "reversePayment", reference="P-0", idempotencyKey="before", **named)

        assert await problem(desk, name, **named, **more) == (code, ["input", place])


async def test_a_claim_that_grew_waits_for_a_person_and_one_that_shrank_shortens_the_plan():
    async with a_desk(*CARRIED_OUT) as desk:
        id_, whose = await running(desk), ref_for(desk, OWNER)
        told: dict[str, Any] = {"by": OWNER, "arrangement": id_, "person": whose, "reference": "D-1"}

        await done(desk, "restateClaim", open={"principal": 40_000}, **told)
        grown = await mine(desk)
        await done(desk, "restateClaim", open={"principal": 20_000}, **told)
        shrunk = await mine(desk)

        assert [each["question"] for each in grown["questions"]] == ["CLAIM_GREW"]
        assert (grown["openAmount"], grown["claims"][1]["outside"]) == (90000, 10000)
        assert (shrunk["openAmount"], shrunk["claims"][1]["openAmount"]) == (80000, 20000)


# ── what the person decides, and what is decided about them ──


async def test_a_pause_is_asked_once_and_every_agency_hears_of_it():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        asked = await done(desk, "requestPause", arrangement=id_, helped=True)
        assert (asked["state"], asked["arrangement"]["pause"]["granted"]) == ("ACTIVE", False)
        assert await problem(desk, "requestPause", arrangement=id_) == ("pause.asked_already", ["input", "arrangement"])
        await desk.life.work()

        now = await mine(desk)
        assert (now["state"], now["pause"]["granted"]) == ("PAUSED", True)
        for agency in now["agencies"]:
            assert agency["notices"][-1]["kind"] == "PAUSE"
        assert (await theirs(desk, OWNER))["pause"]["until"] == now["pause"]["until"]


async def test_whoever_wants_it_no_longer_says_so_once():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        over = await done(desk, "withdrawArrangement", arrangement=id_)

        assert over["state"] == "WITHDRAWN"
        assert [each["notices"][-1]["kind"] for each in over["arrangement"]["agencies"]] == ["WITHDRAW"] * 2
        assert await problem(desk, "withdrawArrangement", arrangement=id_, idempotencyKey="again") == (
            "arrangement.impossible_step",
            ["input", "arrangement"],
        )
        assert await problem(desk, "requestPause", arrangement=id_) == (
            "arrangement.not_running",
            ["input", "arrangement"],
        )


async def test_a_missed_instalment_is_reminded_and_only_a_worker_ends_it_with_a_reason():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        ending: dict[str, Any] = {
            "by": WORKER,
            "arrangement": id_,
            "person": ref_for(desk, WORKER),
            "case": CASE,
            "ground": "unpaid_after_reminder",
            "reason": "Called twice; no answer.",
        }
        assert await problem(desk, "endArrangement", **ending) == ("end.too_early", ["input", "ground"])
        desk.world.clock.forward(days=45)
        await desk.life.work()
        reminded = await mine(desk)
        assert reminded["state"] == "REMINDED"
        assert reminded["terms"]["owedNow"] == reminded["reminder"]["missing"] > 0
        assert "nog niet binnen" in reminded["reminder"]["reason"]["text"]
        desk.world.clock.forward(days=40)
        await desk.life.work()
        assert [each["question"] for each in (await mine(desk))["questions"]] == ["END"]
        for more, code, place in (
            ({"ground": "none"}, "end.no_such_ground", "ground"),
            ({"reason": " "}, "end.without_reason", "reason"),
        ):
            wish = {**ending, **more, "idempotencyKey": code}
            assert await problem(desk, "endArrangement", **wish) == (code, ["input", place])

        ended = await done(desk, "endArrangement", idempotencyKey="last", **ending)

        assert ended["state"] == "ENDED"
        told = (await mine(desk))["ended"]
        assert (told["ground"], told["says"]) == ("unpaid_after_reminder", "Called twice; no answer.")
        assert told["payBy"] > told["on"]


async def test_everything_that_happens_stands_in_the_list_of_accesses():
    async with a_desk(*CARRIED_OUT) as desk:
        await running(desk)
        await theirs(desk, OWNER)

        found = {access["kind"]: access for access in reversed(await accesses(desk))}

        assert found["ARRANGEMENT_ACCEPTED"]["by"]["you"]
        assert found["ERRAND_ANSWERED"]["by"] | {"name": None} == {
            "role": "HUB",
            "you": False,
            "oin": None,
            "name": None,
            "forYou": False,
            "mandate": None,
        }
        read = found["ARRANGEMENT_READ"]
        assert (read["purpose"], read["by"]["role"]) == ("EXECUTION", "AGENCY")
        assert [(each["agency"]["code"], each["permitted"]) for each in read["decisions"]] == [("duo", True)]


async def test_a_page_that_cannot_be_is_refused():
    async with a_desk(*CARRIED_OUT) as desk:
        found = await desk.root("{ acceptedArrangements(first: 101) { ... on Problem { code path } } }")

    assert found == {"code": "page.size", "path": ["first"]}
