"""Everything that the demo needs to start, made fresh in one folder: keys, clients, configuration, database."""

import base64
import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from joserfc.jwk import ECKey

from adapters.agencies.simulator.people import STORY_DAY
from adapters.cli.audit import LOG_FILES, make_keys
from adapters.settings import DEMO_KEY_PREFIX
from adapters.settings_audit import DEMO_ORIGIN
from adapters.settings_portal import DEMO_PHONE, Audience
from adapters.system import DemoClock
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.agencies.simulator.street import Street

HUB_CLIENT = "hub"
"""Our name at the agencies."""

OTHER_OIN = "00000099000000099000"
"""Number of the demo's helper and auditor; from the range that belongs to nobody."""

_MANIFEST = Path(__file__).resolve().parents[2] / "schema" / "operations" / "manifest.json"
"""The stored operations, as whoever tries the demo runs them."""

_PAGES = Path(__file__).resolve().parents[1] / "portal" / "operations" / "manifest.json"
"""The documents of the portal's pages."""

FREE = "graphql.free"
"""The scope under which documents of one's own are run: whoever tries the demo sends what they like."""

WORKING = ("portal", "intermediary")
"""Clients that come through pages of ours, beside the workers of each agency."""

AT_HOME = ("agency", "staff")
"""Roles that every agency has a client for."""

SCOPES: Mapping[str, Sequence[str]] = {
    "agency": (FREE, "access.evaluate", "access.evaluate.others"),
    "intermediary": (FREE, "mandates.record"),
    "auditor": (FREE, "ldv.read", "audit.export", "audit.receipts"),
    "staff": (FREE, "reviews.decide"),
}
"""What the demo's clients are registered for."""

WORKERS: Sequence[Audience] = ("staff", "intermediary")
"""For whom the demo runs portals of their own."""

