"""Our side and the agencies' side of a dispute, written apart, agree; and what an agency does wrong is no answer."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from agencies.desk_in_hand import HERE, PROFILES, a_desk
from agencies.hostile_server import JSON, Visit, hostile
from agencies.small_agency import SmallAgency, small_agency
from agencies.source_in_hand import SUBJECT
from builders import A_TRACE
from joserfc.jwk import ECKey

from adapters.agencies.desk import HttpDesk
from adapters.agencies.simulator import street
from adapters.agencies.simulator.server import Stall
from adapters.settings import SourceSettings
from consent.parties import AgencyCode
from hub.errors import BadInput
from hub.review.disputes import Notice, Taken

WITHIN = timedelta(seconds=2)


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture(scope="module")
def stalls(key: ECKey) -> Iterator[Mapping[str, Stall]]:
    with street.open_street(clients={"hub": {"keys": [key.as_dict(private=False)]}}) as running:
        yield {stall.code: stall for stall in running.stalls}


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


def a_notice(agency: str = "cjib", **changes: Any) -> Notice:
    notice = Notice(
        key=token_hex(16),
        agency=AgencyCode(agency),
        reference="WM-2026-0001234",
        wrong="paid",
        words="I paid this in March.",
        on=date(2026, 11, 29),
    )
    return replace(notice, **changes)


def settings_of(stall: Stall, key: ECKey, at: Path) -> SourceSettings:
    path = at / "hub.jwk"
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    signs = PROFILES[stall.code].signs_answers
    return SourceSettings(
        url=stall.url,
        token_url=stall.token_url,
        client_id="hub",
        key_file=path,
        jwks_url=stall.jwks_url if signs else None,
        timeout_s=1,
    )


def control(stall: Stall, method: str, order: object = None) -> Any:
    with closing(HTTPConnection(stall.url.removeprefix("http://"), timeout=5)) as connection:
        connection.request(method, "/simulator/desk", body=json.dumps(order))
        answer = connection.getresponse().read()
    return json.loads(answer) if answer else None


@pytest.mark.parametrize("code", PROFILES)
async def test_every_agency_takes_a_dispute_in_and_counts_it_once(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path, code: str
) -> None:
    notice, silent = a_notice(code), a_notice(code, words="")
    async with a_desk(settings_of(stalls[code], key, tmp_path), PROFILES[code]) as desk:
        found = [await desk.tell(each, SUBJECT, within=WITHIN, trace=A_TRACE) for each in (notice, notice, silent)]

    assert found == [Taken(taken=True)] * 3
    told = control(stalls[code], "GET")["disputes"]
    assert (told[notice.key], told[silent.key]) == (2, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"wrong": "no such word"}, "errand.not_taken"), ({"reference": ""}, "errand.not_taken")],
    ids=["an unknown word", "no reference"],
)
async def test_what_an_agency_does_not_understand_is_not_taken(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    async with a_desk(settings_of(stalls["cjib"], key, tmp_path), PROFILES["cjib"]) as desk:
        found = await desk.tell(a_notice(**change), SUBJECT, within=WITHIN, trace=A_TRACE)

    assert found == Taken(taken=False, reason=reason, may_retry=False)


async def test_another_dispute_under_the_same_key_is_refused(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    notice = a_notice()
    async with a_desk(settings_of(stalls["cjib"], key, tmp_path), PROFILES["cjib"]) as desk:
        await desk.tell(notice, SUBJECT, within=WITHIN, trace=A_TRACE)
        found = await desk.tell(replace(notice, wrong="amount"), SUBJECT, within=WITHIN, trace=A_TRACE)

    assert found == Taken(taken=False, reason="errand.key_reused", may_retry=False)


@pytest.mark.parametrize("behaviour", ["unavailable", "busy", "error"])
async def test_an_agency_that_fails_has_not_taken_it(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path, behaviour: str
) -> None:
    control(stalls["duo"], "PUT", {"behaviour": behaviour})
    try:
        async with a_desk(settings_of(stalls["duo"], key, tmp_path), PROFILES["duo"]) as desk:
            found = await desk.tell(a_notice("duo"), SUBJECT, within=WITHIN, trace=A_TRACE)
    finally:
        control(stalls["duo"], "PUT", {"behaviour": None})

    assert not found.taken
    assert found.reason
    assert found.may_retry


@pytest.mark.parametrize(
    ("status", "may_retry"),
    [
        ("401 Unauthorized", True),
        ("408 Request Timeout", True),
        ("429 Too Many Requests", True),
        ("500 Internal Server Error", True),
        ("403 Forbidden", False),
        ("404 Not Found", False),
        ("405 Method Not Allowed", False),
        ("410 Gone", False),
    ],
)
async def test_an_agency_that_refuses_is_not_told_again_by_itself(
    agency: SmallAgency, tmp_path: Path, status: str, *, may_retry: bool
) -> None:
    async def refuses(visit: Visit) -> None:
        await visit.answer(status, JSON, body=b"{}")

    async with hostile(refuses) as server:
        settings = agency.settings(tmp_path, url=server.url, timeout_s=1)
        async with a_desk(settings) as desk:
            found = await desk.tell(a_notice(HERE), SUBJECT, within=WITHIN, trace=A_TRACE)

    assert (found.taken, found.may_retry) == (False, may_retry)
    assert found.reason


async def grants(visit: Visit) -> None:
    said = {"key": json.loads(visit.body)["key"], "reply": "granted", "decidedOn": "2026-11-29"}
    await visit.answer("200 OK", JSON, body=json.dumps(said).encode())


async def test_an_agency_that_grants_a_dispute_did_not_understand_it(agency: SmallAgency, tmp_path: Path) -> None:
    async with hostile(grants) as server:
        settings = agency.settings(tmp_path, url=server.url, timeout_s=1)
        async with a_desk(settings) as desk:
            found = await desk.tell(a_notice(HERE), SUBJECT, within=WITHIN, trace=A_TRACE)

    assert found == Taken(taken=False, reason="errand.other_answer", may_retry=False)


async def test_a_dispute_does_not_come_to_another_agency_s_desk(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path
) -> None:
    async with a_desk(settings_of(stalls["cjib"], key, tmp_path), PROFILES["cjib"]) as desk:
        assert isinstance(desk, HttpDesk)
        with pytest.raises(BadInput, match="another agency"):
            await desk.tell(a_notice("duo"), SUBJECT, within=WITHIN, trace=A_TRACE)


@pytest.mark.parametrize("code", PROFILES)
async def test_every_agency_hears_that_a_dispute_was_taken_back_known_or_not_and_takes_it_no_more(
    stalls: Mapping[str, Stall], key: ECKey, tmp_path: Path, code: str
) -> None:
    notice, never_told = a_notice(code), token_hex(16)
    async with a_desk(settings_of(stalls[code], key, tmp_path), PROFILES[code]) as desk:
        await desk.tell(notice, SUBJECT, within=WITHIN, trace=A_TRACE)
        keys = (notice.key, notice.key, never_told)
        found = [await desk.tell_withdrawn(each, within=WITHIN, trace=A_TRACE) for each in keys]
        again = await desk.tell(notice, SUBJECT, within=WITHIN, trace=A_TRACE)

    assert found == [Taken(taken=True)] * 3
    assert again == Taken(taken=False, reason="errand.key_reused", may_retry=False)
    told = control(stalls[code], "GET")["withdrawn"]
    assert (told[notice.key], told[never_told]) == (2, 1)


async def test_what_says_that_it_was_taken_back_says_nothing_of_the_person(agency: SmallAgency, tmp_path: Path) -> None:
    seen: list[tuple[str, Any]] = []

    async def takes(visit: Visit) -> None:
        seen.append((visit.head.split()[0], json.loads(visit.body)))
        await visit.answer("202 Accepted", JSON, body=json.dumps({"key": "k" * 32, "reply": "received"}).encode())

    async with hostile(takes) as server, a_desk(agency.settings(tmp_path, url=server.url, timeout_s=1)) as desk:
        found = await desk.tell_withdrawn("k" * 32, within=WITHIN, trace=A_TRACE)

    assert found == Taken(taken=True)
    assert [(method, set(body)) for method, body in seen] == [("DELETE", {"key", "to"})]


@pytest.mark.parametrize(
    ("status", "taken", "may_retry"),
    [
        ("404 Not Found", True, True),
        ("405 Method Not Allowed", False, False),
        ("429 Too Many Requests", False, True),
        ("500 Internal Server Error", False, True),
    ],
)
async def test_where_nothing_is_known_nothing_is_left_to_take_back_and_a_failure_is_no_answer(
    agency: SmallAgency, tmp_path: Path, status: str, *, taken: bool, may_retry: bool
) -> None:
    async def refuses(visit: Visit) -> None:
        await visit.answer(status, JSON, body=b"{}")

    async with hostile(refuses) as server, a_desk(agency.settings(tmp_path, url=server.url, timeout_s=1)) as desk:
        found = await desk.tell_withdrawn(token_hex(16), within=WITHIN, trace=A_TRACE)

    assert (found.taken, found.may_retry, found.reason is None) == (taken, may_retry, taken)
