"""`POST /ldv/v1/processing-activities`: what was done with a person's data (LDV read extension, API 1.1.0)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web import answers, body, stopped, strict_json
from adapters.web.admission import AtDoor
from adapters.web.authzen import contract
from adapters.web.graphql import Authenticated
from adapters.web.processing_filter import Filter
from consent.parties import ClientId, Requester, Role, SubjectRef
from consent.verdict import Ground
from hub.actions.read_processing import SCOPE, ReadProcessing
from hub.actions.recognize_representative import RecognizeRepresentative
from hub.audit import ldv
from hub.audit.events import Trace
from hub.errors import BadInput

CONTRACT: Final = Path(__file__).with_name("ldv.openapi.json")

VERSION: Final = "1.1.0"
"""Of the API that the extension describes."""

MOST: Final = 1_000
"""Lines in one answer."""

PREFIX: Final = "v1:"
"""Says how the name of a data subject was made: as a reference of whoever reads."""

_NAMES: Final = {
    "traceId": "trace_id",
    "spanId": "span_id",
    "parentSpanId": "parent_span_id",
    "status": "status",
    "name": "name",
    "startTime": "start_time",
    "endTime": "end_time",
    "resource": "resource",
    "attributes": "attributes",
}
"""What the extension calls each member of a line."""


class Directory(Protocol):
    """From a reader's own reference to the person, and back."""

    async def from_pairwise(self, ref: str, client: ClientId) -> SubjectRef | None: ...

    def pairwise(self, ref: SubjectRef, client: ClientId) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LdvDoor:
    """The processing log as others read it. `processors` names each agency to them."""

    read: ReadProcessing
    recognize: RecognizeRepresentative
    directory: Directory
    processors: Mapping[str, str]
    at_door: AtDoor

    def routes(self) -> Sequence[Route]:
        """What is served."""
        return (
            Route("/ldv/v1/processing-activities", self._answer, methods=["POST"]),
            Route("/ldv/v1/openapi.json", contract(CONTRACT), methods=["GET"]),
        )

    async def _answer(self, request: Request) -> Response:
        return await stopped.answered(request, self._work, _problem, self.at_door, unavailable=503)

    async def _work(self, request: Request, came: Authenticated) -> Response:
        who = came.requester
        if who.role is not Role.CITIZEN and not (who.role is Role.AUDITOR and SCOPE in who.scopes):
            return _problem(403, f"This is for the person concerned, and for auditors with the scope {SCOPE}.")
        wanted = Filter.read(strict_json.parse(await body.read(request)))
        trace = self.at_door.trace(came, request.headers.get("traceparent"))
        await self.recognize(who, trace=trace)
        found = await self._found(who, wanted, trace)
        if isinstance(found, Ground):
            return _problem(403, "There is no mandate to read this for the person.")
        if len(found) > MOST:
            told = f"More than {MOST} lines match. Ask for a shorter time with startTime and endTime."
            return _problem(400, told)
        return _json({"processingActivities": [_camel(line) for line in found]})

    async def _found(self, who: Requester, wanted: Filter, trace: Trace) -> list[Mapping[str, Any]] | Ground:
        """Give the lines that are asked for; about somebody else than may be asked about there are none."""
        subject = await self._subject(who, wanted)
        if subject is None:
            return []
        since, until = wanted.moments
        lines = await self.read(requester=who, subject=subject, trace=trace, since=since, until=until)
        if isinstance(lines, Ground):
            return lines
        log = [(line.seq, line.record) for line in lines]
        person = PREFIX + self.directory.pairwise(subject, who.client)
        return [line for line in ldv.lines(log, person=person, processors=self.processors) if wanted.fits(line)]

    async def _subject(self, who: Requester, wanted: Filter) -> SubjectRef | None:
        """Find whom it is about. A person reads their own; a name that is another's leads nowhere, as a guess does."""
        if wanted.person is None:
            if who.subject is None:
                told = "Across persons the log cannot be read here."
                raise BadInput("person.not_named", told, "Name the person with dpl.core.data_subject_id.")
            return who.subject
        named = await self.directory.from_pairwise(wanted.person.removeprefix(PREFIX), who.client)
        return named if who.role is Role.AUDITOR or named == who.subject else None


def _camel(line: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: line[inside] for name, inside in _NAMES.items() if inside in line}


def _json(content: Mapping[str, Any]) -> Response:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(written, headers={**answers.ALWAYS, "API-Version": VERSION}, media_type="application/json")


def _problem(status: int, told: str, /, **headers: str) -> Response:
    return answers.problem(status, _TITLES[status], told, API_Version=VERSION, **headers)


_TITLES: Final = {400: "The question cannot be answered", **answers.TITLES}
