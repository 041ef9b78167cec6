"""People who accept at a running hub over HTTP, each with a token of their own; agencies count by themselves."""

import asyncio
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import httpx2
from running_hub import free_port
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from work.served_hub import ServedHub

from adapters import bootstrap
from adapters.agencies.simulator import agency, bsn, people, server
from adapters.agencies.simulator.server import Order, Stall
from adapters.cli.demo_client import document
from adapters.cli.demo_folder import DemoFolder
from adapters.store.engine import open_engine
from adapters.web.trusted import document_id

AGENCIES: Final = bootstrap.known_agencies()
STORY: Final = "noor"
SCHEME: Final = "rijk-2025"
AT_ONCE: Final = 8

TAKE_OVER_S: Final = 5
IN_PROGRESS: Final = "idempotency.in_progress"
OPEN_ALREADY: Final = "arrangement.open_already"
SILENCE: Final = ("proposal.changed", "proposal.not_acceptable")
"""What is answered where an agency is silent now; if it is more, a claim stands beside it."""


def numbers(many: int) -> list[str]:
    """So many test numbers that no persona has."""
    return [str(bsn.for_generated(place)) for place in range(many)]


@contextmanager
def street_of(people_there: Sequence[str], clients: Mapping[str, object]) -> Iterator[Mapping[str, Stall]]:
    """All agencies, each in a thread; everybody owes what the main persona owes."""
    with ExitStack() as stack:
        stalls = {}
        for code in AGENCIES:
            stories = people.load(agency.load(code)).values()
            story = next(each for each in stories if each.persona == STORY)
            held = {number: replace(story, bsn=number) for number in people_there}
            stalls[code] = stack.enter_context(server.running(Order(code=code, clients=clients), held=held))
        yield stalls


def _as_source(stall: Stall) -> Mapping[str, object]:
    of = agency.load(stall.code)
    return {**stall.described(), "oin": of.oin, "signs_answers": of.signs_answers}


@dataclass
class CrowdOverHttp:
    """A hub that may be killed, people who want something of it, and the agencies."""

    hub: ServedHub
    stalls: Mapping[str, Stall]
    people: Sequence[str]
    store: str
    is_hasty: bool = False

    def __post_init__(self) -> None:
        issuer = bootstrap.demo_issuer(bootstrap.checked(self.hub.config))
        issuer = replace(issuer, people={number: number for number in self.people})
        self.tokens = {number: issuer.mint(as_="citizen", persona=number) for number in self.people}

    async def everybody_has_a_proposal(self) -> Mapping[str, str]:
        """Let each consent and have a proposal made; give the proposals' ids."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(number: str) -> tuple[str, str]:
            async with turn:
                await self.ask(number, "demo_give_consent", {"key": "c", "agencies": list(AGENCIES)})
                made = await self.ask(number, "demo_propose", {"key": "p", "scheme": SCHEME})
                return number, str(made["proposeArrangement"]["arrangement"]["id"])

        async with httpx2.AsyncClient(base_url=self.hub.url, timeout=30, trust_env=False) as self.http:
            return dict(await asyncio.gather(*map(one, self.people)))

    async def everybody_accepts(self, proposals: Mapping[str, str]) -> Mapping[str, str]:
        """Have all accept at once, each until there is an answer; give what they were told the arrangement is."""
        async with httpx2.AsyncClient(base_url=self.hub.url, timeout=30, trust_env=False) as self.http:
            told = await asyncio.gather(*(self.accepts(number, its) for number, its in proposals.items()))
        return dict(zip(proposals, told, strict=True))

    async def accepts(self, number: str, proposal: str) -> str:
        """Accept until there is an answer: under the same key, or as whoever has no patience, under another one.

        Whoever hears that there is one already goes back to the key that led to it. Where an agency took too long to
        state what is owed, on a busy machine, it is tried again as something new.
        """
        keys, place = ["a"], 0
        while True:
            try:
                wish = {"key": keys[place], "id": proposal}
                answer = (await self.ask(number, "demo_accept", wish))["acceptArrangement"]
            except (httpx2.HTTPError, AskAgainError):
                await asyncio.sleep(0.3)
                continue
            if answer["arrangement"]:
                return b64decode(answer["arrangement"]["id"]).decode().partition(":")[2]
            (problem,) = answer["problems"]
            is_silence = problem["code"] in SILENCE and not problem.get("claims")
            assert is_silence or problem["code"] in {IN_PROGRESS, OPEN_ALREADY}, problem
            if is_silence or (problem["code"] == IN_PROGRESS and self.is_hasty):
                keys.append(f"a-{len(keys)}")
            place = (place + 1) % len(keys)
            await asyncio.sleep(1)

    async def ask(self, number: str, operation: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """Run a stored operation as this person. Raises AskAgainError where the hub says so."""
        answer = await self.http.post(
            "/graphql",
            json={"documentId": document_id(document(operation)), "variables": dict(variables)},
            headers={
                "Authorization": f"Bearer {self.tokens[number]}",
                "Accept": "application/graphql-response+json",
            },
        )
        content = answer.json()
        if answer.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR or content.get("errors"):
            raise AskAgainError
        data: Mapping[str, Any] = content["data"]
        return data

    async def is_quiet(self) -> bool:
        """Say whether all run, and no errand waits."""
        engine = open_engine(self.store)
        try:
            async with engine.connect() as connection:
                waiting = await connection.execute(text("SELECT count(*) FROM work WHERE kind = 'errand'"))
                states = await connection.execute(text("SELECT state FROM arrangement"))
                return waiting.scalar_one() == 0 and list(states.scalars()) == ["active"] * len(self.people)
        finally:
            await engine.dispose()

    def told(self) -> "Counter[tuple[str, str, str]]":
        """What was carried out where, about which arrangement, by each agency's own count."""
        told = Counter[tuple[str, str, str]]()
        for code, stall in self.stalls.items():
            with urlopen(f"{stall.url}/simulator/desk") as answer:  # noqa: S310 an address of our own
                for each in json.load(answer)["errands"]:
                    told[code, each["kind"], each["arrangement"]] += each["carriedOut"]
        return told


class AskAgainError(Exception):
    """The hub could not answer."""


async def arrangements(engine: AsyncEngine) -> list[tuple[str, str, list[str]]]:
    """Each arrangement there is: its id, who carries it out, and who has claims in it."""
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, executes, owners FROM arrangement"))
        return [(row.id, row.executes, row.owners.split()) for row in rows]


@contextmanager
def a_crowd_over_http(folder: Path, many: int, *, store: str, workers: int) -> Iterator[CrowdOverHttp]:
    """Agencies that run, and a hub that does not yet."""
    made = DemoFolder(path=folder / "demo")
    clients, there, port = made.make(), numbers(many), free_port()
    with street_of(there, clients) as stalls:
        made.configure(public_url=f"http://127.0.0.1:{port}", agencies=[_as_source(each) for each in stalls.values()])
        env = {
            "HUB__STORE__URL": store,
            "HUB__WORKFLOW__INTERVAL_S": "1",
            "HUB__WORKFLOW__TAKE_OVER_AFTER_S": str(TAKE_OVER_S),
        }
        hub = ServedHub(config=made.config, port=port, workers=workers, env=env)
        yield CrowdOverHttp(hub=hub, stalls=stalls, people=there, store=store)
