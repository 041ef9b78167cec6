"""A person asks for a person; the agency's worker finds it in a queue and decides; everybody sees what is theirs."""

from typing import Any

import pytest
from api.carrying_out import SYSTEM, WORKER, running
from api.commands import REVIEWS, accesses, command, done, problem, ref_for
from api.desk import BSN, OTHER_BSN, Desk, a_desk
from api.requesters import CARRIED_OUT, CASE, executing
from reviews import LITTLE

from adapters.identity.bsn import Bsn
from consent.parties import AgencyCode, Role, SubjectRef
from hub.actions.decide_review import SCOPE
from hub.domain.errand import Answered, Reply

DECIDER = executing(Role.STAFF, worker="worker-8", scopes=frozenset({SCOPE}))
OTHERS = executing(Role.STAFF, "duo", 9, worker="worker-9", scopes=frozenset({SCOPE}))
WORDS = "I lost my job on Monday. Please look at it again."


async def about(desk: Desk, arrangement: str, **more: object) -> Any:
    payload = await done(desk, "requestHumanReview", about={"arrangement": arrangement}, words=WORDS, **more)
    return payload["review"]


async def listed(desk: Desk, requester: Any = None, **more: object) -> list[Any]:
    found = await desk.root(REVIEWS, requester=requester, **more)
    assert found["__typename"] == "HumanReviewConnection", found
    return [edge["node"] for edge in found["edges"]]


async def decide(desk: Desk, review: str, **more: object) -> Any:
    wish: dict[str, object] = {
        "review": review,
        "person": ref_for(desk, DECIDER),
        "decision": "DEVIATION",
        "reason": "Illness keeps them from work.",
        "article": "Awb, 4:84",
        "case": CASE,
        **more,
    }
    return await command(desk, "decideHumanReview", by=DECIDER, **wish)


async def test_a_refusal_becomes_an_application_with_a_day_an_article_and_somebody_to_call() -> None:
    async with a_desk(LITTLE) as desk:
        payload = await done(desk, "requestHumanReview", about={"outcome": {"scheme": "cjib"}}, words=WORDS)

        review = payload["review"]
        assert (review["about"], review["state"], review["late"]) == ("OUTCOME", "RECEIVED", False)
        assert (review["agency"]["code"], review["decideBy"]) == ("cjib", "2027-01-18")
        assert review["contact"] == "Team Regelingen, 088 000 0000"
        assert review["term"]["article"] == "Awb, 4:13"
        assert "stops nothing" in review["notice"]["text"]
        assert [ground["code"] for ground in review["grounds"]] == ["total.below_minimum"]
        assert (review["words"], review["decision"], review["concerns"]) == (WORDS, None, None)


async def test_the_agency_reads_what_the_person_wrote_and_not_why_there_was_no_plan() -> None:
    async with a_desk(LITTLE) as desk:
        payload = await done(desk, "requestHumanReview", about={"outcome": {"scheme": "cjib"}}, words=WORDS)

        (theirs,) = await listed(desk, DECIDER, case=CASE)

        assert (payload["review"]["grounds"] != [], theirs["grounds"], theirs["words"]) == (True, [], WORDS)


async def test_a_kept_proposal_is_looked_at_by_its_own_id() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = await desk.root(
            'mutation { proposeArrangement(input: {idempotencyKey: "p", scheme: "rijk-2025"}) { arrangement { id } } }'
        )
        proposal = made["arrangement"]["id"]

        payload = await done(desk, "requestHumanReview", about={"proposal": proposal}, words=WORDS)

        assert payload["review"]["concerns"] == proposal


