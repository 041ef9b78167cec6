"""The demo's portals for workers: each a process of its own with a database of its own, as an organization runs it."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from adapters import processes
from adapters.cli.demo_folder import WORKERS, DemoFolder, client_of, secret
from adapters.cli.demo_hub import awaited, ended
from adapters.settings import DEMO_ISSUER, DEMO_KEY_PREFIX
from adapters.settings_portal import DEMO_PHONE, Audience

OPEN_PAGE: Final = "/"
"""A page that needs no log-in."""


@contextmanager
def portal_processes(folder: DemoFolder, *, hub_url: str, day: str, portals: Mapping[Audience, str]) -> Iterator[None]:
    """Run `hub portal` for each audience at its address, for as long as the block lasts."""
    with ExitStack() as stack:
        started = {
            audience: stack.enter_context(_process(folder, _configured(folder, audience, hub_url, url, day), url))
            for audience, url in portals.items()
        }
        for audience, process in started.items():
            awaited(
                process,
                f"{portals[audience]}{OPEN_PAGE}",
                folder.path / f"{client_of(audience)}.log",
                what=f"The portal for {audience}",
            )
        yield


def addresses(first_port: int) -> Mapping[Audience, str]:
    """Say where the portals for workers are, from this port on."""
    return {audience: f"http://127.0.0.1:{first_port + place}" for place, audience in enumerate(WORKERS)}


def _configured(folder: DemoFolder, audience: Audience, hub_url: str, url: str, day: str) -> Path:
    """Write the configuration of one of them: it names no agency, and the hub's keys are not its own."""
    name = client_of(audience)
    config = folder.path.resolve() / f"{name}.toml"
    config.write_text(
        f"""# Made by `hub demo`. Fictitious people, keys that production refuses.
mode = "demo"
public_url = "{url}"

[store]
url = "sqlite:///{config.with_suffix(".db")}"

[keys]
wrap_id = "{DEMO_KEY_PREFIX}wrap-{name}"
wrap = "{secret()}"
index = "{secret()}"

[demo]
{day}

[portal]
audience = "{audience}"
hub_url = "{hub_url}"

[portal.helpers]
name = "Een medewerker van deze demo"
name_en = "Somebody who works for this demo"
phone = "{DEMO_PHONE}"

[login]
issuer = "{hub_url}{DEMO_ISSUER}"
client_id = "{name}"
key_file = "{folder.worker_key(audience).resolve()}"
algorithms = ["ES256"]
acr_minimum = "http://eidas.europa.eu/LoA/substantial"
""",
        encoding="utf-8",
    )
    return config


@contextmanager
def _process(folder: DemoFolder, config: Path, url: str) -> "Iterator[subprocess.Popen[bytes]]":
    words = ["portal", "--config", str(config), "--port", url.rpartition(":")[2], "--with-parent"]
    with (folder.path / f"{config.stem}.log").open("wb") as written:
        process = processes.start(processes.COMMANDS, *words, output=written, errors=written)
    try:
        yield process
    finally:
        ended(process)
