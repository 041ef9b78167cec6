"""Receipts through the contract: with every grant, in one look, and for nobody else."""

import json
from dataclasses import replace
from typing import Any

import pytest
from actions.test_consent_receipt import CountingStore
from api.desk import BSN, Desk, a_desk, codes
from builders import a_partner

from consent.register import Register

RECEIPTS = "receipts { id event at jws }"
GIVE = f"""
mutation Give($input: GiveConsentInput!) {{
  giveConsent(input: $input) {{ grants {{ id {RECEIPTS} }} problems {{ ... on Problem {{ code }} }} }}
}}
"""
BOTH = f"""
mutation Both($grants: [ID!]!) {{
  narrowConsent(input: {{ idempotencyKey: "n", grants: $grants, categories: [CLAIMS] }}) {{ grants {{ {RECEIPTS} }} }}
  withdrawConsent(input: {{ idempotencyKey: "w", grants: $grants }}) {{ grants {{ {RECEIPTS} }} }}
}}
"""
GRANTS = f"""
query Grants($knownAt: DateTime) {{
  grants(knownAt: $knownAt) {{ ... on GrantConnection {{ edges {{ node {{ id {RECEIPTS} }} }} }} }}
}}
"""


async def give(desk: Desk, *agencies: str, key: str = "k") -> Any:
    wish = {"idempotencyKey": key, "agencies": list(agencies) or ["cjib"], "purposes": ["OVERVIEW"]}
    return (await desk.root(GIVE, input=wish))["grants"]


def payload(receipt: Any) -> Any:
    return json.loads(receipt["jws"].split("|")[1])


async def test_giving_hands_over_a_receipt_and_so_do_narrowing_and_withdrawing_in_one_document() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = await give(desk)
        desk.world.clock.forward(hours=1)
        data = await desk.data(BOTH, grants=[grant["id"]])

    assert [each["event"] for each in grant["receipts"]] == ["GIVEN"]
    narrowed, withdrawn = (data[name]["grants"][0]["receipts"] for name in ("narrowConsent", "withdrawConsent"))
    assert [each["event"] for each in narrowed] == ["GIVEN", "NARROWED"]
    assert [each["event"] for each in withdrawn] == ["GIVEN", "NARROWED", "WITHDRAWN"]
    assert withdrawn[:2] == narrowed
    assert payload(withdrawn[2])["@id"] == withdrawn[2]["id"]
    assert withdrawn[2]["at"] == "2026-11-23T13:00:00Z"


@pytest.mark.parametrize("how_many", [1, 100])
async def test_the_receipts_of_a_page_take_two_transactions_however_many_there_are(how_many: int) -> None:
    async with a_desk(consents=False) as desk:
        for turn in range(how_many):
            await give(desk, key=f"k{turn}")
        store = CountingStore(desk.world.store)
        actions = desk.services.actions
        listing, giving = replace(actions.list_grants, store=store), replace(actions.give_receipts, store=store)
        desk.services = replace(desk.services, actions=replace(actions, list_grants=listing, give_receipts=giving))
        listed = (await desk.root(GRANTS))["edges"]

    assert store.opened == 2
    assert len(listed) == how_many
    assert all(edge["node"]["receipts"] for edge in listed)


async def test_a_grant_as_it_was_known_shows_the_receipts_of_then() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = await give(desk)
        desk.world.clock.forward(hours=1)
        await desk.data(BOTH, grants=[grant["id"]])
        (then,) = (await desk.root(GRANTS, knownAt="2026-11-23T12:30:00Z"))["edges"]
        (now,) = (await desk.root(GRANTS))["edges"]

    assert then["node"] == grant
    assert len(now["node"]["receipts"]) == 3


async def test_no_number_of_the_person_stands_in_a_receipt() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = await give(desk)
        jws = grant["receipts"][0]["jws"]

        assert BSN not in jws
        assert desk.world.subject not in jws


async def test_somebody_elses_grant_shows_nothing() -> None:
    async with a_desk(consents=False) as desk:
        (grant,) = await give(desk)
        node = f"query N($id: ID!) {{ node(id: $id) {{ ... on Grant {{ {RECEIPTS} }} }} }}"
        theirs = [
            await desk.root(node, requester=requester, id=grant["id"])
            for requester in (await desk.a_stranger(), a_partner())
        ]
        own = await desk.root(node, id=grant["id"])

    assert theirs == [None, None]
    assert own["receipts"] == grant["receipts"]


async def test_a_register_that_lost_what_was_read_is_said_and_no_receipt_is_made_up() -> None:
    async with a_desk(consents=False) as desk:
        await give(desk)
        lost = Register(activities=(), request_days=30, fingerprint="sha256:0")
        actions = desk.services.actions
        giving = replace(actions.give_receipts, register=lost)
        desk.services = replace(desk.services, actions=replace(actions, give_receipts=giving))
        answer = await desk.ask(GRANTS)

    assert codes(answer) == ["receipt.register_lost"]
    assert "jws" not in json.dumps(answer.data)
