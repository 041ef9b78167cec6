"""The door where people take their own data home, really served on loopback over a small hub."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from builders import REGISTER
from commands.fitting import fits, schema
from doors.beside import Beside, doors_beside
from taking_home import taking

from adapters.agencies import agency_profile, kept_answers, registry
from adapters.agencies.fcid import profile as fcid_profile
from adapters.web import own_data
from adapters.web.admission import AtDoor
from adapters.web.budgets import Budgets
from adapters.web.own_data import PATH, OwnDataDoor
from consent.parties import AgencyCode
from hub.domain.source import SourceReport

FORM = schema("own-data")
KNOWN = {AgencyCode(code): agency_profile.load(registry.folder(code)) for code in registry.AGENCIES}


@dataclass
class Taking:
    """The door, what stands behind it, and a client."""

    beside: Beside
    door: OwnDataDoor

    async def post(self, content: Any = None, **headers: str) -> Any:
        return await self.beside.post(PATH, {} if content is None else content, **headers)

    async def home(self) -> dict[str, Any]:
        """The file, which always fits its schema."""
        answer = await self.post()
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = json.loads(answer.content)
        assert fits(FORM, content)
        return content

    async def events(self) -> list[str]:
        return [event for _, event, _ in await self.beside.door.desk.world.audit()]

    def change(self, **changes: Any) -> None:
        """Let the door take home in another way."""
        object.__setattr__(self.door, "export", replace(self.door.export, **changes))


@asynccontextmanager
async def an_own_data_door(*reports: SourceReport, budgets: Budgets | None = None) -> AsyncIterator[Taking]:
    """Serve it; who comes is the person, unless a test says otherwise."""
    async with doors_beside(*reports, budgets=budgets) as beside:
        door = _door(beside)
        beside.door.app.routes.router.routes.extend(door.routes())
        beside.come_as(beside.door.desk.world.citizen)
        yield Taking(beside=beside, door=door)


def _door(beside: Beside) -> OwnDataDoor:
    desk, form = beside.door.desk, fcid_profile.load(kept_answers.FORM)

    def values(rules: Any) -> Mapping[str, Mapping[str, Any]]:
        return {rule: {"value": 14, "unit": "days"} for rule in rules}

    def report(fault: BaseException) -> str:
        beside.wrong.append(fault)
        return f"incident-{len(beside.wrong)}"

    return OwnDataDoor(
        export=taking(desk.world),
        recognize=desk.world.recognize,
        beside=own_data.Beside(
            number_of=desk.directory.bsn_of,
            answers=lambda kept, bsn: kept_answers.kept_answers(kept, bsn=bsn, known=KNOWN, form=form),
            values=values,
            controllers=lambda: (REGISTER.activities[0].controller,),
            contacts={"cjib": "Team Regelingen, 088 000 0000"},
            version="test",
        ),
        at_door=AtDoor(
            authenticate=beside.door.gate,
            crowd=beside.door.graphql.crowd,
            budgets=beside.door.graphql.budgets,
            new_trace=lambda: "1" * 32,
            report=report,
        ),
    )
