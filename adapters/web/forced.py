"""A request of a sandbox says how agencies answer it: `Sandbox-Agency: cjib=unreachable, duo=owes-nothing`."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web import answers, media

HEADER: Final = "Sandbox-Agency"


class Forcing:
    """Stands before the GraphQL door. `force` has agencies answer as told within its block."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        agencies: Collection[str],
        outcomes: Collection[str],
        force: Callable[[Mapping[str, str]], AbstractContextManager[None]],
    ) -> None:
        self._app = app
        self._agencies = agencies
        self._outcomes = outcomes
        self._force = force

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = self._read(Headers(scope=scope).getlist(HEADER)) if scope["type"] == "http" else {}
        if told is None:
            message = (
                f"{HEADER} is a list of agency=outcome. Agencies: {', '.join(self._agencies)}; "
                f"outcomes: {', '.join(self._outcomes)}."
            )
            answer = answers.graphql_error(400, "sandbox.malformed", message, media.JSON)
            await answer(scope, receive, send)
            return
        with self._force(told):
            await self._app(scope, receive, send)

    def _read(self, lines: list[str]) -> Mapping[str, str] | None:
        """Read what is told by agency; None where it cannot be read, or names what there is not."""
        told: dict[str, str] = {}
        for one in ",".join(lines).split(",") if lines else ():
            agency, _, outcome = one.strip().partition("=")
            if agency not in self._agencies or outcome not in self._outcomes or agency in told:
                return None
            told[agency] = outcome
        return told
