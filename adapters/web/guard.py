"""The last to see a fault that nobody foresaw: it answers, and tells the operator where, never what the fault says.

Starlette answers such a fault too, but then raises it once more, and the server writes its whole text into its log.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.spared import structlog
from adapters.web import answers

_log = structlog.get_logger(__name__)


class CutOffError(Exception):
    """A fault came when the answer had begun; the connection must end here."""


class Guard:
    """Stands around every route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as fault:  # noqa: BLE001 - whatever it is: its text stays here, and the operator is told
            _log.error("http.fault", kind=type(fault).__name__, places=places(fault))
            if has_begun:
                raise CutOffError from None
            await answers.of_status(500)(scope, receive, send)


def places(fault: BaseException) -> list[str]:
    """The lines of code that a fault came through, the last ones; never its values."""
    found, trace = [], fault.__traceback__
    while trace is not None:
        found.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-8:]
