"""Everything in a configuration that must not stand, told at once: in any mode, and above all in production."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from adapters import settings_audit_faults, settings_portal_faults
from adapters.settings import DEMO_ISSUER, IssuerSettings, LoginSettings, Mode, Settings
from adapters.settings_load import EventsSettings
from adapters.settings_part import without_user
from adapters.settings_telemetry import TelemetrySettings
from consent.purposes import Purpose

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def faults(settings: Settings, *, known: Collection[str], scopes: Collection[str]) -> list[str]:
    """Everything that must not stand in this mode; empty when it may start.

    `known` are the registry's agencies, `scopes` those that something here asks for.
    """
    found = [f"sources.{code}: no such agency in the registry" for code in settings.sources if code not in known]
    found.extend(
        f"payments.accounts.{code}: no such agency in the registry"
        for code in settings.payments.accounts
        if code not in known
    )
    if not settings.sources:
        found.append("sources: no agency is configured")
    found.extend(
        f"sources.{code}.url: no address; it begins with https:// or, in a demo, http://"
        for code, source in settings.sources.items()
        if not _is_address(source.url)
    )
    found.extend(_anywhere(settings))
    found.extend(_shared_clients(settings))
    found.extend(_unknown_names(settings, known, scopes))
    found.extend(_unknown_clients(settings))
    found.extend(_untrusted_ways(settings))
    found.extend(_unfit_collector(settings.telemetry))
    found.extend(_unfit_subscribers(settings.events, known))
    found.extend(settings_audit_faults.faults(settings.audit, is_demo=settings.mode is Mode.DEMO))
    if settings.mode is Mode.DEMO:
        return found
    return [*found, *_production_faults(settings)]


def faults_of_portal(settings: Settings) -> list[str]:
    """Everything that must not stand where the portal runs alone: it asks no agency itself and signs nothing."""
    found = [*settings_portal_faults.missing_alone(settings), *_anywhere(settings), *_trusted_networks(settings)]
    if settings.mode is Mode.DEMO:
        return found
    if settings.keys.is_demo:
        found.append("keys: a demo key in production")
    found.extend(_only_in_a_demo(settings))
    if settings.login is not None:
        found.extend(_production_faults_of_login(settings.login, settings.public_url))
    return found


def _anywhere(settings: Settings) -> list[str]:
    """Find what must not stand with the hub nor with a portal alone, in any mode."""
    found = settings_portal_faults.faults(settings)
    if settings.store.role is not None and not settings.store.is_postgresql:
        found.append("store.role: only PostgreSQL has roles")
    if settings.demo.today is not None and settings.demo.clock_file is not None:
        found.append("demo: today and clock_file both say which day it is; name one")
    if settings.demo.sandbox and settings.demo.issuer_key_file is None:
        found.append("demo.sandbox: needs demo.issuer_key_file, for it acts as the people of the demo")
    return found


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _trusted_networks(settings: Settings) -> list[str]:
    return [
        f"trusted_proxies: {network} trusts everybody" for network in settings.trusted_proxies if network.prefixlen == 0
    ]


def _unfit_collector(telemetry: TelemetrySettings) -> list[str]:
    """Find why spans could not be sent, or would be sent so that others could read them on the way."""
    if telemetry.endpoint is None:
        return []
    try:
        parts = urlsplit(telemetry.endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return ["telemetry.endpoint: no address"]
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return ["telemetry.endpoint: an http address without a user is needed"]
    if parts.scheme == "http" and host not in LOOPBACK:
        return ["telemetry.endpoint: unencrypted; only a collector on this machine may be"]
    return []


def faults_of_workers(settings: Settings, workers: int) -> list[str]:
    """Find why not so many processes may serve: on SQLite each would wait for the file with its whole process."""
    if workers == 1 or settings.store.is_postgresql:
        return []
    return [f"store.url: SQLite serves one process, not {workers}; use PostgreSQL, or --workers 1"]


def _shared_clients(settings: Settings) -> list[str]:
    """Find client ids under several issuers: people's references and idempotency keys are kept by client id alone."""
    issuers: dict[str, set[str]] = {}
    for row in settings.identity.issuers:
        for client in row.clients:
            issuers.setdefault(client, set()).add(row.issuer)
    return [
        f"identity.issuers: client {name} stands under several issuers" for name, of in issuers.items() if len(of) > 1
    ]


def _unknown_names(settings: Settings, agencies: Collection[str], scopes: Collection[str]) -> list[str]:
    """Find what clients are registered for and what does not exist: a slip of the pen would let them do nothing."""
    return [
        f"identity.issuers: client {name}: {wrong}"
        for row in settings.identity.issuers
        for name, client in row.clients.items()
        for wrong in (
            *_not_among("scopes", client.scopes, scopes),
            *_not_among("purposes", client.purposes, [purpose.value for purpose in Purpose]),
            *_not_among("agency", [client.agency] if client.agency else [], agencies),
        )
    ]


def _not_among(key: str, given: Iterable[str], known: Collection[str]) -> list[str]:
    return [f"{key}: no such thing as {name}; there are {', '.join(known)}" for name in given if name not in known]


