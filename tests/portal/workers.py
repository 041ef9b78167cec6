"""A running hub, and the portals of those who work for people: each a process of its own, as in the demo."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser
from portal.arrangements import UNHURRIED
from portal.walking import Walker, walking
from running_hub import RunningHub, free_port, running_hub

from adapters.cli.demo_folder import WORKERS, DemoFolder, demo_portal
from adapters.cli.demo_portals import portal_processes
from adapters.settings_portal import Audience

NO_DOCUMENTS_OF_THEIR_OWN: Final = {
    f'scopes = ["graphql.free", "{scope}"]': f'scopes = ["{scope}"]' for scope in ("reviews.decide", "mandates.record")
}
"""Workers without the scope for documents that nobody registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """A hub, and where its portals for workers are."""

    hub: RunningHub
    portals: Mapping[Audience, str]


@contextmanager
def workplace(path: Path, *audiences: Audience) -> Iterator[Workplace]:
    """Start a hub and a portal for each of these, and stop them."""
    portals = {audience: f"http://127.0.0.1:{free_port()}" for audience in audiences}
    folder = DemoFolder(path=path / "demo")
    more = "".join(demo_portal(folder, audience, url) for audience, url in portals.items())
    with running_hub(path, more=UNHURRIED + more, changed=NO_DOCUMENTS_OF_THEIR_OWN) as hub:
        config = hub.folder.config.read_text(encoding="utf-8")
        day = next(line for line in config.splitlines() if line.startswith("today"))
        with portal_processes(hub.folder, hub_url=hub.url, day=day, portals=portals):
            yield Workplace(hub=hub, portals=portals)


@contextmanager
def working(
    browser: Browser, place: Workplace, who: str, *, language: str = "nl", width: int = 1280, scripts: bool = False
) -> Iterator[Walker]:
    """Let a worker log in: `staff:CODE`, or `intermediary`."""
    audience: Audience = "staff" if who.startswith("staff") else "intermediary"
    assert audience in WORKERS
    with walking(browser, place.portals[audience], language=language, width=width, scripts=scripts) as walker:
        walker.log_in(who)
        yield walker
