"""Is a history of concurrent operations what one clerk, doing one thing at a time, could have done?

Wing and Gong's search (1993) with memory: an operation may come next in the clerk's order if it began before any other
that is still to come had ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

State = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that a client did: when it began and ended, and what it did to the state or saw of it.

    `step` gives the state afterwards, or `IMPOSSIBLE` where the operation could not have gone like that in this state.
    """

    name: str
    began: int
    ended: int
    step: Callable[[State], State]


IMPOSSIBLE = object()


def is_linearizable(operations: Sequence[Operation], start: State) -> bool:
    """Search for an order that explains everything."""
    ordered = sorted(operations, key=lambda operation: operation.began)
    seen: set[tuple[frozenset[int], int, State]] = set()
    stack: list[tuple[frozenset[int], int, State]] = [(frozenset(), 0, start)]
    while stack:
        done, first, state = stack.pop()
        while first in done:
            done, first = done - {first}, first + 1
        if (done, first, state) in seen:
            continue
        seen.add((done, first, state))
        if first == len(ordered):
            return True
        stack.extend(_following(ordered, done, first, state))
    return False


def _following(
    ordered: Sequence[Operation], done: frozenset[int], first: int, state: State
) -> list[tuple[frozenset[int], int, State]]:
    """Every operation that may come next, with what it leaves behind. All before `first` are done."""
    found, earliest_end = [], None
    for place in range(first, len(ordered)):
        operation = ordered[place]
        if earliest_end is not None and operation.began > earliest_end:
            break
        if place in done:
            continue
        after = operation.step(state)
        if after is not IMPOSSIBLE:
            found.append((done | {place}, first, after))
        earliest_end = operation.ended if earliest_end is None else min(earliest_end, operation.ended)
    return found
