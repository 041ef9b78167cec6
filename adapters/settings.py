"""The configuration: `hub.toml`, overlaid by `HUB__…` from the environment. Read once; all faults are told at once."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyNetwork, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from adapters import settings_reading
from adapters.settings_audit import AuditSettings
from adapters.settings_exchange import ExchangeSettings
from adapters.settings_graphql import GraphqlSettings
from adapters.settings_load import EventsSettings, LimitsSettings, RetentionSettings, WorkflowSettings
from adapters.settings_metrics import MetricsSettings
from adapters.settings_part import Part
from adapters.settings_payments import PaymentsSettings
from adapters.settings_portal import DemoPortalSettings, PortalSettings
from adapters.settings_telemetry import TelemetrySettings
from hub.errors import BadInput

DEMO_KEY_PREFIX = "demo-"
"""Every key that the demo makes bears this in its name, so that production can refuse it."""

FIRST_INDEX = "index-1"
"""Name of a BSN index key that nobody named; rows written before keys had names stand under it."""
DEMO_ISSUER = "/demo/issuer"
"""Where the demo's own issuer stands, under the hub's public address."""

Algorithm = Literal["ES256", "ES384", "ES512", "Ed25519", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]
"""Signatures that only the issuer can make and anybody can check; `none` and shared secrets are not among them."""

HttpClient = Literal["lean", "aiohttp"]
DEFAULT_CLIENT: HttpClient = "lean"
"""Which client asks the agencies unless the operator says otherwise (docs/adr/0047)."""


class Mode(StrEnum):
    """Whether people are real. Production is the default: the demo must be asked for."""

    PRODUCTION = "production"
    DEMO = "demo"


class SourceSettings(Part):
    """How one agency is reached. Any address will do: a proxy or the real agency can stand there."""

    url: Annotated[str, Field(description="Base address of the agency's service", examples=["http://127.0.0.1:9101"])]
    token_url: Annotated[str, Field(description="Its OAuth token endpoint")]
    token_audience: Annotated[str | None, Field(description="Audience of our assertion; the token_url if unset")] = None
    client_id: Annotated[str, Field(description="Our name at the agency")] = "hub"
    key_file: Annotated[Path, Field(description="Private key that signs our client assertion (JWK, EC P-256)")]
    jwks_url: Annotated[str | None, Field(description="Public keys of the agency, where it signs its answers")] = None
    ca_file: Annotated[Path | None, Field(description="Certificates to trust instead of the system's")] = None
    cert_file: Annotated[Path | None, Field(description="Our certificate with its key (PEM), for mutual TLS")] = None
    signature_header: Annotated[str, Field(description="Header of our signature", pattern="^[A-Za-z-]+$")] = (
        "Payload-Signature"
    )
    timeout_s: Annotated[int, Field(description="Longest wait for one answer, in seconds", ge=1, le=30)] = 3
    profile: Annotated[str | None, Field(description="FCID profile; the agency's own if unset")] = None
    contact: Annotated[
        str | None,
        Field(
            description="Whom people can turn to there about a human review: a name or desk, and how to reach it",
            max_length=200,
            examples=["Team Betalingsregelingen, 0800 0000"],
        ),
    ] = None
    access: Annotated[
        Literal["client_credentials"], Field(description="How the source is reached; an assumption about the agencies")
    ] = "client_credentials"

    @property
    def assertion_audience(self) -> str:
        """Whom the client assertion is meant for."""
        return self.token_audience or self.token_url


class HttpSettings(Part):
    """How the agencies are asked."""

    client: Annotated[
        HttpClient,
        Field(description="HTTP client to the agencies: our own, or the library that it is held against"),
    ] = DEFAULT_CLIENT


class StoreSettings(Part):
    """Where grants, sealed proposals and the audit log are kept."""

    url: Annotated[str, Field(description="sqlite:///path or postgresql://…", examples=["sqlite:///hub.db"])] = (
        "sqlite:///hub.db"
    )
    role: Annotated[
        str | None,
        Field(
            description=(
                "PostgreSQL: the role that connections take while serving, neither superuser nor owner of the tables "
                "nor allowed past row level security. Migrations run as who logs in, and grant it what it needs"
            ),
            pattern="^[a-z_][a-z0-9_]{0,62}$",
            examples=["hub_serving"],
        ),
    ] = None

    @property
    def is_postgresql(self) -> bool:
        """Say whether the database knows roles and row level security."""
        return self.url.startswith("postgresql:")


class OtherKeySettings(Part):
    """A key beside the one in use: retired while rows still stand on it, or made known before it is used."""

    use: Annotated[Literal["wrap", "index"], Field(description="What the key is for")]
    id: Annotated[str, Field(description="Name under which it is, was or will be in use", min_length=1, max_length=80)]
    key: Annotated[SecretStr, Field(description="That key: 32 bytes, base64")]


class KeySettings(Part):
    """Keys of the hub itself. They live outside the database."""

    wrap_id: Annotated[str, Field(description="Name of the key that wraps each person's key")]
    wrap: Annotated[SecretStr, Field(description="That key: 32 bytes, base64")]
    index_id: Annotated[
        str, Field(description="Name of the key of the BSN index; change it together with the key, never alone")
    ] = FIRST_INDEX
    index: Annotated[SecretStr, Field(description="Key of the BSN index: 32 bytes, base64")]
    pairwise: Annotated[
        SecretStr | None,
        Field(
            description=(
                "Key of clients' references to people and of opaque ids: 32 bytes, base64. The key of the index if "
                "unset; set it to that key before the index gets a new one, and no partner's reference changes"
            )
        ),
    ] = None
    retired: Annotated[
        tuple[OtherKeySettings, ...],
        Field(description="Keys that count beside those in use: retired ones, and new ones before they are used"),
    ] = ()
    destroyed_file: Annotated[
        Path | None,
        Field(
            description=(
                "List of the keys of people who were erased, outside the database and its backups: what a restored "
                "backup brings back is destroyed again. Every machine that serves needs the same file. Make an empty "
                "one before the first erasure; production demands it"
            ),
            examples=["destroyed-keys"],
        ),
    ] = None
    signing_key_file: Annotated[
        Path | None,
        Field(description="Private key that signs consent receipts (JWK, EC P-256, with a `kid`); the hub needs one"),
    ] = None
    retired_signing_keys_file: Annotated[
        Path | None,
        Field(description="Public keys that signed before (JWK Set): they stay published, so that receipts stay valid"),
    ] = None

    @property
    def is_demo(self) -> bool:
        """Say whether a key that the demo made is among these."""
        return any(name.startswith(DEMO_KEY_PREFIX) for name in (self.wrap_id, *(key.id for key in self.retired)))


class ClientSettings(Part):
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


class IssuerSettings(Part):
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


class IdentitySettings(Part):
    """Who may say who somebody is."""

    issuers: Annotated[tuple[IssuerSettings, ...], Field(description="Configured issuers; all others are refused")] = ()
    bsn_basis: Annotated[
        str | None, Field(description="Article that lets the hub itself use the BSN; production demands it")
    ] = None
    dpop_algorithms: Annotated[
        tuple[Algorithm, ...], Field(description="Signature algorithms accepted in DPoP proofs", min_length=1)
    ] = ("ES256", "PS256", "EdDSA", "Ed25519")
    dpop_nonce: Annotated[bool, Field(description="Ask for a nonce of ours in each DPoP proof (RFC 9449 §9)")] = False


class FscSettings(Part):
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


class LoginSettings(Part):
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


class DemoSettings(Part):
    """Only read in demo mode."""

    issuer_key_file: Annotated[Path | None, Field(description="Private key of the demo issuer (JWK)")] = None
    today: Annotated[
        date | None,
        Field(description="The day whose law and debts the demo shows; the clock runs on", examples=["2026-11-24"]),
    ] = None
    clock_file: Annotated[
        Path | None,
        Field(
            description=(
                "In place of `today`, a clock that whoever can write this file moves: the days that it is ahead of the "
                "machine's, or behind"
            ),
            examples=["clock"],
        ),
    ] = None
    portal_url: Annotated[
        str | None,
        Field(
            description="Address of a portal that runs alone: the demo issuer leads back there. Unset: the hub's",
            examples=["http://127.0.0.1:8080"],
        ),
    ] = None
    portals: Annotated[
        tuple[DemoPortalSettings, ...], Field(description="Further portals that run alone: for workers")
    ] = ()
    sandbox: Annotated[
        bool, Field(description="Let whoever builds on the hub reset people, move the clock and switch agencies")
    ] = False


class RulesSettings(Part):
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
    reform: Annotated[
        str | None,
        Field(
            description=(
                "Demo mode only: a reform that is laid over the rule book, by name. What it alone makes possible can "
                "be accepted then, and says so everywhere"
            ),
            examples=["rijk-breed"],
        ),
    ] = None


class ConsentSettings(Part):
    """What may be shared with whom, on which basis."""

    register_files: Annotated[
        tuple[Path, ...],
        Field(
            description=(
                "The operator's own processing activities (TOML), laid beside those that ship with the hub: a sharing "
                "that a law allows, with its article, recipients and sources"
            ),
            examples=["activities.toml"],
        ),
    ] = ()


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
    http: Annotated[HttpSettings, Field(description="HTTP to the agencies")] = Field(default_factory=HttpSettings)
    store: Annotated[StoreSettings, Field(description="Database")] = Field(default_factory=StoreSettings)
    keys: Annotated[KeySettings, Field(description="Keys of the hub")]
    identity: Annotated[IdentitySettings, Field(description="Issuers")] = Field(default_factory=IdentitySettings)
    consent: Annotated[ConsentSettings, Field(description="Consent")] = Field(default_factory=ConsentSettings)
    fsc: Annotated[FscSettings | None, Field(description="FSC; nothing comes through it if unset")] = None
    login: Annotated[LoginSettings | None, Field(description="How people log in; nobody does if unset")] = None
    portal: Annotated[PortalSettings | None, Field(description="Pages; none if unset")] = None
    graphql: Annotated[GraphqlSettings, Field(description="GraphQL")] = Field(default_factory=GraphqlSettings)
    limits: Annotated[LimitsSettings, Field(description="Limits")] = Field(default_factory=LimitsSettings)
    workflow: Annotated[WorkflowSettings, Field(description="Work")] = Field(default_factory=WorkflowSettings)
    events: Annotated[EventsSettings, Field(description="Events")] = Field(default_factory=EventsSettings)
    payments: Annotated[PaymentsSettings, Field(description="Payments")] = Field(default_factory=PaymentsSettings)
    exchange: Annotated[ExchangeSettings | None, Field(description="Exchange of debt help; none if unset")] = None
    retention: Annotated[RetentionSettings, Field(description="Retention")] = Field(default_factory=RetentionSettings)
    audit: Annotated[AuditSettings, Field(description="Audit log")] = Field(default_factory=AuditSettings)
    telemetry: Annotated[TelemetrySettings, Field(description="Telemetry")] = Field(default_factory=TelemetrySettings)
    metrics: Annotated[MetricsSettings, Field(description="Metrics")] = Field(default_factory=MetricsSettings)
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

    with settings_reading.coded(path, Settings):
        return FromFile()
