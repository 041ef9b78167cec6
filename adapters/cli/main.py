"""`hub`: everything that an operator, a jurist or a partner does from a terminal."""

from typing import Annotated

import typer

from adapters import heap
from adapters.cli.commands import Commands
from adapters.cli.terminal import exit_code, say, speak_anywhere, tell, unread
from hub.errors import HubError

app = typer.Typer(
    cls=Commands,
    help="Eén Regeling: one harmonised payment arrangement over the debts a person has at several government bodies.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 typer hands over the option's value
    if wanted:
        from adapters.system import VERSION

        say(VERSION)
        raise typer.Exit


@app.callback()
def hub(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Hold what every command has."""
    del version


def run() -> None:
    """Run a command; a fault of ours or of the input becomes one line on stderr and an exit code."""
    speak_anywhere()
    heap.look_seldom()
    try:
        with unread():
            app()
    except HubError as fault:
        tell(str(fault))
        raise SystemExit(exit_code(fault)) from None


if __name__ == "__main__":
    run()
