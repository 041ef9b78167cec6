"""`hub serve`: the hub alone, against whatever the configuration names."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from adapters.cli.terminal import Exit
from hub.errors import Unavailable

APPLICATION: Final = "adapters.bootstrap:application"
"""What each process makes for itself."""

BOUNDED = "adapters.web.bounded_http:BoundedHttp"
"""How HTTP is spoken where its parser is installed; that other platform has one that bounds heads by itself."""

SANDBOX_VARIABLE: Final = "HUB__DEMO__SANDBOX"

CONFIG = typer.Option("--config", help="Configuration file.", envvar="HUB_CONFIG")

WORKERS = typer.Option(help="Processes; they share nothing but the database, which is PostgreSQL.", min=1, max=64)


def serve(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, WORKERS] = 1,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Let who builds on it reset people, move the clock, switch agencies.")
    ] = False,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="Stop when standard input ends.", hidden=True)
    ] = False,
) -> None:
    """Run the hub until Ctrl-C. Every fault of the configuration is named before anything starts."""
    import uvicorn

    from adapters import bootstrap
    from adapters.cli.workers import Workers
    from adapters.system import configure_logs

    if sandbox:
        # Read with everything else, by each process: and refused with everything else where people are real.
        os.environ[SANDBOX_VARIABLE] = "true"
    bootstrap.checked(config, workers=workers)
    must_be_free(host, port)
    if with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    configure_logs()
    os.environ[bootstrap.CONFIG_VARIABLE] = str(config.resolve())
    how = {"factory": True, **spoken(host, port)}
    if workers == 1:
        uvicorn.run(APPLICATION, **how)
        return
    several = Workers(uvicorn.Config(APPLICATION, workers=workers, **how))
    several.run()
    if several.is_given_up:
        raise typer.Exit(Exit.UNAVAILABLE)


def must_be_free(host: str, port: int) -> None:
    """Raise Unavailable where a port cannot be taken: before anything is started, or a database changed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError:
            happened = f"Port {port} of {host} cannot be taken: something else has it, or it is no address of ours."
            raise Unavailable("serve.port_taken", happened, "End what has it, or give another --port.") from None


def spoken(host: str, port: int) -> dict[str, Any]:
    """How HTTP is spoken, and where."""
    return {
        "host": host,
        "port": port,
        "http": BOUNDED if sys.platform != "win32" else "auto",
        "ws": "none",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,
        "log_level": "warning",
        "timeout_graceful_shutdown": 30,
    }


def stop_with_parent() -> None:
    """Wait until whoever started us is gone: it holds the other end of standard input, however it ends."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
