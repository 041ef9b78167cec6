"""`hub export log`: lines of the audit log, as a folder that somebody takes home and checks without us."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

from adapters.cli.days import SHOWN, read_day
from adapters.cli.on_behalf import BY, REASON, must_tell_nothing, refused, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import Exit, say_json, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.exports.audit_state import State
    from adapters.parts import Parts
    from adapters.settings import Settings
    from hub.actions.export_log import Operator

LARGEST_SAMPLE: Final = 10_000
MOST_BYTES: Final = 1_000_000
"""Of a checkpoint with all its signatures: they have some thousands."""

MOST_NAMED: Final = 5
"""Missing lines that are named to whoever sits there; the manifest has more of them."""


FIRST: Final = typer.Option("--from", help="First day, by the Dutch calendar.", parser=read_day, metavar=SHOWN)
LAST: Final = typer.Option("--to", help="Last day.", parser=read_day, metavar=SHOWN)
FORM: Final = typer.Option("--format", help="What else the lines are wanted as; may be repeated.")
SUBJECT: Final = typer.Option("--subject", help="Only about this person, by the log's reference.")
AGENCY: Final = typer.Option("--agency", help="Only about this agency, by its code.")
ACTIVITY: Final = typer.Option("--activity", help="Only under this processing activity, as `overview-self:1`.")
SAMPLE: Final = typer.Option("--sample", help="Only so many of them, by chance.", min=1, max=LARGEST_SAMPLE)
SEED: Final = typer.Option("--seed", help="Draws the same sample again.")
SINCE: Final = typer.Option("--since", help="File with an older checkpoint, to prove the log from; may be repeated.")
RECEIPTS: Final = typer.Option("--receipts", help="That person's decisions too, with amounts. Needs --article.")
ARTICLE: Final = typer.Option("--article", help="The article that allows receipts. Stands in the log.")


class Form(StrEnum):
    """What the lines can be had as."""

    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    LDV = "ldv"
    ADL = "adl"


class LogByDefault(TyperGroup):
    """`hub export --from …` is `hub export log --from …`: what is meant where no other file is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click, as typer brings it along
        is_option = bool(args) and args[0].startswith("--") and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, ["log", *args] if is_option else args)


def log(  # noqa: PLR0913 each is an option of its own
    *,
    first: Annotated[date, FIRST],
    last: Annotated[date, LAST],
    output: Annotated[Path, typer.Option("--output", help="Folder for it; empty, or not there yet.")],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    form: Annotated[list[Form] | None, FORM] = None,
    subject: Annotated[str | None, SUBJECT] = None,
    agency: Annotated[str | None, AGENCY] = None,
    activity: Annotated[str | None, ACTIVITY] = None,
    sample: Annotated[int | None, SAMPLE] = None,
    seed: Annotated[int, SEED] = 0,
    since: Annotated[list[Path] | None, SINCE] = None,
    receipts: Annotated[bool, RECEIPTS] = False,
    article: Annotated[str | None, ARTICLE] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with one that was broken off.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say on standard output what was written.")] = False,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write lines of the audit log into a folder, with what everybody needs to check them."""
    must_tell_nothing(by, reason, subject or "", activity or "", article or "")

    async def step(parts: "Parts", settings: "Settings") -> "State":
        from adapters.bootstrap import rule_book
        from adapters.exports.audit_export import Order
        from adapters.services import log_export
        from schema import build

        order = Order(
            first=first,
            last=last,
            subject=subject,
            agency=agency,
            oin=_number(agency),
            activity=activity,
            formats=frozenset(each.value for each in form or ()),
            sample=sample,
            seed=seed,
            since=frozenset(map(_size_under, since or ())),
            receipts=receipts,
            article=article,
        )
        sdl = build.sdl(build.build(), incremental=settings.graphql.incremental)
        export = log_export(parts, settings, rule_book(settings), sdl)
        with _progress() as tick:
            return await export(output, order, _operator(by, reason), resume=resume, tick=tick)

    state = with_parts(config, step)
    if as_json:
        say_json({"export": state.export, "records": state.records, "nodes": state.nodes, "missing": state.lost})
    if _finds_faults(state):
        raise typer.Exit(Exit.FINDING)


def _finds_faults(state: "State") -> bool:
    """Tell what is in the folder, and what is wrong with the log itself; say whether anything is."""
    tell(f"{state.records} lines of the log are in the folder, and {state.nodes} hashes for all others.")
    if state.receipts:
        tell(
            f"{state.receipts['disclosed']} receipts are in it, with amounts in clear: give the folder to nobody else."
        )
    for seq in state.missing[:MOST_NAMED]:
        tell(f"missing: line {seq} of the log is not there any more")
    damaged = state.receipts.get("damaged", 0)
    if damaged:
        tell(f"damaged: {damaged} receipts are not as they were sealed")
    return bool(state.lost or damaged)


def _size_under(file: Path) -> int:
    """Read how many lines the log had under a checkpoint. Raises BadInput where that is none."""
    from hub.audit.note import read_checkpoint, read_note

    try:
        with file.open("rb") as opened:
            return read_checkpoint(read_note(opened.read(MOST_BYTES).decode()).text).size
    except (OSError, ValueError):
        happened = "An older checkpoint cannot be read."
        raise BadInput("since.unreadable", happened, "Name the file `checkpoint` of an export.") from None


def _operator(by: str, reason: str) -> "Operator":
    from adapters.system import trace_id
    from hub.actions.export_log import Operator
    from hub.actions.read_carried import ExportProblem

    operator = Operator(by=by, reason=reason, trace_id=trace_id())
    if not operator.is_accounted_for:
        raise refused(ExportProblem.NO_REASON)
    return operator


def _number(agency: str | None) -> str | None:
    """Find the number of an agency. Raises BadInput for one that nobody knows."""
    from adapters.services import numbers_of_agencies

    if agency is None:
        return None
    numbers = numbers_of_agencies()
    if agency not in numbers:
        raise BadInput("agency.unknown", "There is no such agency.", f"Name one of {', '.join(numbers)}.")
    return numbers[agency]


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, to whoever sits at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("lines of the log"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("lines")
        try:
            yield lambda done, size: progress.update(task, completed=done, total=size)
        except (KeyboardInterrupt, OSError):
            tell("Broken off. The same command with --resume goes on where it stood.")
            raise
