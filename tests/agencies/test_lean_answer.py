"""An answer is the same however the network cuts it, and whatever is wrong with it ends in one of two ways."""

import asyncio
import ssl
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import uvloop
from agencies.hostile_server import JSON, Visit, hostile, well
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import HttpRules
from adapters.agencies.lean_answer import LARGEST_HEAD, LeanAnswer
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import PLAIN_ANSWER, Reply
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient

RULES = HttpRules(now=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
LARGEST = 1_000
WORDS = st.text("abcXYZ019 ;=/,\xe9", max_size=30).map(str.strip)


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """An answer as it travels, and its body."""
    body = draw(st.binary(max_size=300))
    more = [f"X-{place}: {draw(WORDS)}" for place in range(draw(st.integers(0, 5)))]
    head = "\r\n".join(["HTTP/1.1 200 OK", JSON, *more, ""]).encode("latin-1")
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * draw(st.integers(0, 2))
    if draw(st.booleans()):
        return hints + head + b"Content-Length: %d\r\n\r\n" % len(body) + body, body
    chunks, left = [], body
    while left:
        size = draw(st.integers(1, len(left)))
        chunks.append(b"%x\r\n%b\r\n" % (size, left[:size]))
        left = left[size:]
    return hints + head + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunks) + b"0\r\n\r\n", body


@st.composite
def cut(draw: st.DrawFn, text: bytes) -> list[bytes]:
    """The same bytes in pieces, as a network might deliver them."""
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=20)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True) if start < end]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An answer in which something went wrong."""
    text = bytearray(draw(answers())[0])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        text[start:end] = draw(
            st.binary(max_size=8)
            | st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b"0", b"-1", b"\x00", b":", b"HTTP/1.1 "])
        )
    return bytes(text)


def _read(pieces: list[bytes]) -> tuple[Reply | CallFailed | None, bool]:
    answer = LeanAnswer(RULES, LARGEST, PLAIN_ANSWER)
    outcome = None
    for piece in pieces:
        outcome = answer.feed(piece)
        if outcome is not None:
            break
    return outcome, answer.leaves_clean


@tried(500)
@given(st.data())
def test_an_answer_is_the_same_however_it_is_cut(data: st.DataObject) -> None:
    text, body = data.draw(answers())
    pieces = data.draw(cut(text))

    outcome, leaves_clean = _read(pieces)

    assert outcome == Reply(content_type="application/json", body=body)
    assert leaves_clean


@tried(500)
@given(st.data())
def test_a_part_of_an_answer_is_no_answer(data: st.DataObject) -> None:
    text, _ = data.draw(answers())
    part = text[: data.draw(st.integers(0, len(text) - 1))]

    outcome, leaves_clean = _read(data.draw(cut(part)))

    assert outcome is None
    assert not leaves_clean


@tried(1_000)
@given(st.data())
def test_damage_ends_in_an_answer_a_failure_or_waiting_and_says_so_in_no_other_way(data: st.DataObject) -> None:
    text = data.draw(damaged())

    outcome, leaves_clean = _read(data.draw(cut(text)))

    assert outcome is None or isinstance(outcome, Reply | CallFailed)
    assert not (leaves_clean and outcome is None)
    if isinstance(outcome, Reply):
        assert len(outcome.body) <= LARGEST


@tried(300)
@given(first=st.data())
def test_more_than_an_answer_never_leaves_a_connection_that_could_be_used_again(first: st.DataObject) -> None:
    text, body = first.draw(answers())
    more = first.draw(answers())[0]

    outcome, leaves_clean = _read([text + more])

    assert isinstance(outcome, Reply)
    assert outcome.body == body
    assert not leaves_clean


@pytest.mark.parametrize("size", [LARGEST_HEAD - 200, LARGEST_HEAD + 1], ids=["large", "too large"])
@pytest.mark.parametrize("pieces", [1, 50])
def test_a_head_is_too_large_however_it_is_cut(size: int, pieces: int) -> None:
    head = f"HTTP/1.1 200 OK\r\n{JSON}\r\nX: {'y' * size}\r\nContent-Length: 0\r\n\r\n".encode()
    step = len(head) // pieces + 1

    outcome, _ = _read([head[start : start + step] for start in range(0, len(head), step)])

    assert isinstance(outcome, Reply if size < LARGEST_HEAD else CallFailed)


def test_a_head_without_end_is_not_waited_for() -> None:
    outcome, _ = _read([b"HTTP/1.1 200 OK\r\nX: ", *[b"y" * 1024] * 100])

    assert isinstance(outcome, CallFailed)
    assert outcome.reason is Reason.CONNECTION_FAILED


def test_after_its_outcome_an_answer_takes_no_more() -> None:
    answer = LeanAnswer(RULES, LARGEST, PLAIN_ANSWER)
    answer.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    outcome = answer.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    assert isinstance(outcome, CallFailed)


# The same over a real connection


async def _survives(client: HttpClient, pieces: list[bytes]) -> None:
    """Get any outcome from damage, and then an answer of one's own."""

    async def behave(visit: Visit) -> None:
        for piece in pieces:
            await visit.send(piece)
            await asyncio.sleep(0)
        visit.writer.write_eof()

    transport = open_transport(client, tls=ssl.create_default_context(), now=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    async with hostile(behave, well) as server, asyncio.timeout(5):
        with suppress(CallFailed):
            await transport.call(server.question, within_s=0.3)
        reply = await transport.call(server.question, within_s=2.0)
        await transport.close()
    assert reply.body == b"{}"


@tried(150)
@given(st.data())
def test_after_any_damage_the_next_question_gets_its_own_answer(data: st.DataObject) -> None:
    pieces = data.draw(cut(data.draw(damaged())))

    uvloop.run(_survives("lean", pieces))
