"""`POST /graphql`: read, authenticate, weigh, run, answer. Whatever stops a request has a status and a code."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, runtime_checkable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adapters.web import answers, body, guard, media, strict_json, tracing
from adapters.web.answers import StatusTable
from adapters.web.budgets import Budgets, Charged
from adapters.web.crowd import Crowd, CrowdedError
from adapters.web.presented import Presented
from consent.parties import Requester
from hub.arrange.explain import Language
from hub.audit.events import Trace
from hub.errors import BadInput, HubError, Unavailable
from schema.context import Context, Services
from schema.execute import Answer, Asked, Engine, Ready

INTROSPECTION_SCOPE: Final = "graphql.introspect"
"""A client that is registered with this scope may see the schema, whatever the hub shows to others."""

LONGEST_SECONDS: Final = 15
"""Longest time for one answer: the agencies' ten seconds, and what lies around them."""

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
    """The endpoint, as an ASGI application of its own. `new_trace` makes a trace id where the client brought none."""

    engine: Engine
    services: Services
    authenticate: Authenticate
    new_trace: Callable[[], str]
    introspection: bool
    crowd: Crowd
    budgets: Budgets
    table: StatusTable = StatusTable.PUBLISHED

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._response(request)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method != "POST":
            return answers.of_status(405, Allow="POST")
        kind = media.wanted(request.headers.get("accept"))
        if kind is None:
            told = f"Accept {media.RESPONSE} or {media.JSON}."
            return answers.graphql_error(406, "accept.unsupported", told, media.JSON)
        if not media.is_json(request.headers.get("content-type", "")):
            told = f"Send {media.JSON} in UTF-8."
            return answers.graphql_error(415, "content_type.unsupported", told, kind)
        try:
            with self.crowd.place():
                return await self._authenticated(request, kind)
        except Exception as fault:  # noqa: BLE001 - whatever it is: its text stays here, and the operator is told
            return self._stopped(fault, kind)

    def _stopped(self, fault: Exception, kind: str) -> Response:
        """Say what stopped a request before anything could be told by GraphQL itself."""
        match fault:
            case CrowdedError():
                told = "The hub has its hands full. Come back in a moment."
                return answers.graphql_error(503, "hub.overloaded", told, kind, Retry_After="1")
            case body.TooLargeError():
                told = f"Send at most {body.LARGEST} bytes."
                return answers.graphql_error(413, "body.too_large", told, kind, Connection="close")
            case body.TooSlowError():
                told = "The body did not come in time."
                return answers.graphql_error(408, "body.too_slow", told, kind, Connection="close")
            case BadInput():
                told = f"{fault.happened} {fault.todo}"
                return answers.graphql_error(self.table.malformed(fault.code), fault.code, told, kind)
            case Unavailable():
                told = f"{fault.happened} {fault.todo}"
                return answers.graphql_error(503, fault.code, told, kind, Retry_After="1")
            case TimeoutError():
                return answers.graphql_error(504, "request.timed_out", "It took too long. Ask for less.", kind)
            case GoneError():
                return answers.of_status(503)
            case _:
                return answers.incident(self.engine.report(fault), kind)

    async def _authenticated(self, request: Request, kind: str) -> Response:
        who = await self.authenticate(Presented.of(request))
        if not isinstance(who, Authenticated):
            return answers.graphql_error(who.status, str(who.code), who.told, kind, **who.headers)
        self.crowd.admit(who.requester.role)
        asked = _asked(strict_json.parse(await body.read(request)))
        ready = self.engine.prepare(asked, introspection=self._shows_schema(who.requester))
        charged = self.budgets.charge(who.requester, ready.cost)
        if charged.is_over:
            return _over(charged, kind)
        answer = ready if isinstance(ready, Answer) else await self._run(ready, who, request)
        return answers.of_graphql(answer, kind, self.table, charged.headers)

    async def _run(self, ready: Ready, who: Authenticated, request: Request) -> Answer:
        trace = replace(self._trace(request), fsc_transaction_id=who.fsc_transaction_id)
        async with asyncio.timeout(LONGEST_SECONDS), _unless_gone(request):
            # Before anything is asked: whoever acts for somebody is on record, so that the person can see and end it.
            await self.services.actions.recognize_representative(who.requester, trace=trace)
            context = Context.begin(self.services, requester=who.requester, trace=trace, language=_language(request))
            answer = await self.engine.run(ready, context)
        _log.info("graphql.answered", trace_id=trace.trace_id, client=who.requester.client, stage=answer.stage.value)
        return answer

    def _shows_schema(self, requester: Requester) -> bool:
        return self.introspection or INTROSPECTION_SCOPE in requester.scopes

    def _trace(self, request: Request) -> Trace:
        """Go on with the client's trace (W3C Trace Context), or begin one."""
        return tracing.read(request.headers.get("traceparent")) or Trace(trace_id=self.new_trace())


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


def _over(charged: Charged, kind: str) -> Response:
    told = (
        f"That costs {charged.cost}, and {charged.left} of {charged.allowed} a minute is left. Wait, or ask for less."
    )
    return answers.graphql_error(429, "rate.exceeded", told, kind, **charged.headers)


def _asked(content: Mapping[str, Any]) -> Asked:
    """Take document, operation and variables out of a body. Raises BadInput for what they cannot be."""
    query, name, variables = content.get("query"), content.get("operationName"), content.get("variables")
    if not isinstance(query, str):
        raise BadInput("query.missing", "The body holds no document.", "Put it into `query` as text.")
    if not isinstance(name, str | None):
        raise BadInput("operation.malformed", "operationName is no text.", "Name an operation of the document.")
    if not isinstance(variables, dict | None):
        raise BadInput("variables.malformed", "variables is no object.", "Send an object by name.")
    if not isinstance(content.get("extensions"), dict | None):
        raise BadInput("extensions.malformed", "extensions is no object.", "Send an object, or leave it out.")
    return Asked(document=query, operation=name or None, variables=variables or {})


def _language(request: Request) -> Language:
    """Dutch, unless English is asked for first."""
    first = request.headers.get("accept-language", "").lower().lstrip()
    return "en" if first.startswith("en") else "nl"


def report(new_incident: Callable[[], str]) -> Callable[[BaseException], str]:
    """Make what tells the operator of a fault: where it happened and an incident id; no text of it, no document."""

    def tell(fault: BaseException) -> str:
        incident = new_incident()
        kind = fault.code if isinstance(fault, HubError) else type(fault).__name__
        _log.error("graphql.fault", incident=incident, kind=kind, places=guard.places(fault))
        return incident

    return tell
