"""The real things that a configuration names, chosen and not yet joined. Nothing here connects to anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adapters import metrics_parts, telemetry_parts
from adapters.agencies import agency_profile, registry
from adapters.agencies.desk import HttpDesk
from adapters.agencies.fcid_source import FcidSource
from adapters.agencies.forced_source import ForcedSource
from adapters.audit.watch import Watch
from adapters.exports.meters import Meters, Observe
from adapters.identity.destroyed import DestroyedKeys
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.registered import registered
from adapters.identity.signer import KeySigner
from adapters.identity.vault import KeyVault
from adapters.payments.simulated_links import SimulatedPaymentLinks
from adapters.settings import Mode, Settings
from adapters.store.audit_log import SqlAuditLog
from adapters.store.audit_proofs import SqlProofs
from adapters.store.engine import Database, open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.system import VERSION, DemoClock, RandomIds, SystemClock, T2ClosingDays
from consent import register
from consent.parties import AgencyCode
from consent.register import Register
from hub.audit.edition import fingerprint
from hub.audit.events import Edition
from hub.audit.sealed import Enough
from hub.errors import BadInput
from hub.life.news import NewsKind
from hub.life.outgoing import Subscriber

if TYPE_CHECKING:
    from adapters.exports.otlp import Otlp

_REGISTER: Final = Path(__file__).resolve().parent.parent / "consent" / "register.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was chosen, before it is joined to a web application."""

    engine: Database
    directory: Directory
    keys: KeyRing
    vault: KeyVault
    signer: KeySigner
    store: SqlStore
    log: SqlAuditLog
    proofs: SqlProofs
    watch: Watch
    sources: tuple[FcidSource, ...]
    desks: Mapping[AgencyCode, HttpDesk]
    contacts: Mapping[AgencyCode, str]
    register: Register
    clock: SystemClock
    closing: T2ClosingDays
    links: SimulatedPaymentLinks | None
    edition: Edition
    subscribers: tuple[Subscriber, ...]
    tries: Observe | None
    """Who hears of every try at an agency; None where nobody does."""
    telemetry: "Otlp | None"
    meters: Meters | None

    def states(self) -> dict[str, str]:
        """How the line to each agency stands."""
        return {source.agency.code: source.state for source in self.sources}


def parts(settings: Settings) -> Parts:
    """Choose the real things a configuration names. Connects to nothing."""
    clock = clock_of(settings)
    engine = open_engine(settings.store.url, role=settings.store.role)
    subjects, log = SqlSubjects(engine), SqlAuditLog(engine)
    watch = watch_of(settings, log, clock)
    keys = KeyRing.from_settings(settings.keys, destroyed=destroyed_keys(settings))
    directory = Directory(subjects, keys, clock)
    telemetry = telemetry_parts.telemetry(settings.telemetry)
    observed, meters = telemetry_parts.observed(telemetry, clock), metrics_parts.meters(settings.metrics)
    tries = metrics_parts.tries(observed, meters)
    sources, desks = _lines(settings, directory, tries)
    subscribers = _subscribers(settings)
    configured = fingerprint(registered(settings.identity.issuers), (source.agency for source in sources))
    return Parts(
        engine=engine,
        directory=directory,
        keys=keys,
        vault=KeyVault(subjects, keys),
        signer=KeySigner.from_settings(settings.keys, demo=settings.mode is Mode.DEMO),
        store=SqlStore(engine, subscribers, watch=watch, told=metrics_parts.told(observed, meters)),
        log=log,
        proofs=SqlProofs(log, enough(settings)),
        watch=watch,
        sources=sources,
        desks={desk.agency.code: desk for desk in desks},
        contacts={AgencyCode(code): row.contact for code, row in settings.sources.items() if row.contact},
        register=read_activities(settings),
        clock=clock,
        closing=T2ClosingDays(clock.today),
        links=_links(settings, clock),
        edition=Edition(version=VERSION, configuration=configured),
        subscribers=subscribers,
        tries=tries,
        telemetry=telemetry,
        meters=meters,
    )