async def test_the_worker_finds_it_in_the_queue_decides_and_the_person_reads_why() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        arrangement = await running(desk)
        review = await about(desk, arrangement)

        (found,) = await listed(desk, DECIDER, case=CASE)
        assert (found["id"], found["words"], found["grounds"]) == (review["id"], WORDS, [])
        assert found["person"] == ref_for(desk, DECIDER)
        came = await decide(desk, found["id"], person=found["person"])

        assert came["problems"] == []
        (mine,) = await listed(desk)
        decision = mine["decision"]
        assert (mine["state"], mine["concerns"]) == ("DECIDED", arrangement)
        assert (decision["kind"], decision["by"]["code"], decision["article"]) == ("DEVIATION", "cjib", "Awb, 4:84")
        assert decision["reason"] == "Illness keeps them from work."
        assert (decision["remedy"]["remedy"], decision["remedy"]["endsOn"]) == ("bezwaar", "2027-01-04")
        assert "January 2027" in decision["remedy"]["says"]["text"]
        assert await listed(desk, DECIDER, case=CASE) == []
        assert [each["id"] for each in await listed(desk, DECIDER, case=CASE, open=False)] == [review["id"]]


async def test_every_look_and_the_decision_stand_where_the_person_sees_them() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))
        await listed(desk, DECIDER, case=CASE)
        await decide(desk, review["id"])

        theirs = [(each["kind"], each["by"]["role"], each["case"]) for each in await accesses(desk)]

        case = "contact:Z-2026-17"
        assert ("REVIEW_DECIDED", "STAFF", case) in theirs
        assert theirs.count(("REVIEW_READ", "STAFF", case)) == 2
        assert ("REVIEW_REQUESTED", "CITIZEN", None) in theirs


async def test_the_same_request_twice_is_one_review() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        arrangement = await running(desk)

        first, again = [await about(desk, arrangement, idempotencyKey="k") for _ in range(2)]

        assert again == first
        assert len(await listed(desk)) == 1


async def test_a_queue_is_read_page_by_page() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        arrangement = await running(desk)
        made = [(await about(desk, arrangement, idempotencyKey=str(number)))["id"] for number in range(3)]

        first = await desk.root(REVIEWS, requester=DECIDER, case=CASE, first=2)
        after = first["pageInfo"]["endCursor"]
        second = await desk.root(REVIEWS, requester=DECIDER, case=CASE, first=2, after=after)
        wrong = await desk.root(REVIEWS, requester=DECIDER, case=CASE, after="nowhere")

        assert [first["totalCount"], first["pageInfo"]["hasNextPage"]] == [3, True]
        found = [edge["node"]["id"] for page in (first, second) for edge in page["edges"]]
        assert sorted(found) == sorted(made)
        assert wrong["code"] == "page.unknown_cursor"


async def test_a_queue_is_for_workers_of_that_agency_alone() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))

        assert await listed(desk, OTHERS, case=CASE) == []
        assert (await desk.root(REVIEWS, requester=DECIDER))["code"] == "case.missing"
        assert (await desk.root(REVIEWS, requester=SYSTEM))["code"] == "person.not_named"
        unregistered = executing(Role.STAFF, purposes=frozenset())
        assert (await desk.root(REVIEWS, requester=unregistered, case=CASE))["code"] == "consent.purpose_not_registered"
        person = ref_for(desk, OTHERS)
        came = await problem(
            desk,
            "decideHumanReview",
            by=OTHERS,
            review=review["id"],
            person=person,
            decision="REFUSED",
            reason="No.",
            article="1",
            case=CASE,
        )
        assert came == ("review.unknown", ["input", "review"])


