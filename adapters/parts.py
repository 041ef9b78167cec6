"""The real things that a configuration names, chosen and not yet joined. Nothing here connects to anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from adapters.agencies import agency_profile, registry
from adapters.agencies.desk import HttpDesk
from adapters.agencies.fcid_source import FcidSource
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.registered import registered
from adapters.identity.signer import KeySigner
from adapters.identity.vault import KeyVault
from adapters.settings import Mode, Settings
from adapters.store.engine import Database, open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.system import VERSION, SystemClock, T2ClosingDays
from consent import register
from consent.parties import AgencyCode
from consent.register import Register
from hub.audit.edition import fingerprint
from hub.audit.events import Edition
from hub.errors import BadInput

_REGISTER: Final = Path(__file__).resolve().parent.parent / "consent" / "register.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was chosen, before it is joined to a web application."""

    engine: Database
    owner: Database
    url: str
    role: str | None
    directory: Directory
    keys: KeyRing
    vault: KeyVault
    signer: KeySigner
    store: SqlStore
    sources: tuple[FcidSource, ...]
    desks: Mapping[AgencyCode, HttpDesk]
    contacts: Mapping[AgencyCode, str]
    register: Register
    clock: SystemClock
    closing: T2ClosingDays
    edition: Edition


def parts(settings: Settings) -> Parts:
    """Choose the real things a configuration names. Connects to nothing."""
    clock = SystemClock(settings.demo.today if settings.mode is Mode.DEMO else None)
    engine = open_engine(settings.store.url, role=settings.store.role)
    subjects = SqlSubjects(engine)
    keys = KeyRing.from_settings(settings.keys)
    directory = Directory(subjects, keys, clock)
    sources, desks = _lines(settings, directory, clock)
    configured = fingerprint(registered(settings.identity.issuers), (source.agency for source in sources))
    return Parts(
        engine=engine,
        # Who logs in migrates; a database in memory is one engine, and has no role.
        owner=engine if settings.store.role is None else open_engine(settings.store.url),
        url=settings.store.url,
        role=settings.store.role,
        directory=directory,
        keys=keys,
        vault=KeyVault(subjects, keys),
        signer=KeySigner.from_settings(settings.keys, demo=settings.mode is Mode.DEMO),
        store=SqlStore(engine),
        sources=sources,
        desks={desk.agency.code: desk for desk in desks},
        contacts={AgencyCode(code): row.contact for code, row in settings.sources.items() if row.contact},
        register=read_activities(settings),
        clock=clock,
        closing=T2ClosingDays(clock.today),
        edition=Edition(version=VERSION, configuration=configured),
    )


def _lines(
    settings: Settings, directory: Directory, clock: SystemClock
) -> tuple[tuple[FcidSource, ...], tuple[HttpDesk, ...]]:
    """Of each configured agency one source and one desk for arrangements, in the registry's order."""
    profiles = [agency_profile.load(registry.folder(code)) for code in registry.AGENCIES]
    owners = {profile.agency.oin: profile.agency.code for profile in profiles}
    reached: list[dict[str, Any]] = [
        {
            "profile": profile,
            "settings": settings.sources[profile.agency.code],
            "bsn_of": directory.bsn_of,
            "owners": owners,
            "now": clock.now,
            "client": settings.http.client,
        }
        for profile in profiles
        if profile.agency.code in settings.sources
    ]
    return tuple(FcidSource(**one) for one in reached), tuple(HttpDesk(**one) for one in reached)


def read_activities(settings: Settings) -> Register:
    """Read the register of processing activities, with the operator's own files. Raises BadInput that says why not."""
    files = (_REGISTER, *settings.consent.register_files)
    if missing := [file.name for file in files if not file.is_file()]:
        happened = f"A file of consent.register_files is not there: {', '.join(missing)}."
        raise BadInput("register.missing", happened, "Name it with its whole path.")
    try:
        return register.read([file.read_text(encoding="utf-8") for file in files], agencies=registry.AGENCIES)
    except register.RegisterFault as fault:
        raise BadInput("register.invalid", f"The register is not sound: {fault}.", "Mend its files.") from None
