"""A person disputes a claim: it is marked in their answers, both plans are shown, and its agency answers."""

from typing import Any

import pytest
from api.carrying_out import OWNER, SYSTEM
from api.commands import DISPUTES, OVERVIEW, accesses, command, done, problem, ref_for
from api.desk import BSN, Desk, a_desk
from api.requesters import CARRIED_OUT, CASE, executing
from reviews import ReviewWorld

from adapters.store.work import SqlWork
from consent.parties import Role
from hub.actions.decide_review import SCOPE
from hub.actions.steer_dispute import SteerDispute
from hub.actions.steer_work import Steering

DECIDER = executing(Role.STAFF, worker="worker-8", scopes=frozenset({SCOPE}))
MARKED = """query Marked($person: PersonInput) { overview(person: $person) {
  ... on Overview { claims { edges { node { reference dispute { wrong state } } } } } ... on Problem { code }
} }"""


async def claim_of(desk: Desk, owner: str) -> str:
    overview = await desk.root(OVERVIEW)
    return next(
        str(edge["node"]["id"]) for edge in overview["claims"]["edges"] if edge["node"]["owner"]["code"] == owner
    )


async def dispute(desk: Desk, owner: str = "cjib", **more: object) -> Any:
    wish = {"claim": await claim_of(desk, owner), "wrong": "PAID", "words": "In March.", "scheme": "rijk-2025", **more}
    return await done(desk, "disputeClaim", **wish)


async def answer(desk: Desk, reference: str, by: Any = SYSTEM, **more: object) -> Any:
    wish = {"reference": reference, "person": ref_for(desk, by), "answer": "CORRECTED", "reason": "Found.", **more}
    return await command(desk, "recordDisputeAnswer", by=by, **wish)


async def listed(desk: Desk, by: Any = None, **more: object) -> list[Any]:
    found = await desk.root(DISPUTES, requester=by, **more)
    assert found["__typename"] == "ClaimDisputeConnection", found
    return [edge["node"] for edge in found["edges"]]


async def test_a_dispute_shows_the_plan_with_the_claim_and_without_it() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = await dispute(desk, "duo")

        assert made["withClaim"]["total"] == 90_000
        assert made["withoutClaim"]["__typename"] in {"Proposal", "NeedsHuman"}
        assert len(made["withClaim"]["claims"]["edges"]) == 2
        assert made["withoutClaim"]["total"] == 60_000
        found = made["dispute"]
        assert (found["agency"]["code"], found["wrong"], found["words"]) == ("duo", "PAID", "In March.")
        assert (found["state"], found["answer"], found["toldAt"]) == ("MADE", None, None)


async def test_a_dispute_is_no_objection_and_names_the_remedy_and_its_last_day() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        found = (await dispute(desk))["dispute"]

        assert "no objection" in found["notice"]["text"]
        assert "stops nothing" in found["notice"]["text"]
        debt = next(each for each in found["remedies"] if each["against"] == "DEBT")
        assert (debt["remedy"], debt["isOpen"]) == ("administratief beroep", "NO")
        assert debt["endsOn"] == "2026-04-13"


async def test_it_is_marked_in_the_person_s_own_answers_and_in_no_agency_s() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = await dispute(desk)

        mine = await desk.root(MARKED)
        theirs = await desk.root(MARKED, requester=SYSTEM, person=ref_for(desk, SYSTEM))

        marks = {edge["node"]["reference"]: edge["node"]["dispute"] for edge in mine["claims"]["edges"]}
        assert marks == {"A-1": {"wrong": "PAID", "state": "MADE"}, "D-1": None}
        assert not any(edge["node"]["dispute"] for edge in theirs["claims"]["edges"])
        planned = [edge["node"]["claim"] for edge in made["withClaim"]["claims"]["edges"]]
        assert [claim["dispute"] for claim in planned if claim["id"] == made["dispute"]["claimId"]] == [
            {"wrong": "PAID"}
        ]


async def test_the_agency_answers_under_the_key_that_it_was_told() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        reference = (await dispute(desk))["dispute"]["reference"]

        came = await answer(desk, reference)

        assert came["problems"] == []
        (mine,) = await listed(desk)
        assert mine["state"] == "ANSWERED"
        told = mine["answer"]
        assert (told["answer"], told["reason"], told["byPerson"]) == ("CORRECTED", "Found.", False)
        assert (told["by"]["code"], told["on"]) == ("cjib", str(desk.world.clock.today()))


async def test_a_worker_says_no_and_a_system_does_not() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        reference = (await dispute(desk))["dispute"]["reference"]

        refused = await answer(desk, reference, answer="REJECTED")
        came = await answer(desk, reference, DECIDER, answer="REJECTED", case=CASE)

        assert [(each["code"], each["path"]) for each in refused["problems"]] == [
            ("dispute.needs_person", ["input", "answer"])
        ]
        assert came["dispute"]["answer"]["byPerson"] is True


async def test_another_agency_sees_and_answers_nothing() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        reference = (await dispute(desk))["dispute"]["reference"]

        assert await listed(desk, OWNER, person=ref_for(desk, OWNER)) == []
        assert [each["reference"] for each in await listed(desk, SYSTEM, person=ref_for(desk, SYSTEM))] == [reference]
        theirs, never = await answer(desk, reference, OWNER), await answer(desk, "none", OWNER)
        assert theirs == never
        assert theirs["problems"][0]["code"] == "dispute.unknown"


