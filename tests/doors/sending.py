"""The requests of docs/errors.md, sent as they stand, over a socket, to a hub that is really served.

What is not shown is what every client sends by itself: `Host`, and the length of the body. A line that begins with `#`
says what is the matter with the hub, or who comes.
"""

import asyncio
import json
import re
from asyncio import StreamReader
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
from doors.beside import CJIB, ENFORCER
from doors.door import Gate, away, served
from doors.own_data import Taking, an_own_data_door
from doors.test_event_door import asking
from doors.test_registered_documents import ID
from partner.test_sandbox import Tools
from starlette.applications import Starlette

from adapters.web import body, sandbox
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd

WORN: Final = {
    "<token>": "good",
    "<9,000 signs>": "x" * 9_000,
    "<70,000 signs>": "x" * 70_000,
    "<hash of a document>": ID,
    "<OIN of cjib>": str(CJIB.oin),
}
"""What is no token at all, or too long for a page: a reader sees the words on the left."""

SPENT: Final = "What may be asked for in this minute is spent"


def _full(taking: Taking) -> None:
    object.__setattr__(taking.beside.door.app.graphql, "crowd", Crowd(0))


def _away(taking: Taking) -> None:
    taking.beside.door.gate.fault = away()


def _broken(taking: Taking) -> None:
    taking.beside.door.gate.fault = ZeroDivisionError()
    taking.beside.door.ready.clear()


def _without_scope(taking: Taking) -> None:
    taking.beside.door.gate.free = False


def _enforcer(taking: Taking) -> None:
    taking.beside.come_as(ENFORCER)


def _slow(taking: Taking) -> None:
    taking.beside.door.desk.world.sources["cjib"].gate = asyncio.Event()


BEFORES: Final[Mapping[str, Callable[[Taking], None]]] = {
    "The hub has its hands full": _full,
    "The store is away": _away,
    "Something fails that nobody foresaw": _broken,
    "A client without the scope graphql.free": _without_scope,
    "An enforcement point": _enforcer,
    "An agency takes its time": _slow,
    SPENT: lambda _taking: None,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: the status, and every code in it."""

    status: int
    codes: Collection[str]


async def answered(example: str) -> Answered:
    """Send an example, and give what comes back."""
    said = [line.strip("# :.") for line in example.strip().splitlines() if line.startswith("#")]
    text = "\n".join(line for line in example.strip().splitlines() if not line.startswith("#"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body, "LONGEST_SECONDS", 0.3)
        async with _hub(text, said) as (port, words):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_wire(text, words))
            found = await asyncio.wait_for(_read(reader), 20)
            writer.close()
    return found


@asynccontextmanager
async def _hub(text: str, said: Collection[str]) -> AsyncIterator[tuple[int, Mapping[str, str]]]:
    """Serve what the address is about; gives the port, and what only this hub can tell."""
    if "/sandbox/v1/" in text:
        tools = Tools(moves="The clock of the hub stands still" not in said)
        async with served(Starlette(routes=sandbox.routes(tools))) as port:
            yield port, {}
    elif "/v1/events/" in text:
        async with asking() as events, served(events.app) as port:
            _come(events.gate, said, events.hub.world.citizen)
            yield port, {}
    else:
        async with an_own_data_door(budgets=Budgets(person=0, client=0) if SPENT in said else None) as taking:
            for words in said:
                BEFORES[words](taking)
            yield taking.beside.http.base_url.port or 0, {"<reference of the person>": taking.beside.ref()}


def _come(gate: Gate, said: Collection[str], person: Any) -> None:
    if "The store is away" in said:
        gate.fault = away()
    if "A person" in said:
        gate.requester = person


def _wire(text: str, words: Mapping[str, str]) -> bytes:
    for name, worn in {**WORN, **words}.items():
        text = text.replace(name, worn)
    head, _, content = text.partition("\n\n")
    lines = [*head.split("\n"), "Host: hub.invalid"]
    if content and "Content-Length" not in head:
        lines.append(f"Content-Length: {len(content.encode())}")
    return "\r\n".join([*lines, "", content]).encode()


async def _read(reader: StreamReader) -> Answered:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = re.search(r"(?i)content-length: (\d+)", head)
    assert length, head
    content = await reader.readexactly(int(length[1]))
    return Answered(int(head.split()[1]), frozenset(_codes(json.loads(content))))


def _codes(content: Any) -> list[str]:
    if isinstance(content, list):
        return [code for each in content for code in _codes(each)]
    if not isinstance(content, dict):
        return []
    own = [content["code"]] if isinstance(content.get("code"), str) else []
    return own + [code for each in content.values() for code in _codes(each)]
