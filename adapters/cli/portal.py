"""`hub portal`: the pages for citizens alone, against a hub that runs elsewhere."""

import os
import threading
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.cli.serve import CONFIG, must_be_free, spoken, stop_with_parent
from adapters.cli.terminal import say

APPLICATION: Final = "adapters.bootstrap:pages_alone"


def portal(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    documents: Annotated[
        bool, typer.Option("--documents", help="Print where the documents stand that a hub must register, and stop.")
    ] = False,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="Stop when standard input ends.", hidden=True)
    ] = False,
) -> None:
    """Run the citizen portal alone until Ctrl-C. `portal.hub_url` says where the hub is."""
    import uvicorn

    from adapters import bootstrap
    from adapters.portal_parts import DOCUMENTS
    from adapters.system import configure_logs

    if documents:
        say(str(DOCUMENTS))
        return
    bootstrap.checked_portal(config)
    must_be_free(host, port)
    if with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    configure_logs()
    os.environ[bootstrap.CONFIG_VARIABLE] = str(config.resolve())
    uvicorn.run(APPLICATION, factory=True, **spoken(host, port))
