"""A person takes home all that a running hub has about them: one file, with the numbers that GraphQL has."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from commands.fitting import fits, schema
from running_hub import PERSONAS, RunningHub, running_hub
from typer.testing import CliRunner

from adapters.cli.main import app

PATH = "/v1/own-data/exports"
ACCESSES = """
{ accesses(first: 100) { ... on AccessConnection { edges { node { at kind traceId by { you } } } } } }
"""
GRANTS = "{ grants(first: 50) { ... on GrantConnection { edges { node { recipient receipts { jws } } } } } }"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub at which Noor consented, had a proposal made and accepted it; the agency granted it."""
    with running_hub(tmp_path_factory.mktemp("taking")) as running:
        running.consent("noor")
        made = running.client.ask("noor", "demo_propose", {"key": "p", "scheme": "rijk-2025"})["proposeArrangement"]
        wish = {"key": "a", "id": made["arrangement"]["id"], "payment": None}
        assert running.client.ask("noor", "demo_accept", wish)["acceptArrangement"]["problems"] == []
        wait_until_it_runs(running)
        yield running


def wait_until_it_runs(hub: RunningHub) -> None:
    """What the agency grants may have other days than what was accepted; after that nothing happens by itself."""
    deadline = time.monotonic() + 30
    while arrangement(hub)["state"] != "ACTIVE":
        assert time.monotonic() < deadline, "the agency never granted it"
        time.sleep(0.2)


def arrangement(hub: RunningHub) -> Mapping[str, Any]:
    """The one arrangement, as GraphQL shows it."""
    (shown,) = nodes(hub.client.ask("noor", "demo_arrangements", {})["acceptedArrangements"])
    return shown


def take(hub: RunningHub, token: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.post(f"{hub.url}{PATH}", json={}, headers=headers, timeout=20, trust_env=False)


@pytest.fixture(scope="module")
def home(hub: RunningHub) -> Mapping[str, Any]:
    """The file."""
    answer = take(hub, hub.token(persona="noor"))
    assert answer.status_code == 200, answer.text
    content: Mapping[str, Any] = answer.json()
    return content


def nodes(connection: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def test_the_file_fits_its_schema_and_is_about_the_person(home: Mapping[str, Any]) -> None:
    assert fits(schema("own-data"), home)
    assert home["person"]["bsn"] == PERSONAS["noor"].bsn


def test_an_arrangement_has_the_numbers_that_graphql_has(hub: RunningHub, home: Mapping[str, Any]) -> None:
    shown = arrangement(hub)
    (taken,) = home["arrangements"]
    stands = taken["stands"]

    assert (stands["state"], taken["state"]) == ("active", "active")
    assert {each["reply"] for each in taken["errands"]} >= {"granted"}
    assert stands["open"] == shown["openAmount"] > 0
    assert [(month["dueOn"], month["amount"]) for month in stands["months"]] == [
        (term["dueOn"], term["amount"]) for term in shown["terms"]["instalments"]
    ]
    assert {claim["reference"]: claim["open"] for claim in stands["claims"]} == {
        claim["reference"]: claim["openAmount"] for claim in shown["claims"]
    }
    assert sum(month["amount"] for month in stands["months"]) == stands["open"]


def test_the_receipts_of_consent_are_those_of_graphql(hub: RunningHub, home: Mapping[str, Any]) -> None:
    granted = nodes(hub.post(GRANTS, token=hub.token(persona="noor"))["data"]["grants"])
    payloads = sorted(receipt["jws"].split(".")[1] for grant in granted for receipt in grant["receipts"])

    assert len(payloads) == len(home["consents"]) == 10
    assert sorted(each["jws"].split(".")[1] for grant in home["consents"] for each in grant["receipts"]) == payloads


def test_who_looked_is_what_graphql_says_and_that_it_was_taken_too(hub: RunningHub, home: Mapping[str, Any]) -> None:
    seen = nodes(hub.post(ACCESSES, token=hub.token(persona="noor"))["data"]["accesses"])
    told = [each["record"] for each in home["log"] if each["record"]["event"] != "claims.asked"]
    listed = {(each["traceId"], each["kind"].replace("_", ".", 1).lower()) for each in seen}

    assert {(each["trace_id"], each["event"]) for each in told} <= listed
    assert [(each["kind"], each["by"]["you"]) for each in seen if each["kind"] == "PERSON_EXPORTED"] == [
        ("PERSON_EXPORTED", True)
    ]


def test_the_agencies_answers_have_the_amounts_of_their_claims(hub: RunningHub, home: Mapping[str, Any]) -> None:
    (proposal,) = home["proposals"]
    stated = {
        claim["key"]["reference"]: sum(claim["open"][part] for part in ("costs", "interest", "principal"))
        for statement in proposal["content"]["inputs"]["statements"]
        for claim in statement["claims"]
    }
    cases = [case for answer in home["answers"] for case in answer["fcid"]["body"]["financiele_zaken"]]
    demanded = {
        case["zaakkenmerk"]: event["bedrag"]
        for case in cases
        for event in case["gebeurtenissen"]
        if event["gebeurtenis_type"] == "BetalingsverplichtingOpgelegd"
    }

    assert demanded == stated
    assert {case["bsn"] for case in cases} == {PERSONAS["noor"].bsn}


def test_a_receipt_out_of_the_file_is_computed_again_without_the_hub(home: Mapping[str, Any], tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(home["proposals"][0]["content"]), encoding="utf-8")
    ran = CliRunner().invoke(app, ["replay", str(receipt), "--json"])

    assert (ran.exit_code, json.loads(ran.stdout)["same"]) == (0, True)


def test_nobody_else_gets_any_of_it(hub: RunningHub) -> None:
    other = take(hub, hub.token(persona="bram")).json()

    assert other["person"]["bsn"] == PERSONAS["bram"].bsn
    assert (other["arrangements"], other["proposals"]) == ([], [])
    for who in ("agency:cjib", "auditor", "staff:cjib"):
        answer = take(hub, hub.token(as_=who))
        assert (answer.status_code, answer.json()["code"]) == (403, "consent.not_their_own"), who


def test_the_contract_at_its_place_has_the_door(hub: RunningHub) -> None:
    contract = httpx2.get(f"{hub.url}/v1/openapi.json", trust_env=False).json()

    assert contract["info"]["version"] == "1.1.0"
    assert {"/audit/exports", "/own-data/exports"} <= {*contract["paths"]}
