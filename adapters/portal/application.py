"""The portal: its pages in both languages, its files, and what a person sees where there is no page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from adapters.portal import paths
from adapters.portal.audience import INTERMEDIARY
from adapters.portal.contents import ASSISTED, DEMO_PAGES, PAGES_FOR
from adapters.portal.headers import Headers
from adapters.portal.hub import HubFault, Trouble
from adapters.portal.page import Page
from adapters.portal.site import STATIC, Site
from adapters.portal.texts import LANGUAGES
from adapters.portal.visit import NotOurForm, Visit
from adapters.portal.visitor import helped, in_session, visitor

FOREVER: Final = "public, max-age=31536000, immutable"

_STATUS: Final = {
    Trouble.TOO_MUCH: HTTPStatus.TOO_MANY_REQUESTS,
    Trouble.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Trouble.AWAY: HTTPStatus.BAD_GATEWAY,
    Trouble.FAILED: HTTPStatus.BAD_GATEWAY,
}

A_MINUTE: Final = 60
"""How long to wait, in seconds, where the hub did not say it: what one may ask for is counted by the minute."""

_log = structlog.get_logger(__name__)


def portal(made: Site) -> ASGIApp:
    """Join the pages. Connects to nothing until it serves."""
    pages = {**PAGES_FOR[made.audience], **(DEMO_PAGES if made.tools is not None else {})}
    made = replace(made, pages=frozenset(pages))
    routes: list[BaseRoute] = [
        route for language in LANGUAGES for name, page in pages.items() for route in _routes(made, language, name, page)
    ]
    app = Starlette(
        routes=[Mount("/static", _Static(directory=str(STATIC))), *routes],
        exception_handlers={HTTPException: _no_page(made), Exception: _fault(made)},
    )
    app.router.redirect_slashes = False
    return Headers(app, provider=made.provider)  # outermost: a page about a fault of ours has them too


def _routes(made: Site, language: str, name: str, page: Page) -> list[Route]:
    path = paths.to(name, language, **{part: f"{{{part}}}" for part in page.parts})
    found = [Route(path, _Answering(made, language, name, page.show, is_open=page.is_open).answered, methods=["GET"])]
    if page.sent is not None:
        found.append(
            Route(path, _Answering(made, language, name, page.sent, is_open=page.is_open).answered, methods=["POST"])
        )
    return found


@dataclass(frozen=True, slots=True)
class _Answering:
    """Answers requests for one page by one method."""

    site: Site
    language: str
    name: str
    answer: Callable[[Visit], Awaitable[Response]]
    is_open: bool = False

    async def answered(self, request: Request) -> Response:
        response = await self._answered(request)
        if self.name not in DEMO_PAGES:
            self.site.counters.note(self.name, self.language, request.method, response.status_code)
        return response

    async def _answered(self, request: Request) -> Response:
        who = visitor(request)
        who = in_session(who) if self.site.audience == INTERMEDIARY else who
        visit = Visit(site=self.site, page=self.name, language=self.language, request=request, visitor=who)
        if who is None and not self.is_open:
            return visit.to_login() if request.method != "POST" else _signed_out(visit)
        if self.site.audience == INTERMEDIARY and self.name in ASSISTED and helped(who) is None:
            # Nothing is done for nobody; and sent on without a word, somebody would think that it was done.
            return visit.onward("assist") if request.method != "POST" else _not_sent(visit)
        try:
            return await self.answer(visit)
        except NotOurForm:
            return _not_sent(visit)
        except HubFault as fault:
            return _troubled(visit, fault)


def _troubled(visit: Visit, fault: HubFault) -> Response:
    """Say that the hub did not answer, and what to do; whoever is no longer known there logs in anew."""
    if fault.trouble is Trouble.SIGNED_OUT:
        return visit.to_login() if visit.request.method != "POST" else _signed_out(visit)
    _log.warning("portal.trouble", page=visit.page, trouble=fault.trouble.value, code=fault.code)
    answer = visit.shown(
        "trouble",
        status=_STATUS[fault.trouble],
        trouble=fault.trouble.value,
        code=fault.code,
        seconds=_tens(fault.again_in_s or A_MINUTE),
    )
    if fault.again_in_s is not None:
        answer.headers["Retry-After"] = str(fault.again_in_s)
    return answer


def _tens(seconds: int) -> int:
    """Round up to tens: nobody counts single seconds."""
    return -(-seconds // 10) * 10


def _not_sent(visit: Visit) -> Response:
    return visit.shown("not_sent", status=HTTPStatus.FORBIDDEN)


def _signed_out(visit: Visit) -> Response:
    """Say that a form came too late: sent on to the log-in without a word, somebody would think that it was done."""
    return visit.shown("signed_out", status=HTTPStatus.UNAUTHORIZED)


def _no_page(made: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else HTTPStatus.NOT_FOUND
        page = _plain_visit(made, request).shown("no_page", status=status)
        page.headers.update((fault.headers if isinstance(fault, HTTPException) else None) or {})
        return page

    return answer


def _fault(made: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Something went wrong here. What it was is for the operator's log, which whoever stands around writes."""

    async def answer(request: Request, _fault: Exception) -> Response:
        visit = _plain_visit(made, request)
        return visit.shown(
            "trouble",
            status=HTTPStatus.INTERNAL_SERVER_ERROR,
            trouble=Trouble.FAILED.value,
            code="internal.error",
            seconds=A_MINUTE,
        )

    return answer


def _plain_visit(made: Site, request: Request) -> Visit:
    """Make a visit to no page in particular: its links lead to the first one."""
    language = "en" if request.url.path.split("/")[1:2] == ["en"] else "nl"
    who = visitor(request)
    who = in_session(who) if made.audience == INTERMEDIARY else who
    return Visit(site=made, page="start", language=language, request=request, visitor=who)


class _Static(StaticFiles):
    """Files whose address names what they hold: a browser need never ask again."""

    def file_response(self, *given: object, **named: object) -> Response:
        response = super().file_response(*given, **named)  # type: ignore[arg-type]  # as it was called
        response.headers["Cache-Control"] = FOREVER
        return response
