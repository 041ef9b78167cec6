"""`POST /graphql`: read, authenticate, weigh, run, answer. Whatever stops a request has a status and a code."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol, runtime_checkable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adapters.spared import structlog
from adapters.web import answers, asked, body, guard, media, strict_json, tracing
from adapters.web.answers import StatusTable
from adapters.web.asked import FREE_SCOPE, NotRegisteredError, Order
from adapters.web.budgets import Budgets, Charged, OverBudgetError
from adapters.web.crowd import Crowd, CrowdedError
from adapters.web.parts import PartsWriter
from adapters.web.presented import Presented
from adapters.web.trusted import TrustedDocuments
from consent.parties import Requester
from hub.arrange.explain import Language
from hub.audit.events import Trace
from hub.errors import BadInput, HubError, Unavailable
from schema import errors, incremental, limits
from schema.context import Context, Services
from schema.errors import Told
from schema.execute import Answer, Engine, Ready
from schema.incremental import Parts

INTROSPECTION_SCOPE: Final = "graphql.introspect"
"""A client that is registered with this scope may see the schema, whatever the hub shows to others."""

LONGEST_SECONDS: Final = 15
"""Longest time for one answer: the agencies' ten seconds, and what lies around them."""

DEADLINE_HEADER: Final = "x-request-deadline-ms"
"""Header in which a client says how long it still waits, as we tell the agencies; in milliseconds."""

LONGEST_DEADLINE: Final = 9
"""Digits of it that are read."""

_log = structlog.get_logger(__name__)


@runtime_checkable
class Authenticated(Protocol):
    """Who was let in; and the transaction under which the request came through FSC, if it did."""

    @property
    def requester(self) -> Requester: ...
    @property
    def fsc_transaction_id(self) -> str | None: ...


