"""The desk for arrangements of a simulated agency takes signed errands only, and carries each out once."""

import json
from collections.abc import Callable, Mapping

import httpx2
import pytest
from agencies.simulator.bringer import METHODS, Bringer, Said, a_stranger_s_key, an_errand, digest, signature
from agencies.simulator.caller import Caller
from agencies.simulator.test_simulator_contract import _faults, _schema

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator.server import Stall


def _code(response: httpx2.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize("code", AGENCIES)
@pytest.mark.parametrize("kind", METHODS)
def test_every_kind_of_errand_is_granted_once_at_every_agency(
    caller: Caller, stalls: Mapping[str, Stall], noor: str, code: str, kind: str
) -> None:
    desk = Bringer.at(caller, stalls[code])
    begun = an_errand(desk.stall, noor)
    desk.bring(begun)
    errand = an_errand(desk.stall, noor, kind, arrangement=begun["arrangement"])

    answer = desk.bring(errand)

    said = desk.read(answer)
    assert (answer.status_code, said["reply"], said["key"]) == (200, "granted", errand["key"])
    assert "decidedOn" in said
    assert [*_faults(_schema("Errand"), errand), *_faults(_schema("Answer"), said)] == []
    assert desk.of(errand["key"])["carriedOut"] == 1


def test_the_same_again_gets_the_same_answer_and_is_not_carried_out_again(desk: Bringer, noor: str) -> None:
    errand = an_errand(desk.stall, noor)

    answers = [desk.read(desk.bring(errand)) for _ in range(3)]

    assert answers == [answers[0]] * 3
    assert desk.of(errand["key"]) | {"arrangement": ""} == {
        "key": errand["key"],
        "kind": "request",
        "arrangement": "",
        "brought": 3,
        "looked": 0,
        "carriedOut": 1,
        "reply": "granted",
    }


@pytest.mark.parametrize("change", [{"arrangement": "other"}, {"terms": []}, {"bsn": "999990019"}, {"kind": "suspend"}])
def test_another_body_under_the_same_key_is_refused_and_changes_nothing(desk: Bringer, noor: str, change: Said) -> None:
    errand = an_errand(desk.stall, noor)
    first = desk.read(desk.bring(errand))

    refused = desk.bring(errand | change)

    assert _code(refused) == (422, "errand.key_reused")
    assert desk.read(desk.look(errand["key"])) == first
    assert desk.of(errand["key"])["brought"] == 1


def test_what_was_never_brought_is_not_known(desk: Bringer) -> None:
    assert _code(desk.look("never-brought")) == (404, "errand.unknown")


@pytest.mark.parametrize("kind", ["change", "amend", "pause"])
def test_what_does_not_run_cannot_be_changed(one: Bringer, noor: str, kind: str) -> None:
    said = one.read(one.bring(an_errand(one.stall, noor, kind)))

    assert (said["reply"], said["reason"]) == ("refused", "arrangement.unknown")
    assert said["article"]


@pytest.mark.parametrize("kind", ["withdraw", "resume_collection", "close"])
def test_what_never_came_can_be_taken_back_all_the_same(one: Bringer, noor: str, kind: str) -> None:
    assert one.read(one.bring(an_errand(one.stall, noor, kind)))["reply"] == "granted"


def test_what_was_paid_is_closed_with_nothing_open(one: Bringer, noor: str) -> None:
    claims = [{"owner": "00000099000000103000", "reference": "x", "open": 0}]

    said = one.read(one.bring(an_errand(one.stall, noor, "close", claims=claims, ground="all_paid")))

    assert said["reply"] == "granted"


def test_a_request_that_comes_after_its_withdrawal_is_refused(one: Bringer, noor: str) -> None:
    late = an_errand(one.stall, noor)
    one.bring(an_errand(one.stall, noor, "withdraw", arrangement=late["arrangement"]))

    said = one.read(one.bring(late))

    assert (said["reply"], said["reason"]) == ("refused", "arrangement.withdrawn")


# What is not an errand, or not from us

WRONG: Mapping[str, Said] = {
    "another kind": {"kind": "amend"},
    "a kind that there is not": {"kind": "forgive"},
    "another agency": {"to": "00000099000000109000"},
    "a number that is no test number": {"bsn": "123456789"},
    "no person": {"bsn": None},
    "something more": {"remark": "x"},
    "a term of nothing": {"terms": [{"dueOn": "2027-01-25", "amount": 0}]},
    "a ground that is no word": {"ground": 7},
    "cents that are none": {"terms": [{"dueOn": "2027-01-25", "amount": 52.5}]},
    "no cents": {"claims": [{"owner": "00000099000000103000", "reference": "x", "open": -1}]},
    "an owner by name": {"claims": [{"owner": "cjib", "reference": "x", "open": 1}]},
    "a term that says more": {"terms": [{"dueOn": "2027-01-25", "amount": 1, "x": 1}]},
    "terms that are no list": {"terms": {}},
    "a reference without end": {"claims": [{"owner": "00000099000000103000", "reference": "x" * 500, "open": 1}]},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_no_errand_for_this_agency_is_refused(one: Bringer, noor: str, change: Said) -> None:
    errand = an_errand(one.stall, noor, **change)

    assert _code(one.bring(errand, method="PUT")) == (400, "errand.malformed")
    assert errand["key"] not in json.dumps(one.told())


@pytest.mark.parametrize("change", [{"startsOn": "soon"}, {"endsOn": "2027-02-30"}])
def test_a_day_that_is_none_is_refused(one: Bringer, noor: str, change: Said) -> None:
    assert one.bring(an_errand(one.stall, noor, **change)).status_code == 400


def test_a_body_under_another_address_is_refused(one: Bringer, noor: str) -> None:
    assert _code(one.bring(an_errand(one.stall, noor), key="another-key")) == (400, "errand.malformed")


Headers = Callable[[Bringer, bytes], Mapping[str, str] | list[tuple[str, str]]]

BADLY_SIGNED: Mapping[str, Headers] = {
    "by somebody else": lambda one, body: {
        "Digest": digest(body),
        "Payload-Signature": signature(a_stranger_s_key(), digest(body)),
    },
    "over another body": lambda one, body: one.signed(b"{}"),
    "with another digest": lambda one, body: one.signed(body) | {"Digest": digest(b"{}")},
    "over another digest": lambda one, body: one.signed(b"{}") | {"Digest": digest(body)},
    "without a digest": lambda one, body: {"Payload-Signature": one.signed(body)["Payload-Signature"]},
    "with two digests": lambda one, body: [*one.signed(body).items(), ("Digest", digest(body))],
    "twice": lambda one, body: [*one.signed(body).items(), *one.signed(body).items()][:3],
    "under both names": lambda one, body: (
        one.signed(body) | {"nlgov-adr-payload-sig": one.signed(body)["Payload-Signature"]}
    ),
    "not detached": lambda one, body: {
        "Digest": digest(body),
        "Payload-Signature": one.signed(body)["Payload-Signature"].replace("..", ".e30."),
    },
    "with an algorithm outside the module": lambda one, body: {
        "Digest": digest(body),
        "Payload-Signature": signature(one.caller.rsa_key, digest(body), alg="RS256"),
    },
    "with another mechanism": lambda one, body: one.signed(body, sigD={"mId": "x", "pars": ["digest"]}),
    "over more headers": lambda one, body: one.signed(
        body, sigD={"mId": "http://uri.etsi.org/19182/HttpHeaders", "pars": ["digest", "host"]}
    ),
    "without a mechanism": lambda one, body: one.signed(body, sigD=None),
    "as a token": lambda one, body: one.signed(body, typ="JWT"),
    "without a moment": lambda one, body: one.signed(body, sigT=None),
    "with the name of another key": lambda one, body: one.signed(body, kid="other"),
    "nonsense": lambda one, body: {"Digest": digest(body), "Payload-Signature": "x"},
    "nonsense in three parts": lambda one, body: {"Digest": digest(body), "Payload-Signature": "e30..x"},
    "no JSON": lambda one, body: {"Digest": digest(body), "Payload-Signature": "####..x"},
}


@pytest.mark.parametrize("headers", BADLY_SIGNED.values(), ids=BADLY_SIGNED)
def test_a_bad_signature_is_refused_and_nothing_is_carried_out(one: Bringer, noor: str, headers: Headers) -> None:
    errand = an_errand(one.stall, noor)
    body = json.dumps(errand).encode()

    refused = one.send(body, headers(one, body), "PUT", errand["key"])

    assert _code(refused) == (400, "errand.bad_signature")
    assert errand["key"] not in json.dumps(one.told())


def test_without_a_signature_nothing_is_taken(one: Bringer, noor: str) -> None:
    errand = an_errand(one.stall, noor)
    body = json.dumps(errand).encode()

    assert _code(one.send(body, {"Digest": digest(body)}, "PUT", errand["key"])) == (400, "errand.not_signed")


def test_ps256_and_the_older_name_of_the_header_are_good_too(one: Bringer, noor: str) -> None:
    errand = an_errand(one.stall, noor)
    body = json.dumps(errand).encode()
    said = digest(body)
    headers = {"Digest": said, "nlgov-adr-payload-sig": signature(one.caller.rsa_key, said, alg="PS256")}

    assert one.read(one.send(body, headers, "PUT", errand["key"]))["reply"] == "granted"


def test_a_body_without_end_is_refused(one: Bringer) -> None:
    assert one.send(b" " * 300_000, {}, "PUT", "key").status_code == 413


def test_a_token_for_reading_does_not_write_and_one_for_writing_does_not_read(
    caller: Caller, stalls: Mapping[str, Stall], noor: str
) -> None:
    stall = stalls["cjib"]
    reader = Bringer(caller=caller, stall=stall, bearer=caller.token(stall))
    writer = Bringer.at(caller, stall)
    question = {"bsn": noor, "asOf": "2026-11-23", "fcidVersion": "4.1.0"}

    refused = [
        reader.bring(an_errand(stall, noor)),
        reader.look("key"),
        caller.http.post(
            f"{stall.url}/v1/financial-claims", json=question, headers={"Authorization": f"Bearer {writer.bearer}"}
        ),
    ]

    assert [answer.status_code for answer in refused] == [403] * 3
    assert all("insufficient_scope" in answer.headers["www-authenticate"] for answer in refused)


def test_one_token_may_be_for_both(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    stall = stalls["cak"]
    form = caller.form(caller.assertion(stall), scope="financial-claims:read arrangements:write")

    granted = caller.http.post(stall.token_url, data=form).json()

    assert set(granted["scope"].split()) == {"financial-claims:read", "arrangements:write"}
    assert [*_faults(_schema("TokenAnswer"), granted)] == []
