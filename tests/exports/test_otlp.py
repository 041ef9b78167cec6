"""Spans reach a collector over OTLP, and a collector that does not take them costs nobody anything."""

import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from collecting import a_collector

from adapters.exports.observed import Kind, Span
from adapters.exports.otlp import Otlp, read_headers
from adapters.settings_telemetry import TelemetrySettings
from hub.errors import BadInput

SPAN = Span(
    trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
    span_id="b7ad6b7169203331",
    parent_span_id="00f067aa0ba902b7",
    name="claims.released",
    kind=Kind.SERVER,
    started_ns=1_795_435_200_000_001_000,
    ended_ns=1_795_435_200_250_000_000,
    attributes={"dpl.core.processing_activity_id": "urn:x", "http.request.resend_count": 1},
)


def an_otlp(endpoint: str, **more: Any) -> Otlp:
    settings = TelemetrySettings(endpoint=endpoint, **more)
    return Otlp(settings, service="eenregeling", version="1.2.3")


async def test_a_span_arrives_as_it_was_made() -> None:
    with a_collector() as collector:
        otlp = an_otlp(collector.url)
        async with otlp.running():
            otlp.emit(SPAN)
            otlp.emit(replace(SPAN, parent_span_id=None, kind=Kind.CLIENT, failed="source.timed_out"))
        first, second = collector.spans

    assert (first.trace_id, first.span_id, first.parent) == (SPAN.trace_id, SPAN.span_id, SPAN.parent_span_id)
    assert (first.name, first.kind, first.is_error) == (SPAN.name, 2, False)
    assert (first.started_ns, first.ended_ns) == (SPAN.started_ns, SPAN.ended_ns)
    assert first.attributes == SPAN.attributes
    assert first.resource == {"service.name": "eenregeling", "service.version": "1.2.3"}
    assert (second.parent, second.kind, second.is_error) == ("", 3, True)


async def test_none_is_left_out_however_many_there_are() -> None:
    with a_collector() as collector:
        otlp = an_otlp(collector.url)
        async with otlp.running():
            for number in range(3_000):
                otlp.emit(replace(SPAN, span_id=f"b{number:015x}"))

    assert len({span.span_id for span in collector.spans}) == 3_000


async def test_what_comes_while_spans_are_not_sent_is_dropped() -> None:
    with a_collector() as collector:
        otlp = an_otlp(collector.url)
        otlp.emit(SPAN)
        async with otlp.running():
            pass
        otlp.emit(SPAN)

    assert collector.spans == []


async def test_headers_open_the_door_and_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "headers"
    file.write_text("Authorization: Bearer abc\n\nX-Tenant:hub\n", encoding="ascii")
    with a_collector() as collector:
        otlp = an_otlp(collector.url, headers_file=file)
        async with otlp.running():
            otlp.emit(SPAN)
    (headers,) = collector.headers

    assert {name.lower(): value for name, value in headers.items()}.items() >= {
        ("authorization", "Bearer abc"),
        ("x-tenant", "hub"),
    }


@pytest.mark.parametrize("content", ["no header", ": x", "A B: c", "Één: x", "A: b\x07"])
def test_headers_that_are_none_are_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    file = tmp_path / "headers"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_headers(file)

    assert raised.value.code == "telemetry.headers_file"
    assert content not in str(raised.value)


def test_a_file_of_headers_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_headers(tmp_path / "none")


@pytest.mark.parametrize("kind", ["down", "refuses", "swallows"])
async def test_a_collector_that_takes_nothing_costs_nobody_anything(kind: str, unused_tcp_port: int) -> None:
    with a_collector() as collector:
        endpoint = f"http://127.0.0.1:{unused_tcp_port}/v1/traces" if kind == "down" else collector.url
        collector.status = 503 if kind == "swallows" else 400
        otlp = an_otlp(endpoint, timeout_s=1)
        began = perf_counter()
        async with otlp.running():
            for number in range(10_000):
                otlp.emit(replace(SPAN, span_id=f"b{number:015x}"))
            emitted_s = perf_counter() - began
        ended_s = perf_counter() - began

    # A span takes some ten microseconds to put aside; the bounds are for a machine that does other things too.
    assert emitted_s < 5
    assert ended_s - emitted_s < 8


@pytest.mark.parametrize("module", ["opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http.trace_exporter"])
def test_without_the_extra_it_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput) as raised:
        an_otlp("http://127.0.0.1:4318/v1/traces")

    assert raised.value.code == "telemetry.extra_missing"
    assert "pip install '.[telemetry]'" in raised.value.todo
