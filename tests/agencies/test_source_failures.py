"""A source whose agency, network or caller fails: in time, with a reason, and without a word about anybody."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from agencies import hostile_server
from agencies.fcid_cases import BSN, HERE, OTHER_BSN, a_body, a_case, an_answer
from agencies.hostile_server import Behavior, hostile
from agencies.small_agency import Answer, SmallAgency, small_agency
from agencies.source_in_hand import NOW, PROFILE, SUBJECT, a_source, ask, bsn_of, failing, raw, report_of, saying

from adapters.agencies.breaker import IN_A_ROW
from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.fcid_source import FcidSource
from consent.parties import SubjectRef
from hub.domain.source import SourceStatus
from hub.errors import Unavailable
from hub.ports import ClaimSource


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


# When the network or the machine fails


@pytest.mark.parametrize(
    ("behavior", "reason"),
    [
        (hostile_server.black_hole, "source.timed_out"),
        (hostile_server.drip, "source.timed_out"),
        (hostile_server.reset, "source.connection_failed"),
        (hostile_server.truncated, "source.connection_failed"),
        (hostile_server.garbage, "source.connection_failed"),
        (hostile_server.huge, "source.too_large"),
    ],
)
async def test_a_machine_that_fails_is_unreachable_within_the_budget(
    agency: SmallAgency, tmp_path: Path, behavior: Behavior, reason: str
) -> None:
    async with hostile(behavior) as server, a_source(agency.settings(tmp_path, url=server.url)) as source:
        began_s = time.monotonic()
        report = await ask(source, within_s=0.5)

    assert (report.status, report.reason, report.claims) == (SourceStatus.UNREACHABLE, reason, ())
    assert time.monotonic() - began_s < 1.5


async def test_the_source_has_a_limit_of_its_own(agency: SmallAgency, tmp_path: Path) -> None:
    async with (
        hostile(hostile_server.black_hole) as server,
        a_source(agency.settings(tmp_path, url=server.url, timeout_s=1)) as source,
        asyncio.timeout(1.5),
    ):
        report = await ask(source, within_s=10.0)

    assert report.reason == "source.timed_out"


async def test_a_refused_assertion_is_unreachable(agency: SmallAgency, tmp_path: Path) -> None:
    agency.token_answer = saying({"error": "invalid_client"})

    report = await report_of(agency, tmp_path)

    assert (report.status, report.reason) == (SourceStatus.UNREACHABLE, "source.token_refused")
    assert agency.questions == []


async def test_a_connection_that_breaks_once_is_tried_again(agency: SmallAgency, tmp_path: Path) -> None:
    async def well(visit: hostile_server.Visit) -> None:
        await visit.answer("200 OK", hostile_server.JSON, body=json.dumps(a_body(a_case())).encode())

    async with (
        hostile(hostile_server.reset, well) as server,
        a_source(agency.settings(tmp_path, url=server.url)) as source,
    ):
        report = await ask(source)

    assert (report.status, len(server.visits)) == (SourceStatus.ANSWERED, 2)


async def test_after_five_failed_calls_a_dead_agency_is_left_alone(agency: SmallAgency, tmp_path: Path) -> None:
    async with hostile(hostile_server.reset) as server, a_source(agency.settings(tmp_path, url=server.url)) as source:
        before = source.state
        reports = [await ask(source) for _ in range(20)]
        after = source.state

    assert len(server.visits) <= 5
    assert (before, after) == ("ok", "resting")
    assert reports[0].reason == "source.connection_failed"
    assert (reports[-1].status, reports[-1].reason) == (SourceStatus.UNREACHABLE, "source.circuit_open")


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_the_operator_finds_the_status_of_a_fault_in_the_log(
    agency: SmallAgency, tmp_path: Path, status: int
) -> None:
    agency.answer = failing(status)
    with structlog.testing.capture_logs() as lines:
        report = await report_of(agency, tmp_path)

    said = [line for line in lines if line["event"] == "source.not_answered"]
    assert report.reason == "source.http_error"
    assert [(line["reason"], line["http_status"]) for line in said] == [("source.http_error", status)]


async def test_more_questions_at_once_than_there_are_places_are_busy(agency: SmallAgency, tmp_path: Path) -> None:
    async with (
        hostile(hostile_server.black_hole) as server,
        a_source(agency.settings(tmp_path, url=server.url)) as source,
    ):
        reports = await asyncio.gather(*(ask(source, within_s=1.0) for _ in range(AT_ONCE + 5)))
    reasons = sorted(str(report.reason) for report in reports)

    assert reasons == ["source.busy"] * 5 + ["source.timed_out"] * AT_ONCE
    assert {report.status for report in reports if report.reason == "source.busy"} == {SourceStatus.BUSY}


async def test_a_caller_who_goes_away_is_let_go(agency: SmallAgency, tmp_path: Path) -> None:
    async with (
        hostile(hostile_server.black_hole) as server,
        a_source(agency.settings(tmp_path, url=server.url)) as source,
    ):
        asking = asyncio.create_task(ask(source))
        await server.somebody_came.wait()
        asking.cancel()

        with pytest.raises(asyncio.CancelledError):
            await asking


async def test_a_fault_of_our_own_directory_is_not_the_agency_s(agency: SmallAgency, tmp_path: Path) -> None:
    async def broken(_subject: SubjectRef) -> str:
        raise Unavailable("directory.unavailable", "The directory does not answer.")

    source = FcidSource(profile=PROFILE, settings=agency.settings(tmp_path), bsn_of=broken, owners={}, now=lambda: NOW)

    with pytest.raises(Unavailable, match=r"directory\.unavailable"):
        await ask(source)
    await source.close()


# What is said about it


@pytest.mark.parametrize(
    "answer",
    [
        saying(an_answer(a_case(bsn=BSN))),
        saying(an_answer(a_case(bsn=OTHER_BSN))),
        raw(f'{{"bsn": "{BSN}", "financiele_zaken": [1.5'.encode()),
        failing(500),
    ],
    ids=["answered", "about somebody else", "malformed", "failed"],
)
async def test_log_lines_name_agency_and_reason_and_no_person_and_no_token(
    agency: SmallAgency, tmp_path: Path, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    agency.answer = answer
    with structlog.testing.capture_logs() as lines:
        await report_of(agency, tmp_path)
    said = json.dumps(lines, default=str) + "".join(capsys.readouterr())

    assert {line["agency"] for line in lines if line["event"].startswith("source.")} == {HERE}
    assert not any(secret in said for secret in (BSN, OTHER_BSN, str(SUBJECT), *agency.tokens))


def test_a_source_is_what_the_hub_asks_for_and_says_which_agency_it_is(tmp_path: Path) -> None:
    settings = SmallAgency().settings(tmp_path)
    source: ClaimSource = FcidSource(profile=PROFILE, settings=settings, bsn_of=bsn_of, owners={}, now=lambda: NOW)

    assert source.agency == PROFILE.agency


# How the line stands, for an operator


async def test_a_line_that_works_is_ok_and_one_that_failed_too_often_rests(
    agency: SmallAgency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_source(agency.settings(tmp_path)) as source:
        before = source.state
        agency.answer = failing(500)
        for _ in range(IN_A_ROW):
            await ask(source)
        resting = source.state
        monkeypatch.setattr("adapters.agencies.breaker.OPEN_FOR_S", 0.0)
        over = source.state

    assert (before, resting, over) == ("ok", "resting", "trying")
