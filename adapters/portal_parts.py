"""The portal joined: its pages, the log-in around them, and the way to the hub, in this process or over the network."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from adapters.demo_tools import DemoTools
from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.keys import KeyRing
from adapters.identity.login.middleware import LoginMiddleware
from adapters.identity.login.parts import LoginParts
from adapters.identity.proxies import TrustedProxies
from adapters.parts import clock_of
from adapters.portal.application import portal
from adapters.portal.hub import Hub
from adapters.portal.site import Helpers, site
from adapters.settings import Mode, Settings
from adapters.settings_portal import CITIZEN
from adapters.store import migrate
from adapters.store.engine import Database, open_engine
from adapters.store.ready import is_ready
from adapters.store.sessions import SqlSessions
from adapters.system import SystemClock
from adapters.web import health
from adapters.web.entry import Entry
from adapters.web.guard import Guard
from adapters.web.inside import Inside
from adapters.web.machine_routes import MachineRoutes
from adapters.web.paced import PacedLogin
from hub.errors import BadInput

DOCUMENTS = Path(__file__).resolve().parent / "portal" / "operations" / "manifest.json"
"""The documents that the portal runs: an operator registers them for its client."""

IN_PARTS = Path(__file__).resolve().parent / "portal" / "in_parts" / "manifest.json"
"""Those whose answers come in parts: registered too where `graphql.incremental` is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The portal as part of another application, which lets it live as long as itself."""

    app: ASGIApp
    living: Callable[[], AbstractAsyncContextManager[None]]


def within(
    settings: Settings,
    engine: Database,
    graphql: ASGIApp,
    own_data: Sequence[BaseRoute],
    tools: DemoTools | None = None,
) -> Pages:
    """Make the portal that a hub serves itself, on the hub's database.

    It knocks at the doors that everybody else does: `graphql`, and where people take their own data home. `tools` are
    those of a demo: its pages then have a console.
    """
    doors = Entry(graphql=graphql, routes=Starlette(routes=own_data))
    hub = Hub.at(settings.public_url, transport=Inside(doors), sends_parts=settings.graphql.incremental)
    login = _login(settings, engine)

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(hub.close)
            stack.push_async_callback(login.issuer.close)
            if tools is not None:
                stack.push_async_callback(tools.close)
            yield

    return Pages(app=_paced(settings, LoginMiddleware(_guarded(settings, hub, tools), login.parts)), living=living)


def alone(settings: Settings) -> ASGIApp:
    """Make the portal that runs by itself and asks a hub over the network. Connects to nothing until it serves.

    Raises BadInput where the configuration does not say where the hub is.
    """
    if settings.portal is None or settings.portal.hub_url is None:
        happened = "This configuration does not say where the hub is."
        raise BadInput("config.no_hub_url", happened, "Name its address in portal.hub_url.")
    hub = Hub.at(settings.portal.hub_url, sends_parts=settings.graphql.incremental)
    return with_login(_guarded(settings, hub), settings, hub.close)


def with_login(app: ASGIApp, settings: Settings, *more: Callable[[], Awaitable[None]]) -> ASGIApp:
    """Put the log-in around an application, with a database of its own. Connects to nothing until it serves.

    It is ready while its database is: a hub that is away makes it no less so, for its pages say that, and whom to call.
    `more` is called at the end. Raises BadInput where no log-in is configured, or with a key that cannot be used.
    """
    engine = open_engine(settings.store.url, role=settings.store.role)
    login = _login(settings, engine)

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for close in (engine.dispose, login.issuer.close, *more):
                stack.push_async_callback(close)
            await migrate.upgrade_before_serving(engine, settings.store.url, role=settings.store.role)
            yield

    return MachineRoutes(
        _paced(settings, LoginMiddleware(app, login.parts, living=living)),
        [Route("/health/live", health.live), Route("/health/ready", health.ready({"store": lambda: is_ready(engine)}))],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Login:
    issuer: IssuerKeys
    parts: LoginParts


def _login(settings: Settings, engine: Database) -> _Login:
    if settings.login is None:
        raise BadInput("config.no_login", "This configuration has no [login].", "Name the provider there.")
    is_demo = settings.mode is Mode.DEMO
    issuer = IssuerKeys([settings.login.issuer], allow_loopback_http=is_demo)
    parts = LoginParts(
        settings=settings.login,
        public_url=settings.public_url,
        issuer=issuer,
        store=SqlSessions(engine),
        keys=KeyRing.from_settings(settings.keys),
        clock=SystemClock(),
        allow_loopback_http=is_demo,
        audience=CITIZEN if settings.portal is None else settings.portal.audience,
    )
    return _Login(issuer=issuer, parts=parts)


def _paced(settings: Settings, app: ASGIApp) -> PacedLogin:
    return PacedLogin(
        app,
        most=settings.limits.logins_per_address,
        is_proxy=TrustedProxies(settings.trusted_proxies).include,
    )


def _guarded(settings: Settings, hub: Hub, tools: DemoTools | None = None) -> ASGIApp:
    """Make the pages, and have whatever goes wrong in them told to the operator without its text."""
    if settings.portal is None or settings.login is None:
        raise BadInput("config.no_login", "This configuration has no [login].", "Name the provider there.")
    clock, public, helpers = clock_of(settings), urlsplit(settings.public_url), settings.portal.helpers
    provider = urlsplit(settings.login.issuer)
    made = site(
        hub=hub,
        origin=f"{public.scheme}://{public.netloc}",
        provider=f"{provider.scheme}://{provider.netloc}",
        is_demo=settings.mode is Mode.DEMO,
        helpers=Helpers(name=helpers.name, phone=helpers.phone, name_en=helpers.name_en),
        today=clock.today,
        audience=settings.portal.audience,
        tools=tools,
    )
    return Guard(portal(made))
