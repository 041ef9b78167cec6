"""Witnesses asked over HTTP, all at once: what each signed is checked before it is kept, and a fork is an alarm."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Final

import httpx2

from adapters.audit.key_files import is_good
from adapters.spared import structlog
from hub.audit.note import Note, read_checkpoint, read_number, read_signatures
from hub.audit.note_key import NoteKey, claimed
from hub.audit.policy import moments
from hub.audit.witness_request import WitnessRequest

LARGEST: Final = 64 * 1024
"""Bytes of an answer; sixteen of the longest signatures fit."""

MOST_TRIES: Final = 3
"""How often a witness may say that it knows another size, in one round."""

SIZE: Final = "text/x.tlog.size"

ProofFrom = Callable[[int], Awaitable[Sequence[bytes]]]
"""Gives the proof that the tree of the checkpoint goes on from one of this smaller size, which is at least 1."""

_log = structlog.get_logger(__name__)


class Reason(StrEnum):
    """Why a witness has not signed. Stable for ever."""

    TIMED_OUT = "witness.timed_out"
    CONNECTION_FAILED = "witness.connection_failed"
    REFUSED = "witness.refused"
    FAILED = "witness.failed"
    NOT_UNDERSTOOD = "witness.not_understood"
    BAD_SIGNATURE = "witness.bad_signature"
    FORKED = "audit.forked"
    """It knows this log larger, or with another root: lines were lost or changed, or somebody else has our keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessPlace:
    """Where a witness is asked, whom we trust there, and how long we wait for one answer."""

    name: str
    url: str
    key: NoteKey
    tls: ssl.SSLContext = field(repr=False)
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What became of asking one witness: its signature lines, checked, and their moment; or why there are none."""

    witness: str
    lines: str | None = None
    at: int | None = None
    reason: Reason | None = None


class Witnesses:
    """Those who are configured. Never raises for what a witness does: that is the answer."""

    def __init__(self, places: Sequence[WitnessPlace]) -> None:
        self._places = places

    async def ask(
        self, note: Note, *, proof_from: ProofFrom, signed: Mapping[str, int] | None = None
    ) -> tuple[Said, ...]:
        """Ask every witness to sign a checkpoint of ours, which must be the newest there is.

        `signed` is the size that each is known to have signed last, by name. `proof_from` is called for one witness
        after the other, and never given up in the middle; what it raises is raised, once all have answered.
        """
        size, known, one_by_one = read_checkpoint(note.text).size, signed or {}, asyncio.Lock()

        async def request(old: int) -> WitnessRequest:
            async with one_by_one:
                proof = await proof_from(old) if 0 < old < size else ()
            return WitnessRequest(old=old, proof=tuple(proof), note=note)

        asked = (self._ask(place, request, min(known.get(place.name, 0), size), size) for place in self._places)
        said = await asyncio.gather(*asked, return_exceptions=True)
        for each in said:
            if isinstance(each, BaseException):
                raise each
        return tuple(each for each in said if isinstance(each, Said))

    async def _ask(
        self, place: WitnessPlace, request: Callable[[int], Awaitable[WitnessRequest]], old: int, size: int
    ) -> Said:
        """Ask from the size that it remembers, which it may have to tell first."""
        said = Said(witness=place.name, reason=Reason.NOT_UNDERSTOOD)
        for _ in range(MOST_TRIES):
            answer = await self._once(place, await request(old), size)
            if isinstance(answer, Said):
                said = answer
                break
            old = answer
        if said.reason is Reason.FORKED:
            _log.critical(said.reason.value, witness=place.name)
        elif said.reason is not None:
            _log.warning("witness.not_signed", witness=place.name, reason=said.reason.value)
        return said

    async def _once(self, place: WitnessPlace, request: WitnessRequest, size: int) -> Said | int:
        """Ask once: what became of it, or the size that the witness remembers instead."""
        try:
            async with asyncio.timeout(place.timeout_s):
                return await self._answer(place, request, size)
        except TimeoutError:
            return Said(witness=place.name, reason=Reason.TIMED_OUT)
        except (httpx2.HTTPError, OSError):
            return Said(witness=place.name, reason=Reason.CONNECTION_FAILED)

    async def _answer(self, place: WitnessPlace, request: WitnessRequest, size: int) -> Said | int:
        # Once a minute: a connection that was kept would often be gone. How long it takes is for the caller to say.
        async with (
            httpx2.AsyncClient(verify=place.tls, trust_env=False, timeout=None) as http,
            http.stream(
                "POST",
                f"{place.url.rstrip('/')}/add-checkpoint",
                content=request.written.encode(),
                headers={"Accept-Encoding": "identity"},
            ) as response,
        ):
            body = await _bounded(response)
        match response.status_code:
            case HTTPStatus.OK:
                return _signed(place, request.note, body)
            case HTTPStatus.CONFLICT:
                knows = _size(body) if _media_type(response) == SIZE else None
                return _conflict(place, knows, old=request.old, size=size)
            case HTTPStatus.UNPROCESSABLE_ENTITY:
                # The proof is good for our own tree: so what the witness signed was not this tree.
                return Said(witness=place.name, reason=Reason.FORKED)
            case status if status // 100 == HTTPStatus.INTERNAL_SERVER_ERROR // 100:
                return Said(witness=place.name, reason=Reason.FAILED)
            case _:
                return Said(witness=place.name, reason=Reason.REFUSED)


def _signed(place: WitnessPlace, note: Note, body: bytes) -> Said:
    """Take what its key signed, and nothing else that may stand there."""
    try:
        added = Note(text=note.text, signatures=read_signatures(body.decode("utf-8")))
    except ValueError:
        return Said(witness=place.name, reason=Reason.NOT_UNDERSTOOD)
    try:
        found = moments(place.key, added, is_good)
    except ValueError:
        return Said(witness=place.name, reason=Reason.BAD_SIGNATURE)
    if not any(found):
        return Said(witness=place.name, reason=Reason.NOT_UNDERSTOOD)
    lines = "".join(each.line for each in claimed(place.key, added))
    return Said(witness=place.name, lines=lines, at=max(found))


def _conflict(place: WitnessPlace, knows: int | None, *, old: int, size: int) -> Said | int:
    """Understand that it remembers something else: another size, or at this size another root."""
    if knows is not None and old != knows <= size:
        return knows
    is_fork = old == size if knows is None else knows > size or knows == old == size
    return Said(witness=place.name, reason=Reason.FORKED if is_fork else Reason.NOT_UNDERSTOOD)


def _size(body: bytes) -> int | None:
    try:
        return read_number(body.decode("ascii").removesuffix("\n"))
    except ValueError:
        return None


def _media_type(response: httpx2.Response) -> str:
    kind: str = response.headers.get("Content-Type", "").partition(";")[0]
    return kind.strip().lower()


async def _bounded(response: httpx2.Response) -> bytes:
    """Read an answer, or as much of it as an answer can be."""
    body = bytearray()
    async for part in response.aiter_raw(LARGEST):
        body += part
        if len(body) > LARGEST:
            break
    return bytes(body)
