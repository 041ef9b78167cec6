"""Who can log in at the demo's issuer, and through which portal."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from adapters.agencies import agency_profile, personas, registry
from adapters.identity.demo_login import DemoClient
from adapters.identity.login.client_key import read_client_key
from adapters.settings import DEMO_ISSUER, Settings
from adapters.settings_portal import CITIZEN, Audience

HELPER: Final = "Medewerker van een organisatie die mensen helpt"


def login_clients(settings: Settings) -> list[DemoClient]:
    """The clients through which people log in at the demo's issuer: none where another provider is configured."""
    login = settings.login
    if login is None or login.issuer != settings.public_url + DEMO_ISSUER:
        return []
    citizens = _client(
        login.client_id, settings.demo.portal_url or settings.public_url, login.key_file, CITIZEN, "login.key_file"
    )
    workers = (
        _client(each.client_id, each.url, each.key_file, each.audience, f"demo.portals.{place}.key_file")
        for place, each in enumerate(settings.demo.portals)
    )
    return [citizens, *workers]


def _client(client_id: str, url: str, key_file: Path, audience: Audience, setting: str) -> DemoClient:
    return DemoClient(
        client_id=client_id,
        key=read_client_key(key_file, allow_demo=True, setting=setting).public,
        redirect_uri=f"{url}/login/callback",
        after_logout=f"{url}/",
        people=_people(audience),
        is_for_citizens=audience == CITIZEN,
    )


def _people(audience: Audience) -> Mapping[str, str]:
    """Name who can be chosen: personas by name, workers by the role for which the issuer makes a token."""
    match audience:
        case "citizen":
            return {name: name for name in sorted(personas.numbers())}
        case "staff":
            return dict(_workers())
        case "intermediary":
            return {"intermediary": HELPER}


def _workers() -> Iterator[tuple[str, str]]:
    for code in registry.AGENCIES:
        agency = agency_profile.load(registry.folder(code)).agency
        yield f"staff:{code}", f"Medewerker van {agency.name}"
