"""Connections to public addresses only: an address in a configuration must not reach into our own network (SSRF)."""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class NotPublicError(OSError):
    """A name that leads to an address inside a network, or to this machine."""


def is_public(address: str) -> bool:
    """Say whether an address is one of the internet; what is no address is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    # Through NAT64 the address that counts is the last part.
    if isinstance(found, ipaddress.IPv6Address) and found in ipaddress.ip_network("64:ff9b::/96"):
        inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    counts = inside or found
    return counts.is_global and not counts.is_multicast


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