WITNESSES = ("rekenkamer", "partner")
"""Two parties outside, which do not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFolder:
    """The demo's files. The folder is made anew at each start: nothing of an earlier demo is left."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "hub.toml"

    @property
    def hub_key(self) -> Path:
        return self.path / "hub-client.jwk"

    @property
    def issuer_key(self) -> Path:
        return self.path / "demo-issuer.jwk"

    @property
    def signing_key(self) -> Path:
        return self.path / "hub-signing.jwk"

    @property
    def destroyed_keys(self) -> Path:
        return self.path / "destroyed-keys"

    @property
    def portal_key(self) -> Path:
        return self.path / "portal-client.jwk"

    def worker_key(self, audience: Audience) -> Path:
        """Say where the key stands of a portal for workers."""
        return self.path / f"{client_of(audience)}.jwk"

    def make(self) -> Mapping[str, object]:
        """Empty the folder and make keys; give what the agencies must know of us.

        Raises BadInput for a folder that holds anything but an earlier demo: nothing of anybody else's is deleted.
        """
        if self.path.exists() and not self._is_ours():
            raise BadInput("demo.folder", f"{self.path} holds other files.", "Name a new folder with --folder.")
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(mode=0o700, parents=True)
        hub_key = _key(f"{DEMO_KEY_PREFIX}hub-client")
        _write(self.hub_key, hub_key)
        _write(self.issuer_key, _key(f"{DEMO_KEY_PREFIX}issuer"))
        _write(self.signing_key, _key(f"{DEMO_KEY_PREFIX}signing-1"))
        _write(self.portal_key, _key(f"{DEMO_KEY_PREFIX}portal-client"))
        for audience in WORKERS:
            _write(self.worker_key(audience), _key(f"{DEMO_KEY_PREFIX}{client_of(audience)}"))
        self.destroyed_keys.touch(mode=0o600)
        self._make_audit_keys()
        return {HUB_CLIENT: {"keys": [hub_key.as_dict(private=False)]}}

    def _make_audit_keys(self) -> None:
        """Make the keys of the log and those of its witnesses, and write down the public half of each."""
        label = f"{DEMO_KEY_PREFIX}audit"
        made = {"log": make_keys(self.path, name=DEMO_ORIGIN, label=label)}
        for name in WITNESSES:
            folder = self.path / name
            folder.mkdir(mode=0o700)
            made[name] = make_keys(folder, name=witness_key_name(name), is_witness=True, label=label)
        self.vkeys_file.write_text(json.dumps(made), encoding="utf-8")

    @property
    def vkeys_file(self) -> Path:
        return self.path / "audit-vkeys.json"

    @property
    def vkeys(self) -> Mapping[str, Sequence[str]]:
        """Give the public keys of the log and of each witness."""
        told: Mapping[str, Sequence[str]] = json.loads(self.vkeys_file.read_text(encoding="utf-8"))
        return told

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the folder for one demo at a time. Raises BadInput where another one runs in it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                happened = f"Another demo runs in {self.path}."
                raise BadInput("demo.folder_in_use", happened, "Name a new folder with --folder.") from None
            yield

    def _is_ours(self) -> bool:
        """Say whether the folder is empty, or an earlier demo's."""
        if not self.path.is_dir():
            return False
        return not any(self.path.iterdir()) or self.issuer_key.is_file()

    @property
    def clock_file(self) -> Path:
        return self.path / "clock"

    @property
    def clock(self) -> DemoClock:
        return DemoClock(self.clock_file)

    def configure(self, *, public_url: str, agencies: Sequence[Mapping[str, object]]) -> None:
        """Write the configuration for a hub at this address and agencies at theirs: the law, on the personas' day."""
        self._write(public_url, agencies, f"today = {STORY_DAY}")

    def configure_life(
        self,
        *,
        public_url: str,
        agencies: Sequence[Mapping[str, object]],
        reform: str,
        witnesses: Mapping[str, str] | None = None,
        portals: Mapping[Audience, str] | None = None,
    ) -> None:
        """The same for a hub in which arrangements live: under a reform, with a clock that moves, looked at often.

        `witnesses` run at these addresses, by name, and must all have signed. `portals` for workers run at theirs.
        """
        self.clock.move(STORY_DAY)
        self._write(public_url, agencies, self.moving_day, quorum=len(witnesses or {}))
        with self.config.open("a", encoding="utf-8") as config:
            config.write(f'\n[rules]\nreform = "{reform}"\n\n[workflow]\ninterval_s = 1\n')
            config.write("".join(_witness(self, name, url) for name, url in (witnesses or {}).items()))
            config.write("".join(demo_portal(self, audience, url) for audience, url in (portals or {}).items()))

    @property
    def moving_day(self) -> str:
        """Say, as a line of a configuration, which day it is where the clock moves."""
        return f'clock_file = "{self.clock_file.resolve()}"'

    def _write(self, public_url: str, agencies: Sequence[Mapping[str, object]], day: str, *, quorum: int = 0) -> None:
        audit = _audit(self, quorum)
        self.config.write_text(_config(self, public_url, agencies, day) + audit, encoding="utf-8")


def client_of(audience: Audience) -> str:
    """What a portal for workers is called at the demo's issuer."""
    return f"{audience}-portal"


def demo_portal(folder: DemoFolder, audience: Audience, url: str) -> str:
    """Write, for the hub's configuration, that workers log in at a portal of their own."""
    return f"""
[[demo.portals]]
client_id = "{client_of(audience)}"
url = "{url}"
key_file = "{folder.worker_key(audience).resolve()}"
audience = "{audience}"
"""


def witness_key_name(name: str) -> str:
    """What the key of one of the demo's witnesses is called."""
    return f"{name}.voorbeeld.invalid/witness"


def as_sources(running: "Street") -> list[Mapping[str, object]]:
    """Describe running agencies the way `configure` wants them: address, number, and whether they sign."""
    from adapters.agencies.simulator import agency

    loaded = [agency.load(stall.code) for stall in running.stalls]
    return [
        {**stall.described(), "oin": of.oin, "signs_answers": of.signs_answers}
        for stall, of in zip(running.stalls, loaded, strict=True)
    ]


def _key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})


def _write(path: Path, key: ECKey) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")