class Refused(Protocol):
    """Why somebody was not let in, and how the answer says so."""

    @property
    def code(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def told(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


Authenticate = Callable[[Presented], Awaitable[Authenticated | Refused]]
"""From what a request presents to who asks."""


class GoneError(Exception):
    """The client left before it had its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphqlDoor:
    """The endpoint, as an ASGI application of its own. `new_trace` makes a trace id where the client brought none.

    `count` hears of the codes of errors, where somebody counts them.
    """

    engine: Engine
    services: Services
    authenticate: Authenticate
    new_trace: Callable[[], str]
    introspection: bool
    crowd: Crowd
    budgets: Budgets
    trusted: TrustedDocuments
    table: StatusTable = StatusTable.PUBLISHED
    count: Callable[[Sequence[str]], None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._response(request, PartsWriter(send))
        if response is not None:
            if isinstance(response, answers.CodedResponse):
                self._count(response.codes)
            await response(scope, receive, send)

    def _count(self, codes: Sequence[str]) -> None:
        if self.count is not None and codes:
            self.count(codes)

    async def _response(self, request: Request, writer: PartsWriter) -> Response | None:
        """Give the answer; None where the writer sent it in parts already."""
        if request.method != "POST":
            return answers.of_status(405, f"Send POST with {media.JSON}.", Allow="POST")
        kind = media.wanted(request.headers.get("accept")) or (media.JSON if self._takes_parts(request) else None)
        if kind is None:
            told = f"Accept {media.RESPONSE} or {media.JSON}."
            return answers.graphql_error(406, "accept.unsupported", told, media.JSON)
        if not _is_plain_json(request):
            told = f"Send {media.JSON} in UTF-8."
            return answers.graphql_error(415, "content_type.unsupported", told, kind)
        try:
            with self.crowd.place():
                return await self._authenticated(request, kind, writer)
        except Exception as fault:  # noqa: BLE001 - whatever it is: its text stays here, and the operator is told
            return self._stopped(fault, kind)

    def _stopped(self, fault: Exception, kind: str) -> Response:
        """Say what stopped a request before GraphQL itself could tell."""
        match fault:
            case GoneError():
                return answers.of_status(503)
            case BadInput():
                told = f"{fault.happened} {fault.todo}"
                return answers.graphql_error(self.table.malformed(fault), fault.code, told, kind)
            case OverBudgetError():
                return answers.graphql_error(429, "rate.exceeded", fault.told, kind, **fault.headers)
            case Unavailable():
                told = f"{fault.happened} {fault.todo}"
                return answers.graphql_error(503, fault.code, told, kind, Retry_After="1")
            case _ if type(fault) in _STOPS:
                status, code, told, headers = _STOPS[type(fault)]
                return answers.graphql_error(status, code, told, kind, **headers)
            case _:
                return answers.incident(self.engine.report(fault), kind)

    async def _authenticated(self, request: Request, kind: str, writer: PartsWriter) -> Response | None:
        who = await self.authenticate(Presented.of(request))
        if not isinstance(who, Authenticated):
            return answers.graphql_error(who.status, str(who.code), who.told, kind, **who.headers)
        with self.crowd.admitted(who.requester):
            return await self._admitted(request, kind, writer, who)

    async def _admitted(self, request: Request, kind: str, writer: PartsWriter, who: Authenticated) -> Response | None:
        """Read, weigh, run: each step is paid for before it is done."""
        account = self.budgets.account(who.requester)
        account.charge(limits.LEAST_COST)
        content = await body.read(request)
        account.charge(len(content) // 1_000 * limits.KILOBYTE_COST)
        order = asked.read(strict_json.parse(content), who.requester, self.trusted)
        if order.asked is not None:
            account.charge(self.engine.documents.cost_of_reading(order.asked.document))
        ready = self._prepared(order, who.requester)
        account.charge(ready.cost - limits.LEAST_COST)
        charged = account.stands
        if isinstance(ready, Answer):
            return answers.of_graphql(ready, kind, self.table, charged)
        trace = replace(self._trace(request), fsc_transaction_id=who.fsc_transaction_id)
        working = self._working(asked.narrowed(who.requester, order), trace, request)
        if ready.prepared.asks_for_parts and self._takes_parts(request):
            answer = await self._in_parts(ready, working, writer, charged)
        else:
            async with working as context:
                answer = await self.engine.run(ready, context)
        stage = answer.stage.value if answer else "in_parts"
        _log.info("graphql.answered", trace_id=trace.trace_id, client=who.requester.client, stage=stage)
        return answers.of_graphql(answer, kind, self.table, charged) if answer else None

    def _takes_parts(self, request: Request) -> bool:
        return self.engine.is_incremental and media.takes_parts(request.headers.get("accept"))

    def _prepared(self, order: Order, requester: Requester) -> Ready | Answer:
        if order.asked is None:
            return asked.UNKNOWN
        shows_schema = self.introspection or INTROSPECTION_SCOPE in requester.scopes
        return self.engine.prepare(order.asked, requester.role, introspection=shows_schema)

    @asynccontextmanager
    async def _working(self, requester: Requester, trace: Trace, request: Request) -> AsyncIterator[Context]:
        """Work for a client: until the deadline, and no longer than it stays. Raises TimeoutError, GoneError."""
        within = _within(request)
        async with asyncio.timeout(within.total_seconds()), _unless_gone(request):
            # Before anything is asked: whoever acts for somebody is on record, so that the person can see and end it.
            await self.services.actions.recognize_representative(requester, trace=trace)
            yield Context.begin(
                self.services, requester=requester, trace=trace, language=_language(request), within=within
            )

    async def _in_parts(
        self, ready: Ready, working: AbstractAsyncContextManager[Context], writer: PartsWriter, charged: Charged
    ) -> Answer | None:
        """Send an answer part by part; give it whole where nothing of it comes later.

        Once a part was sent, whatever stops the rest is said in a last part.
        """
        parts: Parts | None = None
        try:
            async with working as context:
                begun = await incremental.begin(self.engine, ready, context)
                if isinstance(begun, Answer):
                    return begun
                parts = begun
                self._count(answers.codes(begun.first.errors))
                await writer.write(parts, charged)
        except Exception as fault:
            if parts is None or not writer.has_begun:
                raise
            if not isinstance(fault, GoneError):
                told = self._told(fault)
                self._count(answers.codes([told]))
                await writer.cut_off(parts, told)
        return None

    def _told(self, fault: Exception) -> Told:
        """Say what stopped an answer whose status was sent already."""
        match fault:
            case BadInput() | Unavailable():
                return errors.of_fault(fault)
            case _ if type(fault) in _STOPS:
                _, code, told, _ = _STOPS[type(fault)]
                return errors.tell(code, told)
            case _:
                return errors.of_incident(self.engine.report(fault))

    def _trace(self, request: Request) -> Trace:
        """Go on with the client's trace (W3C Trace Context), or begin one."""
        return tracing.read(request.headers.get("traceparent")) or Trace(trace_id=self.new_trace())


_STOPS: Final[Mapping[type[Exception], tuple[int, str, str, Mapping[str, str]]]] = {
    NotRegisteredError: (
        403,
        "document.not_registered",
        f"Run a registered document by its documentId, or be registered with the scope {FREE_SCOPE}.",
        {},
    ),
    body.TooSlowError: (408, "body.too_slow", "The body did not come in time.", {"Connection": "close"}),
    body.TooLargeError: (413, "body.too_large", f"Send at most {body.LARGEST} bytes.", {"Connection": "close"}),
    CrowdedError: (503, "hub.overloaded", "The hub has its hands full. Come back in a moment.", {"Retry_After": "1"}),
    TimeoutError: (504, "request.timed_out", "It took too long. Ask for less, or wait longer than you said.", {}),
}
"""What stops a request, each with its status, code, words and headers."""


@asynccontextmanager
async def _unless_gone(request: Request) -> AsyncIterator[None]:
    """Work; when the client leaves meanwhile, stop the work. Raises GoneError then."""
    working, is_gone = asyncio.current_task(), False

    async def watch() -> None:
        nonlocal is_gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        is_gone = True
        if working is not None:
            working.cancel()

    watching = asyncio.ensure_future(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not is_gone or working is None or working.uncancel() > 0:
            raise
        raise GoneError from None
    finally:
        watching.cancel()


def _is_plain_json(request: Request) -> bool:
    """Say whether the body is JSON in UTF-8, said once, and packed in nothing."""
    kinds = request.headers.getlist("content-type")
    return len(kinds) == 1 and media.is_json(kinds[0]) and "content-encoding" not in request.headers


def _within(request: Request) -> timedelta:
    """How long the answer may take: our own longest, or what is left to whoever asks, where they say so.

    Raises BadInput for what is no whole number of milliseconds above zero.
    """
    said, longest_ms = request.headers.get(DEADLINE_HEADER, ""), LONGEST_SECONDS * 1000
    if not said or len(said) > LONGEST_DEADLINE:
        return timedelta(milliseconds=longest_ms)
    if not (said.isascii() and said.isdigit() and int(said)):
        todo = "Send milliseconds above zero as a whole number, or leave the header out."
        raise BadInput("deadline.malformed", "X-Request-Deadline-Ms is no such number.", todo)
    return timedelta(milliseconds=min(int(said), longest_ms))


def _language(request: Request) -> Language:
    """The one of our two that is liked better; Dutch where neither is."""
    return "en" if media.preferred(request.headers.get("accept-language", ""), ("nl", "en")) == "en" else "nl"


def report(new_incident: Callable[[], str]) -> Callable[[BaseException], str]:
    """Make what tells the operator of a fault: where it happened and an incident id; no text of it, no document."""

    def tell(fault: BaseException) -> str:
        incident = new_incident()
        kind = fault.code if isinstance(fault, HubError) else type(fault).__name__
        _log.error("graphql.fault", incident=incident, kind=kind, places=guard.places(fault))
        return incident

    return tell
