"""The only place that chooses real things and joins them. Everything else is handed what it needs."""

import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphql import GraphQLSchema
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from adapters import (
    audit_parts,
    heap,
    metrics_reading,
    partner_parts,
    readiness,
    settings_faults,
    soundness,
    telemetry_parts,
    wanted,
)
from adapters import settings as configuration
from adapters.agencies import agency_profile, personas, registry
from adapters.audit.sealing import Sealing
from adapters.demo_parts import login_clients
from adapters.demo_tools import DemoTools, demo_tools
from adapters.exports import event_schemas as schemas_of_events
from adapters.identity import access
from adapters.identity.demo_issuer import DemoIssuer, read_key
from adapters.identity.issuer_metadata import IssuerKeys
from adapters.identity.registered import registered
from adapters.identity.tokens import TokenChecker
from adapters.parts import Parts, clock_of, enough, parts
from adapters.services import audit_routes, destroying_again, own_data_routes, services
from adapters.settings import DEMO_ISSUER, Mode, Settings, StoreSettings
from adapters.settings_graphql import GraphqlSettings
from adapters.settings_load import LimitsSettings
from adapters.store import migrate
from adapters.store.denials import SqlDenials
from adapters.store.event_numbers import SqlEventNumbers
from adapters.store.proofs import SqlUsedProofs
from adapters.system import RandomIds, SystemClock, configure_logs, end_with_parent, trace_id
from adapters.web import event_schemas, published_keys, signpost
from adapters.web.admission import AtDoor
from adapters.web.answers import StatusTable
from adapters.web.app import build_app
from adapters.web.asked import FREE_SCOPE
from adapters.web.beside import decisions_and_logs
from adapters.web.budgets import Budgets, LookUps
from adapters.web.crowd import Crowd
from adapters.web.entry import Entry
from adapters.web.events import EventDoor
from adapters.web.graphql import INTROSPECTION_SCOPE, Authenticate, GraphqlDoor, report
from adapters.web.trusted import TrustedDocuments
from hub.actions import decide_review, disclose_receipts, evaluate, export_log, give_mandate, read_processing
from hub.actions.ask_event import AskEvent
from hub.errors import BadInput
from hub.rules.reader import read_book
from hub.rules.reform import read_reforms
from hub.rules.reformed import ReformedBook, with_reforms
from schema import build
from schema.context import Services
from schema.execute import Engine

if TYPE_CHECKING:
    from adapters.portal_parts import Pages

CONFIG_VARIABLE: Final = "HUB_CONFIG"
"""Names the configuration file to worker processes."""

SCOPES: Final = (
    FREE_SCOPE,
    INTROSPECTION_SCOPE,
    evaluate.SCOPE,
    evaluate.OTHERS,
    give_mandate.RECORDS,
    give_mandate.RECORDS_COURT_ORDERS,
    read_processing.SCOPE,
    decide_review.SCOPE,
    export_log.SCOPE,
    disclose_receipts.SCOPE,
)
"""Every scope that something here asks for; a client can be registered for no other."""

_RULES_FOLDER: Final = Path(__file__).resolve().parent.parent / "hub" / "rules"


@cache
def read_rule_book() -> ReformedBook:
    """Read the rule book that ships with this code, and the reforms beside it; once per process.

    Raises BookError where it is not sound, or a reform does not fit it.
    """
    return with_reforms(read_book(_RULES_FOLDER / "book"), read_reforms(_RULES_FOLDER / "reforms"))


def rule_book(settings: Settings) -> ReformedBook:
    """The rule book as this hub computes with it: under the reform that a demo names. Raises BookError for no such."""
    return read_rule_book().under(settings.rules.reform if settings.mode is Mode.DEMO else None)


def known_agencies() -> tuple[str, ...]:
    """The registry's agencies, in their order."""
    return registry.AGENCIES


def application() -> Entry:
    """Make the application in a worker process; the configuration's place stands in the environment."""
    heap.have_one()
    configure_logs()
    end_with_parent()
    return hub(checked(Path(os.environ[CONFIG_VARIABLE])))


def pages_alone() -> ASGIApp:
    """Make the portal in a process of its own; the configuration's place stands in the environment."""
    configure_logs()
    end_with_parent()
    return wanted.pages_alone(configuration.load(Path(os.environ[CONFIG_VARIABLE])))


