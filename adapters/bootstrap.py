"""The only place that chooses real things and joins them. Everything else is handed what it needs."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from adapters import settings as configuration
from adapters.agencies import agency_profile, personas, registry
from adapters.agencies.fcid_source import FcidSource
from adapters.identity import fsc
from adapters.identity.binding import SenderCheck
from adapters.identity.bsn import Bsn
from adapters.identity.certificates import ForwardedCertificates
from adapters.identity.demo_issuer import DemoIssuer, read_key
from adapters.identity.denials import DenyList
from adapters.identity.directory import Directory
from adapters.identity.dpop import DpopProofs
from adapters.identity.fsc import FscConnections
from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.keys import KeyRing
from adapters.identity.login.middleware import LoginMiddleware
from adapters.identity.login.parts import LoginParts
from adapters.identity.parties import Parties
from adapters.identity.proxies import TrustedProxies
from adapters.identity.tokens import TokenChecker
from adapters.identity.vault import KeyVault
from adapters.settings import DEMO_ISSUER, Mode, Settings
from adapters.store import migrate
from adapters.store.denials import SqlDenials
from adapters.store.engine import Database, open_engine
from adapters.store.proofs import SqlUsedProofs
from adapters.store.sessions import SqlSessions
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.system import VERSION, RandomIds, SystemClock, configure_logs, trace_id
from adapters.web.app import build_app
from adapters.web.graphql import GraphqlDoor, report
from consent.parties import ClientId, SubjectRef
from hub.actions.advise import Advise
from hub.actions.capacity import ComputeCapacity
from hub.actions.collect import Collect
from hub.actions.compare import Compare
from hub.actions.give_consent import GiveConsent
from hub.actions.list_grants import ListGrants
from hub.actions.preview import Compute
from hub.actions.propose import Propose
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.show_receipt import ShowReceipt
from hub.actions.withdraw_consent import WithdrawConsent
from hub.errors import BadInput, Unavailable
from hub.rules.reader import Book, read_book
from schema import build
from schema.context import Actions, Services
from schema.execute import Engine

CONFIG_VARIABLE: Final = "HUB_CONFIG"
"""Names the configuration file to worker processes."""

_BOOK_FOLDER: Final = Path(__file__).resolve().parent.parent / "hub" / "rules" / "book"


@cache
def read_rule_book() -> Book:
    """Read the rule book that ships with this code; once per process. Raises BookError where it is not sound."""
    return read_book(_BOOK_FOLDER)


def known_agencies() -> tuple[str, ...]:
    """The registry's agencies, in their order."""
    return registry.AGENCIES


def application() -> Starlette:
    """Make the application in a worker process; the configuration's place stands in the environment."""
    configure_logs()
    return hub(checked(Path(os.environ[CONFIG_VARIABLE])))


def checked(config: Path) -> Settings:
    """Read the configuration. Raises BadInput that names everything that must not stand."""
    settings = configuration.load(config)
    if faults := all_faults(settings):
        raise BadInput("config.refused", f"This cannot start: {'; '.join(faults)}.", "Mend the configuration.")
    return settings


def all_faults(settings: Settings) -> list[str]:
    """Everything that must not stand: in the configuration by itself, and beside what is known of the agencies."""
    return [
        *configuration.faults(settings, known=known_agencies()),
        *_unchecked_signatures(settings),
        *unknown_rules(settings),
    ]


def unknown_rules(settings: Settings) -> list[str]:
    """Find confirmed values that the rule book does not have: a slip of the pen would confirm nothing."""
    book = read_rule_book() if settings.rules.confirmed else {}
    return [
        f"rules.confirmed: {name}: no such value in the rule book"
        for name in settings.rules.confirmed
        if name not in book
    ]


def _unchecked_signatures(settings: Settings) -> list[str]:
    """Find agencies that sign their answers and whose keys nobody named: a forged answer would pass for theirs."""
    return [
        f"sources.{code}.jwks_url: this agency signs its answers; name its keys"
        for code in registry.AGENCIES
        if code in settings.sources
        and settings.sources[code].jwks_url is None
        and agency_profile.load(registry.folder(code)).signs_answers
    ]


