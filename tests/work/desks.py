"""Agencies' desks behind a socket, for workers that may be killed: each counts by itself what it was brought."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from builders import an_agency

from consent.parties import Agency, SubjectRef
from hub.audit.events import Trace
from hub.domain.errand import Answered, Errand, Reply

Told = tuple[str, str, str]
"""An agency, what it is asked or told, and about which arrangement."""


@dataclass
class DeskServer:
    """All desks in one place. A key that comes twice counts once, as the contract with the agencies says.

    While they are not open they take what is brought and say nothing.
    """

    keys: dict[str, Told] = field(default_factory=dict)
    times: "Counter[str]" = field(default_factory=Counter)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 how slow they are is no secret

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = json.loads(await reader.readline())
            await asyncio.sleep(self.dice.choice((0, 0.005, 0.05)))
            self.times[asked["key"]] += 1
            self.keys[asked["key"]] = (asked["agency"], asked["kind"], asked["arrangement"])
            await asyncio.sleep(self.dice.choice((0, 0.005, 0.05)))
            await self.open.wait()
            writer.write(b"granted\n")
            await writer.drain()
        except (ConnectionError, ValueError):
            pass  # whoever asked was killed
        finally:
            writer.close()

    @property
    def again(self) -> int:
        """How often something came that had come before."""
        return sum(self.times.values()) - len(self.times)

    def told(self) -> "Counter[Told]":
        """How many different keys came for each thing that an agency is asked or told."""
        return Counter(self.keys.values())


@asynccontextmanager
async def desk_server() -> AsyncIterator[tuple[DeskServer, int]]:
    desks = DeskServer()
    desks.open.set()
    server = await asyncio.start_server(desks.serve, "127.0.0.1", 0)
    async with server:
        yield desks, server.sockets[0].getsockname()[1]


@dataclass(frozen=True)
class FarDesk:
    """One of them, as a worker reaches it."""

    agency: Agency
    port: int

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Answered:
        asked = {"agency": errand.agency, "kind": errand.kind, "arrangement": errand.arrangement, "key": errand.key}
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(json.dumps(asked).encode() + b"\n")
            return Answered(reply=Reply((await reader.readline()).decode().strip()))
        finally:
            writer.close()

    async def ask_again(self, key: str, *, within: timedelta, trace: Trace) -> Answered:
        raise NotImplementedError  # these desks decide at once


def far_desk(code: str, port: int) -> FarDesk:
    return FarDesk(agency=an_agency(code), port=port)
