"""A question as it is written: what is the same is written once, and nothing that was not meant gets into it."""

from dataclasses import replace

import pytest

from adapters.agencies.lean_question import MOST_HEADS, Origin, Questions
from adapters.agencies.transport import Request

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
URL = "http://agency.invalid/v1/financial-claims"


def _written(request: Request, trace: str | None = None) -> str:
    return Questions().write(replace(request, traceparent=trace), 1.5)[1].decode()


def test_a_question_is_one_head_and_one_body() -> None:
    request = Request(method="POST", url=URL, headers={"Accept": "application/json"}, body=b'{"a": 1}')

    assert _written(request, TRACE) == (
        "POST /v1/financial-claims HTTP/1.1\r\n"
        "Host: agency.invalid\r\n"
        "Accept: application/json\r\n"
        "Accept-Encoding: identity\r\n"
        "Content-Length: 8\r\n"
        "X-Request-Deadline-Ms: 1500\r\n"
        f"traceparent: {TRACE}\r\n"
        "\r\n"
        '{"a": 1}'
    )


@pytest.mark.parametrize(
    ("method", "body", "says_length"),
    [("GET", None, False), ("POST", None, True), ("POST", b"", True), ("GET", b"x", True)],
    ids=["a get", "a post of nothing", "an empty post", "a get with a body"],
)
def test_a_length_is_said_wherever_one_is_expected(method: str, body: bytes | None, *, says_length: bool) -> None:
    written = _written(Request(method=method, url=URL, body=body))

    assert (f"Content-Length: {len(body or b'')}\r\n" in written) is says_length


@pytest.mark.parametrize(
    ("url", "origin", "host", "target"),
    [
        ("http://a.nl", Origin(is_encrypted=False, host="a.nl", port=80), "a.nl", "/"),
        ("https://a.nl:443/x?y=1", Origin(is_encrypted=True, host="a.nl", port=443), "a.nl", "/x?y=1"),
        ("https://A.nl:8443/x", Origin(is_encrypted=True, host="a.nl", port=8443), "a.nl:8443", "/x"),
        ("http://[::1]:9101/x#y", Origin(is_encrypted=False, host="::1", port=9101), "[::1]:9101", "/x"),
        ("http://a.nl/één y", Origin(is_encrypted=False, host="a.nl", port=80), "a.nl", "/%C3%A9%C3%A9n%20y"),
        ("http://a.nl?y", Origin(is_encrypted=False, host="a.nl", port=80), "a.nl", "/?y"),
        ("http://één.nl/", Origin(is_encrypted=False, host="xn--n-9faa.nl", port=80), "xn--n-9faa.nl", "/"),
    ],
    ids=["bare", "its own port", "another port", "an address", "odd signs", "a query alone", "an odd name"],
)
def test_an_address_is_taken_apart(url: str, origin: Origin, host: str, target: str) -> None:
    found, question = Questions().write(Request(method="GET", url=url), 1.0)

    assert found == origin
    assert question.decode().startswith(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n")


@pytest.mark.parametrize(
    "request_",
    [
        Request(method="POST", url=URL, headers={"Authorization": "Bearer x\r\nEvil: 1"}),
        Request(method="POST", url=URL, headers={"Evil: 1\r\nX": "x"}),
        Request(method="POST", url=URL, headers={"X": "x\x00"}),
        Request(method="POST", url=URL, headers={"X": "é"}),
        Request(method="POST / HTTP/1.1\r\nX:", url=URL),
        Request(method="POST", url="http://a.nl:80 /"),
        Request(method="POST", url="http://a nl/"),
        Request(method="POST", url="http://a.nl:99999/"),
        Request(method="POST", url="http://x:y@a.nl/"),
        Request(method="POST", url="ftp://a.nl/"),
        Request(method="POST", url="http:///x"),
        Request(method="POST", url="/x"),
        Request(method="POST", url=""),
    ],
    ids=[
        "two headers in a value",
        "two headers in a name",
        "a zero byte",
        "not ASCII",
        "a request in a method",
        "a space in a port",
        "a space in a host",
        "a port that there is not",
        "a password",
        "another protocol",
        "no host",
        "a path alone",
        "nothing",
    ],
)
def test_what_cannot_stand_in_a_request_is_refused(request_: Request) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # ours or the standard library's
        Questions().write(request_, 1.0)


def test_a_line_break_in_an_address_gets_into_no_request() -> None:
    written = _written(Request(method="GET", url="http://a.nl/x HTTP/1.1\r\nEvil: 1"))

    assert "\r\nEvil" not in written


def test_a_new_token_is_sent_at_once_and_the_old_one_no_more() -> None:
    questions = Questions()
    headers = {"Authorization": "Bearer a"}
    request = Request(method="POST", url=URL, headers=headers)
    questions.write(request, 1.0)
    headers["Authorization"] = "Bearer b"

    written = questions.write(request, 1.0)[1]

    assert b"Bearer b" in written
    assert b"Bearer a" not in written


def test_addresses_without_end_do_not_fill_the_memory() -> None:
    questions = Questions()
    for place in range(10 * MOST_HEADS):
        questions.write(Request(method="GET", url=f"{URL}/{place}"), 1.0)

    assert len(questions._heads) <= MOST_HEADS


def test_what_writes_is_not_remembered() -> None:
    questions = Questions()
    questions.write(Request(method="PUT", url=URL, headers={"Payload-Signature": "a..b"}, body=b"{}"), 1.0)

    assert questions._heads == {}
