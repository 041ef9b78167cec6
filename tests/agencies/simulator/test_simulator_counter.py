"""How the counter for claims is told to behave, towards everybody and until told again."""

import base64
import json
from collections.abc import Iterator, Mapping
from time import monotonic

import httpx2
import pytest
from agencies.simulator.caller import Caller

from adapters.agencies.simulator import server
from adapters.agencies.simulator.faults import Pace
from adapters.agencies.simulator.server import Order, Stall


@pytest.fixture
def counter(caller: Caller) -> Iterator[Stall]:
    """An agency of its own, which a test may break."""
    order = Order(code="cak", clients={"hub": {"keys": [caller.key.as_dict(private=False)]}})
    with server.running(order, pace=Pace(late_seconds=0.3)) as running:
        yield running


def switch(caller: Caller, stall: Stall, behaviour: object) -> httpx2.Response:
    return caller.http.put(f"{stall.url}/simulator/counter", json={"behaviour": behaviour})


def told(caller: Caller, stall: Stall) -> object:
    return caller.http.get(f"{stall.url}/simulator/counter").json()["behaviour"]


def test_an_agency_is_out_of_order_until_told_otherwise(caller: Caller, counter: Stall, bsn: Mapping[str, str]) -> None:
    assert told(caller, counter) is None
    assert switch(caller, counter, "unavailable").status_code == 204
    assert told(caller, counter) == "unavailable"
    assert caller.ask(counter, bsn["noor"]).status_code == 503

    switch(caller, counter, None)

    assert caller.ask(counter, bsn["noor"]).status_code == 200


def test_a_late_answer_is_whole(caller: Caller, counter: Stall, bsn: Mapping[str, str]) -> None:
    switch(caller, counter, "late")
    began_s = monotonic()

    answer = caller.ask(counter, bsn["noor"])

    assert monotonic() - began_s >= 0.3
    assert answer.status_code == 200


def cases(answer: httpx2.Response) -> list[Mapping[str, int]]:
    content = answer.text if answer.headers["content-type"] == "application/json" else None
    if content is None:  # signed: the middle of three parts
        part = answer.text.split(".")[1]
        content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    found: list[Mapping[str, int]] = json.loads(content)["body"]["financiele_zaken"]
    return found


def test_an_answer_contradicts_itself_in_every_case(caller: Caller, counter: Stall, bsn: Mapping[str, str]) -> None:
    right = cases(caller.ask(counter, bsn["noor"]))
    switch(caller, counter, "contradictory")

    wrong = cases(caller.ask(counter, bsn["noor"]))

    assert right
    assert [case["saldo"] for case in wrong] != [case["saldo"] for case in right]
    assert [case["gebeurtenissen"] for case in wrong] == [case["gebeurtenissen"] for case in right]


def test_whoever_is_not_known_there_owes_nothing_and_contradicts_nothing(caller: Caller, counter: Stall) -> None:
    switch(caller, counter, "contradictory")

    assert cases(caller.ask(counter, "999990019")) == []


@pytest.mark.parametrize("behaviour", ["late again", 3, "", ["late"]])
def test_a_behaviour_that_does_not_exist_is_refused(caller: Caller, counter: Stall, behaviour: object) -> None:
    assert switch(caller, counter, behaviour).status_code == 400
    assert told(caller, counter) is None


def test_its_root_says_what_it_is_and_every_address_there_answers(caller: Caller, counter: Stall) -> None:
    told = caller.http.get(f"{counter.url}/").json()

    assert told.pop("what").startswith("A simulator of CAK ")
    assert {caller.http.get(f"{counter.url}{path}").status_code for path in told.values()} == {200}
