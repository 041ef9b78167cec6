"""How much is done at once, how often it is looked, and how long is waited."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds and numbers. All of it is about machines: what a law gives somebody time for stands in the work's row.

    `interval_s` between two looks at what is due, for all executors together; `batch` rows at most each time; `at_once`
    pieces of work in one executor. `poll_s` between an executor's looks into the queue.

    `attempt_s` is the longest that one try may last. Where the fault is ours `tries` are made, with pauses that begin
    with `first_pause_s` and double; all of it again after `after_fault_s`. Work whose executor took it longer than
    `take_over_after_s` ago is taken over by another: longer than all tries together, so that nobody who is still at it
    is overtaken. Being overtaken would do no harm: what is done twice counts once.

    DBOS's rows about work that is over are kept for `kept_s`.
    """

    interval_s: int = 5
    batch: int = 100
    at_once: int = 10
    poll_s: float = 1
    attempt_s: float = 30
    tries: int = 5
    first_pause_s: float = 1
    after_fault_s: int = 300
    take_over_after_s: int = 240
    kept_s: int = 24 * 3600

    @property
    def swept(self) -> int:
        """How many of DBOS's rows go with each look: more than come."""
        return 2 * self.batch + 10
