"""Both HTTP clients to the agencies, on both event loops: what holds for one holds for the other."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import get_args

import pytest
import uvloop

from adapters.agencies.transport import Transport
from adapters.agencies.transports import open_transport
from adapters.settings import HttpClient

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Loops = Mapping[str, Callable[[], asyncio.AbstractEventLoop]]
ONE_LOOP: Loops = {"asyncio": asyncio.new_event_loop}
BOTH_LOOPS: Loops = {**ONE_LOOP, "uvloop": uvloop.new_event_loop}


def pytest_asyncio_loop_factories(item: pytest.Item) -> Loops:
    """Run what is about bytes on a wire on the loop that serves, too: its transports are made of other stuff."""
    return BOTH_LOOPS if item.path.name.startswith("test_transport_") else ONE_LOOP


@pytest.fixture(params=get_args(HttpClient))
def client(request: pytest.FixtureRequest) -> HttpClient:
    chosen: HttpClient = request.param
    return chosen


@pytest.fixture
async def transport(client: HttpClient) -> AsyncIterator[Transport]:
    made = open_transport(client, tls=ssl.create_default_context(), now=lambda: NOW)
    yield made
    await made.close()