async def test_another_person_s_review_looks_like_one_that_never_was() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))
        stranger = await desk.a_stranger()
        other = SubjectRef(await desk.directory.ref_of(Bsn(OTHER_BSN)))
        person = {"ref": desk.directory.pairwise(other, DECIDER.client)}

        theirs = await decide(desk, review["id"], person=person)
        never = await decide(desk, "SHVtYW5SZXZpZXc6bm9uZQ==", person=person)
        nonsense = await decide(desk, "nonsense", person=person)

        assert theirs == never == nonsense
        assert theirs["problems"][0]["code"] == "review.unknown"
        assert await listed(desk, stranger) == []


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"words": f"My number is {BSN}."}, "review.tells_too_much", "words"),
        ({"words": " "}, "review.no_words", "words"),
        ({"about": {"arrangement": "nonsense"}}, "arrangement.unknown", "about"),
        ({"about": {"proposal": "nonsense"}}, "proposal.unknown", "about"),
        ({"about": {"outcome": {"scheme": "rijk-2025"}}}, "review.proposal_possible", "about"),
        ({"about": {"outcome": {"scheme": "no such scheme"}}}, "scheme.unknown", "scheme"),
        ({"idempotencyKey": ""}, "idempotency.missing", "idempotencyKey"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_request_that_cannot_be_says_why_and_where(more: dict[str, object], code: str, place: str) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        arrangement = await running(desk)
        wish = {"about": {"arrangement": arrangement}, "words": WORDS, **more}

        found = await problem(desk, "requestHumanReview", **wish)

        assert found == (code, ["input", place])
        assert BSN not in str(found)


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"reason": f"About {BSN}."}, "review.tells_too_much", "reason"),
        ({"reason": ""}, "review.no_reason", "reason"),
        ({"article": "a" * 201}, "review.no_article", "article"),
        ({"decision": "ENDED"}, "review.end_first", "decision"),
        ({"case": None}, "case.missing", "case"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_decision_that_cannot_be_says_why_and_where(more: dict[str, object], code: str, place: str) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))

        came = await decide(desk, review["id"], **more)

        assert came["review"] is None
        (found,) = came["problems"]
        assert (found["code"], found["path"]) == (code, ["input", place])


async def test_a_worker_without_the_role_reads_and_does_not_decide() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))

        (found,) = await listed(desk, WORKER, case=CASE)
        came = await desk.root(
            "mutation D($input: DecideHumanReviewInput!) { decideHumanReview(input: $input) "
            "{ review { id } problems { ... on Problem { code } } } }",
            requester=WORKER,
            input={
                "idempotencyKey": "d",
                "review": review["id"],
                "person": ref_for(desk, WORKER),
                "decision": "REFUSED",
                "reason": "No.",
                "article": "1:1",
                "case": CASE,
            },
        )

        assert found["id"] == review["id"]
        assert came == {"review": None, "problems": [{"code": "review.unknown"}]}


async def test_one_sees_that_the_last_day_has_passed() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        await about(desk, await running(desk))
        desk.world.clock.forward(weeks=9)

        (found,) = await listed(desk, open=True)

        assert found["late"] is True


async def say(desk: Desk, review: str, by: Any, text: str, **more: object) -> Any:
    wish = {"review": review, "person": ref_for(desk, by), "text": text, "case": CASE, "idempotencyKey": text, **more}
    return await done(desk, "sayInReview", by=by, **wish)