def checked_portal(config: Path) -> None:
    """Read a portal's configuration and make it once. Raises BadInput that names everything that must not stand."""
    settings = configuration.load(config)
    _must_be_none(settings_faults.faults_of_portal(settings))
    wanted.pages_alone(settings)


def checked(config: Path, *, workers: int = 1) -> Settings:
    """Read the configuration. Raises BadInput that names everything that must not stand, for so many processes."""
    settings = configuration.load(config)
    _must_be_none(all_faults(settings, workers=workers))
    return settings


def _must_be_none(faults: Sequence[str]) -> None:
    if faults:
        raise BadInput("config.refused", f"This cannot start: {'; '.join(faults)}.", "Mend the configuration.")


def all_faults(settings: Settings, *, workers: int = 1) -> list[str]:
    """Everything that must not stand: in the configuration by itself, and beside what is known of the agencies."""
    return [
        *settings_faults.faults(settings, known=known_agencies(), scopes=SCOPES),
        *settings_faults.faults_of_workers(settings, workers),
        *soundness.unusable_signing_keys(settings),
        *soundness.unreadable_list(settings),
        *audit_parts.unusable_log_keys(settings),
        *_unchecked_signatures(settings),
        *telemetry_parts.unsendable_spans(settings.telemetry),
        *unknown_rules(settings),
    ]


def unknown_rules(settings: Settings) -> list[str]:
    """Find confirmed values that the rule book does not have, and a reform that nobody wrote: slips of the pen."""
    named = settings.rules
    if not named.confirmed and named.reform is None:
        return []
    book = read_rule_book()
    found = [f"rules.confirmed: {name}: no such value in the rule book" for name in named.confirmed if name not in book]
    if named.reform is not None and named.reform not in book.reforms:
        found.append(f"rules.reform: {named.reform}: no such reform; there are {', '.join(book.reforms)}")
    return found


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


def hub(settings: Settings) -> Entry:
    """Join everything. Connects to nothing until it serves."""
    made = parts(settings)
    is_demo = settings.mode is Mode.DEMO
    schema = build.build()
    # First, because it takes memory that it gives back: what is made afterwards finds room there.
    sdl = build.sdl(schema, incremental=settings.graphql.incremental)
    book = rule_book(settings)
    issuer_keys = IssuerKeys({row.issuer for row in settings.identity.issuers}, allow_loopback_http=is_demo)
    joined = services(
        made,
        book,
        test_only=is_demo,
        confirmed=confirmed_rules(settings),
        pace=LookUps(most=settings.limits.look_ups_per_person),
    )
    sealing = _sealing(made, settings)
    work = wanted.work(settings, made, book)
    at_door = _at_door(settings.limits, _checker(settings, made, issuer_keys).check)
    door = _graphql_door(settings, made, _engine(build.executable(schema), settings.graphql), joined, at_door)
    own_data = own_data_routes(made, book, joined, at_door)
    tools = _demo_tools(settings, made, door)
    pages = wanted.pages(settings, made, door, own_data, tools)
    numbers = metrics_reading.readable(settings.metrics, made, lambda: at_door.crowd.inside)
    return build_app(
        graphql=partner_parts.at_graphql(settings, made, door),
        sdl=sdl,
        checks=readiness.checks(made),
        sources=made.states,
        audit=made.watch.state,
        lifespan=lambda _app: _lifespan(made, settings.store, issuer_keys, work, sealing, pages, numbers),
        portal=None if pages is None else pages.app,
        more=(
            published_keys.route(made.signer.published()),
            *((signpost.route(),) if is_demo and pages is None else ()),
            *_event_routes(made, joined, at_door, settings.public_url),
            *partner_parts.routes(settings, made, lambda: demo_issuer(settings), sdl, tools),
            *decisions_and_logs(
                services=joined,
                store=made.store,
                edition=made.edition,
                clients=registered(settings.identity.issuers),
                at_door=at_door,
                public_url=settings.public_url,
            ),
            *audit_routes(made, settings, book, sdl, at_door),
            *own_data,
        ),
    ).counted(made.meters.request if made.meters else None)


