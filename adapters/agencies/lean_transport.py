"""HTTP/1.1 for few, known agencies: a small pool of connections, and no work per question that can be done before."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime

from adapters.agencies.bulkhead import AT_ONCE
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import HttpRules
from adapters.agencies.lean_addresses import Addresses
from adapters.agencies.lean_connection import LeanConnection
from adapters.agencies.lean_question import Origin, Questions
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import CONNECT_S, KEEP_CONNECTION_S, Reply, Request


class LeanTransport:
    """A Transport on connections of our own, kept by origin: the agency, and wherever its keys are published.

    The latest connection is used first, so that those that are not needed grow old and are closed. A question over a
    used connection that the agency had just closed, before a byte of an answer, is asked again at once on a fresh one.
    What writes goes over a fresh connection from the start, once.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext,
        now: Callable[[], datetime],
        connect_s: float = CONNECT_S,
    ) -> None:
        self._tls = tls
        self._rules = HttpRules(now=now)
        self._questions = Questions()
        self._addresses = Addresses()
        self._connect_s = connect_s
        self._places = asyncio.Semaphore(AT_ONCE)
        self._open: set[LeanConnection] = set()
        self._connecting: dict[asyncio.Timeout, asyncio.Future[None]] = {}
        self._idle: dict[Origin, list[LeanConnection]] = {}
        self._sweeper: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def call(self, request: Request, *, within_s: float) -> Reply:
        """Send and wait for the whole answer, translating every failure of the network."""
        ends_at_s = asyncio.get_running_loop().time() + within_s
        try:
            origin, question = self._questions.write(request, within_s)
        except ValueError as error:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True) from error
        await self._take_place(ends_at_s)
        try:
            return await self._exchange(request, origin, question, ends_at_s)
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close the pool for good, and wait until the network has given everything back."""
        self._is_closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        self._idle.clear()
        self._addresses.close()
        for limit in self._connecting:
            if not limit.expired():
                limit.reschedule(0)  # at once
        while leaving := [*self._connecting.values(), *(connection.lost for connection in self._open)]:
            for connection in list(self._open):
                connection.abort()
            # Not gather, which would cancel what the network is about to tell.
            await asyncio.wait(leaving)

    async def _exchange(self, request: Request, origin: Origin, question: bytes, ends_at_s: float) -> Reply:
        used = None if request.writes else self._take(origin)
        if used is not None:
            reply = await self._ask(used, request, origin, question, ends_at_s)
            if reply is not None:
                return reply
        reply = await self._ask(await self._connect(origin, ends_at_s), request, origin, question, ends_at_s)
        if reply is None:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True)
        return reply

    async def _ask(
        self, connection: LeanConnection, request: Request, origin: Origin, question: bytes, ends_at_s: float
    ) -> Reply | None:
        try:
            return await connection.ask(
                question, largest=request.largest_answer, takes=request.takes, ends_at_s=ends_at_s
            )
        finally:
            if connection.is_open:
                self._keep(connection, origin)

    async def _take_place(self, ends_at_s: float) -> None:
        if not self._places.locked():
            await self._places.acquire()  # at once
            return
        try:
            async with asyncio.timeout_at(ends_at_s):
                await self._places.acquire()
        except TimeoutError as error:
            raise CallFailed(Reason.TIMED_OUT) from error

    # The pool

    def _take(self, origin: Origin) -> LeanConnection | None:
        idle = self._idle.get(origin, ())
        oldest_s = asyncio.get_running_loop().time() - KEEP_CONNECTION_S
        while idle:
            connection = idle.pop()
            if connection.is_open and connection.idle_since_s > oldest_s:
                return connection
            connection.abort()
        return None

    def _keep(self, connection: LeanConnection, origin: Origin) -> None:
        loop = asyncio.get_running_loop()
        connection.idle_since_s = loop.time()
        self._idle.setdefault(origin, []).append(connection)
        if self._sweeper is None:
            self._sweeper = loop.call_later(KEEP_CONNECTION_S, self._sweep)

    def _sweep(self) -> None:
        """Close what nobody used for a while; one timer for all of them."""
        self._sweeper = None
        loop = asyncio.get_running_loop()
        oldest_s = loop.time() - KEEP_CONNECTION_S
        for idle in self._idle.values():
            for connection in idle:
                if connection.idle_since_s <= oldest_s:
                    connection.abort()
            idle[:] = [connection for connection in idle if connection.is_open]
        if any(self._idle.values()):
            self._sweeper = loop.call_later(KEEP_CONNECTION_S, self._sweep)

    # New connections

    async def _connect(self, origin: Origin, ends_at_s: float) -> LeanConnection:
        """Connect, name look-up and TLS handshake included. A host that is there is quick about it."""
        loop = asyncio.get_running_loop()
        limit = asyncio.timeout(min(self._connect_s, ends_at_s - loop.time()))
        self._connecting[limit] = loop.create_future()
        try:
            async with limit:
                self._check_open()
                return await self._connect_to_one_of(await self._addresses.of(origin.host), origin)
        except TimeoutError as error:
            reason = Reason.CONNECTION_FAILED if self._is_closed else Reason.TIMED_OUT
            raise CallFailed(reason, may_pass=True, unsent=True) from error
        except (OSError, ValueError) as error:
            raise CallFailed(Reason.CONNECTION_FAILED, may_pass=True, unsent=True) from error
        finally:
            self._connecting.pop(limit).set_result(None)

    async def _connect_to_one_of(self, addresses: Sequence[str], origin: Origin) -> LeanConnection:
        """Try each address in turn, for a fair part of the time: one that swallows everything must not take it all."""
        failure: OSError | None = None
        for address in addresses:
            try:
                async with asyncio.timeout(self._connect_s / len(addresses)):
                    return await self._connect_to(address, origin)
            except OSError as error:  # TimeoutError is one of them
                failure = error
        raise failure or ConnectionError

    async def _connect_to(self, address: str, origin: Origin) -> LeanConnection:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: LeanConnection(self._rules, self._open.discard),
            address,
            origin.port,
            ssl=self._tls if origin.is_encrypted else None,
            server_hostname=origin.host if origin.is_encrypted else None,
        )
        if not connection.lost.done():
            self._open.add(connection)
        if self._is_closed:
            connection.abort()
        return connection

    def _check_open(self) -> None:
        if self._is_closed:
            raise ConnectionError
