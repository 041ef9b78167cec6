"""The configuration: `hub.toml`, overlaid by `HUB__…` from the environment. Read once; all faults are told at once."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from hub.errors import BadInput

DEMO_KEY_PREFIX = "demo-"
"""Every key that the demo makes bears this in its name, so that production can refuse it."""

DEMO_ISSUER = "/demo/issuer"
"""Where the demo's own issuer stands, under the hub's public address."""

Algorithm = Literal["ES256", "ES384", "ES512", "Ed25519", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]
"""Signatures that only the issuer can make and anybody can check; `none` and shared secrets are not among them."""


class Mode(StrEnum):
    """Whether people are real. Production is the default: the demo must be asked for."""

    PRODUCTION = "production"
    DEMO = "demo"


class _Part(BaseModel):
    """A part of the configuration: frozen, and a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Part):
    """How one agency is reached. Any address will do: a proxy or the real agency can stand there."""

    url: Annotated[str, Field(description="Base address of the agency's service", examples=["http://127.0.0.1:9101"])]
    token_url: Annotated[str, Field(description="Its OAuth token endpoint")]
    token_audience: Annotated[
        str | None, Field(description="Audience of the client assertion; the token_url if unset")
    ] = None
    client_id: Annotated[str, Field(description="Our name at the agency")] = "hub"
    key_file: Annotated[Path, Field(description="Private key that signs our client assertion (JWK, EC P-256)")]
    jwks_url: Annotated[str | None, Field(description="Public keys of the agency, where it signs its answers")] = None
    ca_file: Annotated[Path | None, Field(description="Certificates to trust instead of the system's")] = None
    cert_file: Annotated[Path | None, Field(description="Our certificate with its key (PEM), for mutual TLS")] = None
    timeout_s: Annotated[int, Field(description="Longest wait for one answer, in seconds", ge=1, le=30)] = 3
    profile: Annotated[str | None, Field(description="FCID profile; the agency's own if unset")] = None
    access: Annotated[
        Literal["client_credentials"], Field(description="How the source is reached; an assumption about the agencies")
    ] = "client_credentials"

    @property
    def assertion_audience(self) -> str:
        """Whom the client assertion is meant for."""
        return self.token_audience or self.token_url


class StoreSettings(_Part):
    """Where grants, sealed proposals and the audit log are kept."""

    url: Annotated[str, Field(description="sqlite:///path or postgresql://…", examples=["sqlite:///hub.db"])] = (
        "sqlite:///hub.db"
    )


class KeySettings(_Part):
    """Keys of the hub itself. They live outside the database."""

    wrap_id: Annotated[str, Field(description="Name of the key that wraps each person's key")]
    wrap: Annotated[SecretStr, Field(description="That key: 32 bytes, base64")]
    index: Annotated[SecretStr, Field(description="Key of the BSN index: 32 bytes, base64")]

    @property
    def is_demo(self) -> bool:
        """Say whether these are keys that the demo made."""
        return self.wrap_id.startswith(DEMO_KEY_PREFIX)


class ClientSettings(_Part):
    """A software client that an issuer gives tokens to, and what it may come for."""

    oin: Annotated[str | None, Field(description="Organisation behind the client", pattern=r"^\d{20}$")] = None
    role: Annotated[
        Literal["agency", "intermediary", "auditor", "portal", "staff"], Field(description="In which capacity it comes")
    ]
    agency: Annotated[str | None, Field(description="Code of the agency, for an agency's own client")] = None
    purposes: Annotated[tuple[str, ...], Field(description="Purposes it is registered for")] = ()
    scopes: Annotated[tuple[str, ...], Field(description="Scopes it may use")] = ()
    bsn_basis: Annotated[str | None, Field(description="Article that lets it name a person by BSN")] = None
    fsc_only: Annotated[bool, Field(description="Refuse it where it does not come through FSC")] = False


class IssuerSettings(_Part):
    """An issuer whose tokens count. Its keys come from its own metadata."""

    issuer: Annotated[str, Field(description="Issuer identifier, exactly as in the token")]
    audience: Annotated[str, Field(description="Who we are in its tokens")]
    kind: Annotated[Literal["citizen", "partner", "staff"], Field(description="Whom it identifies")]
    algorithms: Annotated[tuple[Algorithm, ...], Field(description="Signature algorithms accepted", min_length=1)] = (
        "ES256",
        "PS256",
    )
    subject_claim: Annotated[str | None, Field(description="Claim that carries the BSN, for citizens")] = None
    acr_minimum: Annotated[str | None, Field(description="Lowest level of assurance (eIDAS)")] = None
    proof: Annotated[Literal["dpop", "mtls", "none"], Field(description="How a token is bound to its sender")] = "dpop"
    clients: Annotated[dict[str, ClientSettings], Field(description="Known clients by id")] = Field(
        default_factory=dict
    )


