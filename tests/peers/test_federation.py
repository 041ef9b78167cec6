"""An agency joins the hub to its own graph: the two compose, and a foreign gateway answers over both."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from peers.agency_graph import KEYED, AgencyGraph, running_agency
from peers.oidc_peer import HERE, NODE, STOP_SECONDS
from running_hub import RunningHub, free_port, running_hub

from schema import build, federation

START_SECONDS = 60
GATEWAY = HERE / "node_modules/@graphql-hive/gateway/dist/bin.js"
INTROSPECTION = "\n[graphql]\nintrospection = true\n"
CLAIMS = "{ overview { ... on Overview { claims { edges { node { id reference openAmount } } } } } }"
DESKS = "{ desks { number agency { code name openingHours } claim { reference openAmount paymentReference } } }"
OWED = """{ overview { ... on Overview { claims(first: 1) {
  edges { node { reference paymentReference owner { code name openingHours } } }
} } } }"""


def composed(folder: Path, *subgraphs: Mapping[str, str]) -> Mapping[str, Any]:
    """Compose as composition tools do: the supergraph, or why there is none."""
    settings = folder / "subgraphs.json"
    settings.write_text(json.dumps(subgraphs), encoding="utf-8")
    ran = subprocess.run([NODE, HERE / "compose.mjs", settings], capture_output=True, timeout=60, check=True)
    told: Mapping[str, Any] = json.loads(ran.stdout)
    return told


def hub_graph(sdl: str, url: str = "http://127.0.0.1:1/graphql") -> Mapping[str, str]:
    return {"name": "hub", "url": url, "sdl": sdl}


def agency_graph(sdl: str = KEYED, url: str = "http://127.0.0.1:2/graphql") -> Mapping[str, str]:
    return {"name": "agency", "url": url, "sdl": sdl}


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A hub and an agency's graph behind one gateway."""

    url: str
    hub: RunningHub
    agency: AgencyGraph

    def ask(self, query: str, persona: str | None) -> Mapping[str, Any]:
        """Ask the gateway, with a person's token or without."""
        token = self.hub.token(persona=persona) if persona else None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx2.post(self.url, json={"query": query}, headers=headers, timeout=30, trust_env=False)
        content: Mapping[str, Any] = answer.json()
        return content

    def claims_of(self, persona: str) -> list[Mapping[str, Any]]:
        """What the hub itself shows of a person's claims."""
        shown = self.hub.post(CLAIMS, token=self.hub.token(persona=persona))
        return [edge["node"] for edge in shown["data"]["overview"]["claims"]["edges"]]


@contextmanager
def running_gateway(folder: Path, supergraph: str) -> Iterator[str]:
    """Run Hive Gateway for as long as the block lasts. Its words are in `gateway.log`."""
    file, port = folder / "supergraph.graphql", free_port()
    file.write_text(supergraph, encoding="utf-8")
    config = str(HERE / "gateway.config.mjs")
    told = ["--host", "127.0.0.1", "--port", str(port), "--config-path", config, "--polling", "1h"]
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [NODE, GATEWAY, "supergraph", file, *told],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    with process:
        try:
            _await(process, f"http://127.0.0.1:{port}/readiness", folder / "gateway.log")
            yield f"http://127.0.0.1:{port}/graphql"
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            if httpx2.get(url, timeout=2, trust_env=False).is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the gateway did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joined]:
    folder = tmp_path_factory.mktemp("joined")
    with running_agency() as agency, running_hub(folder, more=INTROSPECTION) as hub:
        sdl = hub.post("{ _service { sdl } }", token=hub.token(persona="noor"))["data"]["_service"]["sdl"]
        told = composed(folder, hub_graph(sdl, f"{hub.url}/graphql"), agency_graph(url=agency.url))
        with running_gateway(folder, told["supergraph"]) as url:
            hub.consent("noor")
            yield Joined(url=url, hub=hub, agency=agency)


def test_the_hub_composes_with_an_agencys_graph(tmp_path: Path) -> None:
    told = composed(tmp_path, hub_graph(federation.sdl(build.build())), agency_graph())

    assert "errors" not in told
    assert '@join__type(graph: HUB, key: "code")' in told["supergraph"]


def test_a_graph_that_misuses_our_keys_does_not_compose(tmp_path: Path) -> None:
    wrong = KEYED.replace("openingHours: String!", "openingHours: String! name: Int!")

    told = composed(tmp_path, hub_graph(federation.sdl(build.build())), agency_graph(wrong))

    assert any("Agency.name" in error for error in told["errors"])


def test_an_agencys_list_is_joined_with_the_hubs_names_and_the_persons_claims(joined: Joined) -> None:
    claims = joined.claims_of("noor")
    joined.agency.claims[:] = [claim["id"] for claim in claims]

    answer = joined.ask(DESKS, "noor")

    assert "errors" not in answer
    assert claims
    assert answer["data"]["desks"] == [
        {
            "number": number,
            "agency": {"code": "duo", "name": "DUO", "openingHours": "duo 9-17"},
            "claim": {
                "reference": claim["reference"],
                "openAmount": claim["openAmount"],
                "paymentReference": f"RF-{len(claim['id'])}",
            },
        }
        for number, claim in enumerate(claims, 1)
    ]


def test_the_hubs_claims_are_joined_with_what_the_agency_knows_of_them(joined: Joined) -> None:
    (first, *_) = joined.claims_of("noor")

    (edge,) = joined.ask(OWED, "noor")["data"]["overview"]["claims"]["edges"]

    assert edge["node"]["reference"] == first["reference"]
    assert edge["node"]["paymentReference"] == f"RF-{len(first['id'])}"
    assert edge["node"]["owner"]["openingHours"] == f"{edge['node']['owner']['code']} 9-17"


def test_through_a_gateway_nobody_sees_somebody_elses_claim(joined: Joined) -> None:
    joined.agency.claims[:] = [joined.claims_of("noor")[0]["id"]]

    (desk,) = joined.ask(DESKS, "yusuf")["data"]["desks"]

    assert desk["agency"]["name"] == "DUO"
    assert desk["claim"] is None


def test_without_a_token_the_gateway_gets_nothing_of_ours(joined: Joined) -> None:
    answer = joined.ask("{ agencies { code } }", None)

    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["token.missing"]


def test_the_persons_token_never_reaches_the_agency(joined: Joined) -> None:
    joined.agency.tokens.clear()

    assert joined.ask(DESKS, "noor")["data"]

    assert joined.agency.tokens
    assert set(joined.agency.tokens) == {None}
