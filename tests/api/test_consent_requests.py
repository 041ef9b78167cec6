"""An organization asks, a person answers; and whoever asked cannot tell a no from silence."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from api.commands import OVERVIEW, REQUESTS, accesses, command, done, grants, problem, ref_for, requests
from api.desk import Desk, a_desk
from api.requesters import OWED
from builders import a_partner

from consent.parties import AgencyCode, Requester, Role

ASKER = a_partner()
WISH: Mapping[str, Any] = {"agencies": ["cjib", "duo"], "purposes": ["OVERVIEW", "PROPOSAL"]}
NODE = """query Node($id: ID!) { node(id: $id) { __typename id ... on ConsentRequest {
  recipient recipientName agencies { code } purposes categories use askedAt expiresAt state
} } }"""
PREVIEW = """query Preview($person: PersonInput) {
  preview(input: { scheme: "rijk-2025", person: $person }) {
    __typename ... on Considered { sources { status reason } }
  }
}"""


async def ask(desk: Desk, requester: Requester = ASKER, **more: Any) -> Any:
    """Ask the person for consent."""
    payload = await done(desk, "requestConsent", by=requester, person=ref_for(desk, requester), **{**WISH, **more})
    return payload["request"]


async def own_id(desk: Desk) -> str:
    """The id under which the person knows the only request."""
    (found,) = await requests(desk)
    return str(found["id"])


async def test_a_request_says_who_asks_for_what_until_when() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        asked = await ask(desk, use="ONCE", categories=["CLAIMS"])
        (seen,) = await requests(desk)
    assert asked.pop("id") != seen.pop("id")
    assert (
        asked
        == seen
        == {
            "recipient": ASKER.oin,
            "recipientName": None,
            "agencies": [{"code": "cjib"}, {"code": "duo"}],
            "purposes": ["OVERVIEW", "PROPOSAL"],
            "categories": ["CLAIMS"],
            "use": "ONCE",
            "askedAt": "2026-11-23T12:00:00Z",
            "expiresAt": "2026-12-23T12:00:00Z",
            "state": "AWAITING",
        }
    )


async def test_a_yes_gives_all_that_was_asked_for_and_the_asker_sees_it() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await ask(desk)
        answered = await done(desk, "answerConsentRequest", request=await own_id(desk), answer="GIVE")
        (theirs,) = await requests(desk, ASKER, person=ref_for(desk, ASKER))
        overview = await desk.root(OVERVIEW, requester=ASKER, person=ref_for(desk, ASKER))
    assert (answered["request"]["state"], theirs["state"]) == ("GIVEN", "GIVEN")
    assert {(grant["agency"]["code"], grant["purpose"], grant["recipient"]) for grant in answered["grants"]} == {
        (agency, purpose, ASKER.oin) for agency in WISH["agencies"] for purpose in WISH["purposes"]
    }
    assert overview["knownOpen"] == 25_000


async def test_a_person_may_give_a_part_of_what_was_asked_for_and_no_more_than_that() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await ask(desk)
        named = {"request": await own_id(desk), "answer": "GIVE"}
        more = await problem(desk, "answerConsentRequest", **named, agencies=["cjib", "cak"])
        other = await problem(desk, "answerConsentRequest", **named, purposes=["EXECUTION"])
        part = await done(desk, "answerConsentRequest", **named, agencies=["duo"], purposes=["OVERVIEW"])
        overview = await desk.root(OVERVIEW, requester=ASKER, person=ref_for(desk, ASKER))
        again = await problem(desk, "answerConsentRequest", request=named["request"], answer="REFUSE")
    assert more == ("consent_request.more_than_asked", ["input", "agencies"])
    assert other == ("consent_request.more_than_asked", ["input", "purposes"])
    assert [grant["agency"]["code"] for grant in part["grants"]] == ["duo"]
    assert overview["knownOpen"] == 5_000
    assert again == ("consent_request.closed", ["input", "request"])


async def whole_view(desk: Desk, asked: str) -> bytes:
    """Everything that the asker can see about the person, and everything that it can try, as bytes."""
    person = ref_for(desk, ASKER)
    seen = [
        await desk.root(REQUESTS, requester=ASKER, person=person),
        await desk.root(NODE, requester=ASKER, id=asked),
        await desk.root(OVERVIEW, requester=ASKER, person=person),
        await desk.root(OVERVIEW, requester=ASKER, person=person, purpose="PROPOSAL"),
        await desk.root(PREVIEW, requester=ASKER, person=person),
        await command(desk, "requestConsent", by=ASKER, person=person, **WISH),
        await command(desk, "requestConsent", by=ASKER, person=person, idempotencyKey="once more", **WISH),
        await command(desk, "answerConsentRequest", by=ASKER, request=asked, answer="GIVE"),
    ]
    return json.dumps(seen).encode()


async def views(*, refuse: bool) -> list[bytes]:
    """What the asker sees at once, when the term is over, and long after, with a no or with no answer at all."""
    found = []
    async with a_desk(*OWED, consents=False) as desk:
        # Tokens of people are random: what differs for that reason is told apart by name.
        theirs = ref_for(desk, ASKER)["ref"]
        asked = (await ask(desk))["id"]
        if refuse:
            answered = await done(desk, "answerConsentRequest", request=await own_id(desk), answer="REFUSE")
            assert (answered["request"]["state"], answered["grants"]) == ("REFUSED", [])
        for days in (0, 29, 1, 400):
            desk.world.clock.forward(days=days)
            view = (await whole_view(desk, asked)).replace(theirs.encode(), b"them")
            found.append(_without_ids(view))
        (own, *_) = await requests(desk)
        assert own["state"] == ("REFUSED" if refuse else "EXPIRED")
    return found


def _without_ids(view: bytes) -> bytes:
    """Ids of requests hold the asker's random name for the person."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: "an id" if key == "id" else cleaned(inner) for key, inner in value.items()}
        return [cleaned(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(cleaned(json.loads(view))).encode()


async def test_whoever_asked_cannot_tell_a_no_from_no_answer_byte_for_byte() -> None:
    refused, unanswered = await views(refuse=True), await views(refuse=False)
    assert refused == unanswered
    assert b"AWAITING" in refused[0]
    assert b"EXPIRED" in refused[-1]
    assert b"REFUSED" not in b"".join(refused)


async def test_a_no_has_no_effect_on_what_the_person_allowed_before() -> None:
    async with a_desk(*OWED) as desk:
        before = await grants(desk)
        await ask(desk)
        await done(desk, "answerConsentRequest", request=await own_id(desk), answer="REFUSE")
        assert await grants(desk) == before
        assert (await accesses(desk, kinds=["CONSENT_ANSWERED"]))[0]["by"]["you"] is True


async def test_whoever_asked_never_answers() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        asked = await ask(desk)
        refused = await problem(desk, "answerConsentRequest", by=ASKER, request=asked["id"], answer="GIVE")
        (standing,) = await requests(desk)
    assert refused == ("consent.not_their_own", ["input"])
    assert standing["state"] == "AWAITING"


@pytest.mark.parametrize(
    ("wish", "requester", "code", "path"),
    [
        ({"agencies": ["belastingdienst"]}, ASKER, "needs.legal_basis", ["agencies", "0"]),
        ({"agencies": ["cjib", "nobody"]}, ASKER, "agency.unknown", ["agencies", "1"]),
        ({"agencies": []}, ASKER, "consent.no_agency", ["agencies"]),
        ({"purposes": []}, ASKER, "consent.no_purpose", ["purposes"]),
        ({"purposes": ["EXECUTION"]}, ASKER, "consent.purpose_not_registered", ["purposes", "0"]),
        (
            {"purposes": ["EXECUTION"]},
            a_partner(purposes=("execution",)),
            "consent.not_by_consent",
            ["purposes", "0"],
        ),
        ({}, replace(ASKER, role=Role.INTERMEDIARY), "consent.role_has_no_basis", ["person"]),
        ({}, replace(ASKER, oin=None), "consent.role_has_no_basis", ["person"]),
    ],
)
async def test_what_could_never_be_given_is_refused_at_once_and_the_person_is_not_bothered(
    wish: dict[str, Any], requester: Requester, code: str, path: list[str]
) -> None:
    async with a_desk(*OWED, consents=False, secrecy="art. 67 AWR") as desk:
        asked = {"person": ref_for(desk, requester), **WISH, **wish}
        assert await problem(desk, "requestConsent", by=requester, **asked) == (code, ["input", *path])
        assert await requests(desk) == []


async def test_an_agency_may_ask_for_its_own_data_though_a_law_keeps_it_from_others() -> None:
    own = replace(ASKER, agency=AgencyCode("belastingdienst"))
    async with a_desk(*OWED, consents=False, secrecy="art. 67 AWR") as desk:
        assert (await ask(desk, own, agencies=["belastingdienst"]))["state"] == "AWAITING"


async def test_asking_again_and_again_is_stopped_whatever_the_answers_were() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        for number in range(5):
            await ask(desk, idempotencyKey=f"ask {number}")
        for request in (await requests(desk))[:3]:
            await done(desk, "answerConsentRequest", request=request["id"], answer="REFUSE")
        wish = {"by": ASKER, "person": ref_for(desk, ASKER), **WISH}
        refused = await problem(desk, "requestConsent", **wish)
        desk.world.clock.forward(days=30)
        later = await done(desk, "requestConsent", **wish)
    assert refused == ("consent_request.too_many", ["input", "person"])
    assert later["request"]["state"] == "AWAITING"


async def test_a_request_that_expired_can_no_longer_be_answered() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await ask(desk)
        named = {"request": await own_id(desk), "answer": "GIVE"}
        desk.world.clock.forward(days=30)
        assert await problem(desk, "answerConsentRequest", **named) == (
            "consent_request.closed",
            ["input", "request"],
        )
        assert await grants(desk) == []


async def test_the_same_request_under_the_same_key_is_one_request() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        assert await ask(desk, idempotencyKey="k") == await ask(desk, idempotencyKey="k")
        assert len(await requests(desk)) == 1


async def test_an_organization_sees_its_own_requests_only() -> None:
    other = replace(a_partner("duo"), oin=ASKER.oin[:-1] + "9")  # type: ignore[index]  # a partner has one
    async with a_desk(*OWED, consents=False) as desk:
        await ask(desk)
        theirs = await requests(desk, other, person=ref_for(desk, other))
    assert theirs == []
