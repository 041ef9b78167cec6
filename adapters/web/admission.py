"""What every door beside GraphQL's does with who comes: the same check, the same places, the same budget."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request

from adapters.web import tracing
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd
from adapters.web.graphql import Authenticate, Authenticated, Refused
from adapters.web.presented import Presented
from hub.audit.events import Trace

COST: Final = 250
"""What a call costs: as much as a plain overview, which looks into the store and writes down as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDoor:
    """What a door needs for anybody who comes. `crowd` and `budgets` are those of GraphQL's door.

    `report` tells the operator of a fault and gives its number.
    """

    authenticate: Authenticate
    crowd: Crowd
    budgets: Budgets
    new_trace: Callable[[], str]
    report: Callable[[BaseException], str]

    @asynccontextmanager
    async def admitted(self, request: Request) -> AsyncIterator[Authenticated | Refused]:
        """Check who asks and take them in, exactly as the GraphQL door does. Raises CrowdedError, OverBudgetError."""
        with self.crowd.place():
            who = await self.authenticate(Presented.of(request))
            if not isinstance(who, Authenticated):
                yield who
                return
            with self.crowd.admitted(who.requester):
                self.budgets.account(who.requester).charge(COST)
                yield who

    def trace(self, who: Authenticated, *traceparents: object) -> Trace:
        """Go on with the first trace that is one, or begin one."""
        came = (tracing.read(traceparent) for traceparent in traceparents)
        trace = next((trace for trace in came if trace), None) or Trace(trace_id=self.new_trace())
        return replace(trace, fsc_transaction_id=who.fsc_transaction_id)
