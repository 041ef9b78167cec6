"""What the console of a demo can do, as whoever joins the parts hands it in. There is none in production.

The pages know the hub as a citizen does. Switching agencies, moving the clock and paying is for whoever shows a demo,
and is done elsewhere: the console only asks for it by these names.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

BEHAVIOURS: Final = ("normal", "slow", "contradictory", "down")
"""How an agency can be told to behave; texts under `console.behaviour` bear these names."""

STEPS: Final = {"day": 1, "week": 7, "month": 30}
"""How far the clock can be moved at once, in days."""


class AgencyNow(Protocol):
    """One agency. `behaviour` is one of `BEHAVIOURS`; None where the simulator does not answer."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def behaviour(self) -> str | None: ...


class LogLine(Protocol):
    """One line of the audit log, without the person whom it is about."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def outcome(self) -> str: ...


class DemoTools(Protocol):
    """What can be done. `people` are the personas' names. Nothing raises: what fails is told by the name of a text."""

    @property
    def people(self) -> Sequence[str]: ...

    @property
    def can_move(self) -> bool:
        """Whether this demo's clock can be moved."""
        ...

    def today(self) -> date: ...

    def move(self, days: int) -> str:
        """Move the clock on; give what became of it, a text under `console.done`."""
        ...

    async def agencies(self) -> Sequence[AgencyNow]: ...

    async def switch(self, agency: str, behaviour: str) -> str: ...

    async def pay(self, persona: str) -> str:
        """Have the agency that carries out a persona's arrangement say that the next instalment came in."""
        ...

    async def miss(self, persona: str) -> str:
        """Move the clock past the next instalment, which then was not paid."""
        ...

    async def log(self, last: int) -> Sequence[LogLine]:
        """Give the last lines of the audit log, the newest first."""
        ...
