"""Connections to public addresses only: an address in a configuration must not reach into our own network (SSRF)."""

import ipaddress
import socket
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Through it the address that counts is the last part."""

_NOWHERE_PUBLIC: Final = tuple(
    map(
        ipaddress.IPv6Network,
        # 6to4, a network's own NAT64, IPv4 as the last part of IPv6, IPv4 translated, site-local.
        ("2002::/16", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96", "fec0::/10"),
    )
)
"""What leads to addresses that nobody looked at, or into a network, though it counts as global."""


class NotPublicError(OSError):
    """A name that leads to an address inside a network, or to this machine."""


def is_public(address: str) -> bool:
    """Say whether an address is one of the internet; what is no address is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    counts = _inside(found) if isinstance(found, ipaddress.IPv6Address) else found
    return counts.is_global and not counts.is_multicast


def _inside(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Give the address to which one leads; one that leads nowhere public stands for this machine."""
    if any(found in network for network in _NOWHERE_PUBLIC):
        return ipaddress.IPv6Address("::1")
    return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else found.ipv4_mapped or found


def is_address(host: str) -> bool:
    """Say whether a host is written as an address, which no resolver sees."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class PublicResolver(AbstractResolver):
    """Looks names up as the machine does, and connects to what was looked at: a name that changes meanwhile is no help.

    Where one address of a name is not public, none of them is used.
    """

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(each["host"]) for each in found):
            raise NotPublicError("not a public address")
        return found

    async def close(self) -> None:
        await self._inner.close()