async def test_how_far_it_has_come_is_shown_and_that_an_operator_gave_up_telling_the_agency() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        reviews, shown = ReviewWorld(desk.world), desk.world
        told, given_up = (await dispute(desk))["dispute"], (await dispute(desk, "duo", idempotencyKey="2"))["dispute"]
        await reviews.tell(told["reference"], shown.subject)
        steer = SteerDispute(waiting=SqlWork(shown.engine), store=shown.store, clock=shown.clock)
        await steer.give_up(Steering(errand=given_up["reference"], by="operator-7", reason="ticket 12"))

        states = {each["reference"]: each["state"] for each in await listed(desk)}
        assert states == {told["reference"]: "TOLD", given_up["reference"]: "NOT_TOLD"}
        assert "DISPUTE_GIVEN_UP" in [each["kind"] for each in await accesses(desk)]


async def test_the_same_call_twice_is_one_dispute() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        first, again = [await dispute(desk, idempotencyKey="k") for _ in range(2)]

        assert again == first
        assert len(await listed(desk)) == 1
        with_another_key = await problem(
            desk, "disputeClaim", claim=first["dispute"]["claimId"], wrong="AMOUNT", scheme="rijk-2025"
        )
        assert with_another_key == ("dispute.disputed_already", ["input", "claim"])


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"words": f"My number is {BSN}."}, "dispute.unfit_words", "words"),
        ({"claim": "nonsense"}, "dispute.claim_unknown", "claim"),
        ({"scheme": "no such scheme"}, "scheme.unknown", "scheme"),
        ({"idempotencyKey": " "}, "idempotency.missing", "idempotencyKey"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_dispute_that_cannot_be_says_why_and_where(more: dict[str, object], code: str, place: str) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        wish = {"claim": await claim_of(desk, "cjib"), "wrong": "PAID", "scheme": "rijk-2025", **more}

        found = await problem(desk, "disputeClaim", **wish)

        assert found == (code, ["input", place])
        assert BSN not in str(found)


async def test_an_answer_holds_nobody_s_number_and_pages_are_bounded() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        reference = (await dispute(desk))["dispute"]["reference"]

        came = await answer(desk, reference, reason=f"About {BSN}.")

        assert came["dispute"] is None
        assert [(each["code"], each["path"]) for each in came["problems"]] == [
            ("dispute.unfit_words", ["input", "reason"])
        ]
        assert (await desk.root(DISPUTES, first=101))["code"] == "page.size"


async def test_what_is_taken_back_marks_the_claim_no_more_and_is_shown_as_taken_back_to_both() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = (await dispute(desk))["dispute"]
        await ReviewWorld(desk.world).tell(made["reference"], desk.world.subject)

        taken_back = (await done(desk, "withdrawDispute", dispute=made["id"]))["dispute"]

        assert (taken_back["state"], taken_back["withdrawalToldAt"]) == ("WITHDRAWN", None)
        assert taken_back["withdrawnAt"] is not None
        marks = [edge["node"]["dispute"] for edge in (await desk.root(MARKED))["claims"]["edges"]]
        assert marks == [None, None]
        await ReviewWorld(desk.world).tell(made["reference"], desk.world.subject)
        (mine,), (theirs,) = await listed(desk), await listed(desk, SYSTEM, person=ref_for(desk, SYSTEM))
        assert mine["withdrawalToldAt"] == mine["withdrawnAt"]
        assert theirs["state"] == "WITHDRAWN"
        came = await answer(desk, made["reference"])
        assert [(each["code"], each["path"]) for each in came["problems"]] == [
            ("dispute.withdrawn", ["input", "reference"])
        ]
        assert "DISPUTE_WITHDRAWN" in [each["kind"] for each in await accesses(desk)]


async def test_what_was_answered_before_marks_the_claim_again_when_a_later_one_is_taken_back() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        first = (await dispute(desk))["dispute"]
        await answer(desk, first["reference"])
        desk.world.clock.forward(minutes=1)
        later = (await dispute(desk, wrong="AMOUNT", idempotencyKey="2"))["dispute"]

        await done(desk, "withdrawDispute", dispute=later["id"], idempotencyKey="3")

        marks = [edge["node"]["dispute"] for edge in (await desk.root(MARKED))["claims"]["edges"]]
        assert {"wrong": "PAID", "state": "ANSWERED"} in marks


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"dispute": "nonsense"}, "dispute.unknown", "dispute"),
        ({"idempotencyKey": " "}, "idempotency.missing", "idempotencyKey"),
    ],
    ids=["no such dispute", "no key"],
)
async def test_a_dispute_that_cannot_be_taken_back_says_why_and_where(
    more: dict[str, object], code: str, place: str
) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        wish = {"dispute": (await dispute(desk))["dispute"]["id"], **more}

        assert await problem(desk, "withdrawDispute", **wish) == (code, ["input", place])


async def test_nobody_else_takes_it_back() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = (await dispute(desk))["dispute"]

        came = await command(desk, "withdrawDispute", by=DECIDER, dispute=made["id"], person=ref_for(desk, DECIDER))

        assert [each["code"] for each in came["problems"]] == ["consent.not_their_own"]
        assert [each["state"] for each in await listed(desk)] == ["MADE"]
