"""What is counted says how the hub does, and nothing about anybody."""

import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace

import httpx2
import pytest
from asking import from_duo
from builders import A_TRACE, YES, a_claim, decided, told
from kept import a_record
from prometheus_client.parser import text_string_to_metric_families
from running_hub import free_port

from adapters import metrics_parts
from adapters.exports.meters import MOST_VALUES, Counts, Meters, Seen, together
from adapters.settings_metrics import MetricsSettings
from adapters.web import aside
from adapters.web.measured import door
from consent.parties import SubjectRef
from hub.audit.events import Decided, Event
from hub.domain.arrangement import NeedsHuman, Proposal, Refusal
from hub.domain.facts import FactName
from hub.errors import Unavailable

SOMEBODY = SubjectRef("somebody")
BSN = "999990019"
STANDS: Mapping[str, int | str | None] = {"state": "ok", "lines": 9, "sealed": 8, "witnessed": 7, "checkpoint_age_s": 3}
COUNTS = Counts(work={("errand", "due"): 4}, oldest_due_s=61.5, events={("cjib-1", "given_up"): 2})
SEEN = Seen(log=STANDS, lines={"cjib": "resting"}, in_flight=5, busy=2, idle=1, tasks=3, counts=COUNTS)


@pytest.fixture
def meters() -> Meters:
    return Meters(agencies=("cjib", "duo"), version="1.2.3")


def read(meters: Meters, seen: Seen = SEEN) -> Mapping[str, str]:
    """Every sample that whoever watches gets, by its name and its labels in the order of their names."""
    content, _ = meters.written(seen, "")
    return {
        f"{sample.name}{{{','.join(value for _, value in sorted(sample.labels.items()))}}}": f"{sample.value:g}"
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
        if sample.name.startswith("hub_")
    }


def test_a_request_is_counted_at_its_door_with_its_status_and_its_time(meters: Meters) -> None:
    meters.request("graphql", "200", 0.2)
    meters.request("graphql", "503", 0.001)

    found = read(meters)
    assert found["hub_requests_total{graphql,200}"] == found["hub_requests_total{graphql,503}"] == "1"
    assert found["hub_request_seconds_count{graphql}"] == "2"
    assert found["hub_request_seconds_bucket{graphql,0.1}"] == "1"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/graphql", "graphql"), ("/health/live", "health"), (f"/{BSN}", "pages"), ("*", "pages"), ("", "pages")],
    ids=["graphql", "health", "a number", "no path", "nothing"],
)
def test_an_address_says_at_which_door_and_no_more(path: str, said: str) -> None:
    assert door(path) == said


def test_no_number_of_anybody_becomes_a_label_and_no_label_grows_without_end(meters: Meters) -> None:
    meters.errors([BSN, f"x.{BSN}", "Jan Jansen", "token.missing"])
    meters.errors([f"made.{'x' * place}" for place in range(1, MOST_VALUES + 9)])

    content, _ = meters.written(SEEN, "")
    codes = set(re.findall(rb'hub_errors_total\{code="([^"]*)"', content))
    assert BSN.encode() not in content
    assert b"Jansen" not in content
    assert {b"token.missing", b"other"} <= codes
    assert len(codes) == MOST_VALUES + 1


def test_a_decision_is_counted_and_why_there_was_no_plan(meters: Meters) -> None:
    plan = decided(told(a_claim(300_000), from_duo(5_000)))
    no_plan = decided(told(a_claim(300_000, said={FactName.DETENTION: YES})))
    assert isinstance(plan, Proposal)
    assert isinstance(no_plan, NeedsHuman)
    meters.decided("rijk-2025", plan)
    meters.decided("rijk-2025", no_plan)
    meters.decided("rijk-2025", Refusal(considered=no_plan.considered, reasons=no_plan.reasons * 2))

    found = read(meters)
    assert found["hub_decisions_total{proposal,rijk-2025}"] == "1"
    assert found["hub_decisions_total{needs_human,rijk-2025}"] == "1"
    assert found["hub_refusals_total{needs_human,person.detention}"] == "1"
    assert found["hub_refusals_total{refusal,person.detention}"] == "1"


