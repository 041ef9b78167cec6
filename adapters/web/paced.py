"""How often one address may begin to log in: each beginning writes a row, and asks the provider."""

from collections.abc import Callable

from limits import RateLimitItemPerMinute
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web import answers
from adapters.web.counters import WINDOW_SECONDS, limiter, whole_seconds

PREFIX = "/login"


class PacedLogin:
    """Stands around an application whose log-in begins under `/login`.

    `is_proxy` knows our own proxies: of who comes through them, the last address that is none of theirs counts.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int,
        is_proxy: Callable[[str | None], bool],
        monotonic_s: Callable[[], int] = whole_seconds,
    ) -> None:
        self._app = app
        self._item = RateLimitItemPerMinute(most)
        self._is_proxy = is_proxy
        self._limiter = limiter(monotonic_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and not self._counts(scope):
            refused = answers.problem(
                429, "Too many log-ins", "Wait a minute and try again.", Retry_After=str(WINDOW_SECONDS)
            )
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        return self._limiter.hit(self._item, "address", self._address(scope))

    def _address(self, scope: Scope) -> str:
        """Who comes: the other end of the connection, or whom a proxy of ours says it stands in for."""
        peer = scope["client"][0] if scope.get("client") else None
        if not self._is_proxy(peer):
            return str(peer)
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in ",".join(said).split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self._is_proxy(hop)), str(peer))