def _unknown_clients(settings: Settings) -> list[str]:
    """Find documents of clients that nobody registered: the client that was meant could not run them."""
    known = {name for row in settings.identity.issuers for name in row.clients}
    if settings.login is not None:
        known.add(settings.login.client_id)
    return [
        f"graphql.documents {row.file.name}: clients: no such client as {name} in identity.issuers"
        for row in settings.graphql.documents
        for name in row.clients
        if name not in known
    ]


def _untrusted_ways(settings: Settings) -> list[str]:
    """Find ways to come in that nobody could take, and a trust in everybody."""
    found = _trusted_networks(settings)
    if not settings.trusted_proxies:
        found.extend(
            f"identity.issuers {without_user(row.issuer)}: mtls without trusted_proxies"
            for row in settings.identity.issuers
            if row.proof == "mtls"
        )
        found.extend(["fsc: no trusted_proxies"] if settings.fsc is not None else [])
    found.extend(
        f"identity.issuers: client {name} comes through FSC only, and there is no fsc"
        for row in settings.identity.issuers
        for name, client in row.clients.items()
        if client.fsc_only and settings.fsc is None
    )
    return found


def _unfit_subscribers(events: EventsSettings, agencies: Collection[str]) -> list[str]:
    """Find subscribers that nothing could be sent to, or under whose name another one is counted."""
    names = [each.id for each in events.subscribers]
    found = [f"events.subscribers: two are called {name}" for name in sorted({*names}) if names.count(name) > 1]
    if events.subscribers and events.oin is None:
        found.append("events.oin: name the organization that sends")
    for each in events.subscribers:
        found.extend(
            f"events.subscribers {each.id}: {wrong}" for wrong in _not_among("agency", [each.agency], agencies)
        )
        if not _can_be_called(each.url):
            found.append(f"events.subscribers {each.id}: url: an http address without a user or a fragment is needed")
    return found


def _can_be_called(address: str) -> bool:
    """Say whether an address leads somewhere by itself: a password in it would end up in logs on the way."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and parts.username is None and not parts.fragment


def _production_faults(settings: Settings) -> list[str]:
    found = []
    if settings.keys.is_demo:
        found.append("keys: a demo key in production")
    if settings.keys.destroyed_file is None:
        found.append("keys.destroyed_file: unset, so a restored backup would bring back whoever was erased")
    if settings.store.is_postgresql and settings.store.role is None:
        found.append("store.role: unset, so nothing in the database keeps one person's rows from another's request")
    for code, source in settings.sources.items():
        addresses = {"url": source.url, "token_url": source.token_url}
        found.extend(
            f"sources.{code}.{name}: unencrypted" for name, address in addresses.items() if not _is_https(address)
        )
    found.extend(
        f"events.subscribers {each.id}: url: unencrypted"
        for each in settings.events.subscribers
        if not _is_https(each.url)
    )
    for issuer in settings.identity.issuers:
        found.extend(_issuer_faults(issuer))
    if any(row.proof == "dpop" for row in settings.identity.issuers) and not _is_https(settings.public_url):
        found.append("public_url: not https; DPoP proofs name it")
    if settings.identity.bsn_basis is None:
        found.append("identity.bsn_basis: name the article that lets the hub itself use the BSN")
    found.extend(_only_in_a_demo(settings))
    if settings.login is not None:
        found.extend(_production_faults_of_login(settings.login, settings.public_url))
    return found


def _only_in_a_demo(settings: Settings) -> list[str]:
    """Find what is for people who do not exist."""
    wrong = {
        "rules.reform: a reform is no law; nobody real can agree to what only a reform makes possible": (
            settings.rules.reform
        ),
        "demo.clock_file: nobody moves the clock of real people": settings.demo.clock_file,
        "demo.issuer_key_file: the demo issuer cannot run in production": settings.demo.issuer_key_file,
        "demo.sandbox: nobody real is there to be tried things on": settings.demo.sandbox or None,
        "demo.portals: real people have no portal of the demo": settings.demo.portals or None,
    }
    return [fault for fault, is_set in wrong.items() if is_set is not None]


def _production_faults_of_login(login: LoginSettings, public_url: str) -> list[str]:
    found = []
    if not _is_https(login.issuer):
        found.append("login.issuer: not https")
    if urlsplit(login.issuer).path.rstrip("/").endswith(DEMO_ISSUER):
        found.append("login.issuer: the demo issuer in production")
    if not _is_https(public_url):
        found.append("public_url: people log in there, and it is not https")
    return found


def _issuer_faults(issuer: IssuerSettings) -> list[str]:
    wrong = {
        "not https": not _is_https(issuer.issuer),
        "tokens not bound to their sender": issuer.proof == "none",
        "no lowest level of assurance for citizens": issuer.kind == "citizen" and issuer.acr_minimum is None,
    }
    return [f"identity.issuers {without_user(issuer.issuer)}: {what}" for what, is_so in wrong.items() if is_so]


def _is_https(address: str) -> bool:
    return urlsplit(address).scheme == "https"
