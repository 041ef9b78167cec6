"""Encrypted lines: whom we trust is configured, who we are is shown, and a stranger gets nothing."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from agencies import hostile_server
from agencies.certificates import Authority, authority
from agencies.hostile_server import Hostile, hostile
from agencies.manual_clock import ManualClock
from agencies.small_agency import SmallAgency

from adapters.agencies import tls
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.client_credentials import ClientCredentials
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import Reply, Transport
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient
from hub.errors import BadInput

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return authority(tmp_path)


def _context(folder: Path, **more: object) -> ssl.SSLContext:
    return tls.context(SmallAgency().settings(folder, **more), "sources.duo")


@asynccontextmanager
async def _transport(client: HttpClient, context: ssl.SSLContext) -> AsyncIterator[Transport]:
    made = open_transport(client, tls=context, now=lambda: NOW, connect_s=4.0)
    try:
        yield made
    finally:
        await made.close()


async def _call(client: HttpClient, server: Hostile, context: ssl.SSLContext) -> Reply:
    async with _transport(client, context) as transport:
        return await transport.call(server.question, within_s=20.0)


async def test_a_server_of_the_named_authority_is_trusted(client: HttpClient, ours: Authority, tmp_path: Path) -> None:
    async with hostile(hostile_server.well, tls=ours.server_context()) as server:
        reply = await _call(client, server, _context(tmp_path, ca_file=ours.file))

    assert reply.body == b"{}"


async def test_a_server_of_another_authority_gets_no_question(
    client: HttpClient, ours: Authority, tmp_path: Path
) -> None:
    theirs = authority(tmp_path, "theirs")
    async with hostile(hostile_server.well, tls=theirs.server_context()) as server:
        for context in (_context(tmp_path, ca_file=ours.file), _context(tmp_path)):
            with pytest.raises(CallFailed) as failed:
                await _call(client, server, context)
            assert failed.value.reason is Reason.CONNECTION_FAILED

    assert server.visits == []


@pytest.mark.parametrize(
    "stranger",
    [{"address": "127.0.0.2"}, {"until": datetime(2021, 1, 1, tzinfo=UTC)}],
    ids=["for another machine", "of another year"],
)
async def test_a_certificate_that_does_not_fit_gets_no_question(
    client: HttpClient, ours: Authority, tmp_path: Path, stranger: dict[str, Any]
) -> None:
    async with hostile(hostile_server.well, tls=ours.server_context(**stranger)) as server:
        with pytest.raises(CallFailed) as failed:
            await _call(client, server, _context(tmp_path, ca_file=ours.file))

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert server.visits == []


async def test_a_certificate_that_signed_itself_gets_no_question(
    client: HttpClient, ours: Authority, tmp_path: Path
) -> None:
    itself = authority(tmp_path, "itself")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(itself.itself())
    async with hostile(hostile_server.well, tls=context) as server:
        with pytest.raises(CallFailed) as failed:
            await _call(client, server, _context(tmp_path, ca_file=ours.file))

    assert failed.value.reason is Reason.CONNECTION_FAILED
    assert server.visits == []


async def test_a_server_that_speaks_no_tls_gets_no_question(
    client: HttpClient, ours: Authority, tmp_path: Path
) -> None:
    async with hostile(hostile_server.well) as server:
        server.scheme = "https"
        with pytest.raises(CallFailed) as failed:
            await _call(client, server, _context(tmp_path, ca_file=ours.file))

    assert failed.value.reason in {Reason.CONNECTION_FAILED, Reason.TIMED_OUT}
    assert server.visits == []


async def test_an_encrypted_connection_is_used_again(client: HttpClient, ours: Authority, tmp_path: Path) -> None:
    context = _context(tmp_path, ca_file=ours.file)
    async with (
        hostile(hostile_server.well, tls=ours.server_context()) as server,
        _transport(client, context) as transport,
    ):
        replies = [await transport.call(server.question, within_s=2.0) for _ in range(3)]

    assert [reply.body for reply in replies] == [b"{}"] * 3
    assert server.connections == 1


async def test_an_encrypted_answer_that_is_cut_off_is_no_answer(
    client: HttpClient, ours: Authority, tmp_path: Path
) -> None:
    async with hostile(hostile_server.truncated, tls=ours.server_context()) as server:
        with pytest.raises(CallFailed) as failed:
            await _call(client, server, _context(tmp_path, ca_file=ours.file))

    assert failed.value.reason is Reason.CONNECTION_FAILED


async def test_our_certificate_opens_a_door_that_asks_for_one(
    client: HttpClient, ours: Authority, tmp_path: Path
) -> None:
    async with hostile(hostile_server.well, tls=ours.server_context(asks_for_client=True)) as server:
        with pytest.raises(CallFailed):
            await _call(client, server, _context(tmp_path, ca_file=ours.file))
        reply = await _call(client, server, _context(tmp_path, ca_file=ours.file, cert_file=ours.client_file()))

    assert reply.body == b"{}"


async def test_the_token_desk_is_trusted_and_shown_our_certificate_in_the_same_way(
    ours: Authority, tmp_path: Path
) -> None:
    async def a_token(visit: hostile_server.Visit) -> None:
        await visit.answer("200 OK", hostile_server.JSON, body=b'{"access_token": "abc", "token_type": "Bearer"}')

    async with hostile(a_token, tls=ours.server_context(asks_for_client=True)) as server:
        settings = SmallAgency().settings(
            tmp_path, token_url=server.url, ca_file=ours.file, cert_file=ours.client_file()
        )
        clock = ManualClock()
        known = ClientCredentials(
            settings, part="sources.duo", tls=tls.context(settings, "sources.duo"), now=lambda: NOW, monotonic_s=clock
        )
        stranger = ClientCredentials(
            settings, part="sources.duo", tls=_context(tmp_path), now=lambda: NOW, monotonic_s=clock
        )

        assert await known.token(within_s=2.0) == "abc"
        with pytest.raises(CallFailed, match=r"source\.connection_failed"):
            await stranger.token(within_s=2.0)


def test_nothing_older_than_tls_1_2_is_spoken(tmp_path: Path) -> None:
    assert _context(tmp_path).minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("setting", ["ca_file", "cert_file"])
@pytest.mark.parametrize("content", [None, "geen certificaat"], ids=["not there", "no certificate"])
def test_a_file_that_cannot_be_used_is_named_by_its_setting(tmp_path: Path, setting: str, content: str | None) -> None:
    path = tmp_path / "certificaat.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(BadInput, match=rf"config\.{setting}") as refused:
        _context(tmp_path, **{setting: path})

    assert "certificaat.pem" not in str(refused.value)
