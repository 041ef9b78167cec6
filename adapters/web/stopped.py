"""What can stop a request at a door beside GraphQL's, each with its status; the door says in which shape."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

from adapters.web import body, media
from hub.errors import BadInput, Unavailable

LONGEST_SECONDS: Final = 10
"""Longest time for one answer: nothing here waits for an agency."""


class Say(Protocol):
    """Write a refusal in the door's own shape."""

    def __call__(self, status: int, told: str, /, **headers: str) -> Response: ...


async def answered(
    request: Request,
    work: Callable[[Request], Awaitable[Response]],
    say: Say,
    report: Callable[[BaseException], str],
    *,
    unavailable: int,
) -> Response:
    """Let a door work; where it cannot, say why, and nothing of what is inside."""
    if not media.is_json(request.headers.get("content-type", "")):
        return say(415, f"Send {media.JSON} in UTF-8.")
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await work(request)
    except body.TooLargeError:
        return say(413, f"Send at most {body.LARGEST} bytes.", Connection="close")
    except body.TooSlowError:
        return say(408, "The body did not come in time.", Connection="close")
    except BadInput as fault:
        return say(400, f"{fault.happened} {fault.todo}")
    except Unavailable as fault:
        return say(unavailable, f"{fault.happened} {fault.todo}", Retry_After="1")
    except TimeoutError:
        return say(unavailable, "It took too long. Try again later.", Retry_After="1")
    except Exception as fault:  # noqa: BLE001 - whatever it is: its text stays here, and the operator is told
        return say(500, f"Something went wrong here. Report incident {report(fault)} to the operator.")
