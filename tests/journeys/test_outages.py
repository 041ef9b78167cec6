"""What happens when an agency is killed, consent is withdrawn, or somebody else asks."""

import os
import signal
from collections.abc import Iterator

import httpx2
import pytest
from running_hub import RunningHub, running_hub

OVERVIEW = """
query($person: PersonInput) {
  overview(person: $person) {
    __typename
    ... on Overview {
      complete totalOpen knownOpen
      sources { agency { code } status reason }
      claims { edges { node { reference openAmount collector { code } } } }
    }
    ... on Problem { code }
  }
}
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Iterator[RunningHub]:
    """One for all who only ask and consent: nobody's consent shows anywhere but where a test looks for it."""
    with running_hub(tmp_path_factory.mktemp("outages")) as running:
        yield running


@pytest.fixture
def hub_to_harm(tmp_path) -> Iterator[RunningHub]:
    with running_hub(tmp_path) as running:
        yield running


def overview(hub, token, **variables):
    answer = hub.post(OVERVIEW, token=token, **variables)
    return answer["data"]["overview"]


def statuses(shown):
    return {source["agency"]["code"]: source["status"] for source in shown["sources"]}


def test_killing_one_agency_changes_its_status_and_nothing_else(hub_to_harm):
    hub = hub_to_harm
    hub.consent("noor")
    token = hub.token(persona="noor")
    before = overview(hub, token)
    victim = next(stall for stall in hub.street.stalls if stall.code == "duo")

    os.kill(victim.pid, signal.SIGKILL)
    after = overview(hub, token)

    assert statuses(before) == dict.fromkeys(statuses(before), "ANSWERED")
    assert statuses(after) == {**statuses(before), "duo": "UNREACHABLE"}
    collected = [edge["node"] for edge in before["claims"]["edges"] if edge["node"]["collector"]["code"] != "duo"]
    assert [edge["node"] for edge in after["claims"]["edges"]] == collected
    assert before["totalOpen"] == before["knownOpen"] == 390361
    assert after["totalOpen"] is None
    assert not after["complete"]


def test_a_withdrawn_consent_stops_the_next_question(hub):
    token = hub.token(persona="milan")
    given = hub.client.ask("milan", "demo_give_consent", {"key": "a", "agencies": ["cjib", "cak"]})
    grants = [grant["id"] for grant in given["giveConsent"]["grants"] if grant["agency"]["code"] == "cjib"]
    assert statuses(overview(hub, token))["cjib"] == "ANSWERED"

    withdrawn = hub.post(
        """mutation($grants: [ID!]!) {
          withdrawConsent(input: {idempotencyKey: "w", grants: $grants}) { grants { inForce } problems { __typename } }
        }""",
        token=token,
        grants=grants,
    )

    assert withdrawn["data"]["withdrawConsent"]["grants"] == [{"inForce": False}] * len(grants)
    shown = overview(hub, token)
    assert statuses(shown)["cjib"] == "WITHHELD"
    assert shown["claims"]["edges"] == []


def test_a_partner_sees_what_the_person_granted_it_and_no_secret_data(hub):
    partner = hub.token(as_="agency:cak")
    person = {"bsn": "999990056"}
    nothing = overview(hub, partner, person=person)
    hub.post(
        """mutation($oin: String!) {
          giveConsent(input: {idempotencyKey: "p", agencies: ["cjib", "cak", "duo"],
                              purposes: [OVERVIEW], recipient: $oin}) { problems { __typename } }
        }""",
        token=hub.token(persona="noor"),
        oin=next(a["oin"] for a in _agencies(hub) if a["code"] == "cak"),
    )
    shown = overview(hub, partner, person=person)

    assert set(statuses(nothing).values()) == {"WITHHELD"}
    reasons = {source["agency"]["code"]: source["reason"] for source in shown["sources"]}
    assert reasons["belastingdienst"] == "needs.legal_basis"
    assert reasons["toeslagen"] in {"needs.legal_basis", "consent.missing"}
    assert {edge["node"]["collector"]["code"] for edge in shown["claims"]["edges"]} <= {"cjib", "cak", "duo"}
    assert shown["claims"]["edges"]


def _agencies(hub):
    return hub.post("{ agencies { code oin } }", token=hub.token(persona="noor"))["data"]["agencies"]


@pytest.mark.parametrize("as_", ["intermediary", "auditor", "staff:duo"])
def test_who_has_no_basis_sees_nothing(hub, as_):
    hub.consent("noor")
    shown = overview(hub, hub.token(as_=as_), person={"bsn": "999990056"})
    assert shown["__typename"] in {"AccessRefused", "InputProblem"} or set(statuses(shown).values()) == {"WITHHELD"}


def test_a_token_is_needed(hub):
    assert hub.post("{ agencies { code } }")["errors"][0]["extensions"]["code"] == "token.missing"


def test_the_demo_issuer_hands_out_tokens_over_http(hub):
    issuer = f"{hub.url}/demo/issuer"
    metadata = httpx2.get(f"{issuer}/.well-known/openid-configuration", trust_env=False).json()
    handed = httpx2.post(metadata["token_endpoint"], json={"persona": "noor", "as": "citizen"}, trust_env=False).json()

    assert metadata["issuer"] == issuer
    answer = hub.post("{ agencies { code } }", token=handed["access_token"])
    assert len(answer["data"]["agencies"]) == 5
