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

from adapters import settings as configuration
from adapters.agencies import agency_profile, personas, registry
from adapters.agencies.fcid_source import FcidSource
from adapters.identity.bsn import Bsn
from adapters.identity.demo_issuer import DemoIssuer, read_key
from adapters.identity.directory import Directory
from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.keys import KeyRing
from adapters.identity.registered import registered
from adapters.identity.tokens import TokenChecker
from adapters.identity.vault import KeyVault
from adapters.settings import Mode, Settings
from adapters.store import migrate
from adapters.store.engine import Database, open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.system import VERSION, RandomIds, SystemClock, configure_logs, trace_id
from adapters.web.admission import AtDoor
from adapters.web.app import build_app
from adapters.web.beside import decisions_and_logs
from adapters.web.graphql import GraphqlDoor, report
from consent import register
from consent.parties import ClientId, SubjectRef
from consent.register import Register
from hub.actions.advise import Advise
from hub.actions.answer_request import AnswerRequest
from hub.actions.capacity import ComputeCapacity
from hub.actions.collect import Collect
from hub.actions.compare import Compare
from hub.actions.erase_person import ErasePerson
from hub.actions.give_consent import GiveConsent
from hub.actions.list_accesses import ListAccesses
from hub.actions.list_grants import ListGrants
from hub.actions.list_requests import ListRequests
from hub.actions.mandates import EndMandate, GiveMandate, ListMandates, RecognizeRepresentative
from hub.actions.narrow_consent import NarrowConsent
from hub.actions.preview import Compute
from hub.actions.propose import Propose
from hub.actions.request_consent import RequestConsent
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.show_receipt import ShowReceipt
from hub.actions.withdraw_consent import WithdrawConsent
from hub.audit.edition import fingerprint
from hub.audit.events import Edition
from hub.errors import BadInput, Unavailable
from hub.rules.reader import Book, read_book
from schema import build
from schema.context import Actions, Services
from schema.execute import Engine

CONFIG_VARIABLE: Final = "HUB_CONFIG"
"""Names the configuration file to worker processes."""

DEMO_ISSUER: Final = "/demo/issuer"

_REGISTER: Final = Path(__file__).resolve().parent.parent / "consent" / "register.toml"

_BOOK_FOLDER: Final = Path(__file__).resolve().parent.parent / "hub" / "rules" / "book"


@cache
def read_rule_book() -> Book:
    """Read the rule book that ships with this code; once per process. Raises BookError where it is not sound."""
    return read_book(_BOOK_FOLDER)


def read_activities(settings: Settings) -> Register:
    """Read the register of processing activities, with the operator's own files. Raises BadInput that says why not."""
    files = (_REGISTER, *settings.consent.register_files)
    try:
        return register.read([file.read_text(encoding="utf-8") for file in files], agencies=registry.AGENCIES)
    except OSError:
        raise BadInput("register.missing", "A file of consent.register_files cannot be read.", "Mend it.") from None
    except register.RegisterFault as fault:
        raise BadInput("register.invalid", f"The register is not sound: {fault}.", "Mend its files.") from None


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
    register: Register
    clock: SystemClock
    edition: Edition


def hub(settings: Settings) -> Starlette:
    """Join everything. Connects to nothing until it serves."""
    made = parts(settings)
    issuer_keys = IssuerKeys(
        {row.issuer for row in settings.identity.issuers}, allow_loopback_http=settings.mode is Mode.DEMO
    )
    checker = TokenChecker(
        issuers=settings.identity.issuers,
        keys=issuer_keys,
        people=made.directory,
        clock=made.clock,
        test_only=settings.mode is Mode.DEMO,
    )
    schema = build.build()
    services = _services(made, test_only=settings.mode is Mode.DEMO, confirmed=confirmed_rules(settings))
    door = GraphqlDoor(
        engine=Engine(schema=build.executable(schema), report=report(RandomIds().new)),
        services=services,
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
        more=(
            *_demo_routes(settings),
            *decisions_and_logs(
                services=services,
                store=made.store,
                edition=made.edition,
                clients=registered(settings.identity.issuers),
                at_door=AtDoor(authenticate=checker.check, new_trace=trace_id, report=report(RandomIds().new)),
                public_url=settings.public_url,
            ),
        ),
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
    sources = _sources(settings, directory, clock)
    configured = fingerprint(registered(settings.identity.issuers), (source.agency for source in sources))
    return Parts(
        engine=engine,
        directory=directory,
        keys=keys,
        vault=KeyVault(subjects, keys),
        store=SqlStore(engine),
        sources=sources,
        register=read_activities(settings),
        clock=clock,
        edition=Edition(version=VERSION, configuration=configured),
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
        register=parts.register,
        clock=parts.clock,
        directory=PeopleDirectory(directory=parts.directory, keys=parts.keys, test_only=test_only),
    )


def _actions(parts: Parts, book: Book, confirmed: frozenset[str] | None) -> Actions:
    store, clock, ids = parts.store, parts.clock, RandomIds()
    collect = Collect(sources=parts.sources, store=store, clock=clock, register=parts.register, edition=parts.edition)
    compute = Compute(book=book, clock=clock, version=VERSION, confirmed=confirmed)
    show = ShowArrangement(store=store, vault=parts.vault, clock=clock)
    agencies = tuple(source.agency for source in parts.sources)
    known = frozenset(agency.code for agency in agencies)
    give = GiveConsent(agencies=agencies, register=parts.register, book=book, store=store, clock=clock, ids=ids)
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
        give_consent=give,
        narrow_consent=NarrowConsent(store=store, clock=clock),
        withdraw_consent=WithdrawConsent(store=store, clock=clock),
        list_grants=ListGrants(store=store, clock=clock),
        request_consent=RequestConsent(agencies=agencies, register=parts.register, store=store, clock=clock, ids=ids),
        answer_request=AnswerRequest(give=give, store=store, clock=clock),
        list_requests=ListRequests(store=store, clock=clock),
        give_mandate=GiveMandate(known=known, book=book, store=store, clock=clock, ids=ids),
        end_mandate=EndMandate(store=store, clock=clock),
        list_mandates=ListMandates(store=store, clock=clock),
        recognize_representative=RecognizeRepresentative(known=known, book=book, store=store, clock=clock, ids=ids),
        list_accesses=ListAccesses(store=store, clock=clock),
        erase_person=ErasePerson(store=store, vault=parts.vault, clock=clock),
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
