"""Which connections come from a proxy of ours: only their word about a client counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The configured addresses. Nobody else's `Client-Cert` or FSC headers are believed."""

    networks: Sequence[IPv4Network | IPv6Network]

    def include(self, peer: str | None) -> bool:
        """Say whether the other end of a connection is one of them."""
        try:
            address = ip_address(peer or "")
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self.networks)