class IdentitySettings(_Part):
    """Who may say who somebody is."""

    issuers: Annotated[tuple[IssuerSettings, ...], Field(description="Configured issuers; all others are refused")] = ()
    bsn_basis: Annotated[
        str | None, Field(description="Article that lets the hub itself use the BSN; production demands it")
    ] = None
    dpop_algorithms: Annotated[
        tuple[Algorithm, ...], Field(description="Signature algorithms accepted in DPoP proofs", min_length=1)
    ] = ("ES256", "PS256", "EdDSA", "Ed25519")
    dpop_nonce: Annotated[bool, Field(description="Ask for a nonce of ours in each DPoP proof (RFC 9449 §9)")] = False


class FscSettings(_Part):
    """What the hub is in an FSC group, behind an inway of its own organisation."""

    group: Annotated[str, Field(description="Group (`gid`)", examples=["fsc.group.example.id"])]
    service: Annotated[str, Field(description="Our service's name in it (`svc`)")]
    peer: Annotated[str, Field(description="Our peer id in it (`iss`)", examples=["00000099000000099000"])]
    audience: Annotated[
        str,
        Field(description="Address of our inway, with scheme and port (`aud`)", examples=["https://inway.invalid:443"]),
    ]
    manager_certs_file: Annotated[
        Path,
        Field(description="Certificates by which our manager signs access tokens (PEM, several while they change)"),
    ]


class LoginSettings(_Part):
    """How people log in: one OpenID Provider, and who we are there."""

    issuer: Annotated[str, Field(description="Issuer identifier of the provider, exactly as in its metadata")]
    client_id: Annotated[str, Field(description="Our name at the provider")]
    key_file: Annotated[
        Path, Field(description="Private key that signs our client assertion (JWK: EC P-256, or RSA for PS256)")
    ]
    algorithms: Annotated[
        tuple[Algorithm, ...], Field(description="Signature algorithms of ID tokens accepted", min_length=1)
    ] = ("ES256", "PS256")
    scopes: Annotated[tuple[str, ...], Field(description="Scopes asked for; `openid` is always among them")] = ()
    acr_values: Annotated[tuple[str, ...], Field(description="Levels of assurance asked for")] = ()
    acr_minimum: Annotated[str | None, Field(description="Lowest level of assurance accepted (eIDAS)")] = None
    max_age_s: Annotated[
        int | None, Field(description="Oldest log-in at the provider that is taken over, in seconds", ge=0)
    ] = None
    subject_claim: Annotated[str, Field(description="Claim of the ID token that tells people apart")] = "sub"
    id_token_life_s: Annotated[
        int, Field(description="Longest life of an ID token, in seconds (OIDC NLGOV: five minutes)", ge=1, le=3600)
    ] = 300
    resource: Annotated[
        str | None, Field(description="Name of the hub at providers that want one for an access token (RFC 8707)")
    ] = None


class DemoSettings(_Part):
    """Only read in demo mode."""

    issuer_key_file: Annotated[Path | None, Field(description="Private key of the demo issuer (JWK)")] = None
    today: Annotated[
        date | None,
        Field(description="The day whose law and debts the demo shows; the clock runs on", examples=["2026-11-24"]),
    ] = None


class RulesSettings(_Part):
    """What the operator knows of the rule book that its sources do not say."""

    confirmed: Annotated[
        tuple[str, ...],
        Field(
            description=(
                "Values of the rule book below `verified` that their agency confirmed to the operator, by id. In "
                "production a plan on a value that is not among them is indicative"
            ),
            examples=["leidraad_invordering.short_postponement_months"],
        ),
    ] = ()


class GraphqlSettings(_Part):
    """How GraphQL is spoken."""

    introspection: Annotated[bool, Field(description="Answer introspection to every client")] = False


