"""One agency as a web application: a token desk, a counter where claims are asked for, and the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.agencies.simulator import asked, encoder, faults
from adapters.agencies.simulator.agency import PROFILES, Agency
from adapters.agencies.simulator.asked import Refused
from adapters.agencies.simulator.bsn import is_test_bsn, stranger
from adapters.agencies.simulator.desk import Desk
from adapters.agencies.simulator.doors import HEADERS, PLAIN, answer, recognize
from adapters.agencies.simulator.faults import Answer, Pace
from adapters.agencies.simulator.problems import problem
from adapters.agencies.simulator.seal import Seal
from adapters.agencies.simulator.story import COUNTER_BEHAVIOURS, Person
from adapters.agencies.simulator.tokens import READ, Clients, Clock, OAuthFault, TokenDesk
from adapters.agencies.simulator.visits import Noting, Visits

CONTRACT_FILE = Path(__file__).parent.parent / "openapi.json"
TOKEN_PATH = "/oauth/token"  # noqa: S105 a path is no secret
BODY_BYTES_AT_MOST = 16 * 1024
QUESTION_KEYS = {"bsn", "asOf", "fcidVersion"}


def system_clock() -> datetime:
    """Tell the real time; the only place in the simulators that does."""
    return datetime.now(UTC)  # noqa: TID251 a simulator is another machine, with a clock of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked: about whom, as of the end of which day."""

    bsn: str
    as_of: date


TOO_MUCH = 10_000
"""Cents by which a total is off in an answer that is told to contradict itself."""


@dataclass(slots=True, kw_only=True)
class Office:
    """All that stands behind the doors of one agency. `switched` is how its counter was told to behave."""

    agency: Agency
    people: Mapping[str, Person]
    tokens: TokenDesk
    clock: Clock
    pace: Pace
    seal: Seal
    switched: str | None = None

    async def token(self, request: Request) -> Response:
        """Give an access token for a signed assertion."""
        try:
            granted = self.tokens.grant(await asked.body(request, at_most=BODY_BYTES_AT_MOST))
        except OAuthFault as fault:
            refusal = {"error": fault.error, "error_description": fault.description}
            return JSONResponse(refusal, status_code=fault.status, headers=HEADERS)
        return JSONResponse(granted, headers=HEADERS)

    async def claims(self, request: Request) -> Response:
        """Answer which financial claims there are against one person."""
        recognize(request, self.tokens, scope=READ)
        question = self._read(await asked.body(request, at_most=BODY_BYTES_AT_MOST))
        person = self.people.get(question.bsn)
        behaviour = self.switched or (person.behaviour if person else None)
        if behaviour == "contradictory":
            person = _contradicting(person)
        response = faults.misbehave(behaviour, self._answer(question, person, behaviour), self.pace)
        response.headers.update(HEADERS)
        return response

    async def tell(self, _request: Request) -> Response:
        """Say how the counter was told to behave."""
        return JSONResponse({"behaviour": self.switched}, headers=HEADERS)

    async def switch_to(self, request: Request) -> Response:
        """Behave otherwise towards everybody from now on, until told again; null: as each person's story says."""
        behaviour = asked.json_object(await asked.body(request, at_most=BODY_BYTES_AT_MOST)).get("behaviour")
        if behaviour is not None and behaviour not in COUNTER_BEHAVIOURS:
            raise Refused(400, f"behaviour is null or one of: {', '.join(COUNTER_BEHAVIOURS)}.")
        self.switched = None if behaviour is None else str(behaviour)
        return Response(status_code=204, headers=HEADERS)

    async def jwks(self, _request: Request) -> Response:
        """Publish the key that answers are signed with."""
        return JSONResponse(self.seal.published(), headers=HEADERS)

    async def openapi(self, _request: Request) -> Response:
        """Publish the contract."""
        headers = {**HEADERS, "Access-Control-Allow-Origin": "*"}
        return Response(CONTRACT_FILE.read_bytes(), media_type=PLAIN, headers=headers)

    async def signpost(self, _request: Request) -> Response:
        """Say what this is, and where to go: for whoever opens the address in a browser first."""
        told = {
            "what": f"A simulator of {self.agency.name} for Eén Regeling. Everybody it knows is fictitious.",
            "contract": "/openapi.json",
            "health": "/health",
            "behaviour": "/simulator/counter",
        }
        return JSONResponse(told, headers=HEADERS)

    async def health(self, _request: Request) -> Response:
        """Say that the machine runs."""
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    def _read(self, body: bytes) -> Question:
        question = asked.json_object(body)
        if set(question) != QUESTION_KEYS:
            raise Refused(400, f"The question has exactly: {', '.join(sorted(QUESTION_KEYS))}.")
        bsn, as_of, version = question["bsn"], question["asOf"], question["fcidVersion"]
        if not isinstance(bsn, str) or not is_test_bsn(bsn):
            raise Refused(400, "bsn must be a test number: 99999xxxx, passing the eleven-test.")
        if version not in PROFILES.values():
            raise Refused(400, "fcidVersion is not a known version.")
        if version != self.agency.version:
            raise Refused(406, f"This agency speaks FCID {self.agency.version}.")
        return Question(bsn=bsn, as_of=asked.day(as_of, "asOf"))

    def _answer(self, question: Question, person: Person | None, behaviour: str | None) -> Answer:
        about = stranger() if behaviour == "other_person" else question.bsn
        made_at = self.clock()
        document = encoder.document(person, self.agency, bsn=about, as_of=question.as_of, made_at=made_at)
        return answer(document, self.seal if self.agency.signs_answers else None, behaviour)


def _contradicting(person: Person | None) -> Person | None:
    """Have each case of a person state a total that its events do not add up to."""
    if person is None:
        return None
    return replace(person, cases=tuple(replace(case, stated_total=case.amount + TOO_MUCH) for case in person.cases))


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
    seal = Seal()
    office = Office(agency=agency, people=people, tokens=tokens, clock=clock, pace=pace or Pace(), seal=seal)
    desk = Desk(agency=agency, people=people, tokens=tokens, clock=clock, pace=pace or Pace(), seal=seal)
    visits = Visits()
    application = Starlette(
        routes=[
            Route("/v1/arrangements/{key}", desk.bring, methods=["PUT", "PATCH", "DELETE"]),
            Route("/v1/arrangements/{key}", desk.look, methods=["GET"]),
            Route("/v1/disputes/{key}", desk.take_dispute, methods=["PUT", "DELETE"]),
            Route("/", office.signpost, methods=["GET"]),
            Route("/simulator/desk", desk.tell, methods=["GET"]),
            Route("/simulator/desk", desk.switch_to, methods=["PUT"]),
            Route("/simulator/counter", office.tell, methods=["GET"]),
            Route("/simulator/counter", office.switch_to, methods=["PUT"]),
            Route("/simulator/visits", visits.tell, methods=["GET"]),
            Route(TOKEN_PATH, office.token, methods=["POST"]),
            Route("/v1/financial-claims", office.claims, methods=["POST"]),
            Route("/jwks", office.jwks, methods=["GET"]),
            Route("/openapi.json", office.openapi, methods=["GET"]),
            Route("/health", office.health, methods=["GET"]),
        ],
        middleware=[Middleware(Noting, visits=visits)],
        exception_handlers={HTTPException: _not_here, Refused: _refused},
    )
    # A path with a slash too many is another path (API Design Rules).
    application.router.redirect_slashes = False
    return application


async def _not_here(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(status, "There is nothing here that answers this.", headers=headers)


async def _refused(_request: Request, error: Exception) -> Response:
    return error.response if isinstance(error, Refused) else problem(500, "Something broke.")
