"""The middleware itself: four routes of its own, and everything else with who logged in."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.identity.login import answers, credentials, flow, goodbye, renewal
from adapters.identity.login.credentials import Credentials
from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.local_path import HOME, local_path
from adapters.identity.login.parts import LoginParts
from adapters.identity.login.sessions import ID, LOGIN, new_id
from adapters.spared import structlog
from hub.errors import Unavailable

CREDENTIALS: Final = "hub.credentials"
"""Under this name the application finds whom it serves."""

LARGEST_BODY: Final = 32_768
"""Largest query or body that is read (bytes): a logout token in a form."""

MOST_PARAMETERS: Final = 50

_log = structlog.get_logger(__name__)


class LoginMiddleware:
    """Stands around an application. `living` goes around its life: what the parts need to open and close."""

    def __init__(
        self,
        app: ASGIApp,
        parts: LoginParts,
        *,
        living: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> None:
        self._app = app
        self._parts = parts
        self._living = living
        # Only an encrypted site may set the names that no other site of the domain can plant (RFC 6265bis §4.1.3).
        self._session_cookie = f"__Host-{parts.cookie}" if parts.is_encrypted else parts.cookie
        self._browser_cookie = f"{self._session_cookie}-login"
        self._routes = {
            "/login": ("GET", self._begin),
            "/login/callback": ("GET", self._finish),
            "/logout": ("POST", self._log_out),
            "/logout/back-channel": ("POST", self._log_out_behind),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in self._routes:
            method, route = self._routes[scope["path"]]
            request = Request(scope, receive)
            answer = await self._answered(route, request) if request.method == method else answers.wrong_method(method)
            await answer(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._living())

            async def last(message: Message) -> None:
                # Before the server hears that all is over: from then on it waits for nothing.
                if message["type"].startswith("lifespan.shutdown."):
                    await stack.aclose()
                await send(message)

            await self._app(scope, receive, last)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        who: Credentials | None = None
        if scope["type"] == "http":
            try:
                who = await self._who(Request(scope))
            except Unavailable:
                _log.warning("login.refused", reason=LoginFault.STORE.value)
                await answers.refused(LoginFault.STORE)(scope, receive, send)
                return
        ours = (self._session_cookie.encode(), self._browser_cookie.encode())
        headers = list(_without(scope["headers"], ours))
        await self._app({**scope, "headers": headers, CREDENTIALS: who}, receive, send)

    async def _who(self, request: Request) -> Credentials | None:
        session_id = request.cookies.get(self._session_cookie)
        session = None if session_id is None else await renewal.current(self._parts, session_id)
        if session_id is None or session is None:
            return None
        return credentials.of_session(session, session_id, self._parts.sessions)

    async def _answered(self, route: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        try:
            return await route(request)
        except LoginRefused as refused:
            code = refused.code
        except Unavailable as fault:
            is_store = fault.code.startswith("store.")
            code = LoginFault.STORE if is_store else LoginFault.PROVIDER_UNAVAILABLE
        _log.warning("login.refused", reason=code.value)
        return answers.refused(code)

    async def _begin(self, request: Request) -> Response:
        wanted = dict(_parameters(request.scope["query_string"])).get("next")
        known = request.cookies.get(self._browser_cookie, "")
        browser = known if ID.fullmatch(known) else new_id()
        address = await flow.begin(self._parts, browser=browser, next_path=local_path(wanted))
        answer = answers.onward(address)
        self._set(answer, self._browser_cookie, browser, lasts_s=int(LOGIN.total_seconds()))
        return answer

    async def _finish(self, request: Request) -> Response:
        parameters = _parameters(request.scope["query_string"])
        request.scope["query_string"] = b""  # a server's access log is written from it; the code is not for logs
        browser = request.cookies.get(self._browser_cookie, "")
        session, next_path = await flow.finish(self._parts, parameters, browser=browser)
        # A new id for every log-in: one that was known before, to whomever, opens nothing.
        await self._parts.sessions.end(request.cookies.get(self._session_cookie, ""))
        session_id = await self._parts.sessions.start(session)
        answer = answers.onward(next_path)
        # The browser's other cookie stays until it lapses: log-ins begun in other tabs are still under way.
        self._set(answer, self._session_cookie, session_id)
        return answer

    async def _log_out(self, request: Request) -> Response:
        if not self._is_same_origin(request):
            raise LoginRefused(LoginFault.CROSS_SITE)
        address = await goodbye.ended(self._parts, request.cookies.get(self._session_cookie, ""))
        answer = answers.onward(address or HOME, {"Clear-Site-Data": '"cache", "cookies", "storage"'})
        self._unset(answer, self._session_cookie)
        return answer

    async def _log_out_behind(self, request: Request) -> Response:
        try:
            form = dict(_parameters(await _body(request)))
            await goodbye.ordered(self._parts, form.get("logout_token"))
        except LoginRefused as refused:  # to a program, in its own words
            _log.warning("login.refused", reason=refused.code.value)
            return answers.not_done(refused.code)
        return answers.done()

    def _is_same_origin(self, request: Request) -> bool:
        """Say whether our own page sent it: by Origin and, where the page hides that, by what the browser saw."""
        origins, site = request.headers.getlist("origin"), request.headers.getlist("sec-fetch-site")
        if site not in ([], ["same-origin"]):
            return False
        return origins == [self._parts.origin] or (origins in ([], ["null"]) and site == ["same-origin"])

    def _set(self, answer: Response, name: str, value: str, *, lasts_s: int | None = None) -> None:
        answer.set_cookie(
            name, value, max_age=lasts_s, path="/", secure=self._parts.is_encrypted, httponly=True, samesite="lax"
        )

    def _unset(self, answer: Response, name: str) -> None:
        answer.delete_cookie(name, path="/", secure=self._parts.is_encrypted, httponly=True, samesite="lax")


def _without(headers: Iterable[tuple[bytes, bytes]], names: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Keep our cookies from the application: what it never sees it cannot show."""
    for name, value in headers:
        if name != b"cookie":
            yield name, value
        elif kept := [each for each in value.split(b";") if each.partition(b"=")[0].strip() not in names]:
            yield name, b";".join(kept).strip()


def _parameters(encoded: bytes) -> Sequence[tuple[str, str]]:
    """Read a query or a form. Raises LoginRefused for one that is too long or no text."""
    if len(encoded) > LARGEST_BODY:
        raise LoginRefused(LoginFault.PARAMETERS)
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError:
        raise LoginRefused(LoginFault.PARAMETERS) from None


async def _body(request: Request) -> bytes:
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BODY:
            raise LoginRefused(LoginFault.PARAMETERS)
    return content
