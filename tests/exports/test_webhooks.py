"""Events over real HTTP: signed so that another party can check it, and bounded whatever the other side does."""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from agencies.certificates import authority
from aiohttp.abc import AbstractResolver, ResolveResult
from exports.test_cloud_events import AT, EVENT, TRACE, WRITER, written
from joserfc.jwk import ECKey
from receiving import Answers, Receiver, a_receiver, drops, for_ever, is_sound, nothing, octets, status

from adapters.agencies.payload_signature import PayloadSigner
from adapters.exports.observed import Observed, Span
from adapters.exports.public_addresses import PublicResolver, is_address, is_public
from adapters.exports.webhook import LONGEST_AFTER, Place, Reason, Webhooks
from hub.audit import spans
from hub.life.outgoing import GONE, TAKEN, Taken

KEY = ECKey.generate_key("P-256", {"kid": "events-1"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
QUICK_S = 0.4
PATIENT_S = 5.0


def now() -> datetime:
    return AT


@asynccontextmanager
async def webhooks(
    url: str, *, timeout_s: float = PATIENT_S, tls: ssl.SSLContext | None = None, **more: Any
) -> AsyncIterator[Webhooks]:
    """Webhooks to one subscriber; it may be on this machine unless a test says otherwise."""
    place = Place(
        url=url,
        tls=tls or ssl.create_default_context(),
        timeout_s=timeout_s,
        may_be_private=more.pop("may_be_private", True),
    )
    signer = PayloadSigner(key=KEY, header="Payload-Signature", now=now)
    made = Webhooks({EVENT.subscriber: place}, writer=WRITER, signed=signer.headers, now=now, **more)
    try:
        yield made
    finally:
        await made.close()


async def sent_to(receiver: Receiver, *, timeout_s: float = PATIENT_S) -> Taken:
    async with webhooks(receiver.url, timeout_s=timeout_s) as made:
        return await made.send(EVENT, trace=TRACE)


async def answered(*says: Answers, timeout_s: float = PATIENT_S) -> Taken:
    async with a_receiver(KEYS) as receiver:
        receiver.says = list(says)
        return await sent_to(receiver, timeout_s=timeout_s)


async def test_another_party_can_check_what_it_gets_with_our_published_key() -> None:
    async with a_receiver(KEYS) as receiver:
        assert await sent_to(receiver) == TAKEN

    (came,) = receiver.came
    assert came.event == written()
    assert came.line == "POST /hub HTTP/1.1"
    assert came.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert receiver.forged == []
    assert not is_sound(replace(came, body=came.body.replace(b"1234", b"1235")), KEYS)
    stranger = {"keys": [{**ECKey.generate_key("P-256").as_dict(private=False), "kid": "events-1"}]}
    assert not is_sound(came, stranger)


@pytest.mark.parametrize("number", [200, 201, 202, 204, 299])
async def test_every_status_of_success_means_that_it_is_taken(number: int) -> None:
    assert await answered(status(number)) == TAKEN


async def test_of_two_answers_the_first_counts() -> None:
    twice = octets(b"HTTP/1.1 204 X\r\n\r\nHTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")

    assert await answered(twice) == TAKEN


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (400, Reason.REFUSED),
        (401, Reason.REFUSED),
        (404, Reason.REFUSED),
        (429, Reason.BUSY),
        (500, Reason.FAILED),
        (502, Reason.FAILED),
        (503, Reason.BUSY),
    ],
)
async def test_what_is_not_taken_says_why(number: int, reason: Reason) -> None:
    assert await answered(status(number)) == Taken(is_taken=False, reason=reason.value)


async def test_410_says_that_nobody_listens_any_more() -> None:
    assert await answered(status(410)) == Taken(is_taken=False, is_gone=True, reason=GONE)


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
async def test_nobody_is_followed_elsewhere(number: int) -> None:
    async with a_receiver(KEYS) as elsewhere, a_receiver(KEYS) as receiver:
        receiver.says = [status(number, Location=elsewhere.url)]

        assert await sent_to(receiver) == Taken(is_taken=False, reason=Reason.REDIRECTS.value)
        assert elsewhere.came == []


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 10:00:00 GMT", timedelta(hours=1) - timedelta(microseconds=250)),
        ("Mon, 23 Nov 2026 08:00:00 GMT", timedelta()),
        ("999999999", LONGEST_AFTER),
        ("Mon, 23 Nov 2099 10:00:00 GMT", LONGEST_AFTER),
        ("soon", None),
        ("-5", None),
    ],
)
@pytest.mark.parametrize("number", [429, 500, 503])
async def test_who_wants_to_be_left_alone_for_a_while_is_heard(number: int, said: str, after: timedelta | None) -> None:
    assert (await answered(status(number, Retry_After=said))).after == after


@pytest.mark.parametrize("says", [nothing, drops], ids=["says nothing", "answers letter by letter"])
async def test_nobody_holds_us_up(says: Answers) -> None:
    began = time.monotonic()

    assert await answered(says, timeout_s=QUICK_S) == Taken(is_taken=False, reason=Reason.TIMED_OUT.value)
    assert time.monotonic() - began < 4


async def test_an_answer_without_end_is_not_read() -> None:
    began = time.monotonic()

    assert await answered(for_ever) == TAKEN
    assert time.monotonic() - began < PATIENT_S


