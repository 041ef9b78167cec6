"""Answers that are not what HTTP says: refused with a reason, and whatever they were, the next question is safe."""

import asyncio

import pytest
from agencies import hostile_server
from agencies.hostile_server import JSON, Behavior, Visit, hostile

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import LARGEST_ANSWER, Reply, Transport
from adapters.settings import HttpClient

OK = f"HTTP/1.1 200 OK\r\n{JSON}\r\n".encode()
SIZED = OK + b"Content-Length: 2\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"
BROKEN = {Reason.CONNECTION_FAILED, Reason.MALFORMED}
IN_CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

REFUSED = {
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status of letters": b"HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\n{}",
    "a status of two digits": b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a status of four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a version that there is not": SIZED.replace(b"1.1", b"1.9") + b"\r\n{}",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a frame of HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18),
    "switched protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + SIZED,
    "a length of letters": OK + b"Content-Length: twee\r\n\r\n{}",
    "a negative length": OK + b"Content-Length: -2\r\n\r\n{}",
    "a length with a sign": OK + b"Content-Length: +2\r\n\r\n{}",
    "a length beyond all counting": OK + b"Content-Length: 99999999999999999999999\r\n\r\n{}",
    "two lengths that differ": SIZED + b"Content-Length: 1\r\n\r\n{}",
    "two lengths that agree": SIZED + b"Content-Length: 2\r\n\r\n{}",
    "a list of lengths": OK + b"Content-Length: 2, 2\r\n\r\n{}",
    "a length, then chunks": SIZED + b"Transfer-Encoding: chunked\r\n\r\n" + IN_CHUNKS,
    "chunks, then a length": CHUNKED + b"Content-Length: 2\r\n\r\n" + IN_CHUNKS,
    "an encoding that is none of ours": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + IN_CHUNKS,
    "an encoding that does not end": OK + b"Transfer-Encoding: identity\r\n\r\n{}",
    "neither length nor chunks": OK + b"\r\n{}",
    "HTTP/1.0 without a length": OK.replace(b"1.1", b"1.0") + b"\r\n{}",
    "a chunk of letters": CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + b"\r\n-2\r\n{}\r\n0\r\n\r\n",
    "a chunk beyond all counting": CHUNKED + b"\r\nfffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a chunk that is longer than it says": CHUNKED + b"\r\n1\r\n{}\r\n0\r\n\r\n",
    "a chunk that does not end": CHUNKED + b"\r\n2\r\n{}0\r\n\r\n",
    "zero bytes in a name": SIZED + b"X\x00: y\r\n\r\n{}",
    "a header without a colon": SIZED + b"Xy\r\n\r\n{}",
    "white space before a colon": SIZED + b"X : y\r\n\r\n{}",
    "a thousand headers": SIZED + b"X: y\r\n" * 1000 + b"\r\n{}",
    "a header of 100 kB": SIZED + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}",
    "the end in the middle of the headers": OK,
    "the end in the middle of the body": SIZED + b"\r\n{",
    "the end in the middle of a chunk": CHUNKED + b"\r\n2\r\n{",
    "the end before the last chunk": CHUNKED + b"\r\n2\r\n{}\r\n",
    "nothing at all": b"",
}
"""What neither client takes. The connection is closed after each, so that none of them ends by time."""

REFUSED_BY_OURS = {
    "another protocol": SIZED.replace(b"HTTP/1.1", b"RTSP/1.0") + b"\r\n{}",
    "an empty line first": b"\r\n" + SIZED + b"\r\n{}",
    "two headers in one": SIZED + b"X: y\r\n z\r\n\r\n{}",
    "a zero byte in a value": SIZED + b"X: y\x00\r\n\r\n{}",
    "lines that end in half": SIZED.replace(b"\r\n", b"\n") + b"\n{}",
    "a line that begins again": SIZED + b"X: a\rb\r\n\r\n{}",
    "HTTP/2.0 in words": SIZED.replace(b"1.1", b"2.0") + b"\r\n{}",
    "HTTP/2.0 after a hint": b"HTTP/1.1 103 Early Hints\r\n\r\n" + SIZED.replace(b"1.1", b"2.0") + b"\r\n{}",
    "chunked twice": CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n" + IN_CHUNKS,
    "plain and compressed": SIZED + b"Content-Encoding: identity\r\nContent-Encoding: gzip\r\n\r\n{}",
    "a reason of 100 kB": SIZED.replace(b"OK", b"OK" * 50_000) + b"\r\n{}",
    "white space in a chunk size": CHUNKED + b"\r\n2 \r\n{}\r\n0\r\n\r\n",
    "put off six times": CONTINUE * 6 + SIZED + b"\r\n{}",
}
"""What ours refuses. The library may, or may forgive it: then the answer is the one that was meant."""

