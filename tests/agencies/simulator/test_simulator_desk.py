"""The desk for arrangements of a simulated agency: signed errands, each carried out once, and every way to fail one."""

import json
from collections.abc import Callable, Iterator, Mapping

import httpx2
import pytest
from agencies.simulator.bringer import METHODS, Bringer, Said, a_stranger_s_key, an_errand, digest, signature
from agencies.simulator.caller import Caller
from agencies.simulator.test_simulator_contract import _faults, _schema

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import server
from adapters.agencies.simulator.faults import Pace
from adapters.agencies.simulator.server import Order, Stall
from adapters.agencies.simulator.story import Person


@pytest.fixture(params=["cjib", "duo"])
def desk(caller: Caller, stalls: Mapping[str, Stall], request: pytest.FixtureRequest) -> Iterator[Bringer]:
    """One agency that signs its answers, and one that does not."""
    bringer = Bringer.at(caller, stalls[request.param])
    yield bringer
    bringer.switch(None)


@pytest.fixture
def one(caller: Caller, stalls: Mapping[str, Stall]) -> Iterator[Bringer]:
    bringer = Bringer.at(caller, stalls["cjib"])
    yield bringer
    bringer.switch(None)


@pytest.fixture
def noor(bsn: Mapping[str, str]) -> str:
    return bsn["noor"]


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


@pytest.mark.parametrize("kind", ["amend", "pause"])
def test_what_does_not_run_cannot_be_changed(one: Bringer, noor: str, kind: str) -> None:
    said = one.read(one.bring(an_errand(one.stall, noor, kind)))

    assert (said["reply"], said["reason"]) == ("refused", "arrangement.unknown")
    assert said["article"]


@pytest.mark.parametrize("kind", ["withdraw", "resume_collection"])
def test_what_never_came_can_be_taken_back_all_the_same(one: Bringer, noor: str, kind: str) -> None:
    assert one.read(one.bring(an_errand(one.stall, noor, kind)))["reply"] == "granted"


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
    "cents that are none": {"terms": [{"dueOn": "2027-01-25", "amount": 52.5}]},
    "no cents": {"claims": [{"owner": "00000099000000103000", "reference": "x", "open": 0}]},
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


# Answers of another kind, and faults


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
