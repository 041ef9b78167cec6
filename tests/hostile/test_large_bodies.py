"""Bodies that are too large, too slow or cut off, sent to a running hub whose memory is watched meanwhile."""

import json
import time

import pytest
from hostile.target import FLAT_BYTES, JSON, Target
from hostile.wire import Wire, head, post, wire

HUNDRED_MEGABYTES = 100_000_000
PART = b" " * 1_000_000
CHUNK = b"f4240\r\n" + PART + b"\r\n"
GOOD = json.dumps({"query": "{ agencies { code } }"}).encode()


def opening(target: Target, framing: str, *, token: str | None = None) -> bytes:
    """Write the head of a request whose body comes later."""
    given = token or target.token()
    return head("POST /graphql HTTP/1.1", f"Authorization: Bearer {given}", f"Content-Type: {JSON}", framing)


def pushed(target: Target, line: Wire, part: bytes, times: int) -> int:
    """Push however little the other side listens; give the most memory that the hub held meanwhile."""
    most = target.memory
    for _ in range(times):
        line.send(part)
        most = max(most, target.memory)
    return most


def assert_too_large(line: Wire) -> None:
    answer = line.answer()
    assert (answer.status, answer.json()["errors"][0]["extensions"]["code"]) == (413, "body.too_large")
    assert answer.header("connection") == "close"


def test_a_hundred_megabytes_that_are_announced_are_refused_unread(target: Target) -> None:
    before = target.memory
    with wire(target.port) as line:
        line.send(opening(target, f"Content-Length: {HUNDRED_MEGABYTES}"))
        assert_too_large(line)
        most = pushed(target, line, PART, 100)
        assert line.has_ended()

    assert most - before < FLAT_BYTES


def test_a_hundred_megabytes_in_chunks_are_refused_when_they_become_too_many(target: Target) -> None:
    before = target.memory
    with wire(target.port) as line:
        line.send(opening(target, "Transfer-Encoding: chunked"), CHUNK[:200_000])
        assert_too_large(line)
        most = pushed(target, line, CHUNK, 100)
        assert line.has_ended()

    assert most - before < FLAT_BYTES


def test_one_chunk_of_a_hundred_megabytes_is_not_waited_for(target: Target) -> None:
    with wire(target.port) as line:
        line.send(opening(target, "Transfer-Encoding: chunked"), b"5f5e100\r\n", PART[:200_000])
        assert_too_large(line)


@pytest.mark.parametrize("framing", [f"Content-Length: {HUNDRED_MEGABYTES}", "Transfer-Encoding: chunked"])
def test_a_hundred_megabytes_of_a_stranger_are_kept_by_nobody(target: Target, framing: str) -> None:
    before = target.memory
    part = CHUNK if "chunked" in framing else PART
    with wire(target.port) as line:
        line.send(opening(target, framing, token="forged"))
        assert line.answer().status == 401
        most = pushed(target, line, part, 100)

    assert most - before < FLAT_BYTES


def test_twenty_clients_that_push_at_once_take_no_more_memory_than_one(target: Target) -> None:
    before = target.memory
    for _ in range(20):
        with wire(target.port) as line:
            line.send(opening(target, "Transfer-Encoding: chunked"), CHUNK)

    with target.client() as client:
        assert client.send(GOOD).status_code == 200
    assert target.memory - before < FLAT_BYTES


def test_a_body_that_stops_or_drips_is_given_up(target: Target) -> None:
    with wire(target.port) as stopped, wire(target.port) as dripping:
        stopped.send(opening(target, f"Content-Length: {len(GOOD)}"), GOOD[:5])
        dripping.send(opening(target, "Transfer-Encoding: chunked"))
        began = time.monotonic()
        while time.monotonic() - began < 4:
            dripping.send(b"1\r\n \r\n")
            time.sleep(0.2)

        for line in (stopped, dripping):
            answer = line.answer()
            assert (answer.status, answer.json()["errors"][0]["extensions"]["code"]) == (408, "body.too_slow")
            assert line.has_ended()


def test_half_a_request_harms_nobody_wherever_it_is_cut(target: Target) -> None:
    whole = post(target.token(), GOOD)
    for end in range(1, len(whole), 11):
        with wire(target.port) as line:
            line.send(whole[:end])

    with target.client() as client:
        assert client.send(GOOD).status_code == 200
