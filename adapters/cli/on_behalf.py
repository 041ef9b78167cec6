"""What commands share that do something for an agency: who says so, why, and the configured parts to do it with."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from adapters.cli.terminal import tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.parts import Parts
    from adapters.settings import Settings
    from adapters.settings_payments import AccountSettings
    from hub.actions.read_carried import ExportProblem, LeftOut, OnBehalf, ReadCarried

T = TypeVar("T")

AGENCY: Final = typer.Option("--agency", help="Code of the agency for which it is done.")
BY: Final = typer.Option("--by", help="Who you are, as your organization names its workers. Stands in the log.")
REASON: Final = typer.Option(
    "--reason", help="Why, in a few words without names or numbers of people. Stands in the log."
)

WHY_NOT: Final = {
    "export.no_reason": ("It needs to be said who does it, and why.", "Give --by and --reason."),
    "export.in_past": ("That day has passed.", "Name a day to come."),
    "export.too_early": (
        "An unpaid term comes before that day: what it brings in is not known yet.",
        "Collect for the next day on which a term is due.",
    ),
    "export.unknown_file": ("No such file was made for that agency and those days.", "Its name is its MsgId."),
    "export.no_bank_day": ("No money moves between banks on that day.", "Name the next day on which it does."),
    "export.period_empty": ("The period ends before it begins.", "`--until` is the day after its last one."),
    "export.period_not_over": ("The period is not over.", "`--until` may be yesterday at the latest."),
    "export.no_basis": ("It needs to be said on which article it rests.", "Give --article."),
    "export.unknown_arrangement": ("This agency carries out no such arrangement.", "Look its id up."),
    "export.not_begun": ("No agency granted it: there is nothing to exchange.", "Wait for the agency's answer."),
}
"""What each problem says, and what to do about it."""


def behalf(agency: str, by: str, reason: str, *beside: str) -> "OnBehalf":
    """Say for whom it is done, by whom and why. Raises BadInput for what must not get into the log, `beside` too."""
    from consent.parties import AgencyCode
    from hub.actions.read_carried import OnBehalf

    must_tell_nothing(by, reason, *beside)
    return OnBehalf(agency=AgencyCode(agency), by=by, reason=reason)


def must_tell_nothing(*texts: str, code: str = "work.tells_too_much") -> None:
    """Raise BadInput, with this code, where a text that goes into the log has a number of somebody in it."""
    from adapters import tripwire

    if any(map(tripwire.trips, texts)):
        raise BadInput(code, "That would put a number of somebody into the log.", "Say it without.")


def accounted(agency: str, by: str, reason: str) -> "OnBehalf":
    """The same for what is booked: refused at once where nobody says who they are and why."""
    from hub.actions.read_carried import ExportProblem

    wish = behalf(agency, by, reason)
    if not wish.is_accounted_for:
        raise refused(ExportProblem.NO_REASON)
    return wish


def refused(problem: "ExportProblem") -> BadInput:
    """Say why nothing is done."""
    happened, todo = WHY_NOT[problem.value]
    return BadInput(problem.value, happened, todo)


def account_of(agency: str, settings: "Settings") -> "AccountSettings":
    """Find an agency's account. Raises BadInput where none is configured."""
    found = settings.payments.accounts.get(agency)
    if found is None:
        happened = "No account of this agency is configured."
        raise BadInput("payments.no_account", happened, "Name it in payments.accounts.CODE.")
    return found


def reading(parts: "Parts") -> "ReadCarried":
    """Put together what reads an agency's arrangements, person by person."""
    from adapters.store.arrangement_list import SqlArrangementList
    from hub.actions.read_carried import ReadCarried

    listing = SqlArrangementList(parts.engine)
    return ReadCarried(listing=listing, store=parts.store, vault=parts.vault, closing=parts.closing)


def bytes_of(file: Path, code: str) -> bytes:
    """Read what a bank gave; a message never names it, for it may be called after an account."""
    from adapters.payments.bounded_xml import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        raise BadInput(code, "There is no such file to read.", "Name the file that the bank gave.") from None


def with_parts(config: Path, step: "Callable[[Parts, Settings], Awaitable[T]]") -> T:
    """Choose the configured parts, do one step, close what they opened."""
    from adapters import settings
    from adapters.parts import parts

    async def run() -> T:
        read = settings.load(config)
        made = parts(read)
        try:
            return await step(made, read)
        finally:
            await made.engine.dispose()

    return asyncio.run(run())


def tell_left_out(left_out: "Sequence[LeftOut]") -> bool:
    """Tell of which arrangements nothing was taken, and why; say whether there are any."""
    for each in left_out:
        tell(f"left out: {each.arrangement}: {each.code}")
    return bool(left_out)
