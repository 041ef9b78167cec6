from typing import Any

import pytest
from api.desk import Desk, a_desk
from builders import a_claim, a_partner, a_report
from strawberry.relay.utils import to_base64

PROPOSE = """
mutation Propose($input: ProposeArrangementInput!) {
  proposeArrangement(input: $input) {
    arrangement { id state madeAt expiresAt proposal { months total receipt { fingerprint } sources { status } } }
    outcome { __typename ... on Considered { receipt { fingerprint } } }
    problems { __typename ... on Problem { code path message(language: EN) } }
  }
}
"""
OPEN = """
query Open($id: ID!) {
  arrangement(id: $id) { id state expiresAt proposal { months total receipt { fingerprint } } }
}
"""
NODE = "query Node($id: ID!) { node(id: $id) { __typename id } }"

OWED = a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))


async def propose(desk: Desk, key: str = "p", scheme: str = "rijk-2025", **more: object) -> Any:
    return await desk.root(PROPOSE, input={"idempotencyKey": key, "scheme": scheme, **more})


async def test_a_kept_proposal_can_be_opened_as_it_was_made() -> None:
    async with a_desk(OWED) as desk:
        payload = await propose(desk)
        made = payload["arrangement"]
        opened = await desk.root(OPEN, id=made["id"])
    assert payload["problems"] == []
    assert made["state"] == "PROPOSED"
    assert opened["expiresAt"] == made["expiresAt"] == "2026-12-07T12:00:00Z"
    assert opened["proposal"]["total"] == 25000
    assert opened["proposal"]["receipt"] == made["proposal"]["receipt"] == payload["outcome"]["receipt"]


async def test_the_same_key_gives_the_same_arrangement_and_asks_once() -> None:
    async with a_desk(OWED) as desk:
        first, again = await propose(desk), await propose(desk)
        assert again == first
        assert desk.asked["cjib"] == 1


@pytest.mark.parametrize(
    ("wish", "kind", "code", "path"),
    [
        ({"idempotencyKey": ""}, "IdempotencyProblem", "idempotency.missing", "idempotencyKey"),
        ({"idempotencyKey": "x" * 201}, "IdempotencyProblem", "idempotency.invalid", "idempotencyKey"),
        ({"idempotencyKey": "used", "paymentDay": 9}, "IdempotencyProblem", "idempotency.reused", "idempotencyKey"),
        ({"paymentDay": 0}, "InputProblem", "payment_day.out_of_range", "paymentDay"),
        ({"paymentDay": 32}, "InputProblem", "payment_day.out_of_range", "paymentDay"),
        ({"scheme": "nonsense"}, "InputProblem", "scheme.unknown", "scheme"),
        ({"scheme": ""}, "InputProblem", "scheme.unknown", "scheme"),
    ],
)
async def test_a_wish_that_cannot_be_keeps_nothing_and_says_where(
    wish: dict[str, object], kind: str, code: str, path: str
) -> None:
    async with a_desk(OWED) as desk:
        await propose(desk, key="used")
        payload = await desk.root(PROPOSE, input={"idempotencyKey": "p", "scheme": "rijk-2025", **wish})
    assert payload["arrangement"] is None
    (problem,) = payload["problems"]
    assert (problem["__typename"], problem["code"], problem["path"]) == (kind, code, ["input", path])


async def test_a_refusal_is_an_outcome_and_nothing_is_kept() -> None:
    async with a_desk(a_report("cjib", a_claim(100))) as desk:
        payload = await propose(desk)
    assert payload["arrangement"] is None
    assert payload["outcome"]["__typename"] == "Refusal"
    assert payload["problems"] == []


async def test_a_partner_proposes_nothing() -> None:
    async with a_desk(OWED) as desk:
        wish = {"idempotencyKey": "p", "scheme": "rijk-2025"}
        payload = await desk.root(PROPOSE, requester=a_partner(), input=wish)
    assert [problem["code"] for problem in payload["problems"]] == ["consent.not_their_own"]


