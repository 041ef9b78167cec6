"""`hub work`: what waits to be done, and what an operator can do about an errand or a dispute that is stuck."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from adapters.cli import book_rejections, book_statement
from adapters.cli.on_behalf import must_tell_nothing
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, say_json, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.store.engine import Database
    from adapters.store.store import SqlStore
    from hub.actions.list_work import WaitingWork
    from hub.actions.steer_dispute import SteerDispute
    from hub.actions.steer_work import SteerErrand, Steering, WorkProblem
    from hub.life.kept import KeptErrand
    from hub.review.disputes import KeptDispute

    Steered = KeptErrand | KeptDispute
    Steer = Callable[[SteerErrand | SteerDispute, Steering], Awaitable[Steered | WorkProblem]]

T = TypeVar("T")

ERRAND: Final = typer.Argument(help="Id of the errand or dispute, as `hub work list` prints it.")
BY: Final = typer.Option("--by", help="Who you are, as your organization names its workers. Stands in the log.")
REASON: Final = typer.Option(
    "--reason", help="Why, in a few words without names or numbers of people. Stands in the log."
)
AS_JSON: Final = typer.Option("--json", help="For a program.")

app = typer.Typer(help="Work that waits: what agencies are asked and told.", no_args_is_help=True)


@app.command("list")
def list_work(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=10_000)] = 100,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Print what waits: first what waits for you, then what is due or to come, by time."""
    from adapters.store.work import SqlWork
    from adapters.system import SystemClock
    from hub.actions.list_work import ListWork

    def found(engine: "Database", store: "SqlStore") -> "Awaitable[tuple[WaitingWork, ...]]":
        return ListWork(waiting=SqlWork(engine), store=store, clock=SystemClock())(at_most=limit)

    rows = [_row(each) for each in with_database(config, found)]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        say("  ".join(str(row[name] or "-") for name in row))
    tell(f"{len(rows)} wait." if rows else "Nothing waits.")


@app.command("retry")
def retry(
    errand: Annotated[str, ERRAND],
    *,
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Have an errand brought or a dispute told now, under its key: an agency that has it already counts it once."""
    _steer(config, errand, by, reason, lambda action, steering: action.retry(steering), as_json=as_json)
    tell("It is brought within seconds, where a hub is running.")


@app.command("give-up")
def give_up(
    errand: Annotated[str, ERRAND],
    *,
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Bring an errand or tell a dispute no more, and say so wherever it is shown. It cannot be taken back."""
    _steer(config, errand, by, reason, lambda action, steering: action.give_up(steering), as_json=as_json)
    tell("It is given up. The agency may not know of it; the arrangement or the dispute stands as it stood.")


def _steer(config: Path, errand: str, by: str, reason: str, steer: "Steer", *, as_json: bool) -> None:
    from adapters.store.work import SqlWork
    from adapters.system import SystemClock
    from hub.actions.steer_dispute import SteerDispute
    from hub.actions.steer_work import SteerErrand, Steering, WorkProblem

    must_tell_nothing(by, reason)
    steering = Steering(errand=errand, by=by, reason=reason)

    async def steered(engine: "Database", store: "SqlStore") -> "Steered | WorkProblem":
        waiting, clock = SqlWork(engine), SystemClock()
        came = await steer(SteerErrand(waiting=waiting, store=store, clock=clock), steering)
        if came is not WorkProblem.UNKNOWN:
            return came
        return await steer(SteerDispute(waiting=waiting, store=store, clock=clock), steering)

    match with_database(config, steered):
        case WorkProblem.NO_REASON as problem:
            raise BadInput(problem.value, "It needs to be said who does it, and why.", "Give --by and --reason.")
        case WorkProblem.UNKNOWN as problem:
            raise BadInput(problem.value, "No such errand or dispute waits.", "`hub work list` prints those that do.")
        case kept:
            told = _told(kept)
    if as_json:
        say_json(told)


def _row(waiting: "WaitingWork") -> dict[str, Any]:
    """One line, in the order in which it is printed."""
    from hub.life.kept import WorkKind

    work, steered = waiting.work, waiting.errand or waiting.dispute
    due = work.due_at.isoformat(timespec="seconds") if work.due_at else "operator"
    if steered is None:
        about = "event" if work.kind is WorkKind.EVENT else "arrangement"
        return {"id": work.id, "waits_for": due, "kind": work.kind.value, about: work.about}
    return {"id": work.id, "waits_for": due, **_told(steered)}


def _told(steered: "Steered") -> dict[str, Any]:
    from hub.life.kept import KeptErrand

    return _errand(steered) if isinstance(steered, KeptErrand) else _dispute(steered)


def _dispute(dispute: "KeptDispute") -> dict[str, Any]:
    return {
        "kind": "dispute",
        "dispute": dispute.id,
        "agency": dispute.agency,
        "state": _heard(dispute),
        "reason": dispute.reason,
        "tries": dispute.tries,
        "made_at": dispute.made_at.isoformat(timespec="seconds"),
    }


def _heard(dispute: "KeptDispute") -> str:
    if dispute.is_given_up:
        return "given_up"
    return "withdrawal not told yet" if dispute.withdrawn_at else "not told yet"


def _errand(errand: "KeptErrand") -> dict[str, Any]:
    return {
        "kind": errand.kind,
        "arrangement": errand.arrangement,
        "agency": errand.agency,
        "state": errand.reply or "not brought yet",
        "reason": errand.reason,
        "tries": errand.tries,
        "made_at": errand.made_at.isoformat(timespec="seconds"),
    }


def with_database(config: Path, step: "Callable[[Database, SqlStore], Awaitable[T]]") -> T:
    """Open the configured database as who serves, do one step, close it.

    What the step writes into the log is held by the same gate as what a hub writes.
    """
    from adapters import settings
    from adapters.parts import clock_of, watch_of
    from adapters.store.audit_log import SqlAuditLog
    from adapters.store.engine import open_engine
    from adapters.store.store import SqlStore

    async def run() -> T:
        told = settings.load(config)
        engine = open_engine(told.store.url, role=told.store.role)
        watch = watch_of(told, SqlAuditLog(engine), clock_of(told))
        try:
            return await step(engine, SqlStore(engine, watch=watch))
        finally:
            await engine.dispose()

    return asyncio.run(run())


app.command("book-statement")(book_statement.book_statement)
app.command("book-rejections")(book_rejections.book_rejections)