def destroyed_keys(settings: Settings) -> DestroyedKeys | None:
    """The list of keys that were destroyed; None where a demo keeps none. Moments are the machine's."""
    file = settings.keys.destroyed_file
    return None if file is None else DestroyedKeys(file, now=SystemClock().now)


def enough(settings: Settings) -> Enough:
    """Which witnesses count, and how many of them must have signed."""
    audit = settings.audit
    return Enough(
        witnesses=tuple(each.name for each in audit.witnesses),
        quorum=audit.needed(is_demo=settings.mode is Mode.DEMO),
    )


def watch_of(settings: Settings, log: SqlAuditLog, clock: SystemClock) -> Watch:
    """The gate before the log; where nobody signs it, nobody waits for that."""
    audit = settings.audit
    return Watch(
        log,
        enough(settings),
        behind_after=timedelta(seconds=audit.behind_after_s) if audit.signing_key_files else None,
        now=clock.now,
        wall=SystemClock().now,
    )


def _subscribers(settings: Settings) -> tuple[Subscriber, ...]:
    """Those who are told of events, with the numbers of their agencies; `settings_faults` names unknown ones."""
    known = [each for each in settings.events.subscribers if each.agency in registry.AGENCIES]
    return tuple(
        Subscriber(
            id=each.id,
            agency=AgencyCode(each.agency),
            oin=agency_profile.load(registry.folder(each.agency)).agency.oin,
            kinds=frozenset(kind for kind in NewsKind if not each.types or kind.word in each.types),
        )
        for each in known
    )


def clock_of(settings: Settings) -> SystemClock:
    """Choose the clock by which the law is looked up and work is due; only a demo's is not the machine's."""
    demo = settings.demo
    if settings.mode is not Mode.DEMO:
        return SystemClock()
    return DemoClock(demo.clock_file) if demo.clock_file else SystemClock(demo.today)


def _links(settings: Settings, clock: SystemClock) -> SimulatedPaymentLinks | None:
    """Where nobody is real, links that nobody can pay by. They lead to the one that collects everything."""
    if settings.mode is not Mode.DEMO or settings.payments.model != "one_collector":
        return None
    return SimulatedPaymentLinks(now=clock.now, new_id=RandomIds().new)


def _lines(
    settings: Settings, directory: Directory, tries: Observe | None
) -> tuple[tuple[FcidSource, ...], tuple[HttpDesk, ...]]:
    """Of each configured agency one source and one desk for arrangements, in the registry's order.

    What we sign for agencies bears the machine's time, whatever day it is in a demo.
    """
    profiles = [agency_profile.load(registry.folder(code)) for code in registry.AGENCIES]
    owners = {profile.agency.oin: profile.agency.code for profile in profiles}
    reached: list[dict[str, Any]] = [
        {
            "profile": profile,
            "settings": settings.sources[profile.agency.code],
            "bsn_of": directory.bsn_of,
            "owners": owners,
            "now": SystemClock().now,
            "client": settings.http.client,
            "observe": tries,
        }
        for profile in profiles
        if profile.agency.code in settings.sources
    ]
    asked = ForcedSource if settings.mode is Mode.DEMO and settings.demo.sandbox else FcidSource
    return tuple(asked(**one) for one in reached), tuple(HttpDesk(**one) for one in reached)


def read_activities(settings: Settings) -> Register:
    """Read the register of processing activities, with the operator's own files. Raises BadInput that says why not."""
    files = (_REGISTER, *settings.consent.register_files)
    if missing := [file.name for file in files if not file.is_file()]:
        happened = f"consent.register_files: {', '.join(missing)}: not there."
        raise BadInput("register.missing", happened, "Name it with its whole path.")
    try:
        return register.read([file.read_text(encoding="utf-8") for file in files], agencies=registry.AGENCIES)
    except register.RegisterFault as fault:
        raise BadInput("register.invalid", f"The register is not sound: {fault}.", "Mend its files.") from None