@pytest.mark.parametrize(
    "says",
    [octets(b""), octets(b"hello\r\n\r\n"), octets(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")],
    ids=["hangs up", "no HTTP", "a head without end"],
)
async def test_what_is_no_answer_is_none(says: Answers) -> None:
    assert await answered(says) == Taken(is_taken=False, reason=Reason.CONNECTION_FAILED.value)


async def test_where_nobody_is_there_that_is_the_answer(unused_tcp_port: int) -> None:
    async with webhooks(f"http://127.0.0.1:{unused_tcp_port}/") as made:
        assert await made.send(EVENT, trace=TRACE) == Taken(is_taken=False, reason=Reason.CONNECTION_FAILED.value)


async def test_a_server_of_an_authority_that_we_do_not_trust_gets_nothing(tmp_path: Path) -> None:
    ours = authority(tmp_path)
    async with a_receiver(KEYS, tls=ours.server_context()) as receiver:
        url = receiver.url.replace("http:", "https:")
        async with webhooks(url) as strangers, webhooks(url, tls=ssl.create_default_context(cafile=ours.file)) as made:
            assert (await strangers.send(EVENT, trace=TRACE)).reason == Reason.CONNECTION_FAILED.value
            assert receiver.came == []
            assert await made.send(EVENT, trace=TRACE) == TAKEN


class Names(AbstractResolver):
    """Says for every name what a test says."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
async def test_into_our_own_network_nothing_is_sent_unless_the_configuration_says_so(address: str) -> None:
    async with a_receiver(KEYS) as receiver:
        host = f"[{address}]" if ":" in address else address
        refused = Taken(is_taken=False, reason=Reason.ADDRESS_NOT_PUBLIC.value)
        async with webhooks(f"http://{host}:{receiver.port}/", may_be_private=False) as by_address:
            assert await by_address.send(EVENT, trace=TRACE) == refused
        for names in (Names(address), Names("93.184.216.34", address)):
            url, to = f"http://events.example:{receiver.port}/", PublicResolver(names)
            async with webhooks(url, may_be_private=False, resolver=lambda to=to: to) as by_name:
                assert await by_name.send(EVENT, trace=TRACE) == refused
        assert receiver.came == []


async def test_a_name_of_this_machine_leads_nowhere() -> None:
    async with (
        a_receiver(KEYS) as receiver,
        webhooks(receiver.url.replace("127.0.0.1", "localhost"), may_be_private=False) as made,
    ):
        assert (await made.send(EVENT, trace=TRACE)).reason == Reason.ADDRESS_NOT_PUBLIC.value
        assert receiver.came == []


async def test_a_name_is_asked_about_each_time_and_leads_to_what_was_looked_at() -> None:
    found = await PublicResolver(Names("93.184.216.34")).resolve("events.example", 443)

    assert [each["host"] for each in found] == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a00:1", False),
        ("2001:67c:2e8:22::c100:68b", True),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("2002:5db8:d822::1", False),
        ("64:ff9b:1::a00:1", False),
        ("64:ff9b:1:ffff:ffff:ffff:a00:1", False),
        ("::ffff:0:10.0.0.1", False),
        ("::ffff:0:93.184.216.34", False),
        ("::127.0.0.1", False),
        ("::93.184.216.34", False),
        ("fec0::1", False),
        ("feff::1", False),
        ("100.64.0.1", False),
        ("192.168.1.1", False),
        ("0.0.0.0", False),  # noqa: S104 nobody listens there
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("events.example", False),
    ],
)
def test_an_address_is_public_or_it_is_not(address: str, *, public: bool) -> None:
    assert is_public(address) is public
    assert is_address(address) is (address != "events.example")


async def test_one_that_is_slow_does_not_keep_us_from_the_next_event() -> None:
    async with a_receiver(KEYS) as receiver, webhooks(receiver.url, timeout_s=QUICK_S) as made:
        receiver.says = [nothing]
        first = await made.send(EVENT, trace=TRACE)
        second = await made.send(replace(EVENT, seq=1235), trace=TRACE)

    assert (first.reason, second) == (Reason.TIMED_OUT.value, TAKEN)


async def test_the_first_request_is_the_step_that_the_event_names_and_each_further_one_its_own() -> None:
    tried_again = replace(EVENT, delivery=replace(EVENT.delivery, tries=2))
    async with a_receiver(KEYS) as receiver, webhooks(receiver.url) as made:
        for event in (EVENT, tried_again):
            await made.send(event, trace=TRACE)
    headers = [came.headers["traceparent"] for came in receiver.came]

    assert [came.event["traceparent"] for came in receiver.came] == [headers[0]] * 2
    assert headers == [spans.traceparent(TRACE), spans.traceparent(TRACE, tries=2)]
    assert headers[0] != headers[1]


async def test_whoever_observes_hears_how_each_try_ended() -> None:
    seen: list[Span] = []
    observed = Observed(emit=seen.append, now=now, processors={})
    async with a_receiver(KEYS) as receiver, webhooks(receiver.url, observe=observed.tried) as made:
        receiver.says = [status(503)]
        for tries in (1, 2):
            await made.send(replace(EVENT, delivery=replace(EVENT.delivery, tries=tries)), trace=TRACE)

    assert [(span.failed, span.attributes["http.request.method"]) for span in seen] == [
        ("subscriber.busy", "POST"),
        (None, "POST"),
    ]
    assert [span.span_id for span in seen] == [TRACE.span_id, spans.of_try(str(TRACE.span_id), 2)]
