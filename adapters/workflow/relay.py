"""What is to happen to work that is due, from how the workflow of this turn of it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from hub.life.kept import Work


class Step(Enum):
    """What the relay does about a row."""

    START = auto()
    LEAVE = auto()
    TAKE_OVER = auto()
    PUT_OFF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How a workflow stands: waiting in the queue, begun by somebody at a moment, or over."""

    is_over: bool
    begun_at: datetime | None


def name(work: Work) -> str:
    """Name the workflow of this turn of the work: the same name wherever it is made, and another one for each try."""
    when = f"{work.due_at:%Y%m%dT%H%M%S.%f}" if work.due_at else "never"
    return f"{work.id}:{work.turn}:{when}"


def steps(
    rows: Sequence[Work], running: Mapping[str, Running], *, now: datetime, take_over_after: timedelta
) -> Iterator[tuple[Step, Work]]:
    """Say what is to be done about each row that is due."""
    for work in rows:
        yield _step(running.get(name(work)), now - take_over_after), work


def _step(running: Running | None, long_ago: datetime) -> Step:
    if running is None:
        return Step.START
    if running.is_over:
        return Step.PUT_OFF  # over, and still due: it failed, or did nothing; not again at once
    if running.begun_at is None or running.begun_at > long_ago:
        return Step.LEAVE
    return Step.TAKE_OVER
