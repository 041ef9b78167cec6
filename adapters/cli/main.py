"""`hub`: everything that an operator, a jurist or a partner does from a terminal."""

from typing import Annotated

import typer

from adapters import heap
from adapters.cli import (
    audit,
    book_rejections,
    book_statement,
    compute,
    compute_arrangement,
    conform,
    db,
    db_copies,
    demo,
    doctor,
    events,
    events_tail,
    export,
    export_ddas,
    export_log,
    population,
    portal,
    replay,
    rules,
    schema_text,
    serve,
    simulate,
    token,
    verify,
    witness,
    work,
)
from adapters.cli.terminal import exit_code, say, speak_anywhere, tell, unread
from hub.errors import HubError

app = typer.Typer(
    help="Eén Regeling: one harmonised payment arrangement over the debts a person has at several government bodies.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("demo")(demo.demo)
app.command("simulate")(simulate.simulate)
app.command("serve")(serve.serve)
app.command("portal")(portal.portal)
app.command("token")(token.token)
app.command("schema")(schema_text.schema)
app.add_typer(rules.app, name="rules")
app.command("replay")(replay.replay)
app.command("verify")(verify.verify)
compute.app.command("arrangement")(compute_arrangement.arrangement)
app.add_typer(compute.app, name="compute")
db.app.command("backup")(db_copies.backup)
db.app.command("restore")(db_copies.restore)
app.add_typer(db.app, name="db")
work.app.command("book-statement")(book_statement.book_statement)
work.app.command("book-rejections")(book_rejections.book_rejections)
app.add_typer(work.app, name="work")
events.app.command("tail")(events_tail.tail)
app.add_typer(events.app, name="events")
export.app.command("log")(export_log.log)
export.app.command("ddas")(export_ddas.ddas)
app.add_typer(export.app, name="export")
app.add_typer(population.app, name="population")
app.add_typer(audit.app, name="audit")
app.command("witness")(witness.witness)
app.command("conform")(conform.conform)
app.command("doctor")(doctor.doctor)


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
