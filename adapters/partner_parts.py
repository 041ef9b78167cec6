"""What is there for whoever builds on the hub, joined: a demo's issuer, the explorer, the sandbox. Demo mode only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from adapters.agencies import forced_source, personas
from adapters.demo_tools import SWITCHES, DemoTools
from adapters.identity.bsn import Bsn
from adapters.identity.demo_issuer import PORTAL, DemoIssuer
from adapters.identity.keys import KeyRing
from adapters.parts import Parts
from adapters.settings import DEMO_ISSUER, Mode, Settings
from adapters.store.subjects import SqlSubjects
from adapters.system import RandomIds
from adapters.web import explorer, sandbox
from adapters.web.forced import Forcing

OPERATIONS: Final = Path(__file__).resolve().parent.parent / "schema" / "operations"

NORMAL: Final = "normal"


def routes(
    settings: Settings, made: Parts, make_issuer: Callable[[], DemoIssuer], sdl: str, tools: DemoTools | None
) -> tuple[BaseRoute, ...]:
    """Give the addresses of a demo, and of a sandbox where one is asked for; none where people are real."""
    if settings.mode is not Mode.DEMO or settings.demo.issuer_key_file is None:
        return ()
    issuer = make_issuer()
    registered = sorted({name for row in settings.identity.issuers for name in row.clients if name != PORTAL})
    found: list[BaseRoute] = [
        Mount(DEMO_ISSUER, issuer.application()),
        *explorer.routes(
            sdl=sdl,
            operations=OPERATIONS,
            people=sorted(issuer.people),
            roles=[name.replace("-", ":", 1) for name in registered],
            fresh=RandomIds().new,
        ),
    ]
    if is_sandbox(settings) and tools is not None:
        found.extend(sandbox.routes(Sandbox(tools=tools, subjects=SqlSubjects(made.engine), keys=made.keys)))
    return tuple(found)


def is_sandbox(settings: Settings) -> bool:
    """Say whether whoever builds on the hub may do something to it. Never where people are real."""
    return settings.mode is Mode.DEMO and settings.demo.sandbox


def at_graphql(settings: Settings, made: Parts, door: ASGIApp) -> ASGIApp:
    """Let a request to a sandbox say how agencies answer it; elsewhere the door stays as it is."""
    if not is_sandbox(settings):
        return door
    return Forcing(
        door,
        agencies=[source.agency.code for source in made.sources],
        outcomes=list(forced_source.OUTCOMES),
        force=forced_source.forced,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The tools of a demo, for programs; and everybody can come back as somebody new."""

    tools: DemoTools
    subjects: SqlSubjects = field(repr=False)
    keys: KeyRing = field(repr=False)

    def people(self) -> Sequence[Mapping[str, str]]:
        stories = personas.stories()
        return [{"name": name, "bsn": self.tools.numbers[name], "story": stories[name]} for name in self.tools.people]

    def today(self) -> str:
        return self.tools.today().isoformat()

    def move(self, days: int) -> bool:
        return self.tools.move(days) == "moved"

    async def agencies(self) -> Sequence[Mapping[str, object]]:
        return [{**asdict(agency), "behaviours": list(SWITCHES)} for agency in await self.tools.agencies()]

    async def switch(self, agency: str, behaviour: str) -> bool | None:
        if agency not in self.tools.names or behaviour not in SWITCHES:
            return None
        return await self.tools.switch(agency, behaviour) == "switched"

    async def instalment(self, persona: str, *, paid: bool) -> str | None:
        if persona not in self.tools.numbers:
            return None
        return await (self.tools.pay(persona) if paid else self.tools.miss(persona))

    async def reset(self) -> int:
        """Let every number go: what stands of somebody stays theirs, and nobody's number leads there any more.

        So the log stays whole and work that is under way ends well; whoever comes next with the number is new here.
        """
        for number in self.tools.numbers.values():
            await self.subjects.let_go(self.keys.bsn_indexes(Bsn(number)))
        for agency in self.tools.names:
            await self.tools.switch(agency, NORMAL)
        return len(self.tools.numbers)