def check_parts(settings: Settings) -> None:
    """Make everything that the hub is made of, and start nothing. Raises HubError for the first part that cannot be."""
    hub(settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was chosen, before it is joined to a web application."""

    engine: Database
    directory: Directory
    keys: KeyRing
    vault: KeyVault
    store: SqlStore
    sources: tuple[FcidSource, ...]
    clock: SystemClock


def hub(settings: Settings) -> Starlette:
    """Join everything. Connects to nothing until it serves."""
    made = parts(settings)
    issuer_keys = IssuerKeys(
        {row.issuer for row in settings.identity.issuers}, allow_loopback_http=settings.mode is Mode.DEMO
    )
    checker = token_checker(settings, made, issuer_keys)
    schema = build.build()
    door = GraphqlDoor(
        engine=Engine(schema=build.executable(schema), report=report(RandomIds().new)),
        services=_services(made, test_only=settings.mode is Mode.DEMO, confirmed=confirmed_rules(settings)),
        authenticate=checker.check,
        new_trace=trace_id,
        introspection=settings.graphql.introspection,
    )
    return build_app(
        graphql=door,
        sdl=build.sdl(schema),
        checks={"store": lambda: _is_ready(made.engine)},
        sources=lambda: {source.agency.code: source.state for source in made.sources},
        lifespan=lambda _app: _lifespan(made, issuer_keys),
        more=_demo_routes(settings),
    )


def token_checker(settings: Settings, made: Parts, keys: IssuerKeys) -> TokenChecker:
    """Choose what decides who is let in. Raises BadInput where the FSC manager's certificates cannot be read."""
    clock, identity = made.clock, settings.identity
    proxies = TrustedProxies(settings.trusted_proxies)
    certificates = ForwardedCertificates(proxies=proxies, clock=clock)
    proofs = DpopProofs(
        public_url=settings.public_url,
        algorithms=identity.dpop_algorithms,
        used=SqlUsedProofs(made.engine),
        clock=clock,
        names=made.keys if identity.dpop_nonce else None,
    )
    return TokenChecker(
        issuers=identity.issuers,
        keys=keys,
        senders=SenderCheck(proofs=proofs, certificates=certificates),
        denials=DenyList(SqlDenials(made.engine), clock),
        parties=Parties(people=made.directory, names=made.keys, test_only=settings.mode is Mode.DEMO),
        fsc=FscConnections(service=fsc.service(settings.fsc), proxies=proxies, certificates=certificates, clock=clock),
        clock=clock,
    )


def confirmed_rules(settings: Settings) -> frozenset[str] | None:
    """The values that agencies confirmed to the operator; None where nobody is real and nothing need be confirmed."""
    return None if settings.mode is Mode.DEMO else frozenset(settings.rules.confirmed)


def parts(settings: Settings) -> Parts:
    """Choose the real things a configuration names. Connects to nothing."""
    clock = SystemClock(settings.demo.today if settings.mode is Mode.DEMO else None)
    engine = open_engine(settings.store.url)
    subjects = SqlSubjects(engine)
    keys = KeyRing.from_settings(settings.keys)
    directory = Directory(subjects, keys, clock)
    return Parts(
        engine=engine,
        directory=directory,
        keys=keys,
        vault=KeyVault(subjects, keys),
        store=SqlStore(engine),
        sources=_sources(settings, directory, clock),
        clock=clock,
    )


def _sources(settings: Settings, directory: Directory, clock: SystemClock) -> tuple[FcidSource, ...]:
    """One source per configured agency, in the registry's order."""
    profiles = [agency_profile.load(registry.folder(code)) for code in registry.AGENCIES]
    owners = {profile.agency.oin: profile.agency.code for profile in profiles}
    return tuple(
        FcidSource(
            profile=profile,
            settings=settings.sources[profile.agency.code],
            bsn_of=directory.bsn_of,
            owners=owners,
            now=clock.now,
        )
        for profile in profiles
        if profile.agency.code in settings.sources
    )


def _services(parts: Parts, *, test_only: bool, confirmed: frozenset[str] | None) -> Services:
    book = read_rule_book()
    return Services(
        actions=_actions(parts, book, confirmed),
        agencies=tuple(source.agency for source in parts.sources),
        book=book,
        clock=parts.clock,
        directory=PeopleDirectory(directory=parts.directory, keys=parts.keys, test_only=test_only),
    )


def _actions(parts: Parts, book: Book, confirmed: frozenset[str] | None) -> Actions:
    store, clock, ids = parts.store, parts.clock, RandomIds()
    collect = Collect(sources=parts.sources, store=store, clock=clock)
    compute = Compute(book=book, clock=clock, version=VERSION, confirmed=confirmed)
    show = ShowArrangement(store=store, vault=parts.vault, clock=clock)
    known = frozenset(source.agency.code for source in parts.sources)
    return Actions(
        collect=collect,
        compute=compute,
        advise=Advise(book=book, clock=clock),
        compare=Compare(book=book, clock=clock, confirmed=confirmed),
        compute_capacity=ComputeCapacity(book=book, store=store, clock=clock),
        propose=Propose(
            collect=collect, compute=compute, show=show, store=store, vault=parts.vault, clock=clock, ids=ids
        ),
        show_arrangement=show,
        show_receipt=ShowReceipt(show=show),
        give_consent=GiveConsent(known=known, book=book, store=store, clock=clock, ids=ids),
        withdraw_consent=WithdrawConsent(store=store, clock=clock),
        list_grants=ListGrants(store=store, clock=clock),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleDirectory:
    """The directory as the schema asks it: numbers come as text, and only test numbers where nobody is real."""

    directory: Directory
    keys: KeyRing
    test_only: bool

    async def ref_of_bsn(self, bsn: str) -> SubjectRef:
        return await self.directory.ref_of(Bsn.parse(bsn, test_only=self.test_only))

    async def find_bsn(self, bsn: str) -> SubjectRef | None:
        return await self.directory.find(Bsn.parse(bsn, test_only=self.test_only))

    async def from_pairwise(self, ref: str, client: ClientId) -> SubjectRef | None:
        return await self.directory.from_pairwise(ref, client)

    def pairwise(self, ref: SubjectRef, client: ClientId) -> str:
        return self.directory.pairwise(ref, client)

    def opaque(self, label: str, *parts: str) -> str:
        return self.keys.opaque(label, *parts)


def demo_issuer(settings: Settings) -> DemoIssuer:
    """The demo's issuer. Raises BadInput where the configuration has none."""
    if settings.mode is not Mode.DEMO or settings.demo.issuer_key_file is None:
        raise BadInput("demo.no_issuer", "This configuration has no demo issuer.", "Name the demo's with --config.")
    return DemoIssuer(
        issuer=settings.public_url + DEMO_ISSUER,
        audience=settings.public_url,
        key=read_key(settings.demo.issuer_key_file),
        people=personas.numbers(),
        clock=SystemClock(),
    )


def with_login(app: ASGIApp, settings: Settings) -> LoginMiddleware:
    """Put the log-in around an application. Connects to nothing until it serves.

    Raises BadInput where no log-in is configured, or with a key that cannot be used.
    """
    if settings.login is None:
        raise BadInput("config.no_login", "This configuration has no [login].", "Name the provider there.")
    engine = open_engine(settings.store.url)
    is_demo = settings.mode is Mode.DEMO
    issuer = IssuerKeys([settings.login.issuer], allow_loopback_http=is_demo)

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            stack.push_async_callback(issuer.close)
            await migrate.upgrade(engine)
            yield

    parts = LoginParts(
        settings=settings.login,
        public_url=settings.public_url,
        issuer=issuer,
        store=SqlSessions(engine),
        keys=KeyRing.from_settings(settings.keys),
        clock=SystemClock(),
        allow_loopback_http=is_demo,
    )
    return LoginMiddleware(app, parts, living=living)


def _demo_routes(settings: Settings) -> tuple[Mount, ...]:
    if settings.mode is not Mode.DEMO or settings.demo.issuer_key_file is None:
        return ()
    return (Mount(DEMO_ISSUER, demo_issuer(settings).application()),)


@asynccontextmanager
async def _lifespan(parts: Parts, issuer_keys: IssuerKeys) -> AsyncIterator[None]:
    """Bring the database up to date, serve, and give everything back."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.engine.dispose)
        stack.push_async_callback(issuer_keys.close)
        for source in parts.sources:
            stack.push_async_callback(source.close)
        await migrate.upgrade(parts.engine)
        yield


async def _is_ready(engine: Database) -> bool:
    try:
        return await migrate.is_current(engine)
    except Unavailable:
        return False
