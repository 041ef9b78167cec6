"""What no client library would send, over a plain socket: heads, methods, versions, framing."""

import json
from contextlib import ExitStack

import pytest
from hostile.target import CITIZEN, FLAT_BYTES, JSON, Target
from hostile.wire import Answer, head, post, wire

from adapters.web import body, bounded_http

QUERY = json.dumps({"query": "{ __typename }"}).encode()
DATA = {"__typename": "Query"}
AGENCIES = json.dumps({"query": "{ agencies { code } }"}).encode()
PROBLEM = "application/problem+json; charset=utf-8"


CODES = {
    400: "http.bad_request",
    414: "http.request_uri_too_long",
    431: "http.request_header_fields_too_large",
    505: "http.http_version_not_supported",
}


def said(target: Target, *parts: bytes) -> Answer:
    """Send it on a connection of its own; give the first answer."""
    with wire(target.port) as line:
        line.send(*parts)
        return line.answer()


def assert_refused(target: Target, status: int, *parts: bytes) -> None:
    """It is refused in the manner of the house, and the server hangs up."""
    with wire(target.port) as line:
        line.send(*parts)
        answer = line.answer()
        assert (answer.status, answer.header("content-type")) == (status, PROBLEM)
        assert (answer.json()["status"], answer.json()["code"]) == (status, CODES[status])
        assert answer.header("cache-control") == "no-store"
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("connection") == "close"
        assert answer.header("server") is None
        assert line.has_ended()


# ── Hosts and targets ────────────────────────────────────────────────────────


HOSTS = {
    "none": post("x", QUERY).replace(b"Host: hub.invalid\r\n", b""),
    "two": post("x", QUERY, "Host: hub.invalid", "Host: hub.invalid"),
    "two and different": post("x", QUERY, "Host: hub.invalid", "Host: elsewhere.invalid"),
    "no name": post("x", QUERY, "Host: hub.invalid/path"),
    "with a space": post("x", QUERY, "Host: hub invalid"),
    "with a user": post("x", QUERY, "Host: user@hub.invalid"),
}


@pytest.mark.parametrize("request_", HOSTS.values(), ids=HOSTS)
def test_a_request_names_exactly_one_host(target: Target, request_: bytes) -> None:
    assert_refused(target, 400, request_)


@pytest.mark.parametrize("host", ["elsewhere.invalid", "127.0.0.1:1", "[::1]:8000", "", "x" * 300])
def test_another_host_changes_nothing_and_comes_back_nowhere(target: Target, host: str) -> None:
    asked = said(target, post(target.token(), QUERY, f"Host: {host}"))
    lost = said(target, head("GET /graphql/ HTTP/1.1", f"Host: {host}"))

    assert (asked.status, asked.json()["data"]) == (200, DATA)
    assert lost.status == 404
    assert lost.header("location") is None
    assert not host or host.encode() not in lost.body


@pytest.mark.parametrize("address", ["http://elsewhere.invalid/graphql", "https://hub.invalid:1/graphql"])
def test_a_target_in_absolute_form_is_its_path(target: Target, address: str) -> None:
    answer = said(target, post(target.token(), QUERY, target=address))

    assert (answer.status, answer.json()["data"]) == (200, DATA)


NO_TARGETS = {
    "another server": head("CONNECT elsewhere.invalid:443 HTTP/1.1"),
    "raw bytes": head("GET /graphql\xe9 HTTP/1.1"),
    "a space": head("GET /graph ql HTTP/1.1"),
    "no slash": head("GET graphql HTTP/1.1"),
    "an unknown method": head("HACK /graphql HTTP/1.1"),
    "a method in small letters": head("post /graphql HTTP/1.1"),
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "noise": bytes(range(256)) * 4,
    "nothing but ends of lines and noise": b"\r\n" * 100 + b"\xff\r\n\r\n",
}


@pytest.mark.parametrize("request_", NO_TARGETS.values(), ids=NO_TARGETS)
def test_what_is_no_request_is_refused(target: Target, request_: bytes) -> None:
    assert_refused(target, 400, request_)


@pytest.mark.parametrize("path", ["*", "/%00", "/%ff", "/..%2f..%2fetc/passwd", "//graphql", "/graphql%20", "/GraphQL"])
def test_a_path_that_is_none_of_ours_is_not_found(target: Target, path: str) -> None:
    answer = said(target, head(f"OPTIONS {path} HTTP/1.1"))

    # Whatever no machine's address begins with is the portal's, and told as a page; there is no page either.
    assert answer.status == 404
    assert answer.header("content-type") in {PROBLEM, "text/html; charset=utf-8"}