async def test_agencies_speak_about_a_case_and_the_person_sees_each_message() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = (await about(desk, await running(desk)))["id"]

        await say(desk, review, WORKER, "What do you say?", to="duo")
        (found,) = await listed(desk, OTHERS, case=CASE)
        assert (found["words"], found["grounds"], found["decision"]) == (None, [], None)
        assert [each["text"] for each in found["messages"]] == ["What do you say?"]
        await say(desk, found["id"], OTHERS, "We agree.", keptBackUnder="AWR 67")
        await say(desk, review, WORKER, "We have asked DUO.")

        (mine,) = await listed(desk)
        told = [
            (each["by"]["code"], each["to"] and each["to"]["code"], each["text"], each["keptBackUnder"])
            for each in mine["messages"]
        ]
        assert told == [
            ("cjib", "duo", "What do you say?", None),
            ("duo", None, None, "AWR 67"),
            ("cjib", None, "We have asked DUO.", None),
        ]
        (theirs,) = await listed(desk, OTHERS, person=ref_for(desk, OTHERS), case=CASE)
        assert [each["text"] for each in theirs["messages"]] == ["What do you say?", "We agree."]
        (all_of_it,) = await listed(desk, WORKER, case=CASE)
        assert [each["text"] for each in all_of_it["messages"]][1] == "We agree."


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"to": "cak"}, "needs.legal_basis", "to"),
        ({"text": f"About {BSN}."}, "review.tells_too_much", "text"),
        ({"keptBackUnder": "a" * 201}, "review.cannot_keep_back", "keptBackUnder"),
        ({"review": "nonsense"}, "review.unknown", "review"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_said_says_why_and_where(more: dict[str, object], code: str, place: str) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = (await about(desk, await running(desk)))["id"]
        wish = {"review": review, "person": ref_for(desk, WORKER), "text": "Hello.", "case": CASE, **more}

        assert await problem(desk, "sayInReview", by=WORKER, **wish) == (code, ["input", place])


async def test_a_person_takes_a_review_back_and_the_agency_s_queue_is_empty() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        review = await about(desk, await running(desk))

        taken_back, again = [
            (await done(desk, "withdrawHumanReview", review=review["id"], idempotencyKey="w"))["review"] for _ in "12"
        ]

        assert (taken_back["id"], taken_back["state"], taken_back["late"]) == (review["id"], "WITHDRAWN", False)
        assert again == taken_back
        assert (await listed(desk, DECIDER, case=CASE), [each["state"] for each in await listed(desk)]) == (
            [],
            ["WITHDRAWN"],
        )
        assert "REVIEW_WITHDRAWN" in [each["kind"] for each in await accesses(desk)]


@pytest.mark.parametrize(
    ("review", "key", "code"),
    [("nonsense", "w", "review.unknown"), (None, "w", "review.over"), (None, "", "idempotency.missing")],
)
async def test_what_cannot_be_taken_back_says_why(review: str | None, key: str, code: str) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = (await about(desk, await running(desk)))["id"]
        await decide(desk, made)

        found = await problem(desk, "withdrawHumanReview", review=review or made, idempotencyKey=key)

        assert found[0] == code


async def test_a_person_the_client_does_not_know_takes_nothing_back() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        made = (await about(desk, await running(desk)))["id"]

        found = await problem(desk, "withdrawHumanReview", review=made, person={"ref": "nobody"})

        assert found[0] == "person.unknown"


async def test_an_owner_that_does_not_follow_is_in_the_queue_without_a_term_and_the_person_sees_it() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        desk.life.desks[AgencyCode("duo")].says = [Answered(reply=Reply.REFUSED, article="4:94")]
        arrangement = await running(desk)

        (mine,), (theirs,) = await listed(desk), await listed(desk, DECIDER, case=CASE)

        assert mine["occasion"]["reason"]["code"] == "review.owner_does_not_follow"
        assert "goes on collecting" in mine["occasion"]["reason"]["text"]
        assert (mine["occasion"]["owner"]["code"], mine["agency"]["code"]) == ("duo", "cjib")
        assert (mine["concerns"], mine["words"], mine["decision"]) == (arrangement, None, None)
        assert (mine["decideBy"], mine["late"], mine["receivedAt"][:10]) == (None, False, str(desk.world.clock.today()))
        assert (mine["term"]["code"], mine["term"]["article"]) == ("review.no_term", None)
        assert "pay as agreed" in mine["notice"]["text"]
        assert theirs == {**mine, "person": theirs["person"]}
        assert "REVIEW_OPENED" in [each["kind"] for each in await accesses(desk)]
        came = await command(desk, "withdrawHumanReview", review=mine["id"])
        assert [(each["code"], each["path"]) for each in came["problems"]] == [
            ("review.nobody_applied", ["input", "review"])
        ]


async def test_what_the_person_applied_for_has_no_other_occasion() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        assert (await about(desk, await running(desk)))["occasion"] is None