def _graphql_door(settings: Settings, made: Parts, engine: Engine, joined: Services, at_door: AtDoor) -> GraphqlDoor:
    """Make the door at which GraphQL is asked, with the documents that clients registered."""
    trusted = TrustedDocuments.read(settings.graphql.documents)
    trusted.register(engine.documents)
    return GraphqlDoor(
        engine=engine,
        services=joined,
        authenticate=at_door.authenticate,
        new_trace=at_door.new_trace,
        introspection=settings.graphql.introspection,
        crowd=at_door.crowd,
        budgets=at_door.budgets,
        trusted=trusted,
        table=StatusTable(settings.graphql.status_table),
        count=made.meters.errors if made.meters else None,
    )


def _sealing(made: Parts, settings: Settings) -> Sealing:
    """What seals the log, and has others sign that."""
    asked = audit_parts.witnesses(settings)
    return audit_parts.sealing(settings, made.log, made.watch, asked, enough(settings))


def _checker(settings: Settings, made: Parts, issuer_keys: IssuerKeys) -> TokenChecker:
    """Make what checks who comes."""
    return access.token_checker(
        settings,
        keys=issuer_keys,
        people=made.directory,
        names=made.keys,
        used=SqlUsedProofs(made.engine),
        denied=SqlDenials(made.engine),
        # Whether a token still counts is for the machine's clock, whatever day it is in a demo.
        clock=SystemClock(),
    )


def _event_routes(made: Parts, joined: Services, at_door: AtDoor, public_url: str) -> tuple[BaseRoute, ...]:
    """Where agencies ask what an event is about, and where it stands what they get."""
    ask = AskEvent(numbers=SqlEventNumbers(made.engine), store=made.store, show=joined.actions.show_accepted)
    door = EventDoor(ask=ask, directory=joined.directory, at_door=at_door)
    return (*event_schemas.routes(schemas_of_events.schemas(public_url)), *door.routes())


def _at_door(limits: LimitsSettings, authenticate: Authenticate) -> AtDoor:
    """Make what all doors share: who is let in, and how much of it."""
    return AtDoor(
        authenticate=authenticate,
        crowd=Crowd(limits.in_flight),
        budgets=Budgets(person=limits.cost_per_person, client=limits.cost_per_client),
        new_trace=trace_id,
        report=report(RandomIds().new),
    )


def _engine(schema: GraphQLSchema, spoken: GraphqlSettings) -> Engine:
    return Engine.of(
        schema,
        report(RandomIds().new),
        compiles=spoken.execution == "compiled",
        incremental=spoken.incremental,
    )


def confirmed_rules(settings: Settings) -> frozenset[str] | None:
    """The values that agencies confirmed to the operator; None where nobody is real and nothing need be confirmed."""
    return None if settings.mode is Mode.DEMO else frozenset(settings.rules.confirmed)


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
        clients=login_clients(settings),
    )


def _demo_tools(settings: Settings, made: Parts, graphql: ASGIApp) -> DemoTools | None:
    return demo_tools(
        settings,
        numbers=personas.numbers(),
        names={source.agency.code: source.agency.name for source in made.sources},
        clock=clock_of(settings),
        mint=lambda: demo_issuer(settings).mint,
        written=made.log,
        graphql=graphql,
    )


@asynccontextmanager
async def _lifespan(
    parts: Parts,
    store: StoreSettings,
    issuer_keys: IssuerKeys,
    work: AbstractAsyncContextManager[None],
    sealing: Sealing,
    pages: "Pages | None",
    numbers: AbstractAsyncContextManager[None],
) -> AsyncIterator[None]:
    """Bring the database up to date, serve, do the work beside it, and give everything back."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.engine.dispose)
        stack.push_async_callback(issuer_keys.close)
        for source in parts.sources:
            stack.push_async_callback(source.close)
        for desk in parts.desks.values():
            stack.push_async_callback(desk.close)
        if parts.telemetry is not None:
            await stack.enter_async_context(parts.telemetry.running())
        await migrate.upgrade_before_serving(parts.engine, store.url, role=store.role)
        # Before anything reads what a restored backup may have brought back.
        await destroying_again(parts.engine, parts.keys, parts.clock)()
        await stack.enter_async_context(sealing.running())
        await stack.enter_async_context(work)
        if pages is not None:
            await stack.enter_async_context(pages.living())
        await stack.enter_async_context(numbers)
        _settle_memory()
        yield


def _settle_memory() -> None:
    """Give back what starting needed; look for garbage among what requests make, and not always in what stays."""
    gc.collect()
    heap.give_back()
    gc.freeze()
    heap.look_seldom()
