"""Who meets whom: the hub, the provider, a portal and an agency that are registered with both, people with accounts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
from peers.oidc_peer import SUBSTANTIAL, OidcPeer, running_provider
from peers.party import Browser, Party
from running_hub import PERSONAS, RunningHub, free_port, running_hub

RETURN = "/peer/back"
"""Where the hand-written portal takes people back: nothing listens there, the code is read off the address."""

ACCOUNTS = {name: {"bsn": persona.bsn, "acr": SUBSTANTIAL} for name, persona in PERSONAS.items()}
WEAK = "weak"
ACCOUNTS[WEAK] = {**ACCOUNTS["noor"], "acr": "http://eidas.europa.eu/LoA/low"}


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A running hub, a running provider, and their clients. `ours` is the hub where it asks an agency."""

    hub: RunningHub
    provider: OidcPeer
    portal: Party
    agency: Party
    ours: Party

    @property
    def door(self) -> str:
        return f"{self.hub.url}/graphql"

    def agencys_token(self, agency: Party | None = None) -> str:
        token: str = (agency or self.agency).own_token(self.provider.issuer, self.hub.url)["access_token"]
        return token

    def persons(self, account: str) -> Mapping[str, Any]:
        """Log a person in at the hand-written portal; give what the token endpoint said."""
        with Browser(account) as browser:
            return self.portal.persons_token(self.provider.issuer, browser, self.hub.url + RETURN)

    def off(self, seconds: int) -> Party:
        """Put the provider's clock off; give the agency with a clock that is off in the same way."""
        self.provider.turn("clock", seconds=seconds)
        return replace(self.agency, off_seconds=seconds)


def registered(portal: Party, agency: Party, hub_url: str) -> list[Mapping[str, object]]:
    """Say what the provider knows of the two clients."""
    return [
        portal.registered(redirect_uris=[hub_url + RETURN]),
        _machine(agency),
    ]


def _machine(party: Party, **more: object) -> Mapping[str, object]:
    """Register a client behind which nobody sits."""
    return party.registered(grant_types=["client_credentials"], redirect_uris=[], response_types=[], **more)


@contextmanager
def meeting(folder: Path) -> Iterator[Meeting]:
    """Start both, and stop both."""
    port = free_port()
    hub_url = f"http://127.0.0.1:{port}"
    portal, agency, ours = (Party(client_id=f"peer-{name}") for name in ("portal", "cjib", "hub"))
    clients = [*registered(portal, agency, hub_url), _machine(ours, dpop_bound_access_tokens=False)]
    with (
        running_provider(folder, audience=hub_url, clients=clients, accounts=ACCOUNTS) as provider,
        running_hub(folder, port=port, more=_issuers(provider.issuer, hub_url)) as hub,
    ):
        yield Meeting(hub=hub, provider=provider, portal=portal, agency=agency, ours=ours)


def _issuers(issuer: str, hub_url: str) -> str:
    """Write the hub's configuration: this issuer for people through the portal, and for one agency."""
    return f"""
[[identity.issuers]]
issuer = "{issuer}"
audience = "{hub_url}"
kind = "citizen"
algorithms = ["ES256"]
subject_claim = "bsn"
acr_minimum = "{SUBSTANTIAL}"
proof = "dpop"
[identity.issuers.clients.peer-portal]
role = "portal"

[[identity.issuers]]
issuer = "{issuer}"
audience = "{hub_url}"
kind = "partner"
algorithms = ["ES256"]
proof = "dpop"
[identity.issuers.clients.peer-cjib]
oin = "00000099000000001000"
role = "agency"
agency = "cjib"
purposes = ["overview", "proposal"]
bsn_basis = "fictitious"
"""


def told(answer: httpx2.Response) -> tuple[int, str, str]:
    """Give status, code and challenge of a refusal."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], answer.headers["WWW-Authenticate"]
