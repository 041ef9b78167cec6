"""The bare fan-out, the yardstick of the benchmark: five answers of agencies, one list of claims, and nothing else.

A plain ASGI function: no framework, no GraphQL, no checks, no database. A signed answer is opened, not verified.
`BENCH_UPSTREAM` names the port and paths of the agencies.
"""

import gc
import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from bench.fan_out import Places

_UPSTREAM = json.loads(os.environ["BENCH_UPSTREAM"])
_PLACES = Places("127.0.0.1", _UPSTREAM["port"], _UPSTREAM["paths"])

Event = dict[str, Any]


async def app(
    scope: Mapping[str, Any], receive: Callable[[], Awaitable[Event]], send: Callable[[Event], Awaitable[None]]
) -> None:
    """Answer one request: `{bsn, asOf}` in, a list of claims out."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    asked = orjson.loads((await receive())["body"])
    question = orjson.dumps({"bsn": asked["bsn"], "asOf": asked["asOf"], "fcidVersion": "4.1.0"})
    claims = [
        {"reference": case["zaakkenmerk"], "openAmount": case["saldo"]}
        for answer in await _PLACES.ask(question)
        for case in orjson.loads(_opened(answer))["body"]["financiele_zaken"]
    ]
    body = orjson.dumps({"claims": claims})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _opened(answer: bytes) -> bytes:
    """Give the document inside a signed answer."""
    if answer.startswith(b"{"):
        return answer
    return urlsafe_b64decode(answer.split(b".", 2)[1] + b"==")


async def _live(receive: Callable[[], Awaitable[Event]], send: Callable[[Event], Awaitable[None]]) -> None:
    await receive()
    gc.collect()
    gc.freeze()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
