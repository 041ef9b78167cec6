"""Clients that ask and leave, against a running hub that asks an agency which never answers."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from queue import Queue

import httpx2
import pytest
from hostile.silent_agency import SilentAgency, silent_agency
from hostile.target import FLAT_BYTES, Target, a_target
from hostile.wire import post, wire

from hub.actions.collect import SOURCE_BUDGET

OVERVIEW = json.dumps({"query": "{ overview { __typename } }"}).encode()

SECONDS = 5
"""Longest wait for one thing to happen."""

PATIENCE = SOURCE_BUDGET.total_seconds()
"""How long a question to an agency lasts that nobody gives up."""

AT_ONCE, ROUNDS = 5, 8


@pytest.fixture(scope="module")
def agency() -> Iterator[SilentAgency]:
    with silent_agency() as silent:
        yield silent


@pytest.fixture(scope="module")
def target(agency: SilentAgency, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A hub that believes that CJIB stands where the silent agency is, and would wait for it until the very end."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HUB__SOURCES__CJIB__URL", agency.url)
        environment.setenv("HUB__SOURCES__CJIB__TIMEOUT_S", "30")
        with a_target(tmp_path_factory.mktemp("leaving")) as running:
            yield running


def happened(queue: "Queue[None]", times: int) -> bool:
    """Wait until something has happened so often."""
    for _ in range(times):
        queue.get(timeout=SECONDS)
    return True


def are_left(target: Target, port: int, most: int) -> bool:
    """Wait until the hub has no more connections than that open at a port."""
    ends_at = time.monotonic() + SECONDS
    while target.connections(port) > most and time.monotonic() < ends_at:
        time.sleep(0.05)
    return target.connections(port) <= most


def asked_and_left(target: Target, agency: SilentAgency, times: int) -> None:
    with ExitStack() as leaving:
        for _ in range(times):
            leaving.enter_context(wire(target.port)).send(post(target.token(), OVERVIEW))
        assert happened(agency.asked, times)


def test_when_clients_leave_the_agencies_are_no_longer_asked(target: Target, agency: SilentAgency) -> None:
    before, began = target.connections(target.port), time.monotonic()
    for _ in range(ROUNDS):
        asked_and_left(target, agency, AT_ONCE)
        assert happened(agency.given_up, AT_ONCE)

    assert time.monotonic() - began < ROUNDS * PATIENCE / 2
    assert are_left(target, agency.port, 0)
    assert are_left(target, target.port, before)


def test_impatient_clients_do_not_make_an_agency_look_broken(target: Target, agency: SilentAgency) -> None:
    before = target.memory
    for _ in range(ROUNDS):
        asked_and_left(target, agency, AT_ONCE)
        assert happened(agency.given_up, AT_ONCE)

    states = httpx2.get(f"{target.hub.url}/health/sources", trust_env=False).json()["sources"]
    assert states["cjib"] == "ok"
    assert target.memory - before < FLAT_BYTES