def _config(folder: DemoFolder, public_url: str, agencies: Sequence[Mapping[str, object]], day: str) -> str:
    issuer = f"{public_url}/demo/issuer"
    of_agencies = {role: [_client(f"{role}-{agency['code']}", role, agency) for agency in agencies] for role in AT_HOME}
    parts = [
        _hub(folder, public_url, issuer, day, [*WORKING, *(f"staff-{agency['code']}" for agency in agencies)]),
        _issuer(issuer, public_url, "citizen", 'subject_claim = "bsn"'),
        f"""
[identity.issuers.clients.portal]
role = "portal"
scopes = ["{FREE}"]
""",
        _issuer(issuer, public_url, "partner"),
        *of_agencies["agency"],
        _client("intermediary", "intermediary"),
        _client("auditor", "auditor"),
        _issuer(issuer, public_url, "staff"),
        *of_agencies["staff"],
        *(_source(folder, agency) for agency in agencies),
    ]
    return "\n".join(parts)


def _hub(folder: DemoFolder, public_url: str, issuer: str, day: str, pages_of: Sequence[str]) -> str:
    return f"""# Made by `hub demo`. Fictitious people, keys that production refuses.
mode = "demo"
public_url = "{public_url}"

[store]
url = "sqlite:///{folder.path.resolve() / "hub.db"}"

[keys]
wrap_id = "{DEMO_KEY_PREFIX}wrap-1"
wrap = "{secret()}"
index = "{secret()}"
destroyed_file = "{folder.destroyed_keys.resolve()}"
signing_key_file = "{folder.signing_key.resolve()}"

[demo]
issuer_key_file = "{folder.issuer_key.resolve()}"
{day}

[[graphql.documents]]
file = "{_MANIFEST}"
clients = ["portal"]

[[graphql.documents]]
file = "{_PAGES}"
clients = {json.dumps(pages_of)}

[portal.helpers]
name = "Een medewerker van deze demo"
name_en = "Somebody who works for this demo"
phone = "{DEMO_PHONE}"

[login]
issuer = "{issuer}"
client_id = "portal"
key_file = "{folder.portal_key.resolve()}"
algorithms = ["ES256"]
acr_minimum = "http://eidas.europa.eu/LoA/substantial"
"""


def _issuer(issuer: str, audience: str, kind: str, *more: str) -> str:
    told = [f'issuer = "{issuer}"', f'audience = "{audience}"', f'kind = "{kind}"', 'algorithms = ["ES256"]']
    return "\n".join(["", "[[identity.issuers]]", *told, *more, 'proof = "none"', ""])


def _client(name: str, role: str, agency: Mapping[str, object] | None = None) -> str:
    of_agency = f'\nagency = "{agency["code"]}"' if agency else ""
    oin = agency["oin"] if agency else OTHER_OIN
    return f"""
[identity.issuers.clients.{name}]
oin = "{oin}"
role = "{role}"{of_agency}
bsn_basis = "demo only"
purposes = ["overview", "proposal", "execution"]
scopes = {json.dumps(SCOPES[role])}
"""


def _audit(folder: DemoFolder, quorum: int) -> str:
    files = [str((folder.path / file).resolve()) for file in LOG_FILES]
    return f"""
[audit]
origin = "{DEMO_ORIGIN}"
signing_key_files = {json.dumps(files)}
quorum = {quorum}
"""


def _witness(folder: DemoFolder, name: str, url: str) -> str:
    return f"""
[[audit.witnesses]]
name = "{name}"
url = "{url}"
vkey = "{folder.vkeys[name][0]}"
"""


def _source(folder: DemoFolder, agency: Mapping[str, object]) -> str:
    jwks = f'\njwks_url = "{agency["jwks_url"]}"' if agency["signs_answers"] else ""
    return f"""
[sources.{agency["code"]}]
url = "{agency["url"]}"
token_url = "{agency["token_url"]}"
client_id = "{HUB_CLIENT}"
key_file = "{folder.hub_key.resolve()}"{jwks}
"""


def secret() -> str:
    """Make a key of the demo."""
    return base64.b64encode(secrets.token_bytes(32)).decode()
