"""Where a host is: looked up in threads of our own, so that a name that hangs holds up nobody but who asks for it."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

MOST_ADDRESSES = 4
"""Of one host, so that each gets a fair part of the time for connecting."""

HOSTS = 4
"""Names that may hang at once: an agency has its own, and perhaps that of its tokens and of its keys."""

Resolve = Callable[[str, None, int, int], list[Any]]
"""`socket.getaddrinfo`, or what stands for it. It blocks, for as long as a server of names lets it wait."""


class Addresses:
    """The addresses of a few hosts. Whoever asks for the same one at the same time shares the answer."""

    def __init__(self, resolve: Resolve = socket.getaddrinfo) -> None:
        self._resolve = resolve
        self._threads = ThreadPoolExecutor(HOSTS, "addresses")
        self._under_way: dict[str, asyncio.Future[Sequence[str]]] = {}

    async def of(self, host: str) -> Sequence[str]:
        """Give the addresses of a host; of one that is an address, that. Raises OSError, or ValueError for no name."""
        if _is_address(host):
            return [host]
        under_way = self._under_way.get(host)
        if under_way is None:
            under_way = asyncio.get_running_loop().run_in_executor(self._threads, self._look_up, host)
            under_way.add_done_callback(lambda _: self._under_way.pop(host))
            self._under_way[host] = under_way
        # Whoever gives up leaves the answer to the others.
        return await asyncio.shield(under_way)

    def close(self) -> None:
        """Look nothing up any more, and do not wait for what hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look_up(self, host: str) -> Sequence[str]:
        found = self._resolve(host, None, socket.AF_UNSPEC, socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))[:MOST_ADDRESSES]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
