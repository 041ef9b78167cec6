"""The agencies as something that costs next to nothing: captured answers, made ready once, sent as they stand.

Five agencies behind one port, each under its own path, speaking what our simulators speak: a token endpoint, the keys
of those that sign, the claims. It checks nothing; whoever asks is what is measured.

The captured person stands for many, who differ in their number; and each answer stands ready in several spellings that
differ in the moment of making and, where signed, in signature: answers that never change would flatter whoever
remembers what it read.

    python -m bench.upstream   prints its port, and ends when standard input ends
"""

import asyncio
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import uvloop
from joserfc import jws
from joserfc.jwk import ECKey

from adapters.agencies.simulator.bsn import FOR_PERSONAS, all_test_bsns

LOOPBACK: Final = "127.0.0.1"
FOLDER: Final = Path(__file__).parent / "answers"
PEOPLE: Final = 64
SPELLINGS: Final = 4
SLOW_SECONDS: Final = 0.05
"""How long the slow twin of an agency takes, under `/slow/CODE`."""

A_CLAIM: Final = b"WM-2026-0001234"
"""One of the captured claims: whoever did the work has it in the answer."""

CLAIMS: Final = "/v1/financial-claims"
PLAIN, SIGNED = "application/json", "application/jose"
TOKEN: Final = {"access_token": "bench", "token_type": "Bearer", "expires_in": 21_600}

_ABOUT: Final = re.compile(rb'"bsn": ?"(\d{9})"')

Answers = Mapping[bytes, Mapping[bytes, Callable[[], bytes]]]
"""Whole HTTP answers by path, then by the person asked about; under no number what is the same for everybody."""


def agencies() -> tuple[str, ...]:
    """Name the agencies whose answers were captured."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def numbers() -> tuple[str, ...]:
    """Numbers of the people who can be asked about, out of the test range."""
    return all_test_bsns()[FOR_PERSONAS : FOR_PERSONAS + PEOPLE]


def spelled(document: Mapping[str, Any], number: str) -> Iterator[bytes]:
    """Write the captured answer about another person, as an agency would a second later, and a second later, …"""
    body = document["body"]
    made_at = datetime.fromisoformat(body["document_datumtijd"])
    for second in range(SPELLINGS):
        said = (made_at + timedelta(seconds=second)).isoformat()
        text = json.dumps(
            {**document, "body": {**body, "document_datumtijd": said}}, ensure_ascii=False, separators=(",", ":")
        )
        yield text.replace(body["bsn"], number).encode()


def response(body: bytes, media_type: str) -> bytes:
    """Make a whole HTTP answer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def answers() -> Answers:
    """Make every answer ready. `/plain/CODE` is the same agency, not signing: for those that read only JSON."""
    found: dict[bytes, Mapping[bytes, Callable[[], bytes]]] = {}
    for code in agencies():
        captured = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
        key = ECKey.generate_key("P-256", auto_kid=True)
        spellings = {number.encode(): list(spelled(captured["document"], number)) for number in numbers()}
        plain = {about: _in_turn(texts, PLAIN) for about, texts in spellings.items()}
        own = plain
        if captured["signed"]:
            own = {
                about: _in_turn([_sealed(text, key) for text in texts], SIGNED) for about, texts in spellings.items()
            }
        for prefix, claims in ((code, own), (f"slow/{code}", own), (f"plain/{code}", plain)):
            found[f"/{prefix}{CLAIMS}".encode()] = claims
            found[f"/{prefix}/token".encode()] = _same(TOKEN)
            found[f"/{prefix}/jwks".encode()] = _same({"keys": [key.as_dict(private=False)]})
    return found


def _in_turn(texts: list[bytes], media_type: str) -> Callable[[], bytes]:
    return cycle([response(text, media_type) for text in texts]).__next__


def _same(content: Mapping[str, object]) -> Mapping[bytes, Callable[[], bytes]]:
    answer = response(json.dumps(content).encode(), PLAIN)
    return {b"": lambda: answer}


def _sealed(text: bytes, key: ECKey) -> bytes:
    return jws.serialize_compact({"alg": "ES256", "kid": key.kid}, text, key).encode()


class Upstream(asyncio.Protocol):
    """One connection: whatever is asked under a known path is answered at once, or a little later under `/slow`."""

    def __init__(self, known: Answers, loop: asyncio.AbstractEventLoop) -> None:
        self._known = known
        self._loop = loop
        self._rest = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream's transport

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        while (end := _end(data)) > 0:
            self._answer(data[:end])
            data = data[end:]
        self._rest = data

    def _answer(self, asked: bytes) -> None:
        path = asked[asked.index(b" ") + 1 : asked.index(b" HTTP/")]
        about = _ABOUT.search(asked) if path.endswith(b"claims") else None
        answer = self._known.get(path, {}).get(about[1] if about else b"", _unknown)()
        if path.startswith(b"/slow/") and about:
            self._loop.call_later(SLOW_SECONDS, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _end(data: bytes) -> int:
    """Say where the first request ends; 0 while it is not whole."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return 0
    fields = data[:head].lower()
    at = fields.find(b"\r\ncontent-length:")
    if at >= 0:
        end = head + 4 + int(fields[at + 17 :].split(b"\r\n", 1)[0])
        return end if end <= len(data) else 0
    if b"\r\ntransfer-encoding: chunked" in fields:
        last = data.find(b"0\r\n\r\n", head + 4)
        return last + 5 if last >= 0 else 0
    return head + 4


def _unknown() -> bytes:
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


async def serve() -> None:
    """Serve until standard input ends: whoever started us is gone then."""
    loop, known = asyncio.get_running_loop(), answers()
    server = await loop.create_server(lambda: Upstream(known, loop), LOOPBACK, 0)
    gone = asyncio.Event()

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(gone.set)

    threading.Thread(target=watch, daemon=True).start()
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await gone.wait()
    server.close()


if __name__ == "__main__":
    uvloop.run(serve())