async def ids(desk: Desk) -> dict[str, str]:
    """One id of every kind of node."""
    arrangement = (await propose(desk))["arrangement"]["id"]
    document = """{
      agencies { id }
      overview { ... on Overview { claims(first: 1) { edges { node { id } } } } }
      grants(first: 1) { ... on GrantConnection { edges { node { id } } } }
    }"""
    data = await desk.data(document)
    return {
        "Agency": data["agencies"][0]["id"],
        "Arrangement": arrangement,
        "Claim": data["overview"]["claims"]["edges"][0]["node"]["id"],
        "Grant": data["grants"]["edges"][0]["node"]["id"],
    }


async def test_every_kind_of_node_is_found_again_by_its_id() -> None:
    async with a_desk(OWED) as desk:
        for kind, id_ in (await ids(desk)).items():
            assert await desk.root(NODE, id=id_) == {"__typename": kind, "id": id_}


async def test_somebody_else_finds_nothing_but_the_agencies() -> None:
    async with a_desk(OWED) as desk:
        found = await ids(desk)
        asked = dict(desk.asked)
        for requester in (await desk.a_stranger(), a_partner()):
            assert await desk.root(OPEN, requester=requester, id=found["Arrangement"]) is None
            for kind, id_ in found.items():
                node = await desk.root(NODE, requester=requester, id=id_)
                assert (node is not None) is (kind == "Agency"), kind
        assert dict(desk.asked) == asked


NONSENSE = [
    "",
    "nonsense",
    "a" * 501,
    "ü",
    to_base64("Arrangement", ""),
    to_base64("Arrangement", "never-was"),
    to_base64("Arrangement", "x" * 300),
    to_base64("Grant", "never-was"),
    to_base64("Claim", "never.was"),
    to_base64("Claim", ""),
    to_base64("Claim", "ä.ö"),
    to_base64("Agency", "never-was"),
    to_base64("Query", "x"),
    to_base64("Arrangement", "a\x00b"),
    to_base64("", ""),
    "/////w==",
    "QQ",
]


@pytest.mark.parametrize("text", NONSENSE)
async def test_what_is_no_id_is_nothing(text: str) -> None:
    async with a_desk(OWED) as desk:
        assert await desk.data("query Q($id: ID!) { node(id: $id) { id } arrangement(id: $id) { id } }", id=text) == {
            "node": None,
            "arrangement": None,
        }
        assert desk.incidents.kept == []


async def test_an_expired_proposal_is_nothing() -> None:
    async with a_desk(OWED) as desk:
        made = (await propose(desk))["arrangement"]
        desk.world.clock.forward(days=14)
        assert await desk.root(OPEN, id=made["id"]) is None
        assert await desk.root(NODE, id=made["id"]) is None


async def test_the_key_of_an_expired_proposal_says_so_instead_of_making_another() -> None:
    async with a_desk(OWED) as desk:
        await propose(desk)
        desk.world.clock.forward(days=14)
        payload = await propose(desk)
    assert (payload["arrangement"], payload["outcome"]) == (None, None)
    assert [problem["code"] for problem in payload["problems"]] == ["proposal.expired"]


async def test_the_id_of_a_claim_differs_from_client_to_client() -> None:
    document = """query Q($person: PersonInput) {
      overview(person: $person) { ... on Overview { person { ref } claims { edges { node { id } } } } }
    }"""
    async with a_desk(OWED) as desk:
        own = await desk.root(document)
        partner = a_partner()
        await desk.world.give(desk.world.wish("cjib", "duo", key="more", recipient=str(partner.oin)))
        ref = desk.directory.pairwise(desk.world.subject, partner.client)
        theirs = await desk.root(document, requester=partner, person={"ref": ref})
    assert own["person"]["ref"] != theirs["person"]["ref"]
    mine = {edge["node"]["id"] for edge in own["claims"]["edges"]}
    assert len(mine) == 2
    assert len(theirs["claims"]["edges"]) == 2
    assert mine.isdisjoint(edge["node"]["id"] for edge in theirs["claims"]["edges"])