class Settings(BaseSettings):
    """All of it. `mode` is production unless the demo is asked for."""

    model_config = SettingsConfigDict(env_prefix="HUB__", env_nested_delimiter="__", extra="forbid", frozen=True)

    mode: Annotated[Mode, Field(description="production or demo")] = Mode.PRODUCTION
    public_url: Annotated[str, Field(description="Address under which the hub is known outside")] = (
        "https://hub.invalid"
    )
    trusted_proxies: Annotated[
        tuple[IPvAnyNetwork, ...],
        Field(
            description="Addresses of our own proxies; `Client-Cert` and FSC headers from elsewhere do not count",
            examples=["10.0.0.5/32"],
        ),
    ] = ()
    sources: Annotated[dict[str, SourceSettings], Field(description="Agencies by code")] = Field(default_factory=dict)
    store: Annotated[StoreSettings, Field(description="Database")] = Field(default_factory=StoreSettings)
    keys: Annotated[KeySettings, Field(description="Keys of the hub")]
    identity: Annotated[IdentitySettings, Field(description="Issuers")] = Field(default_factory=IdentitySettings)
    fsc: Annotated[FscSettings | None, Field(description="FSC; nothing comes through it if unset")] = None
    login: Annotated[LoginSettings | None, Field(description="How people log in; nobody does if unset")] = None
    graphql: Annotated[GraphqlSettings, Field(description="GraphQL")] = Field(default_factory=GraphqlSettings)
    rules: Annotated[RulesSettings, Field(description="Rule book")] = Field(default_factory=RulesSettings)
    demo: Annotated[DemoSettings, Field(description="Demo mode only")] = Field(default_factory=DemoSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file; read neither `.env` nor secret folders."""
        del dotenv_settings, file_secret_settings
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def load(path: Path) -> Settings:
    """Read a configuration file. Raises BadInput that names every fault at once, and never a secret's value."""
    if not path.is_file():
        raise BadInput("config.missing", f"There is no configuration file {path.name}.", "Name one with --config.")

    class FromFile(Settings):
        model_config = SettingsConfigDict(**{**Settings.model_config, "toml_file": path})

    try:
        return FromFile()
    except ValidationError as fault:
        raise BadInput("config.invalid", _say(fault), "Mend the configuration.") from None


def _say(fault: ValidationError) -> str:
    """One line per fault: where and what, without the value."""
    return "; ".join(
        f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors(include_input=False)
    )


def faults(settings: Settings, *, known: Collection[str]) -> list[str]:
    """Everything that must not stand in this mode; empty when it may start. `known` are the registry's agencies."""
    found = [f"sources.{code}: no such agency in the registry" for code in settings.sources if code not in known]
    if not settings.sources:
        found.append("sources: no agency is configured")
    found.extend(_shared_clients(settings))
    found.extend(_untrusted_ways(settings))
    if settings.mode is Mode.DEMO:
        return found
    return [*found, *_production_faults(settings)]


def _shared_clients(settings: Settings) -> list[str]:
    """Find client ids under several issuers: people's references and idempotency keys are kept by client id alone."""
    issuers: dict[str, set[str]] = {}
    for row in settings.identity.issuers:
        for client in row.clients:
            issuers.setdefault(client, set()).add(row.issuer)
    return [
        f"identity.issuers: client {name} stands under several issuers" for name, of in issuers.items() if len(of) > 1
    ]


def _untrusted_ways(settings: Settings) -> list[str]:
    """Find ways to come in that nobody could take, and a trust in everybody."""
    found = [
        f"trusted_proxies: {network} trusts everybody" for network in settings.trusted_proxies if network.prefixlen == 0
    ]
    if not settings.trusted_proxies:
        found.extend(
            f"identity.issuers {row.issuer}: mtls without trusted_proxies"
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


def _production_faults(settings: Settings) -> list[str]:
    found = []
    if settings.keys.is_demo:
        found.append("keys.wrap_id: a demo key in production")
    for code, source in settings.sources.items():
        addresses = {"url": source.url, "token_url": source.token_url}
        found.extend(
            f"sources.{code}.{name}: unencrypted" for name, address in addresses.items() if not _is_https(address)
        )
    for issuer in settings.identity.issuers:
        if not _is_https(issuer.issuer):
            found.append(f"identity.issuers {issuer.issuer}: not https")
        if issuer.proof == "none":
            found.append(f"identity.issuers {issuer.issuer}: tokens not bound to their sender")
        if issuer.kind == "citizen" and issuer.acr_minimum is None:
            found.append(f"identity.issuers {issuer.issuer}: no lowest level of assurance for citizens")
    if any(row.proof == "dpop" for row in settings.identity.issuers) and not _is_https(settings.public_url):
        found.append("public_url: not https; DPoP proofs name it")
    if settings.identity.bsn_basis is None:
        found.append("identity.bsn_basis: name the article that lets the hub itself use the BSN")
    if settings.demo.issuer_key_file is not None:
        found.append("demo.issuer_key_file: the demo issuer cannot run in production")
    if settings.login is not None:
        found.extend(_production_faults_of_login(settings.login, settings.public_url))
    return found


def _production_faults_of_login(login: LoginSettings, public_url: str) -> list[str]:
    found = []
    if urlsplit(login.issuer).scheme != "https":
        found.append("login.issuer: not https")
    if urlsplit(login.issuer).path.rstrip("/").endswith(DEMO_ISSUER):
        found.append("login.issuer: the demo issuer in production")
    if urlsplit(public_url).scheme != "https":
        found.append("public_url: people log in there, and it is not https")
    return found


def _is_https(address: str) -> bool:
    return urlsplit(address).scheme == "https"
