"""A breaker: after too many failures nobody calls for a while, then one call tries whether it works again.

closed ── five in a row, or half of at least ten, failed ──► open ── time ──► half open ── one probe ──► closed
                                                              ▲                                │
                                                              └────────── probe failed ────────┘
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.reasons import Reason

IN_A_ROW = 5
WINDOW = 20
JUDGED_FROM = 10
OPEN_FOR_S = 5.0


class State(StrEnum):
    """Whether calls pass: all, none, or one that tries."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class _Permit:
    """Leave to make one call. Of an earlier era, its outcome no longer counts."""

    era: int


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Guards the calls to one agency. `monotonic_s` tells seconds; nothing here waits."""

    monotonic_s: Callable[[], float]
    _state: State = State.CLOSED
    _era: int = 0
    _opened_at_s: float = 0.0
    _in_a_row: int = 0
    _outcomes: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _probing: bool = False

    @property
    def state(self) -> State:
        """Tell the state as of now."""
        if self._state is State.OPEN and self.monotonic_s() - self._opened_at_s >= OPEN_FOR_S:
            return State.HALF_OPEN
        return self._state

    @property
    def would_pass(self) -> bool:
        """Say whether a call made now would be let through."""
        return self.state is State.CLOSED or (self.state is State.HALF_OPEN and not self._probing)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Make one call inside. Raises CallFailed at once while calls do not pass.

        Only a CallFailed that ails counts as a failure; a healthy agency's refusal counts as a success. A call that was
        cancelled counts for nothing: its caller went away, which says nothing about the agency.
        """
        permit = self._enter()
        outcome: bool | None = None
        try:
            yield
            outcome = True
        except CallFailed as failed:
            outcome = None if failed.ails is None else not failed.ails
            raise
        finally:
            self._leave(permit, outcome)

    def _enter(self) -> _Permit:
        if not self.would_pass:
            raise CallFailed(Reason.CIRCUIT_OPEN, ails=None)
        if self.state is State.HALF_OPEN:
            self._state = State.HALF_OPEN
            self._probing = True
        return _Permit(self._era)

    def _leave(self, permit: _Permit, outcome: bool | None) -> None:  # noqa: FBT001  # worked, failed, or neither
        if permit.era != self._era:
            return
        if self._state is State.HALF_OPEN:
            self._conclude_probe(outcome)
        elif outcome is not None:
            self._count(worked=outcome)

    def _conclude_probe(self, outcome: bool | None) -> None:  # noqa: FBT001  # worked, failed, or neither
        self._probing = False
        if outcome is True:
            self._turn(State.CLOSED)
        elif outcome is False:
            self._turn(State.OPEN)

    def _count(self, *, worked: bool) -> None:
        self._outcomes.append(worked)
        self._in_a_row = 0 if worked else self._in_a_row + 1
        failed = self._outcomes.count(False)
        share_reached = len(self._outcomes) >= JUDGED_FROM and 2 * failed >= len(self._outcomes)
        if self._in_a_row >= IN_A_ROW or (share_reached and not worked):
            self._turn(State.OPEN)

    def _turn(self, state: State) -> None:
        self._state = state
        self._era += 1
        self._opened_at_s = self.monotonic_s()
        self._in_a_row = 0
        self._outcomes.clear()
