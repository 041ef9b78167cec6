"""What was asked, taken out of a request: a bounded body, one JSON object, days; and the refusal of anything else."""

import json
from collections.abc import Mapping
from datetime import date

from starlette.requests import Request

from adapters.agencies.simulator.problems import problem


class Refused(Exception):
    """A question that gets a problem for an answer."""

    def __init__(
        self, status: int, detail: str, *, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Hold what the refusal will say."""
        super().__init__(detail)
        self.response = problem(status, detail, code=code, headers=headers)


async def body(request: Request, *, at_most: int) -> bytes:
    """Read the body, and no more of it than anybody needs."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > at_most:
            raise Refused(413, "The question is too long.")
    return bytes(read)


def json_object(text: bytes) -> dict[str, object]:
    """Read one JSON object."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The question is not JSON.") from error
    if not isinstance(content, dict):
        raise Refused(400, "The question is not a JSON object.")
    return content


def day(text: object, name: str) -> date:
    """Read a date, YYYY-MM-DD."""
    # The length rules out week dates and other spellings that `fromisoformat` also takes.
    if not isinstance(text, str) or len(text) != len("2026-01-01") or text[4] != "-" or text[7] != "-":
        raise Refused(400, f"{name} must be a date, YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(400, f"{name} must be a date that exists.") from error
