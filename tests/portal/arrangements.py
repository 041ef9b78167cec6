"""The two ways in which the portal runs: in the hub's process, or in one of its own beside a hub without pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from running_hub import RunningHub, free_port, running_hub

from adapters import portal_parts, processes
from adapters.cli.demo_hub import awaited, ended
from adapters.settings_portal import DEMO_PHONE

NO_DOCUMENTS_OF_ITS_OWN: Final = {
    '[identity.issuers.clients.portal]\nrole = "portal"\nscopes = ["graphql.free"]': (
        '[identity.issuers.clients.portal]\nrole = "portal"'
    )
}
"""The portal's client without the scope for documents that nobody registered."""

IN_PARTS: Final = f"""
[[graphql.documents]]
file = "{portal_parts.IN_PARTS}"
clients = ["portal"]

[graphql]
incremental = true
"""
"""What an operator adds so that the overview fills as agencies answer."""


def portal_config(hub: RunningHub, folder: Path, port: int, *, in_parts: bool = False) -> Path:
    """Write a configuration that names no agency: for the pages alone."""
    hub_config = hub.folder.config.read_text(encoding="utf-8")
    login = hub_config.partition("[login]")[2].partition("[[identity")[0]
    keys = hub_config.partition("[keys]")[2].partition("destroyed_file")[0]
    day = next(line for line in hub_config.splitlines() if line.startswith("today"))
    config = folder / "portal.toml"
    config.write_text(
        f"""mode = "demo"
public_url = "http://127.0.0.1:{port}"

[store]
url = "sqlite:///{folder / "portal.db"}"

[keys]{keys}
[demo]
{day}

[portal]
hub_url = "{hub.url}"

[portal.helpers]
name = "Een medewerker"
phone = "{DEMO_PHONE}"

[login]{login}
[graphql]
incremental = {str(in_parts).lower()}
""",
        encoding="utf-8",
    )
    return config


@contextmanager
def portal_process(config: Path, port: int) -> Iterator[str]:
    """Run `hub portal` for as long as the block lasts; gives its address."""
    words = ["portal", "--config", str(config), "--port", str(port), "--with-parent"]
    log, url = config.with_name("portal.log"), f"http://127.0.0.1:{port}"
    with log.open("wb") as written:
        process = processes.start(processes.COMMANDS, *words, output=written, errors=written)
    try:
        awaited(process, f"{url}/over", log, what="The portal")
        yield url
    finally:
        ended(process)


@contextmanager
def portal_within(path: Path, more: str = "") -> Iterator[tuple[RunningHub, str]]:
    """Start a hub that serves the pages itself."""
    with running_hub(path, changed=NO_DOCUMENTS_OF_ITS_OWN, more=more) as hub:
        yield hub, hub.url


@contextmanager
def portal_alone(path: Path, more: str = "") -> Iterator[tuple[RunningHub, str]]:
    """Start a hub without pages, and the portal beside it."""
    port = free_port()
    hub_port = free_port()
    elsewhere = {
        "[portal.helpers]": f'[portal]\nhub_url = "http://127.0.0.1:{hub_port}"\n\n[portal.helpers]',
        "[demo]": f'[demo]\nportal_url = "http://127.0.0.1:{port}"',
    }
    with (
        running_hub(path, port=hub_port, changed={**NO_DOCUMENTS_OF_ITS_OWN, **elsewhere}, more=more) as hub,
        portal_process(portal_config(hub, path, port, in_parts=IN_PARTS in more), port) as url,
    ):
        yield hub, url


UNHURRIED = """
[limits]
cost_per_person = 100000000
logins_per_address = 10000
look_ups_per_person = 10000
"""
"""One person does in a minute what takes people an hour."""
