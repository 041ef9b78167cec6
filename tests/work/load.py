"""Hubs behind a proxy and people who ask all the time: every request is counted, and each that fails is kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx2

from adapters.cli.demo_client import document
from adapters.web.trusted import document_id

UNLIMITED: Final = {
    "HUB__LIMITS__LOOK_UPS_PER_PERSON": "1000000",
    "HUB__LIMITS__COST_PER_PERSON": "1000000000",
}
"""Settings of a hub at which few people ask as much as many would."""

Wish = tuple[str, Mapping[str, object]]
"""A stored operation, and its variables."""


@dataclass
class RotatingProxy:
    """What stands in front: each connection goes to the next hub that is in rotation. It reads nothing of it."""

    hubs: list[int]
    port: int = 0
    turned_away: int = 0
    _server: asyncio.Server | None = None
    _open: "dict[asyncio.Task[None], int]" = field(default_factory=dict)

    def under_way(self, hub: int) -> int:
        """How many connections to a hub are open."""
        return sum(port == hub for port in self._open.values())

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        ends = [writer]
        try:
            for _ in range(len(self.hubs)):
                hub = self.hubs.pop(0)
                self.hubs.append(hub)
                with suppress(OSError):  # nothing was sent yet: the next one is as good
                    behind = await asyncio.open_connection("127.0.0.1", hub)
                    ends.append(behind[1])
                    self._open[task] = hub
                    break
            else:
                self.turned_away += 1
                return
            with suppress(asyncio.CancelledError):
                await asyncio.gather(_pipe(reader, behind[1]), _pipe(behind[0], writer))
        finally:
            self._open.pop(task, None)
            for each in ends:
                await _closed(each)


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
    await _closed(target)


async def _closed(end: asyncio.StreamWriter) -> None:
    end.close()
    with suppress(OSError):
        await end.wait_closed()


@dataclass
class Load:
    """People who ask one thing after the other until they are told to stop. `mint` gives a token for one of them."""

    url: str
    people: Sequence[str]
    mint: Callable[[str], str]
    wishes: Sequence[Wish]
    pause_s: float = 0.0
    answered: int = 0
    failed: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ask until the block ends, and wait for the last answers."""
        stop = asyncio.Event()
        asking = [asyncio.create_task(self._ask(person, place, stop)) for place, person in enumerate(self.people)]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*asking)

    async def _ask(self, person: str, place: int, stop: asyncio.Event) -> None:
        # A connection for each request, as a proxy makes them: none is left open where a hub ends.
        limits = httpx2.Limits(max_keepalive_connections=0)
        async with httpx2.AsyncClient(timeout=30, trust_env=False, limits=limits) as http:
            while not stop.is_set():
                operation, variables = self.wishes[place % len(self.wishes)]
                place += 1
                # A token lasts an hour, and a load may last longer.
                problem = await self._problem(http, self.mint(person), operation, variables)
                self.answered += problem is None
                if problem is not None:
                    self.failed.append(f"{operation}: {problem}")
                await asyncio.sleep(self.pause_s)

    async def _problem(
        self, http: httpx2.AsyncClient, token: str, operation: str, variables: Mapping[str, object]
    ) -> str | None:
        asked = {"documentId": document_id(document(operation)), "variables": dict(variables)}
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
        try:
            answer = await http.post(f"{self.url}/graphql", json=asked, headers=headers)
            content: Mapping[str, Any] = answer.json()
        except (httpx2.HTTPError, ValueError) as fault:
            return type(fault).__name__
        codes = [error["extensions"]["code"] for error in content.get("errors", ())]
        return None if answer.is_success and not codes else f"{answer.status_code} {codes}"
