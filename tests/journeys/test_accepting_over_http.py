"""A person accepts a proposal at a running hub, looks at it, and wants it no longer; by the stored operations alone."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from running_hub import RunningHub, running_hub

IBAN = "NL91ABNA0417164300"
PAYMENT = {
    "method": "DIRECT_DEBIT",
    "account": {"iban": IBAN, "holder": "N. Oorbeeld"},
    "mandate": {"reference": "M-1", "signedOn": "2026-11-01"},
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("accepting")) as running:
        running.consent("noor")
        yield running


def proposed(hub: RunningHub) -> str:
    answer = hub.client.ask("noor", "demo_propose", {"key": "p", "scheme": "rijk-2025"})
    return str(answer["proposeArrangement"]["arrangement"]["id"])


def listed(hub: RunningHub) -> Mapping[str, Any]:
    answer = hub.client.ask("noor", "demo_arrangements", {})
    (edge,) = answer["acceptedArrangements"]["edges"]
    node: Mapping[str, Any] = edge["node"]
    return node


def test_what_is_accepted_stands_there_sealed_until_it_is_withdrawn(hub: RunningHub) -> None:
    wish = {"key": "a", "id": proposed(hub), "payment": PAYMENT}
    accepted = hub.client.ask("noor", "demo_accept", wish)["acceptArrangement"]
    assert accepted["problems"] == []
    assert accepted["state"] == "ACCEPTED"
    again = hub.client.ask("noor", "demo_accept", wish)["acceptArrangement"]
    assert again["arrangement"]["id"] == accepted["arrangement"]["id"]

    shown = listed(hub)
    assert shown["terms"]["accountEnding"] == "4300"
    assert IBAN not in str(shown)
    assert shown["events"]["edges"][0]["node"]["reason"]["text"] == "You accepted the arrangement."
    assert shown["agencies"][0]["notices"][0]["kind"] == "REQUEST"

    # Whether it runs by now is for the agency, and for the work that waits: either is an answer.
    asked = hub.client.ask("noor", "demo_pause", {"key": "b", "id": shown["id"]})["requestPause"]
    assert [problem["code"] for problem in asked["problems"]] == ([] if asked["state"] else ["arrangement.not_running"])
    gone = hub.client.ask("noor", "demo_withdraw", {"key": "c", "id": shown["id"]})["withdrawArrangement"]
    assert (gone["state"], gone["problems"]) == ("WITHDRAWN", [])
    assert listed(hub)["endedAt"] is not None
