"""`POST /v1/own-data/exports`: a person takes home all that is here about them, as one JSON file.

Our own REST side, by the API Design Rules 2.2; the contract stands with that of the auditors' door.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from adapters.web import answers, body, own_data_texts, stopped, strict_json
from adapters.web.admission import AtDoor
from adapters.web.audit_exports import VERSION
from adapters.web.export_wish import UNKNOWN, Flaw
from adapters.web.graphql import Authenticated
from consent.activities import Controller
from consent.parties import SubjectRef
from consent.verdict import Ground
from hub.actions.export_own_data import ExportOwnData, KeptAnswer, OwnData, Plain
from hub.actions.recognize_representative import RecognizeRepresentative

PATH: Final = "/v1/own-data/exports"
FORM: Final = "own-data/1"
"""Names the form of the file (docs/schemas/own-data.json); another form has another number."""

FILE: Final = "own-data.json"
"""Name of the file: the same for everybody, so that it tells nobody whose it is."""

COST: Final = 10_000
"""What an export costs beside the call itself: the work of some forty plain overviews, for a person with a long log."""

CODES: Final[Mapping[int, str]] = {
    400: "own_data.malformed",
    401: "own_data.not_authenticated",
    403: Ground.NOT_THEIR_OWN.value,
    408: "own_data.too_slow",
    413: "own_data.too_large",
    415: "own_data.wrong_media_type",
    429: "own_data.over_budget",
    500: "own_data.fault",
    503: "own_data.unavailable",
}
"""Why there is no file, as stable codes; a test compares docs/own-data.md with them."""

_TITLES: Final = {400: "The request cannot be used", **answers.TITLES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told beside what is kept.

    `number_of` opens the person's own number, `answers` writes what agencies stated last, for that number. `values`
    gives the numbers that rules have today, `controllers` who answers for what is done here, `contacts` whom to ask at
    an agency.
    """

    number_of: Callable[[SubjectRef], Awaitable[str]]
    answers: Callable[[Sequence[KeptAnswer], str], Sequence[Mapping[str, Any]]]
    values: Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
    controllers: Callable[[], Sequence[Controller]]
    contacts: Mapping[str, str]
    version: str

    async def all(self, data: OwnData) -> Plain:
        """Put together everything but the lines of the log."""
        number = await self.number_of(data.subject)
        values = self.values(own_data_texts.RULES)
        return {
            "form": FORM,
            "madeAt": data.at.isoformat(),
            "version": self.version,
            "keeping": [kept.told(kind, values) for kind, kept in own_data_texts.KEPT.items()],
            "ask": {
                **own_data_texts.ASK,
                "controllers": [
                    {"oin": str(each.oin), "name": each.name, "contact": each.contact} for each in self.controllers()
                ],
                "agencies": dict(self.contacts),
            },
            **data.kinds,
            "person": {**data.kinds["person"], "bsn": number},
            "answers": list(self.answers(data.answers, number)),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataDoor:
    """Where a person takes their own data home. `recognize` puts on record who logs in to act for somebody."""

    export: ExportOwnData
    recognize: RecognizeRepresentative
    beside: Beside
    at_door: AtDoor

    def routes(self) -> Sequence[Route]:
        """What is served."""
        return (Route(PATH, self._answer, methods=["POST"]),)

    async def _answer(self, request: Request) -> Response:
        return await stopped.answered(request, self._work, _problem, self.at_door, unavailable=503)

    async def _work(self, request: Request, came: Authenticated) -> Response:
        trace = self.at_door.trace(came, request.headers.get("traceparent"))
        if strict_json.parse(await body.read(request)):
            return _flawed(UNKNOWN)
        self.at_door.budgets.account(came.requester).charge(COST)
        await self.recognize(came.requester, trace=trace)
        data = await self.export(came.requester, trace=trace)
        if isinstance(data, Ground):
            return _problem(403, "Only the person themselves can take their data home, logged in for themselves.")
        head = orjson.dumps(await self.beside.all(data))
        return _File(parts(head, self.export.lines(data.subject)))


class _File(Response):
    """The file, sent as it is read: a long log is never whole in memory. One that breaks off is no JSON."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts
        named = {"Content-Disposition": f'attachment; filename="{FILE}"', "API-Version": VERSION}
        super().__init__(headers={**answers.ALWAYS, **named}, media_type="application/json")
        # Nobody knows yet how long it gets.
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def parts(head: bytes, lines: AsyncIterator[Sequence[Plain]]) -> AsyncIterator[bytes]:
    """Write the lines of the log into the object that `head` is, as its last member."""
    yield head[:-1] + b',"log":['
    between = b""
    async for piece in lines:
        yield between + orjson.dumps(piece)[1:-1]
        between = b","
    yield b"]}"


def _flawed(*flaws: Flaw) -> Response:
    told = "Send an empty object: everything is given."
    return answers.flawed(_TITLES[400], told, [flaw.told for flaw in flaws], code=CODES[400], API_Version=VERSION)


def _problem(status: int, told: str, /, **headers: str) -> Response:
    return answers.problem(status, _TITLES[status], told, code=CODES[status], API_Version=VERSION, **headers)
