"""Several processes on one port: each is started again when it dies, and all are stopped together."""

import time
from dataclasses import dataclass
from typing import Final

from uvicorn import Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from adapters.spared import structlog

FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
"""How long before another one is started where they die one after the other: twice as long each time, up to this."""

QUIET_SECONDS: Final = 60.0
"""A worker that dies after so much quiet is started again at once."""

LOOK_SECONDS: Final = 0.1
"""How long one that is starting is asked whether it serves by now."""

HUNG_SECONDS: Final = 30.0
"""Longest silence of one that serves: whoever says nothing for longer is ended, and started again."""

STOP_SECONDS: Final = 60.0
"""Longest wait for all to end: requests have thirty seconds, and then the work that was begun twenty."""


@dataclass(slots=True)
class Pace:
    """How soon after a death another worker is started."""

    _pause_s: float = 0.0
    _died_at_s: float = -QUIET_SECONDS

    def died(self, now_s: float) -> None:
        """One died now: after some quiet that costs no time, and more each time otherwise."""
        if now_s - self._died_at_s >= QUIET_SECONDS:
            self._pause_s = 0.0
        else:
            self._pause_s = min(max(2 * self._pause_s, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self._died_at_s = now_s

    def allows(self, now_s: float) -> bool:
        """Say whether another one may be started now."""
        return now_s >= self._died_at_s + self._pause_s


class Workers(Multiprocess):
    """uvicorn's supervisor, with more patience.

    Workers that die are started again at a bounded pace, and one that cannot start now, because the database is away,
    leaves the others alone. Only where none ever served is it given up.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config, sockets=[config.bind_socket()])
        self.is_given_up = False
        self._serving: set[Process] = set()
        self._has_served = False
        self._pace = Pace()
        self._dead: set[Process] = set()

    def keep_subprocess_alive(self) -> None:
        """Look at each; start again what is dead, when its time has come."""
        for place, process in enumerate(self.processes):
            if process not in self._dead:
                if self._lives(process):
                    continue
                self._bury(process)
            if self.should_exit.is_set():
                return
            if self._pace.allows(time.monotonic()):
                self._dead.discard(process)
                self.processes[place] = Process(self.config, self.sockets)
                self.processes[place].start()

    def _lives(self, process: Process) -> bool:
        """Say whether it goes on. It may take its time to start, on a busy machine; once it serves it must answer."""
        if not process.process.is_alive():
            return False
        if process in self._serving:
            return process.ping(timeout=HUNG_SECONDS)
        if process.is_ready(timeout=LOOK_SECONDS):
            self._serving.add(process)
            self._has_served = True
        return True

    def _bury(self, process: Process) -> None:
        """End it for sure: it may hang. Whoever ends with a fault before anybody served would do so each time."""
        process.kill()
        process.join()
        self._dead.add(process)
        self._serving.discard(process)
        self.is_given_up = not self._has_served and bool(process.exitcode and process.exitcode > 0)
        if self.is_given_up:
            self.should_exit.set()
        self._pace.died(time.monotonic())
        structlog.get_logger().error("worker.died", reason=f"exit code {process.exitcode}")

    def join_all(self) -> None:
        """Wait until all are gone; whoever does not end by itself is ended."""
        ends_at_s = time.monotonic() + STOP_SECONDS
        for process in self.processes:
            process.process.join(max(0.0, ends_at_s - time.monotonic()))
            if process.process.is_alive():
                process.kill()
                process.process.join()
