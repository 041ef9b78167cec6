"""What can stop a request at a door beside GraphQL's, each with its status; the door says in which shape."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

from adapters.web import body, media
from adapters.web.admission import AtDoor
from adapters.web.budgets import OverBudgetError
from adapters.web.crowd import CrowdedError
from adapters.web.graphql import Authenticated
from hub.errors import BadInput, Unavailable

LONGEST_SECONDS: Final = 10
"""Longest time for one answer: nothing here waits for an agency."""


class Say(Protocol):
    """Write a refusal in the door's own shape."""

    def __call__(self, status: int, told: str, /, **headers: str) -> Response: ...


async def answered(
    request: Request,
    work: Callable[[Request, Authenticated], Awaitable[Response]],
    say: Say,
    at_door: AtDoor,
    *,
    unavailable: int,
    takes_json: bool = True,
    longest_s: float | None = None,
) -> Response:
    """Let a door work for whoever may come in; where it cannot, say why, and nothing of what is inside."""
    if takes_json and not media.is_json(request.headers.get("content-type", "")):
        return say(415, f"Send {media.JSON} in UTF-8.")
    try:
        async with asyncio.timeout(LONGEST_SECONDS if longest_s is None else longest_s):
            async with at_door.admitted(request) as who:
                return (
                    await work(request, who)
                    if isinstance(who, Authenticated)
                    else say(who.status, who.told, **who.headers)
                )
    except body.TooLargeError:
        return say(413, f"Send at most {body.LARGEST} bytes.", Connection="close")
    except body.TooSlowError:
        return say(408, "The body did not come in time.", Connection="close")
    except BadInput as fault:
        return say(400, f"{fault.happened} {fault.todo}")
    except OverBudgetError as over:
        return say(429, over.told, **over.headers)
    except (Unavailable, CrowdedError, TimeoutError) as fault:
        return say(unavailable, _why(fault), Retry_After="1")
    except Exception as fault:  # noqa: BLE001 - whatever it is: its text stays here, and the operator is told
        return say(500, f"Something went wrong here. Report incident {at_door.report(fault)} to the operator.")


def _why(fault: Unavailable | CrowdedError | TimeoutError) -> str:
    match fault:
        case Unavailable():
            return f"{fault.happened} {fault.todo}"
        case CrowdedError():
            return "The hub has its hands full. Come back in a moment."
        case _:
            return "It took too long. Try again later."
