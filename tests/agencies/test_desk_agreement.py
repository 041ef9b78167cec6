"""Our side and the agencies' side of an errand, written apart, agree: over HTTP, each agency a process of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx2
import pytest
from agencies.desk_in_hand import PROFILES, a_desk, an_errand, ask_again, bring
from agencies.hostile_server import Behavior, Visit, hostile
from joserfc.jwk import ECKey

from adapters.agencies.desk import HttpDesk
from adapters.agencies.payload_signature import PayloadSigner
from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import street
from adapters.agencies.simulator.server import Stall
from adapters.settings import HttpClient, SourceSettings
from hub.domain.errand import Answered, Errand, ErrandKind, PlannedTerm, Reply
from hub.domain.money import Cents

Stalls = Mapping[str, Stall]


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture(scope="module")
def stalls(key: ECKey) -> Iterator[Stalls]:
    """All agencies, each a process."""
    clients = {"hub": {"keys": [key.as_dict(private=False)]}}
    with street.open_street(clients=clients) as running:
        yield {stall.code: stall for stall in running.stalls}


@pytest.fixture(autouse=True)
def all_is_well(stalls: Stalls) -> Iterator[None]:
    yield
    for stall in stalls.values():
        _switch(stall, None)


def _switch(stall: Stall, behaviour: str | None) -> None:
    assert _control(stall, "PUT", {"behaviour": behaviour})[0] == 204


def _told(stall: Stall) -> dict[str, Any]:
    return dict(json.loads(_control(stall, "GET")[1]))


def _control(stall: Stall, method: str, order: object = None) -> tuple[int, bytes]:
    with closing(HTTPConnection(stall.url.removeprefix("http://"), timeout=5)) as connection:
        connection.request(method, "/simulator/desk", body=json.dumps(order))
        answer = connection.getresponse()
        return answer.status, answer.read()


def _carried_out(stall: Stall, errand: Errand) -> int:
    return sum(each["carriedOut"] for each in _told(stall)["errands"] if each["key"] == errand.key)


@asynccontextmanager
async def _desk(
    stall: Stall, key: ECKey, at: Path, client: HttpClient = "lean", **more: Any
) -> AsyncIterator[HttpDesk]:
    path = at / "hub.jwk"
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    profile = PROFILES[stall.code]
    fields: dict[str, Any] = {
        "url": stall.url,
        "token_url": stall.token_url,
        "key_file": path,
        "jwks_url": stall.jwks_url if profile.signs_answers else None,
        "timeout_s": 1,
    }
    async with a_desk(SourceSettings(**(fields | more)), profile, client) as desk:
        yield desk


@pytest.mark.parametrize("code", AGENCIES)
async def test_every_kind_of_errand_is_granted_and_carried_out_once(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, code: str
) -> None:
    begun = an_errand(code)
    kinds = [kind for kind in ErrandKind if kind is not ErrandKind.REQUEST]
    errands = [begun, *(an_errand(code, kind, arrangement=begun.arrangement, ground="all_paid") for kind in kinds)]
    async with _desk(stalls[code], key, tmp_path, client) as desk:
        answers = [await bring(desk, errand) for errand in errands[:-1]]
        answers.append(await bring(desk, errands[-1]))

    assert [answer.reply for answer in answers] == [Reply.GRANTED] * len(ErrandKind)
    assert all(answer.is_final and answer.decided_on and answer.reason is None for answer in answers)
    assert [_carried_out(stalls[code], errand) for errand in errands] == [1] * len(ErrandKind)


async def test_all_that_an_errand_can_say_is_understood(stalls: Stalls, key: ECKey, tmp_path: Path) -> None:
    full = an_errand("cjib", ends_on=date(2027, 3, 1), article="Wahv 35a", reform="rijk-breed")
    bare = an_errand("cjib", terms=(), claims=(), conditions=(), starts_on=None)
    async with _desk(stalls["cjib"], key, tmp_path) as desk:
        answers = [await bring(desk, errand) for errand in (full, bare)]

    assert [answer.reply for answer in answers] == [Reply.GRANTED] * 2


# Each reply


@pytest.mark.parametrize("code", ["cjib", "duo"])
async def test_a_refusal_comes_with_its_reason_and_article(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, code: str
) -> None:
    _switch(stalls[code], "declines")
    async with _desk(stalls[code], key, tmp_path, client) as desk:
        answered = await bring(desk, an_errand(code))

    assert (answered.reply, answered.is_final) == (Reply.REFUSED, True)
    assert (answered.reason, answered.article) == ("arrangement.not_wanted", "Awb 4:94")
    assert (answered.terms, answered.may_retry) == ((), False)


@pytest.mark.parametrize("code", ["cjib", "duo"])
async def test_other_terms_come_as_the_agency_said_them(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, code: str
) -> None:
    _switch(stalls[code], "other_terms")
    async with _desk(stalls[code], key, tmp_path, client) as desk:
        answered = await bring(desk, an_errand(code))

    assert answered.reply is Reply.GRANTED_OTHERWISE
    assert answered.terms == (
        PlannedTerm(due_on=date(2027, 2, 22), amount=Cents(5200)),
        PlannedTerm(due_on=date(2027, 3, 25), amount=Cents(5200)),
    )


@pytest.mark.parametrize("code", ["cjib", "duo"])
@pytest.mark.parametrize(("behaviour", "looks"), [("acknowledges", 1), ("acknowledges_twice", 2)])
async def test_what_was_received_is_granted_in_the_end(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, code: str, behaviour: str, looks: int
) -> None:
    _switch(stalls[code], behaviour)
    errand = an_errand(code)
    async with _desk(stalls[code], key, tmp_path, client) as desk:
        answers = [await bring(desk, errand), *[await ask_again(desk, errand) for _ in range(looks)]]

    assert [answer.reply for answer in answers] == [Reply.RECEIVED] * looks + [Reply.GRANTED]
    assert answers[0] == Answered(reply=Reply.RECEIVED)
    assert _carried_out(stalls[code], errand) == 1


async def test_what_was_forgotten_is_to_be_brought_again(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient
) -> None:
    _switch(stalls["cjib"], "forgets")
    errand = an_errand("cjib")
    async with _desk(stalls["cjib"], key, tmp_path, client) as desk:
        received, forgotten = await bring(desk, errand), await ask_again(desk, errand)
        again = await bring(desk, errand)

    assert received.reply is Reply.RECEIVED
    assert forgotten == Answered(reply=Reply.UNREACHABLE, reason="errand.forgotten", may_retry=True)
    assert (again.reply, _carried_out(stalls["cjib"], errand)) == (Reply.GRANTED, 1)


async def test_the_same_again_gets_the_same_answer_and_counts_once(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient
) -> None:
    errand = an_errand("cak")
    async with _desk(stalls["cak"], key, tmp_path, client) as desk:
        one_by_one = [await bring(desk, errand) for _ in range(2)]
        at_once = await asyncio.gather(*(bring(desk, errand) for _ in range(8)))
        looked = await ask_again(desk, errand)

    assert {answer.reply for answer in (*one_by_one, *at_once, looked)} == {Reply.GRANTED}
    assert _carried_out(stalls["cak"], errand) == 1


async def test_eight_at_once_of_which_none_was_before_are_carried_out_once(
    stalls: Stalls, key: ECKey, tmp_path: Path
) -> None:
    errand = an_errand("duo")
    async with _desk(stalls["duo"], key, tmp_path) as desk:
        answers = await asyncio.gather(*(bring(desk, errand) for _ in range(8)))

    assert {answer.reply for answer in answers} == {Reply.GRANTED}
    assert _carried_out(stalls["duo"], errand) == 1


async def test_another_errand_under_the_same_key_is_refused_for_good(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient
) -> None:
    errand = an_errand("cjib")
    async with _desk(stalls["cjib"], key, tmp_path, client) as desk:
        await bring(desk, errand)
        answered = await bring(desk, an_errand("cjib", key=errand.key))

    assert answered == Answered(reply=Reply.UNREACHABLE, reason="errand.key_reused")


# Each fault: an honest reason, and brought again it counts once

FAULTS = {
    "unavailable": ("source.http_error", timedelta(seconds=120), 0),
    "busy": ("source.busy", timedelta(seconds=5), 0),
    "error": ("source.http_error", None, 0),
    "refuses": ("source.connection_failed", None, 0),
    "slow": ("source.timed_out", None, 1),
    "drip": ("source.timed_out", None, 1),
    "huge": ("source.too_large", None, 1),
    "deep": ("source.malformed", None, 1),
    "garbage": ("source.malformed", None, 1),
    "other_person": ("errand.other_answer", None, 1),
    "loses_answer": ("source.connection_failed", None, 1),
    "bad_signature": ("source.bad_signature", None, 1),
}


@pytest.mark.parametrize("code", ["cjib", "duo"])
@pytest.mark.parametrize("behaviour", FAULTS)
async def test_a_fault_has_its_reason_and_the_errand_counts_once_when_it_is_brought_again(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, code: str, behaviour: str
) -> None:
    signs = PROFILES[code].signs_answers
    if behaviour == "bad_signature" and not signs:
        return  # who does not sign cannot sign badly
    reason, after, done = FAULTS[behaviour]
    if signs and reason == "source.malformed":
        reason = "source.bad_signature"  # said under the media type of what is signed
    stall, errand = stalls[code], an_errand(code)
    _switch(stall, behaviour)
    calls = _told(stall)["calls"]
    async with _desk(stall, key, tmp_path, client) as desk:
        failed = await bring(desk, errand)
        arrived, first = _told(stall)["calls"] - calls, _carried_out(stall, errand)
        _switch(stall, None)
        again = await bring(desk, errand)

    assert failed == Answered(reply=Reply.UNREACHABLE, reason=reason, may_retry=True, after=after)
    assert (arrived, first) == (1, done)
    assert (again.reply, _carried_out(stall, errand)) == (Reply.GRANTED, 1)


async def test_an_agency_that_is_down_is_left_alone_after_five_errands(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient
) -> None:
    _switch(stalls["toeslagen"], "refuses")
    calls = _told(stalls["toeslagen"])["calls"]
    async with _desk(stalls["toeslagen"], key, tmp_path, client) as desk:
        answers = [await bring(desk, an_errand("toeslagen")) for _ in range(12)]

    assert {answer.reply for answer in answers} == {Reply.UNREACHABLE}
    assert answers[-1].reason == "source.circuit_open"
    assert _told(stalls["toeslagen"])["calls"] - calls == 5


# Signatures


def _on_the_way(stall: Stall, before: bytes, after: bytes) -> Behavior:
    """Pass on what comes, changed."""

    async def pass_on(visit: Visit) -> None:
        method, path, _ = visit.head.split(" ", 2)
        names = ("Authorization", "Content-Type", "Digest", "Payload-Signature")
        headers = {name: said for name in names if (said := visit.header(name))}
        async with httpx2.AsyncClient() as there:
            body = visit.body.replace(before, after)
            answer = await there.request(method, stall.url + path, headers=headers, content=body)
        said = f"Content-Type: {answer.headers['content-type']}"
        await visit.answer(f"{answer.status_code} x", said, "Connection: close", body=answer.content)

    return pass_on


async def test_an_errand_that_was_changed_on_its_way_is_carried_out_by_nobody(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient
) -> None:
    stall, errands, answers = stalls["cjib"], [an_errand("cjib"), an_errand("cjib")], []
    for errand, before in zip(errands, (b"nothing", b'"open":10400'), strict=True):
        async with (
            hostile(_on_the_way(stall, before, b'"open":10401')) as between,
            _desk(stall, key, tmp_path, client, url=between.url) as desk,
        ):
            answers.append(await bring(desk, errand))
    passed, changed = answers

    assert passed.reply is Reply.GRANTED
    assert changed == Answered(reply=Reply.UNREACHABLE, reason="errand.signature_refused")
    assert [_carried_out(stall, errand) for errand in errands] == [1, 0]


async def test_what_somebody_else_signed_is_refused(stalls: Stalls, key: ECKey, tmp_path: Path) -> None:
    errand = an_errand("cjib")
    async with _desk(stalls["cjib"], key, tmp_path) as desk:
        forger = ECKey.generate_key("P-256", parameters={"kid": str(key.kid)})
        desk._signer = PayloadSigner(key=forger, header="Payload-Signature", now=desk._signer.now)
        answered = await bring(desk, errand)

    assert answered == Answered(reply=Reply.UNREACHABLE, reason="errand.signature_refused")
    assert _carried_out(stalls["cjib"], errand) == 0


@pytest.mark.parametrize(
    ("header", "reply"), [("nlgov-adr-payload-sig", Reply.GRANTED), ("X-Signature", Reply.UNREACHABLE)]
)
async def test_the_signature_stands_in_the_header_that_the_agency_reads(
    stalls: Stalls, key: ECKey, tmp_path: Path, client: HttpClient, header: str, reply: Reply
) -> None:
    async with _desk(stalls["duo"], key, tmp_path, client, signature_header=header) as desk:
        answered = await bring(desk, an_errand("duo"))

    assert answered.reply is reply
    assert answered.reason == (None if reply is Reply.GRANTED else "errand.signature_refused")


async def test_where_an_agency_signs_what_is_unsigned_is_no_grant(stalls: Stalls, key: ECKey, tmp_path: Path) -> None:
    errand = an_errand("duo")
    async with _desk(stalls["duo"], key, tmp_path, jwks_url=stalls["cjib"].jwks_url) as desk:
        answered = await bring(desk, errand)

    assert (answered.reply, answered.reason) == (Reply.UNREACHABLE, "source.not_signed")
    assert _carried_out(stalls["duo"], errand) == 1
