"""One `traceparent` in, and it is found everywhere: at the agencies, in the log, its views, the receipt, events, spans.

Everything runs as an operator runs it, and is spoken to over HTTP only.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
from builders import AGENCIES
from collecting import Collector, a_collector
from running_hub import PERSONAS, RunningHub, running_hub
from sources import ROOT

CALLER = "00f067aa0ba902b7"
OIN = "00000099000000001000"
OVERVIEW = "{ overview { ... on Overview { complete sources { status } } } }"
RECEIPT = "query($id: ID!) { receipt(id: $id) { ... on ReceiptCopy { traceId } } }"


@dataclass
class Listener:
    """A subscriber that takes everything: the header of each request, and its body."""

    port: int = 0
    came: list[tuple[str | None, Mapping[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class Watched:
    """A hub with whoever hears of it."""

    hub: RunningHub
    listener: Listener
    collector: Collector

    def ask(self, query: str, trace: str, **variables: object) -> Any:
        """Ask as the persona, in a trace; give the one thing that was asked for."""
        headers = {
            "Authorization": f"Bearer {self.hub.token(persona='noor')}",
            "traceparent": f"00-{trace}-{CALLER}-01",
        }
        answer = httpx2.post(
            f"{self.hub.url}/graphql",
            json={"query": query, "variables": variables},
            headers=headers,
            timeout=20,
            trust_env=False,
        ).json()
        assert "errors" not in answer, answer
        (found,) = answer["data"].values()
        return found

    def run(self, operation: str, trace: str, **variables: object) -> Any:
        text = (ROOT / "schema" / "operations" / f"{operation}.graphql").read_text(encoding="utf-8")
        found = self.ask(text, trace, **variables)
        assert found["problems"] == []
        return found

    def processing(self, trace: str) -> list[dict[str, Any]]:
        """The processing log of the persona, as they read it."""
        answer = httpx2.post(
            f"{self.hub.url}/ldv/v1/processing-activities",
            json={"traceId": trace},
            headers={"Authorization": f"Bearer {self.hub.token(persona='noor')}"},
            timeout=20,
            trust_env=False,
        )
        lines: list[dict[str, Any]] = answer.json()["processingActivities"]
        return lines

    def log(self, trace: str) -> list[dict[str, Any]]:
        with sqlite3.connect(self.hub.folder.path / "hub.db") as connection:
            rows = connection.execute("SELECT record FROM audit_event ORDER BY seq").fetchall()
        return [line for (record,) in rows if (line := json.loads(record))["trace_id"] == trace]

    def visits(self, code: str, trace: str) -> list[tuple[str, str]]:
        """Method and span of each request about claims and arrangements that an agency got in this trace."""
        (stall,) = (stall for stall in self.hub.street.stalls if stall.code == code)
        told = httpx2.get(f"{stall.url}/simulator/visits", timeout=5, trust_env=False).json()["visits"]
        assert all(visit["traceparent"] for visit in told), told
        came = [(visit, visit["traceparent"].split("-")) for visit in told if visit["path"].startswith("/v1/")]
        return [(visit["method"], parts[2]) for visit, parts in came if parts[1] == trace]

    def wait_for(self, method: str, trace: str) -> str:
        """Wait until the agency that carries it out was sent something in this trace; give its span."""
        ends_at = monotonic() + 60
        while True:
            for told, span in self.visits("cjib", trace):
                if told == method:
                    return span
            assert monotonic() < ends_at, f"no {method} came"
            sleep(0.2)

    def events(self, trace: str) -> list[tuple[str | None, str]]:
        """Header and attribute of each event in this trace."""
        told = [(header, str(event["traceparent"])) for header, event in self.listener.came]
        return [each for each in told if each[1].split("-")[1] == trace]


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.came.append((self.headers["traceparent"], json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        listener.port = server.server_address[1]
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield listener
        finally:
            server.shutdown()
            serving.join()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with listening() as listener, a_collector() as collector:
        more = f"""
