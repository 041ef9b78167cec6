"""Who meets whom: a hub, a provider, a portal and an agency that are registered with both, people with accounts."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
from peers.oidc_peer import SUBSTANTIAL, OidcPeer, running_provider
from peers.party import Party
from peers.portal import Place
from running_hub import PERSONAS, RunningHub, free_port, running_hub

from adapters.bootstrap import checked
from adapters.settings import LoginSettings, Settings

ACCOUNTS = {name: {"bsn": persona.bsn, "acr": SUBSTANTIAL} for name, persona in PERSONAS.items()}
WEAK = "weak"
ACCOUNTS[WEAK] = {**ACCOUNTS["noor"], "acr": "http://eidas.europa.eu/LoA/low"}


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A running hub, a running provider, and their clients. `ours` is the hub where it asks an agency.

    Nothing stands yet where the portal will be; `portal_settings` are the hub's, with the portal's log-in.
    """

    hub: RunningHub
    provider: OidcPeer
    portal: Place
    portal_settings: Settings
    agency: Party
    ours: Party

    @property
    def door(self) -> str:
        return f"{self.hub.url}/graphql"

    def agencys_token(self, agency: Party | None = None) -> str:
        token: str = (agency or self.agency).own_token(self.provider.issuer, self.hub.url)["access_token"]
        return token

    def off(self, seconds: int) -> Party:
        """Put the provider's clock off; give the agency with a clock that is off in the same way."""
        self.provider.turn("clock", seconds=seconds)
        return replace(self.agency, off_seconds=seconds)


def registered(portal: Party, portal_url: str, agency: Party, ours: Party) -> list[Mapping[str, object]]:
    """Say what the provider knows of its clients."""
    return [
        portal.registered(
            redirect_uris=[f"{portal_url}/login/callback"],
            post_logout_redirect_uris=[f"{portal_url}/"],
            backchannel_logout_uri=f"{portal_url}/logout/back-channel",
            backchannel_logout_session_required=True,
        ),
        agency.machine(),
        ours.machine(dpop_bound_access_tokens=False),
    ]


@contextmanager
def meeting(folder: Path) -> Iterator[Meeting]:
    """Start both, and stop both."""
    port, place = free_port(), Place()
    hub_url = f"http://127.0.0.1:{port}"
    portal, agency, ours = (Party(client_id=f"peer-{name}") for name in ("portal", "cjib", "hub"))
    key_file = folder / "portal.jwk"
    key_file.write_text(json.dumps(portal.key.as_dict(private=True)), encoding="utf-8")
    clients = registered(portal, place.url, agency, ours)
    with (
        place.listener,
        running_provider(folder, audience=hub_url, clients=clients, accounts=ACCOUNTS) as provider,
        running_hub(folder, port=port, more=_issuers(provider.issuer, hub_url)) as hub,
    ):
        login = LoginSettings(
            issuer=provider.issuer, client_id=portal.client_id, key_file=key_file, scopes=("graphql.free",)
        )
        settings = checked(hub.folder.config).model_copy(update={"login": login, "public_url": place.url})
        yield Meeting(hub=hub, provider=provider, portal=place, portal_settings=settings, agency=agency, ours=ours)


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
scopes = ["graphql.free"]

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
scopes = ["graphql.free"]
bsn_basis = "fictitious"
"""


def told(answer: httpx2.Response) -> tuple[int, str, str]:
    """Give status, code and challenge of a refusal."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], answer.headers["WWW-Authenticate"]
