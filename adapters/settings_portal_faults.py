"""What must not stand in the configuration of the pages: those of a hub, and a portal that runs alone."""

from urllib.parse import urlsplit

from adapters.settings import Mode, Settings
from adapters.settings_portal import CITIZEN, DEMO_PHONE


def faults(settings: Settings) -> list[str]:
    """Find what is wrong with the pages that a hub serves itself, or leaves to a portal elsewhere."""
    portal = settings.portal
    if portal is None:
        return []
    found = [] if portal.hub_url is None else _faults_of_hub_url(portal.hub_url, is_demo=settings.mode is Mode.DEMO)
    if portal.hub_url is None and settings.login is None:
        found.append("portal: nobody could log in; name the provider in login")
    if portal.audience != CITIZEN and portal.hub_url is None:
        found.append("portal.audience: pages for workers run alone; name portal.hub_url, and run `hub portal`")
    if settings.mode is not Mode.DEMO and portal.helpers.phone == DEMO_PHONE:
        found.append("portal.helpers.phone: the demo's number, which nobody answers, in production")
    return found


def missing_alone(settings: Settings) -> list[str]:
    """Find what a portal that runs alone needs besides, and what only a hub may do without."""
    if settings.portal is None:
        return ["portal: unset, so there is nothing to serve; name portal.hub_url and portal.helpers"]
    found = []
    if settings.portal.hub_url is None:
        found.append("portal.hub_url: unset; a portal alone must know where the hub is")
    if settings.login is None:
        found.append("login: unset, so nobody could log in")
    if settings.portal.hub_url is not None and settings.portal.hub_url == settings.public_url:
        found.append("public_url: this is the hub's address; the portal has its own")
    return found


def _faults_of_hub_url(address: str, *, is_demo: bool) -> list[str]:
    """Find why the hub could not be asked there, or not safely: tokens go along with every question."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return ["portal.hub_url: no address"]
    more = parts.username is not None or parts.query or parts.fragment or parts.path.endswith("/")
    if parts.scheme not in {"http", "https"} or not host or more:
        return ["portal.hub_url: an http address without a user, a query or a slash at its end is needed"]
    return [] if is_demo or parts.scheme == "https" else ["portal.hub_url: not https"]