[workflow]
interval_s = 1

[telemetry]
endpoint = "{collector.url}"

[events]
oin = "{OIN}"

[[events.subscribers]]
id = "cjib-1"
agency = "cjib"
url = "http://127.0.0.1:{listener.port}/hub"
private_addresses = true
"""
        with running_hub(tmp_path_factory.mktemp("traced"), more=more) as hub:
            hub.consent("noor", AGENCIES)
            yield Watched(hub=hub, listener=listener, collector=collector)


def test_a_look_is_found_at_every_agency_under_the_names_of_the_processing_log(watched: Watched) -> None:
    trace = "1" * 32
    watched.ask(OVERVIEW, trace)
    parent, *children = watched.processing(trace)
    (kept,) = {line["span_id"] for line in watched.log(trace)}
    at_agencies = {span for code in AGENCIES for _, span in watched.visits(code, trace)}

    assert (parent["name"], parent["parentSpanId"], parent["spanId"]) == ("claims.released", CALLER, kept)
    assert {child["parentSpanId"] for child in children} == {kept}
    assert [watched.visits(code, trace)[0][0] for code in AGENCIES] == ["POST"] * len(AGENCIES)
    assert len(at_agencies) == len(AGENCIES)
    assert at_agencies == {child["spanId"] for child in children}
    # The collector knows the same steps by the same names.
    ends_at = monotonic() + 20
    while not {*at_agencies, kept} <= {span.span_id for span in watched.collector.spans}:
        assert monotonic() < ends_at
        sleep(0.1)
    collected = [span for span in watched.collector.spans if span.trace_id == trace]
    assert {span.span_id: span.parent for span in collected} == {kept: CALLER, **dict.fromkeys(at_agencies, kept)}
    assert {span.name for span in collected} == {"claims.released", "agency.asked"}


def test_an_arrangement_bears_the_trace_of_each_request_that_changed_it(watched: Watched) -> None:
    made_in, accepted_in, withdrawn_in = ("2" * 32, "3" * 32, "4" * 32)
    made = watched.run("demo_propose", made_in, key="p", scheme="rijk-2025")["arrangement"]
    assert watched.ask(RECEIPT, "9" * 32, id=made["id"])["traceId"] == made_in

    accepted = watched.run("demo_accept", accepted_in, key="a", id=made["id"])["arrangement"]
    asked = watched.wait_for("PUT", accepted_in)
    (brought,) = [line for line in watched.log(accepted_in) if line["event"] == "errand.brought"][:1]
    assert (brought["span_id"], brought["parent_span_id"]) == (asked, CALLER)
    assert asked in {line["spanId"] for line in watched.processing(accepted_in)}

    watched.run("demo_withdraw", withdrawn_in, key="w", id=accepted["id"])
    told = watched.wait_for("DELETE", withdrawn_in)
    assert told != asked

    ends_at = monotonic() + 60
    while not watched.events(withdrawn_in):
        assert monotonic() < ends_at, watched.listener.came
        sleep(0.2)
    (header, attribute), *_ = watched.events(withdrawn_in)
    sent = [line["span_id"] for line in watched.log(withdrawn_in) if line["event"] == "event.sent"]
    # Sent for the first time, the request is the very step that the event names.
    assert header == attribute
    assert attribute.split("-")[2] in sent


def test_nothing_that_leaves_names_the_person(watched: Watched) -> None:
    watched.ask(OVERVIEW, "5" * 32)
    watched.collector.wait_for(1)
    with sqlite3.connect(watched.hub.folder.path / "hub.db") as connection:
        people = [ref for (ref,) in connection.execute("SELECT ref FROM subject")]
    sent = b"".join(watched.collector.bodies).decode("latin-1")

    assert people
    assert not any(ref in sent for ref in people)
    assert not any(persona.bsn in sent for persona in PERSONAS.values())
