import json
from collections.abc import Mapping

import httpx2
import pytest
from agencies.simulator.caller import Caller
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import agency, people
from adapters.agencies.simulator.server import Stall
from adapters.agencies.simulator.story import BEHAVIOURS

PATIENCE = httpx2.Timeout(0.7)


def _stream(caller: Caller, stall: Stall, bsn: str, *, enough: int) -> int:
    """Read until there is enough, and say how much came."""
    read = 0
    with caller.http.stream(
        "POST",
        f"{stall.url}/v1/financial-claims",
        json={"bsn": bsn, "asOf": "2026-11-23", "fcidVersion": "4.1.0"},
        headers={"Authorization": f"Bearer {caller.token(stall)}"},
    ) as answer:
        for piece in answer.iter_raw():
            read += len(piece)
            if read >= enough:
                break
    return read


def test_an_agency_that_is_out_of_order_says_so(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    answer = caller.ask(stalls["duo"], bsn["omar"])

    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.headers["retry-after"]


def test_a_busy_agency_says_when_to_come_back(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    answer = caller.ask(stalls["cak"], bsn["saar"])

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")


def test_an_agency_can_break_the_connection_without_a_word(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    with pytest.raises(httpx2.TransportError):
        caller.ask(stalls["toeslagen"], bsn["nina"])


def test_a_slow_agency_says_nothing_for_a_long_time(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    token = caller.token(stalls["duo"])

    with pytest.raises(httpx2.ReadTimeout):
        caller.http.post(
            f"{stalls['duo'].url}/v1/financial-claims",
            json={"bsn": bsn["mees"], "asOf": "2026-11-23", "fcidVersion": "3.0.0"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )


def test_a_dripping_agency_never_keeps_a_reader_waiting_and_never_ends(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    assert _stream(caller, stalls["cak"], bsn["lieke"], enough=4) == 4


def test_a_huge_answer_is_as_long_as_promised(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    assert _stream(caller, stalls["toeslagen"], bsn["lieke"], enough=10**9) > 20 * 1024 * 1024


def test_a_deep_answer_is_deep(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    answer = caller.ask(stalls["belastingdienst"], bsn["gijs"])

    with pytest.raises(RecursionError):
        json.loads(answer.content)


def test_garbage_is_no_json(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    answer = caller.ask(stalls["belastingdienst"], bsn["koen"])

    assert answer.headers["content-type"] == "application/json"
    with pytest.raises(ValueError, match=r"codec|Expecting"):
        json.loads(answer.content)


def test_a_forged_answer_bears_the_name_of_the_real_key(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    answer = caller.ask(stalls["cjib"], bsn["els"])
    published = caller.http.get(stalls["cjib"].jwks_url).json()

    forged = jws.extract_compact(answer.content)

    assert forged.protected["kid"] == published["keys"][0]["kid"]
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(answer.text, KeySet.import_key_set(published), algorithms=["ES256"])


def test_a_mixed_up_answer_is_about_somebody_who_is_not_seeded(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    body = caller.ask(stalls["duo"], bsn["jan"]).json()["body"]

    assert body["bsn"] not in bsn.values()
    assert {case["bsn"] for case in body["financiele_zaken"]} == {body["bsn"]}


def test_only_the_question_about_that_person_is_hit(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    assert all(caller.ask(stall, bsn["noor"]).status_code == 200 for stall in stalls.values())


def test_each_behaviour_is_shown_by_a_persona() -> None:
    shown = {person.behaviour for code in AGENCIES for person in people.load(agency.load(code)).values()}

    assert shown - {None} == set(BEHAVIOURS)
