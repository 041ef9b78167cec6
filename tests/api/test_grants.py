from typing import Any

import pytest
from api.desk import Desk, a_desk, codes
from builders import a_partner

GIVE = """
mutation Give($input: GiveConsentInput!) {
  giveConsent(input: $input) {
    grants { id agency { code } purpose recipient validFrom validUntil givenAt withdrawnAt inForce }
    problems { __typename ... on Problem { code path message(language: EN) } }
  }
}
"""
WITHDRAW = """
mutation Withdraw($key: String!, $grants: [ID!]!) {
  withdrawConsent(input: { idempotencyKey: $key, grants: $grants }) {
    grants { id withdrawnAt inForce }
    problems { __typename ... on Problem { code path } }
  }
}
"""
GRANTS = """
query Grants($first: Int! = 100, $after: String) {
  grants(first: $first, after: $after) {
    __typename
    ... on GrantConnection { totalCount pageInfo { endCursor hasNextPage } edges { node { id inForce } } }
    ... on Problem { code path }
  }
}
"""


async def give(desk: Desk, **wish: object) -> Any:
    filled = {"idempotencyKey": "k", "agencies": ["cjib"], "purposes": ["OVERVIEW"], **wish}
    return await desk.root(GIVE, input=filled)


async def test_a_grant_says_what_was_allowed_until_when() -> None:
    async with a_desk(consents=False) as desk:
        payload = await give(desk, until="2026-12-31T00:00:00+01:00")
    (grant,) = payload["grants"]
    assert payload["problems"] == []
    assert grant.pop("id")
    assert grant == {
        "agency": {"code": "cjib"},
        "purpose": "OVERVIEW",
        "recipient": "self",
        "validFrom": "2026-11-23T12:00:00Z",
        "validUntil": "2026-12-30T23:00:00Z",
        "givenAt": "2026-11-23T12:00:00Z",
        "withdrawnAt": None,
        "inForce": True,
    }


async def test_the_same_key_and_wish_give_the_same_grants() -> None:
    async with a_desk(consents=False) as desk:
        assert await give(desk) == await give(desk)
        assert (await desk.root(GRANTS))["totalCount"] == 1


async def test_the_same_key_with_another_wish_is_a_problem_at_the_key() -> None:
    async with a_desk(consents=False) as desk:
        await give(desk)
        payload = await give(desk, agencies=["duo"])
    (problem,) = payload["problems"]
    assert payload["grants"] is None
    assert (problem["__typename"], problem["code"]) == ("IdempotencyProblem", "idempotency.reused")
    assert problem["path"] == ["input", "idempotencyKey"]


@pytest.mark.parametrize(
    ("wish", "kind", "code", "path"),
    [
        ({"idempotencyKey": ""}, "IdempotencyProblem", "idempotency.missing", ["input", "idempotencyKey"]),
        ({"idempotencyKey": "   "}, "IdempotencyProblem", "idempotency.missing", ["input", "idempotencyKey"]),
        ({"idempotencyKey": "x" * 201}, "IdempotencyProblem", "idempotency.invalid", ["input", "idempotencyKey"]),
        ({"agencies": []}, "ConsentProblem", "consent.no_agency", ["input", "agencies"]),
        ({"agencies": ["cjib", "nobody"]}, "ConsentProblem", "agency.unknown", ["input", "agencies", "1"]),
        ({"purposes": []}, "ConsentProblem", "consent.no_purpose", ["input", "purposes"]),
        ({"until": "2026-11-23T12:00:00Z"}, "ConsentProblem", "consent.ends_before_it_begins", ["input", "until"]),
        ({"until": "2028-01-01T00:00:00Z"}, "ConsentProblem", "consent.too_long", ["input", "until"]),
        ({"recipient": "12345"}, "InputProblem", "recipient.malformed", ["input", "recipient"]),
    ],
)
async def test_a_wish_that_cannot_be_changes_nothing_and_says_where(
    wish: dict[str, Any], kind: str, code: str, path: list[str]
) -> None:
    async with a_desk(consents=False) as desk:
        payload = await give(desk, **wish)
        assert payload["grants"] is None
        (problem,) = payload["problems"]
        assert (problem["__typename"], problem["code"], problem["path"]) == (kind, code, path)
        assert problem["message"]
        assert (await desk.root(GRANTS))["totalCount"] == 0