# ── Versions and methods ─────────────────────────────────────────────────────


def test_http_1_0_is_answered_and_the_connection_ends(target: Target) -> None:
    with wire(target.port) as line:
        line.send(post(target.token(), QUERY, version="HTTP/1.0").replace(b"Host: hub.invalid\r\n", b""))
        answer = line.answer()

        assert (answer.status, answer.json()["data"], answer.header("connection")) == (200, DATA, "close")
        assert line.has_ended()


@pytest.mark.parametrize("line", ["GET /graphql", "POST /graphql HTTP/0.9", "POST /graphql HTTP/2.0"])
def test_any_other_version_is_refused(target: Target, line: str) -> None:
    assert_refused(target, 505, head(line))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_any_other_method_is_told_which_one_is_allowed(target: Target, method: str) -> None:
    with wire(target.port) as line:
        line.send(head(f"{method} /graphql?query=%7B__typename%7D HTTP/1.1"))
        answer = line.answer(is_head=method == "HEAD")

        assert (answer.status, answer.header("allow"), answer.header("content-type")) == (405, "POST", PROBLEM)
        assert b"__typename" not in answer.body
        line.send(post(target.token(), QUERY))
        assert line.answer().json()["data"] == DATA


WEBSOCKET = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


@pytest.mark.parametrize("protocol", ["graphql-transport-ws", "graphql-ws"])
@pytest.mark.parametrize("origin", ["https://hub.invalid", "https://elsewhere.invalid", "null"])
def test_there_is_no_websocket(target: Target, protocol: str, origin: str) -> None:
    offer = (*WEBSOCKET, f"Sec-WebSocket-Protocol: {protocol}", f"Origin: {origin}")

    answer = said(target, head("GET /graphql HTTP/1.1", *offer))

    assert (answer.status, answer.header("allow")) == (405, "POST")
    assert answer.header("upgrade") is None
    assert answer.header("access-control-allow-origin") is None


@pytest.mark.parametrize("offer", ["h2c", "websocket", "TLS/1.0"])
def test_an_offer_of_another_protocol_is_ignored_and_the_request_answered(target: Target, offer: str) -> None:
    """The HTTP client that comes with Java offers HTTP/2 with each request."""
    headers = ("Connection: Upgrade, HTTP2-Settings", f"Upgrade: {offer}", "HTTP2-Settings: AAMAAABkAAQAAP__")
    offering, plain = post(target.token(), AGENCIES, *headers), post(target.token(), QUERY)
    with wire(target.port) as line:
        line.send(offering, plain)
        assert len(line.answer().json()["data"]["agencies"]) == 5
        assert line.answer().json()["data"] == DATA
        for octet in range(len(offering)):
            line.send(offering[octet : octet + 1])
        assert len(line.answer().json()["data"]["agencies"]) == 5


# ── Size of a head ───────────────────────────────────────────────────────────


