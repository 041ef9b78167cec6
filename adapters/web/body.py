"""Reading a request's body: no more than allowed, and no longer than allowed."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from hub.errors import BadInput

LARGEST: Final = 100_000
"""Bytes of a body; a document of 15,000 characters and its variables fit six times."""

LONGEST_SECONDS: Final = 5
"""Longest wait for a whole body."""


class TooLargeError(Exception):
    """More than allowed was announced or sent."""


class TooSlowError(Exception):
    """The body did not come in time."""


async def read(request: Request) -> bytes:
    """Read it all. Raises TooLargeError, TooSlowError, or BadInput where the client stopped sending."""
    announced = request.headers.get("content-length", "0")
    if not announced.isascii() or not announced.isdigit() or int(announced[:12]) > LARGEST:
        raise TooLargeError
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise TooLargeError
    except TimeoutError:
        raise TooSlowError from None
    except ClientDisconnect:
        raise BadInput("body.cut_off", "The body ended early.", "Send all of it.") from None
    return bytes(body)
