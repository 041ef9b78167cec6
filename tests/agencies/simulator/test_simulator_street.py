import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest
from agencies.simulator.caller import Caller

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import agency, people, server, street
from adapters.agencies.simulator.server import Order
from adapters.agencies.simulator.street import StreetFault
from adapters.agencies.simulator.toml_table import StoryFault

GONE_SECONDS = 5


def _clients(caller: Caller) -> dict[str, object]:
    return {"hub": caller.key.as_dict(private=False)}


def _is_gone(url: str) -> bool:
    address = httpx2.URL(url)
    until = monotonic() + GONE_SECONDS
    while monotonic() < until:
        with suppress(OSError), socket.create_connection((address.host, address.port or 0), timeout=1):
            sleep(0.05)
            continue
        return True
    return False


def test_a_street_is_one_process_per_agency_in_the_order_of_the_registry(caller: Caller) -> None:
    with street.open_street(clients=_clients(caller), count=30, seed=5) as open_street:
        told = open_street.described()
        stalls = {stall.code: stall for stall in open_street.stalls}
        persona = caller.cases(stalls["cjib"], people.personas()[0].bsn)
        generated = [one for one in open_street.people if one["persona"].startswith("generated-5-")]
        found = [case for one in generated for code in AGENCIES for case in caller.cases(stalls[code], one["bsn"])]

        assert open_street.fallen() == ()

    assert [*stalls] == [*AGENCIES]
    assert len({stall.pid for stall in stalls.values()}) == len(AGENCIES)
    assert set(json.loads(json.dumps(told))) == {"agencies", "people"}
    assert len(persona) == 1
    assert len(generated) == 30
    assert len(found) >= 30
    assert set(open_street.fallen()) == set(AGENCIES)
    assert all(_is_gone(stall.url) for stall in stalls.values())


def test_what_is_told_about_an_agency_is_enough_to_reach_it() -> None:
    order = Order(code="duo", base_url="https://duo.example.invalid")
    with server.listen(0) as listener:
        told = server.stall(order, listener, pid=1).described()

    assert told == {
        "code": "duo",
        "name": "DUO",
        "url": "https://duo.example.invalid",
        "token_url": "https://duo.example.invalid/oauth/token",
        "jwks_url": "https://duo.example.invalid/jwks",
        "openapi_url": "https://duo.example.invalid/openapi.json",
        "pid": 1,
    }


def test_agencies_die_with_the_process_that_started_them() -> None:
    script = (
        "import json, sys, time\n"
        "from adapters.agencies.simulator import street\n"
        "opened = street.start(base_port=0, clients={})\n"
        "sys.stdout.write(json.dumps([stall.url for stall in opened.stalls]) + chr(10))\n"
        "sys.stdout.flush()\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        urls = json.loads(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)

    assert len(urls) == len(AGENCIES)
    assert all(_is_gone(url) for url in urls)


def test_a_port_that_is_taken_is_a_fault_and_leaves_nothing_behind() -> None:
    with server.listen(0) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            street.start(base_port=port, clients={})


def test_an_agency_that_cannot_start_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StreetFault, match="belastingdienst ended"):
        street.start(base_port=0, clients={"hub": "no key"})

    assert "StoryFault" in capfd.readouterr().err


def test_one_agency_serves_until_it_is_stopped(tmp_path: Path) -> None:
    script = "from adapters.agencies.simulator import server\nserver.serve(server.Order(code='cak'), port={port})\n"
    with server.listen(0) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", script.format(port=port)], stderr=subprocess.PIPE) as process:
        until = monotonic() + GONE_SECONDS
        answered = 0
        while monotonic() < until and not answered:
            with suppress(httpx2.TransportError):
                answered = httpx2.get(f"http://127.0.0.1:{port}/health").status_code
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=GONE_SECONDS)

    assert (answered, process.returncode, words) == (HTTPStatus.OK, 0, b"")


def test_a_clients_file_is_read_and_checked(tmp_path: Path, caller: Caller) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"clients": _clients(caller)}), encoding="utf-8")
    bad.write_text(json.dumps({"clients": {"hub": caller.key.as_dict(private=True)}}), encoding="utf-8")

    assert server.clients_of(None) == {}
    assert [*server.clients_of(good)] == ["hub"]
    with pytest.raises(StoryFault, match="private key"):
        server.clients_of(bad)


def test_generated_people_stand_beside_the_personas() -> None:
    held = server.held_by("cjib", count=50, seed=1)

    assert set(people.load(agency.load("cjib"))) < set(held)