BOMBS = {
    "one long header": (431, b"POST /graphql HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000),
    "one long name": (431, b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + b"a" * 200_000),
    "a million headers": (431, b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 1_000_000),
    "a long token": (431, post("a" * 40_000, QUERY)),
    "a long target": (414, head("POST /graphql?" + "a" * 9_000 + " HTTP/1.1")),
    "a very long target": (414, b"POST /" + b"a" * 20_000_000),
}


@pytest.mark.parametrize(("status", "bomb"), BOMBS.values(), ids=BOMBS)
def test_a_head_that_is_too_large_is_refused_and_not_kept(target: Target, status: int, bomb: bytes) -> None:
    before = target.memory
    for _ in range(5):
        with wire(target.port) as line:
            line.send(bomb[:300_000])
            assert line.answer().status == status
            line.send(bomb[300_000:])
            assert line.has_ended()

    assert target.memory - before < FLAT_BYTES


def test_a_head_of_nearly_the_largest_size_is_read(target: Target) -> None:
    filled = post(target.token(), QUERY, "X: " + "a" * (bounded_http.LARGEST_HEAD - 2_000))

    assert said(target, filled).json()["data"] == DATA


# ── Framing: what two servers could read differently ─────────────────────────


def framed(*headers: str, content: bytes = QUERY) -> bytes:
    return head("POST /graphql HTTP/1.1", "Authorization: Bearer x", f"Content-Type: {JSON}", *headers) + content


CHUNKED = b"1a\r\n" + QUERY + b"\r\n0\r\n\r\n"
LENGTH = f"Content-Length: {len(QUERY)}"

AMBIGUOUS = {
    "length and chunks": framed(LENGTH, "Transfer-Encoding: chunked", content=CHUNKED),
    "two lengths": framed(LENGTH, "Content-Length: 4"),
    "one length twice": framed(LENGTH, LENGTH),
    "a length with a sign": framed(f"Content-Length: +{len(QUERY)}"),
    "a length in hexadecimal": framed("Content-Length: 0x1a"),
    "a length below nothing": framed("Content-Length: -1"),
    "a length without end": framed("Content-Length: " + "9" * 40),
    "an unknown coding": framed("Transfer-Encoding: chunked, identity", content=CHUNKED),
    "a coding in disguise": framed("Transfer-Encoding: xchunked", content=CHUNKED),
    "chunks of no size": framed("Transfer-Encoding: chunked", content=b"zz\r\n" + QUERY),
    "chunks of endless size": framed("Transfer-Encoding: chunked", content=b"f" * 17 + b"\r\n" + QUERY),
    "a folded header": framed(LENGTH, "X: a\r\n b"),
    "a space before the colon": framed(f"Content-Length : {len(QUERY)}"),
    "a zero byte in a header": framed(LENGTH, "X: a\x00b"),
    "bare ends of lines": framed(LENGTH).replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("request_", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_two_servers_could_read_differently_is_refused(target: Target, request_: bytes) -> None:
    assert_refused(target, 400, request_)


def test_chunks_are_read_however_they_come(target: Target) -> None:
    chunks = b"".join(b"1;x=y\r\n%c\r\n" % octet for octet in QUERY) + b"0\r\nX-Trailer: 1\r\n\r\n"
    authorization = f"Authorization: Bearer {target.token()}"
    asked = head("POST /graphql HTTP/1.1", authorization, f"Content-Type: {JSON}", "Transfer-Encoding: chunked")

    assert said(target, asked, chunks).json()["data"] == DATA


# ── Several requests on one connection ───────────────────────────────────────


def test_requests_that_do_not_wait_are_answered_in_their_order(target: Target) -> None:
    slow, quick = json.dumps({"query": "{ overview { __typename } }"}).encode(), QUERY
    token = target.token(CITIZEN)
    with wire(target.port) as line:
        line.send(*(post(token, content) for content in (slow, quick, AGENCIES, slow, quick)))
        answers = [line.answer().json()["data"] for _ in range(5)]

    assert [next(iter(data)) for data in answers] == ["overview", "__typename", "agencies", "overview", "__typename"]


def test_two_thousand_requests_that_do_not_wait_take_no_memory(target: Target) -> None:
    before = target.memory
    with wire(target.port) as line:
        refused = head("GET /graphql HTTP/1.1")
        for _ in range(20):
            line.send(refused * 100)
            assert [line.answer().status for _ in range(100)] == [405] * 100

    assert target.memory - before < FLAT_BYTES


def test_nothing_that_follows_is_taken_for_the_answer_to_an_earlier_request(target: Target) -> None:
    slow = json.dumps({"query": "{ overview { __typename } }"}).encode()
    with wire(target.port) as line:
        line.send(post(target.token(), slow), b"HACK / HTTP/1.1\r\n\r\n")
        assert line.answer().json()["data"] == {"overview": {"__typename": "Overview"}}
        assert line.has_ended()


def test_a_client_may_ask_whether_to_go_on_and_is_told_before_it_sends(target: Target) -> None:
    asked = post(target.token(), QUERY, "Expect: 100-continue")
    large = post(target.token(), b"", "Expect: 100-continue").replace(
        b"Content-Length: 0", b"Content-Length: %d" % (body.LARGEST + 1)
    )
    with wire(target.port) as line:
        line.send(asked[: -len(QUERY)])
        assert line.answer().status == 100
        line.send(QUERY)
        assert line.answer().json()["data"] == DATA
    assert said(target, large).status == 413


# ── Many connections ─────────────────────────────────────────────────────────


def test_three_hundred_idle_connections_keep_nobody_out(target: Target) -> None:
    half = post(target.token(), QUERY)[:60]
    with ExitStack() as opened:
        lines = [opened.enter_context(wire(target.port)) for _ in range(300)]
        for line in lines[::2]:
            line.send(half)

        assert said(target, post(target.token(), QUERY)).json()["data"] == DATA
        assert {line.answer().status for line in lines[::2]} == {408}
        assert all(line.has_ended() for line in lines)