TAKEN = {
    "a length": SIZED + b"\r\n{}",
    "a length with white space": OK + b"Content-Length:   2  \r\n\r\n{}",
    "chunks": CHUNKED + b"\r\n" + IN_CHUNKS,
    "chunks that say more": CHUNKED + b"\r\n2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n",
    "many small chunks": CHUNKED + b"\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
    "HTTP/1.0": SIZED.replace(b"1.1", b"1.0") + b"\r\n{}",
    "no reason": SIZED.replace(b" OK", b"") + b"\r\n{}",
    "a farewell": SIZED + b"Connection: close\r\n\r\n{}",
    "put off once": CONTINUE + SIZED + b"\r\n{}",
    "early hints, twice": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 2 + SIZED + b"\r\n{}",
    "small letters": SIZED.lower().replace(b"http/1.1", b"HTTP/1.1") + b"\r\n{}",
    "ninety headers": SIZED + b"X: y\r\n" * 90 + b"\r\n{}",
}

POISONED = {
    "a second answer": SIZED + b"\r\n{}" + SIZED + b"\r\n[]",
    "a second answer after chunks": CHUNKED + b"\r\n" + IN_CHUNKS + SIZED + b"\r\n[]",
    "a body longer than it says": SIZED + b"\r\n{}[]",
    "the beginning of an answer": SIZED + b"\r\n{}HTTP/1.1 2",
    "a farewell and a second answer": SIZED + b"Connection: close\r\n\r\n{}" + SIZED + b"\r\n[]",
    "an answer after a refusal": b"HTTP/1.1 500 Nee\r\nContent-Length: 0\r\n\r\n" + SIZED + b"\r\n[]",
    "a refusal that goes on": b"HTTP/1.1 500 Nee\r\nContent-Length: 100\r\n\r\n" + SIZED + b"\r\n[]",
}
"""Whoever reads on reads `[]`, which is the answer to nobody's question."""


def _sending(answer: bytes, *, pieces: int = 1, and_hangs_up: bool = False) -> Behavior:
    """Send these bytes, at once or in pieces."""

    async def behave(visit: Visit) -> None:
        size = len(answer) // pieces + 1
        for start in range(0, len(answer), size):
            await visit.send(answer[start : start + size])
            await asyncio.sleep(0)
        if and_hangs_up:
            visit.writer.close()

    return behave


async def _outcome(
    transport: Transport, server: hostile_server.Hostile, *, within_s: float = 2.0
) -> Reply | CallFailed:
    try:
        return await transport.call(server.question, within_s=within_s)
    except CallFailed as failed:
        return failed


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED)
async def test_what_is_no_answer_is_refused_and_the_next_question_gets_its_own(
    transport: Transport, client: HttpClient, answer: bytes, pieces: int
) -> None:
    # The library waits for more in a few of these cases, and takes switched protocols for a status.
    reasons = BROKEN if client == "lean" else BROKEN | {Reason.HTTP_ERROR, Reason.TIMED_OUT}
    async with hostile(_sending(answer, pieces=pieces, and_hangs_up=True), hostile_server.well) as server:
        failed = await _outcome(transport, server)
        await asyncio.sleep(0.02)
        reply = await transport.call(server.question, within_s=2.0)

    assert isinstance(failed, CallFailed)
    assert failed.reason in reasons
    assert reply.body == b"{}"


@pytest.mark.parametrize("answer", REFUSED_BY_OURS.values(), ids=REFUSED_BY_OURS)
async def test_where_the_library_forgives_ours_refuses(transport: Transport, client: HttpClient, answer: bytes) -> None:
    async with hostile(_sending(answer, and_hangs_up=True), hostile_server.well) as server:
        outcome = await _outcome(transport, server)
        await asyncio.sleep(0.02)
        reply = await transport.call(server.question, within_s=2.0)

    if client == "lean":
        assert isinstance(outcome, CallFailed)
        assert outcome.reason is Reason.CONNECTION_FAILED
    else:
        assert isinstance(outcome, CallFailed) or outcome.body == b"{}"
    assert reply.body == b"{}"


