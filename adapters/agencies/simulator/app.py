"""One agency as a web application: a token desk, a counter where claims are asked for, and the contract."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.agencies.simulator import encoder, faults
from adapters.agencies.simulator.agency import PROFILES, Agency
from adapters.agencies.simulator.bsn import is_test_bsn, stranger
from adapters.agencies.simulator.faults import Answer, Pace
from adapters.agencies.simulator.problems import problem
from adapters.agencies.simulator.seal import Seal
from adapters.agencies.simulator.story import Person
from adapters.agencies.simulator.tokens import BearerFault, Clients, Clock, OAuthFault, TokenDesk

CONTRACT_FILE = Path(__file__).parent.parent / "openapi.json"
HEADERS = {"API-Version": "1.0.0", "Cache-Control": "no-store"}

TOKEN_PATH = "/oauth/token"  # noqa: S105 a path is no secret
BODY_BYTES_AT_MOST = 16 * 1024
QUESTION_KEYS = {"bsn", "asOf", "fcidVersion"}

PLAIN, SIGNED = "application/json", "application/jose"


def system_clock() -> datetime:
    """Tell the real time; the only place in the simulators that does."""
    return datetime.now(UTC)  # noqa: TID251 a simulator is another machine, with a clock of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked: about whom, as of the end of which day."""

    bsn: str
    as_of: date


class Refused(Exception):
    """A question that gets a problem for an answer."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Hold what the refusal will say."""
        super().__init__(detail)
        self.response = problem(status, detail, headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """All that stands behind the doors of one agency."""

    agency: Agency
    people: Mapping[str, Person]
    tokens: TokenDesk
    clock: Clock
    pace: Pace
    seal: Seal = field(default_factory=Seal)

    async def token(self, request: Request) -> Response:
        """Give an access token for a signed assertion."""
        try:
            granted = self.tokens.grant(await _body(request))
        except OAuthFault as fault:
            refusal = {"error": fault.error, "error_description": fault.description}
            return JSONResponse(refusal, status_code=fault.status, headers=HEADERS)
        return JSONResponse(granted, headers=HEADERS)

    async def claims(self, request: Request) -> Response:
        """Answer which financial claims there are against one person."""
        self._recognize(request)
        question = self._read(await _body(request))
        person = self.people.get(question.bsn)
        behaviour = person.behaviour if person else None
        response = faults.misbehave(behaviour, self._answer(question, person), self.pace)
        response.headers.update(HEADERS)
        return response

    async def jwks(self, _request: Request) -> Response:
        """Publish the key that answers are signed with."""
        return JSONResponse(self.seal.published(), headers=HEADERS)

    async def openapi(self, _request: Request) -> Response:
        """Publish the contract."""
        headers = {**HEADERS, "Access-Control-Allow-Origin": "*"}
        return Response(CONTRACT_FILE.read_bytes(), media_type=PLAIN, headers=headers)

    async def health(self, _request: Request) -> Response:
        """Say that the machine runs."""
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    def _recognize(self, request: Request) -> None:
        try:
            self.tokens.recognize(request.headers.get("authorization"))
        except BearerFault as fault:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise Refused(401, str(fault), challenge) from fault

    def _read(self, body: bytes) -> Question:
        question = _json_object(body)
        if set(question) != QUESTION_KEYS:
            raise Refused(400, f"The question has exactly: {', '.join(sorted(QUESTION_KEYS))}.")
        bsn, as_of, version = question["bsn"], question["asOf"], question["fcidVersion"]
        if not isinstance(bsn, str) or not is_test_bsn(bsn):
            raise Refused(400, "bsn must be a test number: 99999xxxx, passing the eleven-test.")
        if version not in PROFILES.values():
            raise Refused(400, "fcidVersion is not a known version.")
        if version != self.agency.version:
            raise Refused(406, f"This agency speaks FCID {self.agency.version}.")
        return Question(bsn=bsn, as_of=_day(as_of))

    def _answer(self, question: Question, person: Person | None) -> Answer:
        behaviour = person.behaviour if person else None
        about = stranger() if behaviour == "other_person" else question.bsn
        made_at = self.clock()
        document = encoder.document(person, self.agency, bsn=about, as_of=question.as_of, made_at=made_at)
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        if not self.agency.signs_answers:
            return Answer(body=body, media_type=PLAIN)
        sign = self.seal.forge if behaviour == "bad_signature" else self.seal.sign
        return Answer(body=sign(body), media_type=SIGNED)


def build(
    agency: Agency,
    people: Mapping[str, Person],
    clients: Clients,
    base_url: str,
    *,
    token_audience: str | None = None,
    clock: Clock = system_clock,
    pace: Pace | None = None,
) -> Starlette:
    """Build one agency. `base_url` is how callers reach it; the audience of assertions is its token URL by default."""
    tokens = TokenDesk(
        base_url=base_url,
        audience=token_audience or f"{base_url}{TOKEN_PATH}",
        clients=clients,
        clock=clock,
    )
    office = Office(agency=agency, people=people, tokens=tokens, clock=clock, pace=pace or Pace())
    application = Starlette(
        routes=[
            Route(TOKEN_PATH, office.token, methods=["POST"]),
            Route("/v1/financial-claims", office.claims, methods=["POST"]),
            Route("/jwks", office.jwks, methods=["GET"]),
            Route("/openapi.json", office.openapi, methods=["GET"]),
            Route("/health", office.health, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _not_here, Refused: _refused},
    )
    # A path with a slash too many is another path (API Design Rules).
    application.router.redirect_slashes = False
    return application


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES_AT_MOST:
            raise Refused(413, "The question is too long.")
    return bytes(body)


def _json_object(body: bytes) -> dict[str, object]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The question is not JSON.") from error
    if not isinstance(content, dict):
        raise Refused(400, "The question is not a JSON object.")
    return content


def _day(text: object) -> date:
    # The length rules out week dates and other spellings that `fromisoformat` also takes.
    if not isinstance(text, str) or len(text) != len("2026-01-01") or text[4] != "-" or text[7] != "-":
        raise Refused(400, "asOf must be a date, YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(400, "asOf must be a date that exists.") from error


async def _not_here(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(status, "There is nothing here that answers this.", headers=headers)


async def _refused(_request: Request, error: Exception) -> Response:
    return error.response if isinstance(error, Refused) else problem(500, "Something broke.")
