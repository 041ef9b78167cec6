"""The log-in's own life around an application's: what it holds open is closed before the server stops waiting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.types import Message

from adapters.identity.login.middleware import LoginMiddleware


class NoSession:
    """Parts that are looked at and not used: nobody logs in here."""

    is_encrypted = False
    cookie = "hub"


async def test_everything_is_closed_before_the_server_hears_that_all_is_done() -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        happened.append("opened")
        yield
        happened.append("closed")

    @asynccontextmanager
    async def inside(_app: Starlette) -> AsyncIterator[None]:
        happened.append("application began")
        yield
        happened.append("application ended")

    told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Message:
        return next(told)

    async def send(message: Message) -> None:
        happened.append(message["type"])

    login = LoginMiddleware(Starlette(lifespan=inside), NoSession(), living=living)  # type: ignore[arg-type]  # see it
    await login({"type": "lifespan"}, receive, send)

    assert happened == [
        "opened",
        "application began",
        "lifespan.startup.complete",
        "application ended",
        "closed",
        "lifespan.shutdown.complete",
    ]
