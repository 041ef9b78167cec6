"""The desk for arrangements: errands come in signed, are decided once per key, and can be asked about again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.agencies.simulator import asked, doors, errand, errand_book, faults, signature
from adapters.agencies.simulator.agency import Agency
from adapters.agencies.simulator.asked import Refused
from adapters.agencies.simulator.dispute import DisputeBook
from adapters.agencies.simulator.doors import HEADERS, recognize
from adapters.agencies.simulator.errand import Errand
from adapters.agencies.simulator.errand_book import BookFull, Entry, ErrandBook, KeyReused
from adapters.agencies.simulator.faults import Answer, HangUp, Pace
from adapters.agencies.simulator.seal import Seal
from adapters.agencies.simulator.story import DESK_BEHAVIOURS, Person
from adapters.agencies.simulator.tokens import WRITE, Clock, TokenDesk

BODY_BYTES_AT_MOST = 256 * 1024
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

AT_THE_DOOR = ("unavailable", "busy", "refuses", "error")
"""Faults that let nothing in; with all others the errand is carried out, whatever the answer looks like."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """The desk, its book, how it behaves now, and how often anybody came."""

    agency: Agency
    people: Mapping[str, Person]
    tokens: TokenDesk
    clock: Clock
    pace: Pace
    seal: Seal
    book: ErrandBook = field(default_factory=ErrandBook)
    disputes: DisputeBook = field(default_factory=DisputeBook)
    switched: str | None = None
    switched_for: int | None = None
    calls: int = 0

    async def bring(self, request: Request) -> Response:
        """Take an errand in, and say what becomes of it."""
        self.calls += 1
        client = recognize(request, self.tokens, scope=WRITE)
        body = await asked.body(request, at_most=BODY_BYTES_AT_MOST)
        signature.check(request.headers, body, self.tokens.clients[client])
        brought = errand.read(body, key=request.path_params["key"], method=request.method, oin=self.agency.oin)
        behaviour = self._behaviour(brought.bsn)
        if behaviour in AT_THE_DOOR:
            return self._fail(behaviour)
        entry = self._write_down(brought, behaviour)
        if behaviour == "loses_answer" and entry.brought == 1:
            return HangUp()
        return self._respond(entry, behaviour)

    async def take_dispute(self, request: Request) -> Response:
        """Take in that a claim is disputed, or no more; a person looks at it, and answers elsewhere."""
        self.calls += 1
        client = recognize(request, self.tokens, scope=WRITE)
        body = await asked.body(request, at_most=BODY_BYTES_AT_MOST)
        signature.check(request.headers, body, self.tokens.clients[client])
        behaviour = self._behaviour(None)
        if behaviour in AT_THE_DOOR:
            return self._fail(behaviour)
        take = self.disputes.cross_out if request.method == "DELETE" else self.disputes.write_down
        said = take(body, key=request.path_params["key"], oin=self.agency.oin)
        seal = self.seal if self.agency.signs_answers else None
        response = faults.misbehave(behaviour, doors.answer(said, seal, behaviour, status=202), self.pace)
        response.headers.update(HEADERS)
        return response

    async def look(self, request: Request) -> Response:
        """Say how an errand stands."""
        self.calls += 1
        recognize(request, self.tokens, scope=WRITE)
        key = request.path_params["key"]
        known = self.book.entries.get(key)
        behaviour = self._behaviour(known.errand.bsn if known else None)
        if behaviour in AT_THE_DOOR:
            return self._fail(behaviour)
        entry = self.book.look(key, self._today())
        if entry is None:
            raise Refused(404, "No errand with this key is known here.", code="errand.unknown")
        return self._respond(entry, behaviour)

    async def tell(self, _request: Request) -> Response:
        """Tell a test what was brought, and how often it was carried out."""
        told = [entry.told() for entry in self.book.entries.values()]
        state = {
            "behaviour": self.switched,
            "calls": self.calls,
            "errands": told,
            "disputes": self.disputes.told,
            "withdrawn": self.disputes.withdrawn,
        }
        return JSONResponse(state, headers=HEADERS)

    async def switch_to(self, request: Request) -> Response:
        """Behave otherwise from now on: for so many `times`, or until told again."""
        order = asked.json_object(await asked.body(request, at_most=BODY_BYTES_AT_MOST))
        behaviour, times = order.get("behaviour"), order.get("times")
        if behaviour is not None and behaviour not in DESK_BEHAVIOURS:
            raise Refused(400, f"behaviour is null or one of: {', '.join(DESK_BEHAVIOURS)}.")
        if times is not None and (not isinstance(times, int) or times <= 0):
            raise Refused(400, "times is null or a whole number above zero.")
        self.switched = None if behaviour is None else str(behaviour)
        self.switched_for = times
        return Response(status_code=204, headers=HEADERS)

    def _behaviour(self, bsn: str | None) -> str | None:
        """Behave as switched, or else as the person's story says."""
        person = self.people.get(bsn or "")
        usual = None if person is None else person.desk or person.behaviour
        behaviour = self.switched or usual
        if self.switched_for is not None:
            self.switched_for -= 1
            if not self.switched_for:
                self.switched = self.switched_for = None
        return behaviour

    def _write_down(self, brought: Errand, behaviour: str | None) -> Entry:
        try:
            return self.book.bring(brought, behaviour, self._today())
        except KeyReused:
            detail = "Something else was brought under this key."
            raise Refused(422, detail, code="errand.key_reused") from None
        except BookFull:
            raise Refused(503, "This simulator has no room for more.") from None

    def _respond(self, entry: Entry, behaviour: str | None) -> Response:
        said = dict(errand_book.written(entry))
        if behaviour == "other_person":
            said["key"] = "of-somebody-else"
        status = 202 if entry.reply == "received" else 200
        seal = self.seal if self.agency.signs_answers else None
        response = faults.misbehave(behaviour, doors.answer(said, seal, behaviour, status=status), self.pace)
        response.headers.update(HEADERS)
        return response

    def _fail(self, behaviour: str) -> Response:
        response = faults.misbehave(behaviour, Answer(body=b"", media_type=doors.PLAIN), self.pace)
        response.headers.update(HEADERS)
        return response

    def _today(self) -> date:
        return self.clock().astimezone(AMSTERDAM).date()