@pytest.mark.parametrize("pieces", [1, 7, 1000])
@pytest.mark.parametrize("answer", TAKEN.values(), ids=TAKEN)
async def test_every_way_to_write_a_good_answer_is_read(transport: Transport, answer: bytes, pieces: int) -> None:
    async with hostile(_sending(answer, pieces=pieces), hostile_server.well) as server:
        replies = [await transport.call(server.question, within_s=2.0) for _ in range(2)]

    assert [(reply.media_type, reply.body) for reply in replies] == [("application/json", b"{}")] * 2


@pytest.mark.parametrize("answer", POISONED.values(), ids=POISONED)
async def test_what_comes_with_an_answer_is_nobody_s_answer(
    transport: Transport, client: HttpClient, answer: bytes
) -> None:
    async with hostile(_sending(answer), hostile_server.well) as server:
        first = await _outcome(transport, server)
        reply = await transport.call(server.question, within_s=2.0)

    assert reply.body == b"{}"
    assert isinstance(first, CallFailed) or first.body == b"{}"
    # The library keeps a connection with half a second answer on it.
    assert server.connections == 2 or client == "aiohttp"


@pytest.mark.parametrize("client", ["lean"])  # the library gives it to whoever asks next (docs/adr/0047)
@pytest.mark.parametrize("answer", POISONED.values(), ids=POISONED)
async def test_what_comes_a_moment_after_an_answer_ends_the_connection(transport: Transport, answer: bytes) -> None:
    end = answer.index(b"\r\n\r\n") + (len(IN_CHUNKS) + 4 if b"chunked" in answer else 6)
    is_sent = asyncio.Event()

    async def behave(visit: Visit) -> None:
        await visit.send(answer[:end])
        await asyncio.sleep(0.02)
        await visit.send(answer[end:])
        is_sent.set()

    async with hostile(behave, hostile_server.well) as server:
        first = await _outcome(transport, server)
        await is_sent.wait()
        await asyncio.sleep(0.04)
        reply = await transport.call(server.question, within_s=2.0)

    assert reply.body == b"{}"
    assert isinstance(first, CallFailed) or first.body == b"{}"
    assert server.connections == 2


async def test_an_answer_put_off_for_ever_ends_within_the_budget(transport: Transport) -> None:
    async def behave(visit: Visit) -> None:
        while True:
            await visit.send(CONTINUE)
            await asyncio.sleep(0.005)

    async with hostile(behave) as server, asyncio.timeout(1.5):
        with pytest.raises(CallFailed) as failed:
            await transport.call(server.question, within_s=0.5)

    assert failed.value.reason in {Reason.TIMED_OUT, Reason.CONNECTION_FAILED}


@pytest.mark.parametrize("chunk", [b"1\r\n \r\n", b"1;" + b"x" * 1000 + b"\r\n \r\n"], ids=["small", "talkative"])
async def test_five_megabytes_around_a_small_body_are_cut_off(
    transport: Transport, client: HttpClient, chunk: bytes
) -> None:
    async def behave(visit: Visit) -> None:
        await visit.send(CHUNKED + b"\r\n")
        for _ in range(80):
            await visit.send(chunk * (65_536 // len(chunk)))

    async with hostile(behave) as server:
        # The library reads to its end what ours has had enough of; ours may need long on a busy machine.
        outcome = await _outcome(transport, server, within_s=30.0 if client == "lean" else 2.0)

    assert isinstance(outcome, CallFailed)
    assert outcome.reason in ({Reason.TOO_LARGE} if client == "lean" else {Reason.TOO_LARGE, Reason.TIMED_OUT})


async def test_an_answer_as_large_as_may_be_is_read_and_one_byte_more_is_not(transport: Transport) -> None:
    async def behave(visit: Visit) -> None:
        size = LARGEST_ANSWER + len(server.visits) - 1
        await visit.send(CHUNKED + b"\r\n%x\r\n" % size + b" " * size + b"\r\n0\r\n\r\n")

    async with hostile(behave) as server:
        largest, larger = await _outcome(transport, server), await _outcome(transport, server)

    assert isinstance(largest, Reply)
    assert isinstance(larger, CallFailed)
    assert (len(largest.body), larger.reason) == (LARGEST_ANSWER, Reason.TOO_LARGE)
