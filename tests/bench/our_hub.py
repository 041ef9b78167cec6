"""The hub as an operator runs it, in front of the benchmark's agencies: configuration, tokens, consent, requests."""

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import httpx2
from bench.load import request
from bench.serving import LOOPBACK, Serving, serving, surrounding
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey
from running_hub import free_port

from adapters import bootstrap
from adapters.agencies import agency_profile, registry
from adapters.cli.demo_client import document as stored_document
from adapters.cli.demo_folder import DemoFolder
from adapters.identity.demo_issuer import PORTAL, DemoIssuer
from adapters.settings import Settings
from adapters.system import SystemClock

DOCUMENTS: Final = Path(__file__).parent / "documents"
VARIABLES: Final[Mapping[str, Mapping[str, object]]] = {
    "overview": {},
    "plan": {"scheme": "rijk-wide"},
    "plan_with_reasons": {"scheme": "rijk-wide"},
}
"""The documents that are measured, and what they are sent with."""

UNHINDERED: Final = """
[limits]
in_flight = 1000
cost_per_person = 1000000000
cost_per_client = 1000000000
look_ups_per_person = 1000000
"""
"""One client asks for everybody, all the time: what is measured is not how soon it is sent away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A running hub, and how a client comes to it: with a certificate, or with a key."""

    server: Serving
    issuer: DemoIssuer
    certificate: x509.Certificate
    key: ECKey

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server.port}"

    def by_certificate(self, number: str) -> tuple[str, ...]:
        """Headers as the proxy hands them on that ended TLS: a token bound to the client's certificate."""
        der = self.certificate.public_bytes(Encoding.DER)
        token = self._token(number, {"x5t#S256": _text(sha256(der).digest())})
        return f"Authorization: Bearer {token}", f"Client-Cert: :{base64.b64encode(der).decode()}:"

    def by_key(self, number: str) -> Iterator[tuple[str, ...]]:
        """Headers with a token bound to a key, again and again: each request needs a proof of its own."""
        token = self._token(number, {"jkt": self.key.thumbprint()})
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        claims = {"htm": "POST", "htu": f"{self.url}/graphql", "ath": _text(sha256(token.encode()).digest())}
        while True:
            told = {**claims, "jti": secrets.token_urlsafe(16), "iat": self._now()}
            proof = jws.serialize_compact(header, json.dumps(told).encode(), self.key)
            yield f"Authorization: DPoP {token}", f"DPoP: {proof}"

    def request(self, content: Mapping[str, object], headers: Sequence[str]) -> bytes:
        return request("/graphql", json.dumps(content).encode(), self.server.port, *headers)

    def post(self, number: str, content: Mapping[str, object]) -> Mapping[str, Any]:
        """Ask once; give the data. Raises RuntimeError where the hub answers anything else."""
        headers = dict(line.split(": ", 1) for line in self.by_certificate(number))
        answer = httpx2.post(f"{self.url}/graphql", json=content, headers=headers, timeout=20, trust_env=False)
        told: Mapping[str, Any] = answer.json()
        if "errors" in told:
            raise RuntimeError(f"the hub answered {answer.status_code}: {told['errors']}")
        data: Mapping[str, Any] = told["data"]
        return data

    def consent(self, numbers: Sequence[str]) -> None:
        """Let people consent to everything that is asked later."""
        given = {"key": "bench", "agencies": list(registry.AGENCIES)}
        for number in numbers:
            self.post(number, {"query": stored_document("demo_give_consent"), "variables": given})

    def _token(self, number: str, bound_to: Mapping[str, str]) -> str:
        more = {"bsn": number, "auth_time": self._now(), "cnf": bound_to}
        return self.issuer._sign(PORTAL, more, who=f"citizen {number}")

    def _now(self) -> int:
        return int(self.issuer.clock.now().timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a hub is set up: where it stores, how many workers, what its configuration says beside the demo's."""

    store: str = "postgresql"
    config: str = ""
    workers: int = 1
    slow: str | None = None
    module: str = "adapters.cli.main"


@contextmanager
def our_hub(folder: Path, setting: Setting, *, upstream: int, store: str | None = None) -> Iterator[Hub]:
    """Run `hub serve`; `store` is the address of a PostgreSQL database. Nobody has consented yet."""
    port = free_port()
    config = _configure(folder, setting, port=port, upstream=upstream, store=store)
    # As in docs/deploy: who migrates reads a library that no other hub reads, and its memory is no worker's.
    migrated = [sys.executable, "-m", "adapters.cli.main", "db", "upgrade", "--config", str(config)]
    subprocess.run(migrated, env=surrounding(), stdout=subprocess.DEVNULL, check=True)
    command = [sys.executable, "-m", setting.module, "serve", "--config", str(config)]
    command += ["--port", str(port), "--workers", str(setting.workers)]
    with serving(command, port=port, log=folder / "hub.log") as server:
        yield Hub(
            server=server,
            issuer=bootstrap.demo_issuer(bootstrap.checked(config)),
            certificate=_certificate(),
            key=ECKey.generate_key("P-256"),
        )


def free(name: str) -> Mapping[str, object]:
    """The body of a request that brings its document along."""
    return {"query": _document(name), "variables": VARIABLES[name]}


def trusted(name: str) -> Mapping[str, object]:
    """The body of a request that names a registered document."""
    return {"documentId": f"sha256:{sha256(_document(name).encode()).hexdigest()}", "variables": VARIABLES[name]}


def knows(setting: str) -> bool:
    """Say whether the configuration has this key by now: what is not built yet is not measured."""
    fields = Settings.model_fields
    for name in setting.split("."):
        if name not in fields:
            return False
        fields = getattr(fields[name].annotation, "model_fields", {})
    return True


def _document(name: str) -> str:
    return (DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8")


def _configure(folder: Path, setting: Setting, *, port: int, upstream: int, store: str | None) -> Path:
    """Write the demo's configuration with tokens that are bound to their sender by one of two ways."""
    made = DemoFolder(path=folder / "hub")
    made.make()
    agencies = [_source(code, upstream, slow=code == setting.slow) for code in registry.AGENCIES]
    made.configure(public_url=f"http://{LOOPBACK}:{port}", agencies=agencies)
    text = made.config.read_text(encoding="utf-8")
    text = text.replace('mode = "demo"', f'mode = "demo"\ntrusted_proxies = ["{LOOPBACK}/32"]', 1)
    if store is not None:
        text = text.replace(f'url = "sqlite:///{made.path.resolve() / "hub.db"}"', f"url = {json.dumps(store)}", 1)
    registered = f"\n{_registered(folder)}" if knows("graphql.documents") else ""
    made.config.write_text(text + UNHINDERED + setting.config + registered, encoding="utf-8")
    return made.config


def _registered(folder: Path) -> str:
    """Register the documents for whoever sends their hash."""
    operations = [
        {"id": sha256(_document(name).encode()).hexdigest(), "name": name, "type": "query", "body": _document(name)}
        for name in VARIABLES
    ]
    manifest = folder / "documents.json"
    content = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    manifest.write_text(json.dumps(content), encoding="utf-8")
    return f'[[graphql.documents]]\nfile = "{manifest.resolve()}"\n'


def _source(code: str, upstream: int, *, slow: bool) -> Mapping[str, object]:
    profile = agency_profile.load(registry.folder(code))
    url = f"http://{LOOPBACK}:{upstream}/{'slow/' if slow else ''}{code}"
    return {
        "code": code,
        "oin": profile.agency.oin,
        "url": url,
        "token_url": f"{url}/token",
        "jwks_url": f"{url}/jwks",
        "signs_answers": profile.signs_answers,
    }


def _certificate() -> x509.Certificate:
    """Make a client certificate, as the proxy hands it on."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    return made.sign(key, hashes.SHA256())


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
