"""`GET /v1/events/{id}`: what an event is about, for the agency that was told of it; the `dataref` of each event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.web import answers, stopped
from adapters.web.admission import AtDoor
from adapters.web.graphql import Authenticated
from consent.parties import ClientId, Role, SubjectRef
from hub.actions.ask_event import AskEvent

PATH: Final = "/v1/events/{event}"


class Directory(Protocol):
    """What a client calls a person."""

    def pairwise(self, ref: SubjectRef, client: ClientId) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDoor:
    """Events as those who were told of them ask about them."""

    ask: AskEvent
    directory: Directory
    at_door: AtDoor

    def routes(self) -> Sequence[Route]:
        """What is served."""
        return (Route(PATH, self._answer, methods=["GET"]),)

    async def _answer(self, request: Request) -> Response:
        return await stopped.answered(request, self._work, _say, self.at_door, unavailable=503, takes_json=False)

    async def _work(self, request: Request, came: Authenticated) -> Response:
        who = came.requester
        if who.role is not Role.AGENCY:
            return answers.of_status(403, "This is for the agencies' own systems.")
        trace = self.at_door.trace(came, request.headers.get("traceparent"))
        found = await self.ask(request.path_params["event"], requester=who, trace=trace)
        if found is None:
            return answers.of_status(404, "There is no such event that is yours to ask about.")
        content = {
            "person": self.directory.pairwise(found.subject, who.client),
            "arrangement": found.arrangement,
            "state": found.state.value,
            **({"reform": found.reform} if found.reform else {}),
        }
        return JSONResponse(content, headers=answers.ALWAYS)


def _say(status: int, told: str, /, **headers: str) -> Response:
    return answers.of_status(status, told, **headers)
