"""How often one address may begin to log in: each beginning writes a row, and asks the provider."""

from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web import answers
from adapters.web.counters import WINDOW_SECONDS, Counters, whole_seconds

PREFIX = "/login"

NETWORK_BITS = 64
"""Of an IPv6 address: a machine gives itself the rest, anew as often as it likes (RFC 8981)."""


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
        self._most = most
        self._is_proxy = is_proxy
        self._counters = Counters(monotonic_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and not self._counts(scope):
            refused = answers.problem(
                429, "Too many log-ins", "Wait a minute and try again.", Retry_After=str(WINDOW_SECONDS)
            )
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        return self._counters.count(_counted(self._address(scope)), most=self._most)

    def _address(self, scope: Scope) -> str:
        """Who comes: the other end of the connection, or whom a proxy of ours says it stands in for."""
        peer = scope["client"][0] if scope.get("client") else None
        if not self._is_proxy(peer):
            return str(peer)
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [_without_port(hop.strip()) for hop in ",".join(said).split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self._is_proxy(hop)), str(peer))


def _without_port(hop: str) -> str:
    """Take off the port that some proxies write behind an address, a new one with each connection."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _counted(address: str) -> str:
    """Give what stands for one client: its IPv4 address, or the network of its IPv6 address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    mapped = known.ipv4_mapped
    return str(mapped or IPv6Network((int(known), NETWORK_BITS), strict=False))