async def test_a_purpose_outside_the_closed_list_is_refused_before_anything_runs() -> None:
    async with a_desk(consents=False) as desk:
        wish = {"idempotencyKey": "k", "agencies": ["cjib"], "purposes": ["MARKETING"]}
        answer = await desk.ask(GIVE, input=wish)
    assert codes(answer) == ["variable.invalid"]
    assert "MARKETING" not in str(answer.errors)


async def test_an_organization_may_be_named_by_its_number() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = (await give(desk, recipient="00000099000000001000"))["grants"]
    assert grant["recipient"] == "00000099000000001000"


async def test_a_partner_gives_and_withdraws_nothing_for_anybody() -> None:
    async with a_desk() as desk:
        wish = {"idempotencyKey": "k", "agencies": ["cjib"], "purposes": ["OVERVIEW"]}
        given = await desk.root(GIVE, requester=a_partner(), input=wish)
        withdrawn = await desk.root(WITHDRAW, requester=a_partner(), key="w", grants=["x"])
    assert given["problems"][0]["code"] == "consent.not_their_own"
    assert withdrawn["problems"][0]["code"] == "consent.not_their_own"


async def test_withdrawing_ends_a_grant_at_once() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = (await give(desk))["grants"]
        desk.world.clock.forward(hours=1)
        payload = await desk.root(WITHDRAW, key="w", grants=[grant["id"]])
        listed = await desk.root(GRANTS)
        overview = await desk.root("{ overview { ... on Overview { sources { status } } } }")
    assert payload["problems"] == []
    assert payload["grants"] == [{"id": grant["id"], "withdrawnAt": "2026-11-23T13:00:00Z", "inForce": False}]
    assert [edge["node"]["inForce"] for edge in listed["edges"]] == [False]
    assert {source["status"] for source in overview["sources"]} == {"WITHHELD"}


async def test_somebody_elses_grant_and_nonsense_give_the_same_problem() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = (await give(desk))["grants"]
        stranger = await desk.a_stranger()
        theirs = await desk.root(WITHDRAW, requester=stranger, key="w", grants=[grant["id"]])
        nonsense = [
            await desk.root(WITHDRAW, requester=stranger, key="w", grants=[text])
            for text in ("nonsense", "R3JhbnQ6bmV2ZXI=", "QWdlbmN5OmNqaWI=", "")
        ]
        assert (await desk.root(GRANTS))["edges"][0]["node"]["inForce"] is True
    assert theirs["problems"] == [
        {"__typename": "ConsentProblem", "code": "grant.unknown", "path": ["input", "grants", "0"]}
    ]
    assert nonsense == [theirs] * 4


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"grants": []}, "grant.none_named"),
        ({"key": ""}, "idempotency.missing"),
        ({"key": "x" * 201}, "idempotency.invalid"),
    ],
)
async def test_a_withdrawal_that_cannot_be_says_why(wish: dict[str, Any], code: str) -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = (await give(desk))["grants"]
        payload = await desk.root(WITHDRAW, {"key": "w", "grants": [grant["id"]], **wish})
    assert payload["grants"] is None
    assert [problem["code"] for problem in payload["problems"]] == [code]


async def test_a_withdrawal_under_a_used_key_is_a_problem() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = (await give(desk))["grants"]
        payload = await desk.root(WITHDRAW, key="k", grants=[grant["id"]])
    assert [problem["code"] for problem in payload["problems"]] == ["idempotency.reused"]


async def test_grants_come_page_by_page() -> None:
    async with a_desk() as desk:
        first = await desk.root(GRANTS, first=7)
        rest = await desk.root(GRANTS, first=7, after=first["pageInfo"]["endCursor"])
    assert (first["totalCount"], len(first["edges"]), len(rest["edges"])) == (10, 7, 3)
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize(
    ("wish", "code"), [({"first": 101}, "page.size"), ({"first": 1, "after": "x"}, "page.unknown_cursor")]
)
async def test_a_page_of_grants_that_cannot_be_is_a_problem(wish: dict[str, Any], code: str) -> None:
    async with a_desk() as desk:
        problem = await desk.root(GRANTS, wish)
    assert (problem["__typename"], problem["code"]) == ("InputProblem", code)


async def test_a_mutation_sees_its_own_grant_in_force_although_the_request_began_before() -> None:
    document = """mutation {
      giveConsent(input: {idempotencyKey: "m", agencies: ["duo"], purposes: [OVERVIEW]}) { grants { inForce } }
    }"""
    async with a_desk(consents=False) as desk:
        assert (await desk.root(document))["grants"] == [{"inForce": True}]
