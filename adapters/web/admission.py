"""What every door beside GraphQL's does with who comes: the same check of what the request brings."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request

from adapters.web import tracing
from adapters.web.graphql import Authenticate, Authenticated, Refused
from adapters.web.presented import Presented
from hub.audit.events import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDoor:
    """What a door needs for anybody who comes. `report` tells the operator of a fault and gives its number."""

    authenticate: Authenticate
    new_trace: Callable[[], str]
    report: Callable[[BaseException], str]

    async def admit(self, request: Request) -> Authenticated | Refused:
        """Check who asks, exactly as the GraphQL door does."""
        return await self.authenticate(Presented.of(request))

    def trace(self, who: Authenticated, *traceparents: object) -> Trace:
        """Go on with the first trace that is one, or begin one."""
        came = (tracing.read(traceparent) for traceparent in traceparents)
        trace = next((trace for trace in came if trace), None) or Trace(trace_id=self.new_trace())
        return replace(trace, fsc_transaction_id=who.fsc_transaction_id)
