"""What an agency says to an errand: read as it was said, and never as a grant where it said anything else."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from agencies import hostile_server
from agencies.desk_in_hand import HERE, a_desk, an_errand, ask_again, bring
from agencies.fcid_cases import BSN
from agencies.hostile_server import Behavior, Hostile, Visit, hostile
from agencies.small_agency import SmallAgency, small_agency
from agencies.source_in_hand import PROFILE
from builders import A_TRACE
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies import errand_reader
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.desk import METHODS, HttpDesk
from adapters.agencies.errand_reader import LONGEST_ARTICLE, LONGEST_CODE, MOST_TERMS
from adapters.settings import HttpClient
from hub.domain.errand import Answered, Errand, ErrandKind, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.errors import BadInput

Json = dict[str, Any]
ERRAND = an_errand(key="key-1")
GRANTED: Json = {"key": "key-1", "reply": "granted", "decidedOn": "2026-11-23"}
REFUSED: Json = GRANTED | {"reply": "refused", "reason": "debt.too_old", "article": "Awb 4:104"}
TERMS = [{"dueOn": "2027-02-25", "amount": 100}, {"dueOn": "2027-03-25", "amount": 200}]
OTHERWISE: Json = GRANTED | {"reply": "granted_otherwise", "terms": TERMS}
RECEIVED: Json = {"key": "key-1", "reply": "received"}


@pytest.fixture
async def agency() -> AsyncIterator[SmallAgency]:
    async with small_agency() as running:
        yield running


def _saying(status: int, body: object, media_type: str = "application/json") -> Behavior:
    written = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def behave(visit: Visit) -> None:
        await visit.answer(f"{status} x", f"Content-Type: {media_type}", body=written)

    return behave


@asynccontextmanager
async def _desk_at(
    agency: SmallAgency, at: Path, *behaviors: Behavior, client: HttpClient = "lean"
) -> AsyncIterator[tuple[HttpDesk, Hostile]]:
    async with hostile(*behaviors) as server:
        settings = agency.settings(at, url=server.url, timeout_s=1)
        async with a_desk(settings, PROFILE, client) as desk:
            yield desk, server


async def _answer(agency: SmallAgency, at: Path, behavior: Behavior, errand: Errand = ERRAND) -> Answered:
    async with _desk_at(agency, at, behavior) as (desk, _):
        return await bring(desk, errand)


# What was said


@pytest.mark.parametrize(
    ("status", "said", "answered"),
    [
        (200, GRANTED, Answered(reply=Reply.GRANTED, decided_on=date(2026, 11, 23))),
        (
            200,
            GRANTED | {"article": "Awb 4:94", "terms": [], "reason": None, "remark": "new here"},
            Answered(reply=Reply.GRANTED, article="Awb 4:94", decided_on=date(2026, 11, 23)),
        ),
        (
            200,
            REFUSED,
            Answered(reply=Reply.REFUSED, reason="debt.too_old", article="Awb 4:104", decided_on=date(2026, 11, 23)),
        ),
        (
            200,
            OTHERWISE,
            Answered(
                reply=Reply.GRANTED_OTHERWISE,
                terms=(
                    PlannedTerm(due_on=date(2027, 2, 25), amount=Cents(100)),
                    PlannedTerm(due_on=date(2027, 3, 25), amount=Cents(200)),
                ),
                decided_on=date(2026, 11, 23),
            ),
        ),
        (202, RECEIVED, Answered(reply=Reply.RECEIVED)),
    ],
    ids=["granted", "granted with more words", "refused", "granted otherwise", "received"],
)
async def test_a_word_of_the_agency_is_read_as_it_was_said(
    agency: SmallAgency, tmp_path: Path, status: int, said: Json, answered: Answered
) -> None:
    assert await _answer(agency, tmp_path, _saying(status, said)) == answered


DOUBTFUL: Mapping[str, tuple[int, object, str]] = {
    "another word": (200, GRANTED | {"reply": "approved"}, "source.unknown_word"),
    "our own word for silence": (200, GRANTED | {"reply": "unreachable"}, "source.unknown_word"),
    "a word in capitals": (200, GRANTED | {"reply": "GRANTED"}, "source.unknown_word"),
    "no word": (200, {"key": "key-1", "decidedOn": "2026-11-23"}, "source.malformed"),
    "a word that is none": (200, GRANTED | {"reply": True}, "source.malformed"),
    "no day": (200, {"key": "key-1", "reply": "granted"}, "source.malformed"),
    "a day that is none": (200, GRANTED | {"decidedOn": "2026-02-30"}, "source.malformed"),
    "a grant with a reason to refuse": (200, GRANTED | {"reason": "debt.too_old"}, "source.malformed"),
    "a grant with terms": (200, GRANTED | {"terms": TERMS}, "source.malformed"),
    "a grant that was only received": (202, GRANTED, "source.malformed"),
    "received as if decided": (200, RECEIVED, "source.malformed"),
    "received with terms": (202, RECEIVED | {"terms": TERMS}, "source.malformed"),
    "a refusal with terms": (200, REFUSED | {"terms": TERMS}, "source.malformed"),
    "a refusal without a reason": (200, GRANTED | {"reply": "refused"}, "source.malformed"),
    "a refusal in prose": (200, REFUSED | {"reason": "Te oud."}, "source.malformed"),
    "a refusal without end": (200, REFUSED | {"reason": "x." + "x" * LONGEST_CODE}, "source.malformed"),
    "an article without end": (200, REFUSED | {"article": "x" * (LONGEST_ARTICLE + 1)}, "source.malformed"),
    "an article with a number of somebody": (200, REFUSED | {"article": f"BSN {BSN}"}, "source.malformed"),
    "an article in two lines": (200, REFUSED | {"article": "Awb\n4:94"}, "source.malformed"),
    "other terms that are none": (200, OTHERWISE | {"terms": []}, "source.malformed"),
    "other terms without a list": (200, GRANTED | {"reply": "granted_otherwise"}, "source.malformed"),
    "other terms out of order": (200, OTHERWISE | {"terms": TERMS[::-1]}, "source.malformed"),
    "two terms on a day": (200, OTHERWISE | {"terms": [TERMS[0], TERMS[0]]}, "source.malformed"),
    "a term of nothing": (200, OTHERWISE | {"terms": [TERMS[0] | {"amount": 0}]}, "source.malformed"),
    "a term in euros": (200, OTHERWISE | {"terms": [TERMS[0] | {"amount": 1.5}]}, "source.malformed"),
    "a term below nothing": (200, OTHERWISE | {"terms": [TERMS[0] | {"amount": -1}]}, "source.malformed"),
    "a term that is none": (200, OTHERWISE | {"terms": ["2027-02-25"]}, "source.malformed"),
    "terms without end": (200, OTHERWISE | {"terms": TERMS * MOST_TERMS}, "source.malformed"),
    "an answer to another errand": (200, GRANTED | {"key": "key-2"}, "errand.other_answer"),
    "an answer to no errand": (200, {"reply": "granted", "decidedOn": "2026-11-23"}, "source.malformed"),
    "the same key twice": (200, b'{"key":"key-1","reply":"refused","reply":"granted"}', "source.malformed"),
    "a list": (200, [GRANTED], "source.malformed"),
    "nothing": (200, b"", "source.malformed"),
    "no JSON": (200, b"granted", "source.malformed"),
    "a level too many": (200, b"[" * 100_000, "source.malformed"),
    "created": (201, GRANTED, "source.http_error"),
    "moved": (301, GRANTED, "source.http_error"),
    "a conflict": (409, GRANTED, "source.http_error"),
    "not here": (404, GRANTED, "source.http_error"),
    "broken": (500, GRANTED, "source.http_error"),
    "not for us": (403, GRANTED, "source.token_refused"),
}


@pytest.mark.parametrize("case", DOUBTFUL.values(), ids=DOUBTFUL)
async def test_what_is_doubtful_is_no_grant_and_may_be_asked_again(
    agency: SmallAgency, tmp_path: Path, case: tuple[int, object, str]
) -> None:
    status, said, reason = case

    answered = await _answer(agency, tmp_path, _saying(status, said))

    assert answered == Answered(reply=Reply.UNREACHABLE, reason=reason, may_retry=True)


async def test_a_web_page_is_no_grant(agency: SmallAgency, tmp_path: Path) -> None:
    answered = await _answer(agency, tmp_path, _saying(200, GRANTED, "text/html"))

    assert (answered.reply, answered.reason) == (Reply.UNREACHABLE, "source.malformed")


@given(
    said=st.dictionaries(
        st.sampled_from(["key", "reply", "decidedOn", "reason", "article", "terms"]),
        st.sampled_from([None, "", "key-1", "granted", "refused", "2026-11-23", "debt.too_old", 1, [], TERMS, {}]),
    ),
    status=st.sampled_from([200, 202]),
)
def test_whatever_comes_is_a_grant_only_where_it_says_so_and_nothing_against_it(said: Json, status: int) -> None:
    try:
        answered = errand_reader.read(json.dumps(said).encode(), key="key-1", status=status)
    except CallFailed:
        return

    if answered.reply is Reply.GRANTED:
        assert status == 200
        assert {name: said.get(name) for name in GRANTED} == GRANTED
        assert not said.get("reason")
        assert not said.get("terms")


PROBLEMS: Mapping[str, tuple[int, object, str]] = {
    "another body under the key": (422, {"code": "errand.key_reused"}, "errand.key_reused"),
    "not signed": (400, {"code": "errand.not_signed"}, "errand.signature_refused"),
    "badly signed": (400, {"code": "errand.bad_signature"}, "errand.signature_refused"),
    "malformed": (400, {"code": "errand.malformed"}, "errand.not_taken"),
    "too long": (413, {}, "errand.not_taken"),
    "of another type": (415, {"code": 5}, "errand.not_taken"),
    "without a code": (422, {"title": "x"}, "errand.not_taken"),
    "not even an object": (422, [], "errand.not_taken"),
    "not even JSON": (400, b"<html>", "errand.not_taken"),
    "a grant in disguise": (422, GRANTED, "errand.not_taken"),
}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
async def test_what_an_agency_does_not_take_is_not_brought_again(
    agency: SmallAgency, tmp_path: Path, problem: tuple[int, object, str]
) -> None:
    status, said, reason = problem

    answered = await _answer(agency, tmp_path, _saying(status, said, "application/problem+json"))

    assert answered == Answered(reply=Reply.UNREACHABLE, reason=reason)


async def test_a_refusal_that_is_no_problem_in_form_is_one_all_the_same(agency: SmallAgency, tmp_path: Path) -> None:
    answered = await _answer(agency, tmp_path, _saying(422, {"code": "errand.key_reused"}))

    assert (answered.reason, answered.may_retry) == ("errand.not_taken", False)


async def test_an_agency_that_speaks_another_version_is_not_asked_again(agency: SmallAgency, tmp_path: Path) -> None:
    answered = await _answer(agency, tmp_path, _saying(406, {}))

    assert answered == Answered(reply=Reply.UNREACHABLE, reason="source.version_not_supported")


async def test_patience_that_an_agency_asks_for_has_an_end(agency: SmallAgency, tmp_path: Path) -> None:
    behavior = hostile_server.status("503 Service Unavailable", "Retry-After: 999999999")

    answered = await _answer(agency, tmp_path, behavior)

    assert answered.after == timedelta(days=1)


# What was sent


@pytest.mark.parametrize("kind", ErrandKind)
async def test_the_person_s_number_stands_in_the_body_and_nowhere_else(
    agency: SmallAgency,
    tmp_path: Path,
    client: HttpClient,
    kind: ErrandKind,
    caplog: pytest.LogCaptureFixture,
) -> None:
    errand = an_errand(kind=kind, key="key-1")
    behaviors = (_saying(200, GRANTED), _saying(200, GRANTED), _saying(500, f"x {BSN}"))
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as lines:
        async with _desk_at(agency, tmp_path, *behaviors, client=client) as (desk, server):
            answers = [await bring(desk, errand), await ask_again(desk, errand), await bring(desk, errand)]

    brought, looked, failed = server.visits
    assert json.loads(brought.body)["bsn"] == BSN
    assert (brought.body, looked.body) == (failed.body, b"")
    assert brought.head.startswith(f"{METHODS[kind]} /v1/arrangements/key-1 HTTP/1.1\r\n")
    assert looked.head.startswith("GET /v1/arrangements/key-1 HTTP/1.1\r\n")
    heads = [visit.head for visit in server.visits]
    assert [line["event"] for line in lines] == ["desk.answered", "desk.answered", "desk.not_answered"]
    assert BSN not in repr((heads, lines, caplog.text, answers, desk._signer, desk._line))


async def test_the_body_says_all_that_the_errand_says_in_whole_cents(agency: SmallAgency, tmp_path: Path) -> None:
    errand = an_errand(key="key-1", arrangement="arr-1", ends_on=date(2027, 3, 1), article="Awb 4:94", reform="rijk")
    async with _desk_at(agency, tmp_path, _saying(200, GRANTED)) as (desk, server):
        await bring(desk, errand)

    assert json.loads(server.visits[0].body) == {
        "key": "key-1",
        "kind": "request",
        "to": PROFILE.agency.oin,
        "arrangement": "arr-1",
        "bsn": BSN,
        "scheme": "betalingsregeling_rijk",
        "executes": PROFILE.agency.oin,
        "claims": [{"owner": PROFILE.agency.oin, "reference": "WM-2026-0001234", "open": 10400}],
        "startsOn": "2027-01-01",
        "endsOn": "2027-03-01",
        "terms": [{"dueOn": "2027-01-25", "amount": 5200}, {"dueOn": "2027-02-25", "amount": 5200}],
        "conditions": [{"code": "terms.on_time", "article": "Betalingsregeling Rijk"}],
        "article": "Awb 4:94",
        "reform": "rijk",
    }


async def test_a_token_for_writing_is_asked_for(agency: SmallAgency, tmp_path: Path) -> None:
    await _answer(agency, tmp_path, _saying(200, GRANTED))

    assert [form["scope"] for form in agency.forms] == [["arrangements:write"]]


async def test_a_token_that_is_refused_is_not_tried_again_with_a_write(agency: SmallAgency, tmp_path: Path) -> None:
    behaviors = (_saying(401, {}), _saying(200, GRANTED))
    async with _desk_at(agency, tmp_path, *behaviors) as (desk, server):
        refused, came_back = await bring(desk, ERRAND), await bring(desk, ERRAND)
    tokens = [visit.header("Authorization") for visit in server.visits]

    assert (refused.reason, refused.may_retry) == ("source.token_refused", True)
    assert came_back.reply is Reply.GRANTED
    assert len(set(tokens)) == len(tokens) == 2


async def test_an_agency_that_is_not_there_is_unreachable_and_worth_another_try(
    agency: SmallAgency, tmp_path: Path, client: HttpClient
) -> None:
    async with hostile(_saying(200, GRANTED)) as gone:
        url = gone.url
    async with a_desk(agency.settings(tmp_path, url=url), PROFILE, client) as desk:
        answered = await bring(desk, ERRAND)

    assert answered == Answered(reply=Reply.UNREACHABLE, reason="source.connection_failed", may_retry=True)


async def test_asking_again_is_tried_again_since_it_changes_nothing(agency: SmallAgency, tmp_path: Path) -> None:
    async with _desk_at(agency, tmp_path, hostile_server.reset, _saying(200, GRANTED)) as (desk, server):
        answered = await ask_again(desk, ERRAND)

    assert (answered.reply, len(server.visits)) == (Reply.GRANTED, 2)


# What is not the agency's doing


@pytest.mark.parametrize(
    ("errand", "code"),
    [
        (an_errand("elsewhere"), "errand.other_desk"),
        (an_errand(executes="elsewhere"), "errand.agency_unknown"),
    ],
    ids=["another agency's", "of an agency that nobody knows"],
)
async def test_an_errand_that_cannot_be_brought_here_is_a_fault_of_ours(
    agency: SmallAgency, tmp_path: Path, errand: Errand, code: str
) -> None:
    async with _desk_at(agency, tmp_path, _saying(200, GRANTED)) as (desk, server):
        assert desk.agency.code == HERE
        with pytest.raises(BadInput, match=code):
            await bring(desk, errand)

    assert server.visits == []


@pytest.mark.parametrize("key", ["..", "../financial-claims", "a/b", "a?b", ""])
async def test_a_key_that_would_be_another_address_is_asked_about_nowhere(
    agency: SmallAgency, tmp_path: Path, key: str
) -> None:
    async with _desk_at(agency, tmp_path, _saying(200, GRANTED)) as (desk, server):
        with pytest.raises(BadInput, match=r"errand\.bad_key"):
            await desk.ask_again(key, within=timedelta(seconds=1), trace=A_TRACE)

    assert server.visits == []
