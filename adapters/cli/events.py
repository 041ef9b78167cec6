"""`hub events`: what agencies' systems were told, what they did not take, and having it sent again."""

from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from adapters.cli import events_tail
from adapters.cli.on_behalf import must_tell_nothing
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say_json, say_rows, tell
from adapters.cli.work import AS_JSON, BY, REASON, with_database
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.store.engine import Database
    from adapters.store.store import SqlStore
    from hub.actions.replay_events import ReplayProblem
    from hub.life.outgoing import OutgoingEvent

SUBSCRIBER: Final = typer.Option("--subscriber", help="Id of a subscriber, as in events.subscribers.")
MOST: Final = 10_000

app = typer.Typer(help="Events that agencies' systems are told of.", no_args_is_help=True)


@app.command("list")
def list_events(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    subscriber: Annotated[str | None, SUBSCRIBER] = None,
    since: Annotated[int, typer.Option(help="From this number on.", min=1)] = 1,
    everything: Annotated[bool, typer.Option("--all", help="What was delivered, too.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=MOST)] = 100,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Print events that are not delivered, subscriber by subscriber, in order: those that wait, and those given up."""
    from adapters.store.event_numbers import SqlEventNumbers
    from hub.actions.list_events import Filter, ListEvents
    from hub.life.outgoing import Standing

    states = [state for state in Standing if everything or state is not Standing.DELIVERED]
    asked = Filter(subscriber=subscriber, since=since, states=states)

    def found(engine: "Database", store: "SqlStore") -> "Awaitable[tuple[OutgoingEvent, ...]]":
        return ListEvents(numbers=SqlEventNumbers(engine), store=store)(asked, at_most=limit)

    rows = [_row(each) for each in with_database(config, found)]
    say_rows(rows, as_json=as_json)
    if not as_json:
        tell(f"{len(rows)} events." if rows else "There are none.")


@app.command("replay")
def replay(
    *,
    subscriber: Annotated[str, SUBSCRIBER],
    since: Annotated[int, typer.Option(help="From this number on.", min=1)],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    limit: Annotated[int, typer.Option(help="At most so many, the lowest numbers first.", min=1, max=MOST)] = 1000,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Have events sent again, with the ids and numbers that they had, also to a subscriber that was gone."""
    from adapters.store.event_numbers import SqlEventNumbers
    from adapters.system import SystemClock
    from hub.actions.replay_events import ReplayEvents, Replaying, ReplayProblem

    must_tell_nothing(by, reason, code="events.tells_too_much")
    asked = Replaying(subscriber=subscriber, since=since, by=by, reason=reason)

    def sent(engine: "Database", store: "SqlStore") -> "Awaitable[tuple[OutgoingEvent, ...] | ReplayProblem]":
        action = ReplayEvents(numbers=SqlEventNumbers(engine), store=store, clock=SystemClock())
        return action(asked, at_most=limit)

    match with_database(config, sent):
        case ReplayProblem.NO_REASON as problem:
            raise BadInput(problem.value, "It needs to be said who does it, and why.", "Give --by and --reason.")
        case ReplayProblem.NONE_THERE as problem:
            raise BadInput(
                problem.value, "No such event was written.", "`hub events list --all` prints those there are."
            )
        case events:
            again = [_row(each) for each in events]
    if as_json:
        say_json(again)
    tell(f"{len(again)} are sent again within seconds, where a hub is running.")


def _row(event: "OutgoingEvent") -> dict[str, Any]:
    """One line, in the order in which it is printed."""
    delivery = event.delivery
    again = delivery.next_try_at.isoformat(timespec="seconds") if delivery.next_try_at else None
    return {
        "subscriber": event.subscriber,
        "sequence": event.seq,
        "state": delivery.state.value,
        "waits_for": again if delivery.is_over or again else "operator",
        "reason": delivery.reason,
        "tries": delivery.tries,
        "type": event.kind.word,
        "arrangement": event.about,
        "time": event.at.isoformat(timespec="seconds"),
        "id": event.id,
    }


app.command("tail")(events_tail.tail)
