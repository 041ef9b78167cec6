"""Every request to an agency bears the trace that it belongs to, whichever client carries it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, get_args

import pytest
from agencies.desk_in_hand import PROFILES, a_desk, an_errand, ask_again, bring
from agencies.fcid_cases import LEXICON, TODAY
from agencies.small_agency import SmallAgency, signed, small_agency
from agencies.source_in_hand import NOW, PROFILE, SUBJECT, bsn_of, failing
from agencies.test_dispute_desk import WITHIN, a_notice, settings_of
from aiohttp import web
from builders import A_TRACE
from joserfc.jwk import ECKey

from adapters.agencies.fcid_source import FcidSource
from adapters.agencies.simulator import server
from adapters.agencies.simulator.server import Order, Stall
from adapters.settings import HttpClient
from hub.audit import spans
from hub.domain.source import SourceReport

FIRST = f"00-{A_TRACE.trace_id}-{A_TRACE.span_id}-01"


async def told(agency: SmallAgency, folder: Path, client: HttpClient, **more: object) -> SourceReport:
    source = FcidSource(
        profile=PROFILE,
        settings=agency.settings(folder, **more),
        bsn_of=bsn_of,
        owners=LEXICON.owners,
        now=lambda: NOW,
        client=client,
    )
    try:
        return await source.ask(SUBJECT, as_of=TODAY, known_at=None, within=timedelta(seconds=2), trace=A_TRACE)
    finally:
        await source.close()


@asynccontextmanager
async def noted() -> AsyncIterator[tuple[SmallAgency, list[tuple[str, str | None]]]]:
    """A small agency, and which path was asked in which trace."""
    came: list[tuple[str, str | None]] = []

    async def note(request: web.Request, _response: web.StreamResponse) -> None:
        came.append((request.path, request.headers.get("traceparent")))

    async with small_agency(note) as agency:
        yield agency, came


@pytest.mark.parametrize("client", get_args(HttpClient))
async def test_a_question_its_token_and_the_keys_bear_the_span_of_the_call(client: HttpClient, tmp_path: Path) -> None:
    async with noted() as (agency, came):
        agency.answer = signed
        report = await told(agency, tmp_path, client, jwks_url=f"{agency.url}/jwks")

    assert report.claims
    assert came == [("/oauth/token", FIRST), ("/v1/financial-claims", FIRST), ("/jwks", FIRST)]


@pytest.mark.parametrize("client", get_args(HttpClient))
async def test_each_further_try_has_a_span_of_its_own_in_the_same_trace(client: HttpClient, tmp_path: Path) -> None:
    async with noted() as (agency, came):
        agency.answer = failing(503, **{"Retry-After": "0"})
        await told(agency, tmp_path, client)
    tries = [traceparent for path, traceparent in came if path == "/v1/financial-claims"]

    assert tries == [spans.traceparent(A_TRACE, tries=tries_ + 1) for tries_ in range(3)]
    assert len(set(tries)) == 3
    assert {str(each).split("-")[1] for each in tries} == {A_TRACE.trace_id}


async def test_errands_and_disputes_bear_it_too(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    errand, notice = an_errand("cjib"), a_notice("cjib")
    here = [replace(A_TRACE, span_id=f"b{number:015x}") for number in range(2)]
    clients = {"hub": {"keys": [key.as_dict(private=False)]}}
    with server.running(Order(code="cjib", clients=clients)) as stall:
        async with a_desk(settings_of(stall, key, tmp_path), PROFILES["cjib"]) as desk:
            await bring(desk, errand)
            await ask_again(desk, errand)
            await desk.tell(notice, SUBJECT, within=WITHIN, trace=here[0])
            await desk.tell_withdrawn(notice.key, within=WITHIN, trace=here[1])
        came = visits(stall)
    found = [(each["method"], each["traceparent"]) for each in came if each["path"].endswith((errand.key, notice.key))]

    assert found == [
        ("PUT", FIRST),
        ("GET", FIRST),
        ("PUT", spans.traceparent(here[0])),
        ("DELETE", spans.traceparent(here[1])),
    ]


def visits(stall: Stall) -> list[dict[str, Any]]:
    connection = HTTPConnection(stall.url.removeprefix("http://"), timeout=5)
    connection.request("GET", "/simulator/visits")
    told: list[dict[str, Any]] = json.loads(connection.getresponse().read())["visits"]
    connection.close()
    return told
