"""`POST /v1/audit/exports`: an auditor takes lines out of the log. Our own REST side, by the API Design Rules 2.2."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web import answers, body, stopped, strict_json
from adapters.web.admission import AtDoor
from adapters.web.authzen import contract
from adapters.web.export_wish import Flaw, FlawedError, Wish
from adapters.web.folder_answer import FolderAnswer
from adapters.web.graphql import Authenticated
from consent.parties import SubjectRef
from hub.actions import disclose_receipts
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.export_log import SCOPE, Auditor, ExportLog

CONTRACT: Final = Path(__file__).with_name("audit.openapi.json")
VERSION: Final = "1.1.0"
"""Of the contract, which is that of a person's own data too (`adapters.web.own_data`)."""

LONGEST_SECONDS: Final = 300
"""Longest time for one export; whoever wants more lines than that makes several, or asks the operator."""

NAME: Final = "audit-export"


class Take(Protocol):
    """Write an export into an empty folder. Raises BadInput and Unavailable, and nothing is an export then."""

    async def __call__(self, folder: Path, wish: Wish, by: Auditor) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDoor:
    """The log as auditors take it out; one at a time in each worker.

    `trips` finds what no line of a log may carry: what is asked for is written down too.
    """

    take: Take
    account: ExportLog
    disclose: DiscloseReceipts
    agencies: frozenset[str]
    trips: Callable[[str], bool]
    at_door: AtDoor
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def routes(self) -> Sequence[Route]:
        """What is served."""
        return (
            Route("/v1/audit/exports", self._answer, methods=["POST"]),
            Route("/v1/openapi.json", contract(CONTRACT), methods=["GET"]),
        )

    async def _answer(self, request: Request) -> Response:
        return await stopped.answered(
            request, self._work, _problem, self.at_door, unavailable=503, longest_s=LONGEST_SECONDS
        )

    async def _work(self, request: Request, came: Authenticated) -> Response:
        trace = self.at_door.trace(came, request.headers.get("traceparent"))
        by = Auditor(requester=came.requester, trace=trace)
        if await self.account.admit(by) is not None:
            return _problem(403, f"This is for auditors that are registered with the scope {SCOPE}.")
        try:
            wish = Wish.read(strict_json.parse(await body.read(request)), agencies=self.agencies, trips=self.trips)
        except FlawedError as flawed:
            return _flawed(flawed.flaws)
        if wish.receipts and await self._may_not(by, wish):
            return _problem(403, f"Receipts are for auditors that have the scope {disclose_receipts.SCOPE} too.")
        if self._turn.locked():
            return _problem(503, "Another export is being made. Come back in a minute.", Retry_After="60")
        async with self._turn:
            return await self._taken(wish, by)

    async def _may_not(self, by: Auditor, wish: Wish) -> bool:
        return await self.disclose.admit(by, SubjectRef(wish.subject or "")) is not None

    async def _taken(self, wish: Wish, by: Auditor) -> Response:
        """Make it whole before the answer begins: half an export with a good status would look like one."""
        folder = Path(tempfile.mkdtemp(prefix="hub-export-"))
        try:
            await self.take(folder, wish, by)
            return FolderAnswer(folder, name=NAME, headers={**answers.ALWAYS, "API-Version": VERSION})
        except BaseException:  # whatever stops it: nothing of it stays on the disk
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise


def _flawed(flaws: Sequence[Flaw]) -> Response:
    told = f"{len(flaws)} {'member is' if len(flaws) == 1 else 'members are'} wrong."
    return answers.flawed(_TITLES[400], told, [flaw.told for flaw in flaws], API_Version=VERSION)


def _problem(status: int, told: str, /, **headers: str) -> Response:
    return answers.problem(status, _TITLES[status], told, API_Version=VERSION, **headers)


_TITLES: Final = {400: "The request cannot be used", **answers.TITLES}
