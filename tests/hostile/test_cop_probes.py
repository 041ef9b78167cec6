"""graphql-cop's thirteen probes against a running hub: 0 findings. The last test shows that each of them can find."""

import json
from urllib.parse import parse_qs

import httpx2
import pytest
from hostile.probes import PROBES, Ask, Probe
from hostile.target import CITIZEN, CURIOUS, PARTNER, Client, Target


def named(probe: Probe) -> str:
    return probe.name


def asking(client: Client) -> Ask:
    """Send what a probe wants to send, to the endpoint."""
    return lambda method, **what: client.http.request(method, client.door, **what)


@pytest.mark.parametrize("who", [CITIZEN, PARTNER, None], ids=["a citizen", "a partner", "nobody"])
@pytest.mark.parametrize("probe", PROBES, ids=named)
def test_a_probe_finds_nothing(target: Target, probe: Probe, who: str | None) -> None:
    with target.client(who) as client:
        assert not probe.finds(asking(client))


@pytest.mark.parametrize("probe", [probe for probe in PROBES if probe.name != "introspection"], ids=named)
def test_whoever_may_see_the_schema_gets_nothing_else_out_of_a_probe(target: Target, probe: Probe) -> None:
    with target.client(CURIOUS) as client:
        assert not probe.finds(asking(client))


class _Naive:
    """Everything that the probes look for, in the shape in which careless servers have it."""

    def __call__(self, method: str, **what: object) -> httpx2.Response:
        if method == "GET" and "params" not in what:
            return httpx2.Response(200, text="<title>GraphiQL</title>")
        sent = what.get("content", b"{}")
        assert isinstance(sent, bytes)
        if sent.startswith(b"["):
            return httpx2.Response(200, json=[{"data": {}}] * 10)
        as_form = parse_qs(sent.decode())
        asked = what.get("params") or (as_form if "query" in as_form else json.loads(sent))
        return httpx2.Response(200, json=self._answer(str(asked)))

    def _answer(self, asked: str) -> dict[str, object]:
        if "agencie " in asked or "qwerty" in asked:
            return {"errors": [{"message": "Did you mean 'agencies'?", "extensions": {"exception": {}}}]}
        if "@aa" in asked:
            return {"errors": [{"message": "?"}] * 10}
        return {"data": {"__typename": "Query", "__schema": {}, "alias100": ""}, "extensions": {"tracing": {}}}


@pytest.mark.parametrize("probe", PROBES, ids=named)
def test_a_probe_finds_something_at_a_careless_server(probe: Probe) -> None:
    assert probe.finds(_Naive())