def test_lines_of_the_log_say_who_was_refused_what_and_how_agencies_answered(meters: Meters) -> None:
    decisions = {
        "cjib": Decided(permitted=True),
        "duo": Decided(permitted=False, ground="consent.missing"),
        BSN: Decided(permitted=True),
    }
    meters.lines(
        [
            (1, a_record(SOMEBODY, event=Event.CLAIMS_ASKED, decided=decisions)),
            (2, a_record(SOMEBODY, decided=decisions, outcome={"cjib": "answered:2:signed", "duo": "busy:0"})),
            (3, a_record(SOMEBODY, event=Event.ACCESS_REFUSED, outcome={"ground": "mandate.missing"})),
        ]
    )

    found = read(meters)
    assert found["hub_access_decisions_total{cjib,none,permitted}"] == "1"
    assert found["hub_access_decisions_total{duo,consent.missing,refused}"] == "1"
    assert found["hub_access_decisions_total{other,none,permitted}"] == "1"
    assert found["hub_access_decisions_total{none,mandate.missing,refused}"] == "1"
    assert found["hub_agency_answers_total{cjib,answered}"] == found["hub_agency_answers_total{duo,busy}"] == "1"
    assert found["hub_lines_written_total{claims.asked}"] == "1"


def test_a_try_at_an_agency_is_counted_with_how_it_failed_and_both_who_listen_hear_it(meters: Meters) -> None:
    other = Meters(agencies=("cjib",), version="1")
    hears = together(meters.tried, other.tried)
    assert hears is not None
    with hears("cjib", A_TRACE, "POST", 1):
        pass
    with pytest.raises(Unavailable), hears("cjib", A_TRACE, "POST", 2):
        raise Unavailable("source.timed_out", "It took too long.", "Wait.")
    with hears("cjib", A_TRACE, "POST", 1) as tried:
        tried.failed = "event.refused"

    for found in (read(meters), read(other)):
        assert found["hub_agency_tries_total{cjib,POST,ok}"] == "1"
        assert found["hub_agency_tries_total{cjib,POST,source.timed_out}"] == "1"
        assert found["hub_agency_tries_total{cjib,POST,event.refused}"] == "1"
        assert found["hub_agency_seconds_count{cjib}"] == "3"
    assert together(None, None) is None
    assert together(None, hears) is hears


def test_how_things_stand_is_said_when_somebody_reads_and_forgotten_when_it_is_over(meters: Meters) -> None:
    found = read(meters)
    closed = {**STANDS, "state": "audit.behind", "lines": None}
    away = read(meters, replace(SEEN, log=closed, lines={"cjib": "ok"}, counts=None))

    assert found["hub_build{1.2.3}"] == found["hub_agency_line{cjib,resting}"] == "1"
    assert (found["hub_log_open{}"], found["hub_log_lines{}"], found["hub_log_witnessed{}"]) == ("1", "9", "7")
    assert (found["hub_work{errand,due}"], found["hub_work_oldest_due_seconds{}"]) == ("4", "61.5")
    assert found["hub_events{given_up,cjib-1}"] == "2"
    assert (away["hub_store_up{}"], away["hub_log_open{}"], away["hub_log_lines{}"]) == ("0", "0", "nan")
    assert not {"hub_work{errand,due}", "hub_agency_line{cjib,resting}"} & set(away)


def test_where_nobody_wants_numbers_nothing_is_counted() -> None:
    assert metrics_parts.meters(MetricsSettings()) is None
    assert metrics_parts.tries(None, None) is None
    assert metrics_parts.told(None, None) is None


@pytest.fixture
def occupied() -> Iterator[int]:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        yield port


async def test_a_worker_takes_the_next_port_that_is_free_and_says_so_where_there_is_none(
    occupied: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def write(_accept: str) -> tuple[bytes, str]:
        return b"hub_build 1\n", "text/plain"

    async with aside.numbers("127.0.0.1", occupied, write) as port, httpx2.AsyncClient(trust_env=False) as client:
        at = f"http://127.0.0.1:{port}"
        assert (await client.get(f"{at}/metrics")).text == "hub_build 1\n"
        assert (await client.get(at)).status_code == 404
        assert port > occupied

    monkeypatch.setattr(aside, "PORTS", 1)
    with pytest.raises(Unavailable, match=r"metrics\.no_port"):
        aside.taken("127.0.0.1", occupied)
