"""`hub export`: files that leave the hub for others; whoever is in one can read that in the log."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from adapters.cli.days import SHOWN, read_day
from adapters.cli.on_behalf import AGENCY, BY, REASON, account_of, behalf, reading, refused, tell_left_out, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import Exit, say, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.parts import Parts
    from adapters.settings import Settings
    from adapters.settings_payments import AccountSettings
    from hub.actions.export_collection import Taken
    from hub.actions.export_payout import Owed
    from hub.actions.read_carried import OnBehalf

EACH: Final = "each_collects"

app = typer.Typer(help="Files for banks and for the exchange of debt help.", no_args_is_help=True)


@app.command("collection")
def collection(
    *,
    agency: Annotated[str, AGENCY],
    on: Annotated[date, typer.Option("--on", help="When the bank collects.", parser=read_day, metavar=SHOWN)],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    creditor: Annotated[
        str | None, typer.Option("--creditor", help="The owner that collects its share, where each collects its own.")
    ] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write the file (pain.008) with which a bank collects what is due on a day, to standard output."""
    wish = behalf(agency, by, reason)

    async def step(parts: "Parts", settings: "Settings") -> "tuple[Taken, bytes]":
        from adapters.payments.collection_file import collection_file

        account = _collector(settings, agency, creditor)
        taken = await _taken(parts, wish, on, creditor)
        if not taken.debits:
            return taken, b""
        return taken, collection_file(taken.debits, account=account, on=on, made_at=parts.clock.now())

    taken, file = with_parts(config, step)
    _give(file)
    tell(f"{len(taken.debits)} terms are collected on {on}." if file else f"Nothing is collected on {on}.")
    if tell_left_out(taken.left_out):
        raise typer.Exit(Exit.FINDING)


@app.command("payout")
def payout(
    *,
    agency: Annotated[str, AGENCY],
    on: Annotated[date, typer.Option("--on", help="When it is paid.", parser=read_day, metavar=SHOWN)],
    since: Annotated[date, typer.Option("--since", help="First day of the period.", parser=read_day, metavar=SHOWN)],
    until: Annotated[date, typer.Option("--until", help="The day after its last.", parser=read_day, metavar=SHOWN)],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write the file (pain.001) with which an agency pays the owners what it received for them, to standard output."""
    wish = behalf(agency, by, reason)

    async def step(parts: "Parts", settings: "Settings") -> "tuple[Owed, bytes]":
        from adapters.payments.payout_file import Payout, payout_file

        if settings.payments.model == EACH:
            happened = "Each owner collects its own share: nobody pays anybody out."
            raise BadInput("payout.each_collects", happened, "Nothing is to be done.")
        account_of(agency, settings)
        owed = await _owed(parts, wish, (since, until), on)
        due = {owner: amount for owner, amount in owed.owed.items() if amount > 0 and owner != agency}
        accounts = {code: account_of(code, settings) for code in (agency, *due)}
        paid = Payout(agency=wish.agency, since=since, until=until, on=on, owed=due)
        return owed, payout_file(paid, accounts=accounts, made_at=parts.clock.now()) if due else b""

    owed, file = with_parts(config, step)
    _give(file)
    tell(f"Counted over {owed.arrangements} arrangements.")
    behind = [owner for owner, amount in owed.owed.items() if amount < 0 and owner != agency]
    for owner in behind:
        tell(f"owes back: {owner}: {-owed.owed[owner]} cents. It is not in the file.")
    if tell_left_out(owed.left_out) or behind:
        raise typer.Exit(Exit.FINDING)


def _collector(settings: "Settings", agency: str, creditor: str | None) -> "AccountSettings":
    """Find the account on which it comes in. Raises BadInput where nothing can be collected there."""
    each = settings.payments.model == EACH
    if each and creditor is None:
        raise BadInput("collection.creditor_missing", "Each owner collects its own share.", "Name it with --creditor.")
    if not each and creditor is not None:
        happened = "The agency that carries an arrangement out collects everything."
        raise BadInput("collection.one_collector", happened, "Leave --creditor out, or change payments.model.")
    account = account_of(creditor or agency, settings)
    if account.creditor_id is None:
        happened = "This agency has no creditor identifier."
        raise BadInput("payments.no_creditor_id", happened, "Name it in payments.accounts.CODE.creditor_id.")
    return account


async def _taken(parts: "Parts", wish: "OnBehalf", on: date, creditor: str | None) -> "Taken":
    from adapters.bootstrap import read_rule_book
    from adapters.payments.collection_file import unfit
    from consent.parties import AgencyCode
    from hub.actions.export_collection import ExportCollection
    from hub.actions.read_carried import ExportProblem

    export = ExportCollection(read=reading(parts), clock=parts.clock, book=read_rule_book(), unfit=unfit)
    taken = await export(wish, on=on, creditor=None if creditor is None else AgencyCode(creditor))
    if isinstance(taken, ExportProblem):
        raise refused(taken)
    return taken


async def _owed(parts: "Parts", wish: "OnBehalf", days: tuple[date, date], on: date) -> "Owed":
    from hub.actions.export_payout import ExportPayout, Period
    from hub.actions.read_carried import ExportProblem

    since, until = days
    owed = await ExportPayout(read=reading(parts), clock=parts.clock)(wish, Period(since=since, until=until), on=on)
    if isinstance(owed, ExportProblem):
        raise refused(owed)
    return owed


def _give(file: bytes) -> None:
    if file:
        say(file.decode())
