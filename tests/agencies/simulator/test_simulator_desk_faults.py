"""How the desk of a simulated agency answers when a test says how, and each way in which its machine can fail."""

import json
from collections.abc import Mapping

import httpx2
import pytest
from agencies.simulator.bringer import Bringer, Said, an_errand
from agencies.simulator.caller import Caller
from agencies.simulator.test_simulator_contract import _faults, _schema

from adapters.agencies.simulator import server
from adapters.agencies.simulator.faults import Pace
from adapters.agencies.simulator.server import Order
from adapters.agencies.simulator.story import Person


def test_a_refusal_names_its_reason_and_its_article(desk: Bringer, noor: str) -> None:
    desk.switch("declines")

    said = desk.read(desk.bring(an_errand(desk.stall, noor)))

    assert (said["reply"], said["reason"]) == ("refused", "arrangement.not_wanted")
    assert said["article"]
    assert [*_faults(_schema("Answer"), said)] == []


def test_other_terms_come_later_and_are_as_many_cents(desk: Bringer, noor: str) -> None:
    desk.switch("other_terms")
    errand = an_errand(desk.stall, noor)

    said = desk.read(desk.bring(errand))

    assert said["reply"] == "granted_otherwise"
    assert [term["amount"] for term in said["terms"]] == [term["amount"] for term in errand["terms"]]
    assert [term["dueOn"] for term in said["terms"]] == ["2027-02-22", "2027-03-25"]
    assert [*_faults(_schema("Answer"), said)] == []


@pytest.mark.parametrize(
    ("behaviour", "replies"),
    [
        ("acknowledges", ["received", "granted", "granted"]),
        ("acknowledges_twice", ["received", "received", "granted"]),
    ],
)
def test_what_was_received_is_granted_at_a_later_look(
    desk: Bringer, noor: str, behaviour: str, replies: list[str]
) -> None:
    desk.switch(behaviour)
    errand = an_errand(desk.stall, noor)

    answers = [desk.bring(errand), desk.look(errand["key"]), desk.look(errand["key"])]

    assert [desk.read(answer)["reply"] for answer in answers] == replies
    assert [answer.status_code == 202 for answer in answers] == [reply == "received" for reply in replies]
    assert desk.of(errand["key"])["carriedOut"] == 1


def test_bringing_again_what_was_received_moves_nothing_on(one: Bringer, noor: str) -> None:
    one.switch("acknowledges")
    errand = an_errand(one.stall, noor)

    replies = [one.read(one.bring(errand))["reply"] for _ in range(3)]

    assert replies == ["received"] * 3
    assert one.of(errand["key"])["carriedOut"] == 0


def test_what_was_forgotten_is_carried_out_when_it_is_brought_again(one: Bringer, noor: str) -> None:
    one.switch("forgets")
    errand = an_errand(one.stall, noor)
    one.bring(errand)

    forgotten = [one.look(errand["key"]).status_code for _ in range(2)]
    again = one.read(one.bring(errand))

    assert (forgotten, again["reply"]) == ([404, 404], "granted")
    assert (one.of(errand["key"])["brought"], one.of(errand["key"])["carriedOut"]) == (2, 1)


def test_an_answer_can_be_lost_after_all_was_done(one: Bringer, noor: str) -> None:
    one.switch("loses_answer")
    errand = an_errand(one.stall, noor)

    with pytest.raises(httpx2.TransportError):
        one.bring(errand)
    again = one.read(one.bring(errand))

    assert again["reply"] == "granted"
    assert one.of(errand["key"])["carriedOut"] == 1


@pytest.mark.parametrize(
    ("behaviour", "status", "after"), [("unavailable", 503, "120"), ("busy", 429, "5"), ("error", 500, None)]
)
def test_an_agency_that_is_not_well_takes_nothing_in(
    one: Bringer, noor: str, behaviour: str, status: int, after: str | None
) -> None:
    one.switch(behaviour)
    errand = an_errand(one.stall, noor)
    calls = one.told()["calls"]

    answers = [one.bring(errand), one.look(errand["key"])]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert [answer.headers.get("retry-after") for answer in answers] == [after] * 2
    assert one.told()["calls"] == calls + 2
    assert errand["key"] not in json.dumps(one.told())


def test_a_connection_can_break_before_anything_is_done(one: Bringer, noor: str) -> None:
    one.switch("refuses")
    errand = an_errand(one.stall, noor)

    with pytest.raises(httpx2.TransportError):
        one.bring(errand)

    assert errand["key"] not in json.dumps(one.told())


def test_a_fault_can_last_for_so_many_calls(one: Bringer, noor: str) -> None:
    one.switch("error", times=2)
    errand = an_errand(one.stall, noor)

    statuses = [one.bring(errand).status_code for _ in range(3)]

    assert (statuses, one.told()["behaviour"]) == ([500, 500, 200], None)


def test_a_slow_agency_has_done_it_before_it_answers(caller: Caller, noor: str) -> None:
    keys = {"hub": {"keys": [caller.key.as_dict(private=False)]}}
    with server.running(Order(code="cjib", clients=keys), pace=Pace(slow_seconds=0.05)) as stall:
        one = Bringer.at(caller, stall)
        one.switch("slow")
        errand = an_errand(stall, noor)

        answer = one.bring(errand)

        assert one.read(answer)["reply"] == "granted"
        assert one.of(errand["key"])["carriedOut"] == 1


@pytest.mark.parametrize("order", [{"behaviour": "kind"}, {"behaviour": "slow", "times": 0}, {"times": "x"}])
def test_a_switch_that_there_is_not_is_refused(one: Bringer, order: Said) -> None:
    assert one.caller.http.put(f"{one.stall.url}/simulator/desk", json=order).status_code == 400


def test_a_person_s_story_can_say_how_the_desk_treats_them(caller: Caller, bsn: Mapping[str, str]) -> None:
    held = {
        bsn["noor"]: Person(persona="noor", bsn=bsn["noor"], desk="declines"),
        bsn["daan"]: Person(persona="daan", bsn=bsn["daan"], behaviour="unavailable"),
    }
    keys = {"hub": {"keys": [caller.key.as_dict(private=False)]}}
    with server.running(Order(code="duo", clients=keys), held=held) as stall:
        desk = Bringer.at(caller, stall)
        said = desk.read(desk.bring(an_errand(stall, bsn["noor"])))
        statuses = [desk.bring(an_errand(stall, bsn[name])).status_code for name in ("daan", "sem")]

    assert (said["reply"], statuses) == ("refused", [503, 200])


def test_what_a_test_is_told_has_no_person_in_it(one: Bringer, noor: str) -> None:
    one.bring(an_errand(one.stall, noor))

    assert noor not in json.dumps(one.told())


def test_an_agency_can_answer_about_another_errand(one: Bringer, noor: str) -> None:
    one.switch("other_person")
    errand = an_errand(one.stall, noor)

    assert one.read(one.bring(errand))["key"] != errand["key"]


def test_a_simulator_that_is_full_takes_nothing_more_but_knows_what_it_has(
    one: Bringer, noor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand = an_errand(one.stall, noor)
    one.bring(errand)
    monkeypatch.setattr("adapters.agencies.simulator.errand_book.KEPT_AT_MOST", 1)

    answers = [one.bring(an_errand(one.stall, noor)), one.bring(errand)]

    assert [answer.status_code for answer in answers] == [503, 200]
