"""`POST /access/v1/…`: an enforcement point asks for decisions (AuthZEN NLGov 0.0.1 on AuthZEN 1.0).

A refusal is an answer: 200 with `decision: false`. Errors are about the call, and their body is a text.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.spared import structlog
from adapters.web import body, evaluations, stopped, strict_json
from adapters.web.admission import AtDoor
from adapters.web.answers import ALWAYS
from adapters.web.evaluations import Known
from adapters.web.graphql import Authenticated
from adapters.web.reasons import REASONS
from hub.actions.evaluate import SCOPE, Call, Evaluate
from hub.audit import adl
from hub.audit.events import Evaluated

CONTRACT: Final = Path(__file__).with_name("access.openapi.json")

LONGEST_REQUEST_ID: Final = 200
"""Longest X-Request-ID that is given back (characters)."""

_OPEN: Final = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
"""A contract says nothing about anybody: pages elsewhere may read it."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthzenDoor:
    """The decision point as others reach it. `known` finds what a call names."""

    evaluate: Evaluate
    known: Known
    at_door: AtDoor
    public_url: str

    def routes(self) -> Sequence[Route]:
        """What is served."""
        return (
            Route("/access/v1/evaluation", self._single, methods=["POST"]),
            Route("/access/v1/evaluations", self._batch, methods=["POST"]),
            Route("/access/v1/openapi.json", contract(CONTRACT), methods=["GET"]),
            Route("/.well-known/authzen-configuration", self._metadata, methods=["GET"]),
        )

    async def _single(self, request: Request) -> Response:
        return await self._answer(request, evaluations.single)

    async def _batch(self, request: Request) -> Response:
        return await self._answer(request, evaluations.batch)

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "policy_decision_point": self.public_url,
                "access_evaluation_endpoint": f"{self.public_url}/access/v1/evaluation",
                "access_evaluations_endpoint": f"{self.public_url}/access/v1/evaluations",
            },
            headers=_OPEN,
        )

    async def _answer(self, request: Request, read: evaluations.Read) -> Response:
        async def work(request: Request, who: Authenticated) -> Response:
            if SCOPE not in who.requester.scopes:
                return _error(403, f"This client is not registered with the scope {SCOPE}.")
            return await self._decided(request, who, read)

        answer = await stopped.answered(request, work, _error, self.at_door, unavailable=500)
        named = request.headers.get("x-request-id", "")
        if 0 < len(named) <= LONGEST_REQUEST_ID and named.isascii() and named.isprintable():
            answer.headers["X-Request-ID"] = named
        return answer

    async def _decided(self, request: Request, who: Authenticated, read: evaluations.Read) -> Response:
        content = strict_json.parse(await body.read(request))
        asked, semantic = read(content)
        inside = (content.get("context") or {}).get("traceparent")
        trace = self.at_door.trace(who, inside, request.headers.get("traceparent"))
        found = await self.known.understand(asked, who.requester)
        call = Call(caller=who.requester, evaluations=found, trace=trace, semantic=semantic)
        answers = [_told(evaluated) for evaluated in await self.evaluate(call)]
        # Also where nobody here is known who was asked about, and so no person's log says it.
        _log.info("access.evaluated", trace_id=trace.trace_id, client=who.requester.client)
        return _json({"evaluations": answers} if semantic is not None else answers[0])


def contract(file: Path) -> Callable[[Request], Any]:
    """Serve an OpenAPI document as it stands in its file."""
    text = file.read_text(encoding="utf-8")
    version = json.loads(text)["info"]["version"]

    async def answer(_request: Request) -> Response:
        return Response(text, media_type="application/json", headers={**_OPEN, "API-Version": version})

    return answer


def _told(evaluated: Evaluated) -> Mapping[str, Any]:
    """Add a sentence for people to what was decided; the decision log has the rest as it is."""
    told = adl.response(evaluated)
    if evaluated.permitted:
        return told
    context = told["context"]
    return {**told, "context": {"reason_user": REASONS[context["code"]], **context}}


def _json(content: Mapping[str, Any]) -> Response:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(written, headers=ALWAYS, media_type="application/json")


def _error(status: int, told: str, /, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(told, status, {**ALWAYS, **named})
