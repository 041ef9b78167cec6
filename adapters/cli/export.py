"""`hub export`: files that leave the hub for others; whoever is in one can read that in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from adapters.cli import export_ddas, export_log
from adapters.cli.days import SHOWN, read_day
from adapters.cli.export_log import LogByDefault
from adapters.cli.on_behalf import AGENCY, BY, REASON, account_of, behalf, reading, refused, tell_left_out, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import Exit, say, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.parts import Parts
    from adapters.settings import Settings
    from adapters.settings_payments import AccountSettings
    from consent.parties import AgencyCode
    from hub.actions.export_collection import Taken
    from hub.actions.export_payout import Owed
    from hub.actions.read_carried import ExportProblem, OnBehalf
    from hub.domain.money import Cents

T = TypeVar("T")

EACH: Final = "each_collects"

AGAIN: Final = typer.Option("--again", help="Name (MsgId) of an earlier file of these days: give that very file again.")

app = typer.Typer(
    cls=LogByDefault,
    help="The audit log for who checks it (`log`, or no other name); files for banks and the exchange of debt help.",
    no_args_is_help=True,
)


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
    again: Annotated[str | None, AGAIN] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write the file (pain.008) with which a bank collects what is due on a day, to standard output."""
    wish = behalf(agency, by, reason)

    async def step(parts: "Parts", settings: "Settings") -> "Taken":
        return await _taken(parts, wish, on, creditor, _collector(settings, agency, creditor), again)

    taken = with_parts(config, step)
    _give(taken.file)
    done = f"{len(taken.debits)} terms are collected on {on}, by file {taken.name}."
    tell(done if taken.file else f"Nothing is collected on {on}.")
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
    again: Annotated[str | None, AGAIN] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write the file (pain.001) with which an agency pays the owners what it received for them, to standard output."""
    wish = behalf(agency, by, reason)

    async def step(parts: "Parts", settings: "Settings") -> "Owed":
        if settings.payments.model == EACH:
            happened = "Each owner collects its own share: nobody pays anybody out."
            raise BadInput("payout.each_collects", happened, "Nothing is to be done.")
        account_of(agency, settings)
        return await _owed(parts, settings, wish, (since, until, on), again)

    owed = with_parts(config, step)
    _give(owed.file)
    tell(f"Counted over {owed.arrangements} arrangements{f', paid by file {owed.name}' if owed.file else ''}.")
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


async def _taken(
    parts: "Parts",
    wish: "OnBehalf",
    on: date,
    creditor: str | None,
    account: "AccountSettings",
    again: str | None,
) -> "Taken":
    from functools import partial

    from adapters.bootstrap import read_rule_book
    from adapters.payments.collection_file import collection_file, unfit
    from consent.parties import AgencyCode
    from hub.actions.export_collection import ExportCollection

    name, collects = again or _fresh("DD"), None if creditor is None else AgencyCode(creditor)
    export = ExportCollection(
        read=reading(parts),
        clock=parts.clock,
        book=read_rule_book(),
        unfit=unfit,
        write=partial(collection_file, account=account),
        new_name=lambda: name,
    )
    if again is not None:
        return _done(await export.again(wish, name, on=on, creditor=collects))
    with _name_told(name):
        return _done(await export(wish, on=on, creditor=collects))


async def _owed(
    parts: "Parts", settings: "Settings", wish: "OnBehalf", days: tuple[date, date, date], again: str | None
) -> "Owed":
    from adapters.payments.payout_file import Payout, payout_file
    from hub.actions.export_payout import ExportPayout, Period

    since, until, on = days
    name, period = again or _fresh("CT"), Period(since=since, until=until)

    def write(owed: "Mapping[AgencyCode, Cents]", *, name: str, made_at: datetime) -> bytes:
        due = {owner: amount for owner, amount in owed.items() if amount > 0 and owner != wish.agency}
        accounts = {str(code): account_of(code, settings) for code in (wish.agency, *due)}
        paid = Payout(agency=wish.agency, since=since, until=until, on=on, owed=due)
        return payout_file(paid, accounts=accounts, name=name, made_at=made_at) if due else b""

    export = ExportPayout(read=reading(parts), clock=parts.clock, write=write, new_name=lambda: name)
    if again is not None:
        return _done(await export.again(wish, name, period, on=on))
    with _name_told(name):
        return _done(await export(wish, period, on=on))


def _fresh(kind: str) -> str:
    from adapters.payments.sepa_file import message_id
    from adapters.system import RandomIds

    return message_id(kind, RandomIds().new())


def _done(came: "T | ExportProblem") -> "T":
    from hub.actions.read_carried import ExportProblem

    if isinstance(came, ExportProblem):
        raise refused(came)
    return came


@contextmanager
def _name_told(name: str) -> Iterator[None]:
    """Say under which name the rest is found where it breaks off: what was written down stands in no other file."""
    try:
        yield
    except BadInput:
        raise
    except BaseException:  # Whoever breaks it off by hand needs the name too; it goes on up.
        tell(f"Broken off. If anything was written down, `--again {name}` gives the file with it.")
        raise


def _give(file: bytes) -> None:
    if file:
        say(file.decode())


app.command("log")(export_log.log)
app.command("ddas")(export_ddas.ddas)
