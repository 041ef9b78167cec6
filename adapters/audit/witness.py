"""A small witness (C2SP tlog-witness), for a party that is not the operator: it signs that a log only ever grew.

It keeps no entry and needs no database. For each log that it was told of it remembers the last state that it signed.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.audit.key_files import SigningKey, is_good
from adapters.audit.witness_memory import Seen, WitnessMemory
from adapters.spared import structlog
from hub.audit.merkle import is_consistent
from hub.audit.note import Note
from hub.audit.note_key import KeyKind, NoteKey
from hub.audit.policy import moments
from hub.audit.witness_request import WitnessRequest, read_request
from hub.errors import Unavailable

LARGEST: Final = 100_000
"""Bytes of a request: sixteen of the longest signatures and the longest proof fit."""

LONGEST_SECONDS: Final = 10
"""Longest wait for a whole request."""

SIZE: Final = "text/x.tlog.size"
WORDS: Final = "text/plain; charset=utf-8"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a log gets to hear."""

    status: HTTPStatus
    body: str
    media: str = WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallWitness:
    """Signs with one key what goes on from what it remembers. `logs` are the keys of each log, by its name."""

    key: SigningKey
    logs: Mapping[str, Sequence[NoteKey]]
    memory: WitnessMemory
    now: Callable[[], datetime]

    def application(self) -> Starlette:
        """Give it as a web application."""
        return Starlette(
            routes=[
                Route("/add-checkpoint", self._add_checkpoint, methods=["POST"]),
                Route("/health", _health, methods=["GET"]),
            ]
        )

    def answer(self, body: bytes) -> Answer:
        """Answer one request. Raises Unavailable where nothing can be written down."""
        try:
            request = read_request(body.decode("utf-8"))
            after = Seen.of(request.note)
        except ValueError as fault:
            return _no(HTTPStatus.BAD_REQUEST, str(fault))
        origin = request.note.text.partition("\n")[0]
        if origin not in self.logs:
            return _no(HTTPStatus.NOT_FOUND, "a log that this witness was not told of")
        if not _is_signed(request.note, self.logs[origin]):
            return _no(HTTPStatus.FORBIDDEN, "no key of the log has signed, or a signature is wrong")
        if request.old > after.size:
            return _no(HTTPStatus.BAD_REQUEST, "an old size that is larger than the new one")
        return self._gone_on(origin, request, after)

    def _gone_on(self, origin: str, request: WitnessRequest, after: Seen) -> Answer:
        before = self.memory.seen(origin)
        if request.old != before.size:
            return _conflict(before)
        if request.old == after.size and before.root != after.root:
            _log.error("witness.forked", kind="root")
            return _no(HTTPStatus.CONFLICT, "this log has another root at this size")
        if not is_consistent(before.size, before.root, after.size, after.root, request.proof):
            _log.error("witness.forked", kind="proof")
            return _no(HTTPStatus.UNPROCESSABLE_ENTITY, "the proof does not lead from the old size to the new one")
        if not self.memory.go_on(origin, before=before, after=after):
            return _conflict(self.memory.seen(origin))
        signature = self.key.sign(request.note.text, at=int(self.now().timestamp()))
        return Answer(status=HTTPStatus.OK, body=signature.line)

    async def _add_checkpoint(self, request: Request) -> Response:
        try:
            body = await _whole(request)
            # Signatures are checked and the state is written in a thread, so that several logs can be served at once.
            answer = await asyncio.to_thread(self.answer, body) if body is not None else _TOO_LARGE
        except TimeoutError:
            answer = _no(HTTPStatus.REQUEST_TIMEOUT, "the request did not come in time")
        except Unavailable as fault:
            _log.error("witness.not_written")
            answer = _no(HTTPStatus.SERVICE_UNAVAILABLE, fault.happened)
        return Response(answer.body, status_code=answer.status, media_type=answer.media)


def small_witness(
    key: SigningKey, logs: Iterable[NoteKey], *, memory: WitnessMemory, now: Callable[[], datetime]
) -> SmallWitness:
    """Make a witness of the logs with these keys. Raises ValueError for a key that does not sign what it should."""
    told: dict[str, list[NoteKey]] = {}
    for each in logs:
        if each.kind is KeyKind.COSIGNING_ED25519:
            raise ValueError("a log signs with another kind of key than this")
        told.setdefault(each.name, []).append(each)
    if key.public.kind is KeyKind.ED25519:
        raise ValueError("the key of a witness is one for cosignatures")
    return SmallWitness(key=key, logs=told, memory=memory, now=now)


def _is_signed(note: Note, keys: Sequence[NoteKey]) -> bool:
    """Say whether a key of the log signed it, and no signature is wrong that claims to be from one."""
    try:
        found = [moments(key, note, is_good) for key in keys]
    except ValueError:
        return False
    return any(found)


async def _whole(request: Request) -> bytes | None:
    """Read a body; None where it is too large."""
    body = bytearray()
    async with asyncio.timeout(LONGEST_SECONDS):
        try:
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    return None
        except ClientDisconnect:
            return b""
    return bytes(body)


async def _health(_request: Request) -> Response:
    return Response("ok\n", media_type=WORDS)


def _conflict(seen: Seen) -> Answer:
    return Answer(status=HTTPStatus.CONFLICT, body=f"{seen.size}\n", media=SIZE)


def _no(status: HTTPStatus, why: str) -> Answer:
    return Answer(status=status, body=f"{why}\n")


_TOO_LARGE: Final = _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large")
