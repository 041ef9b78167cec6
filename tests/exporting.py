"""Exports of a small log, signed and witnessed by real keys, for whoever checks them. Every byte can be one's own."""

import base64
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from builders import NOON, SUBJECT, a_citizen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from consent.activities import ActivityId, Basis
from consent.grants import Grant, GrantId, Use
from consent.parties import SELF, AgencyCode
from consent.purposes import Category, Purpose
from consent.verdict import Permitted
from hub.audit import canonical, extent, merkle
from hub.audit.commitment import commitment
from hub.audit.entry import entry
from hub.audit.events import AuditRecord, Edition, Event, Trace, record
from hub.audit.merkle import Node

ORIGIN: Final = "audit.example/hub"
SIGNED_AT: Final = 1_800_000_000
OPENING: Final = bytes(range(32))
TRACE: Final = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736")
SEALER: Final = ECKey.generate_key("P-256", {"kid": "hub-1"})


@dataclass(frozen=True)
class NoteSigner:
    """Signs checkpoints as C2SP has it: 1 a note, 4 and 6 a note at a moment."""

    name: str
    kind: int
    private: Any

    @property
    def public(self) -> bytes:
        return bytes(self.private.public_key().public_bytes_raw())

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def line(self, text: str, at: int = SIGNED_AT) -> str:
        origin, size, root = text.splitlines()
        moment = at.to_bytes(8)
        if self.kind == 1:
            made = self.private.sign(text.encode())
        elif self.kind == 4:
            made = moment + self.private.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        else:
            told = [b"subtree/v1\n\x00", bytes([len(self.name)]), self.name.encode(), moment, bytes([len(origin)])]
            told += [origin.encode(), bytes(8), int(size).to_bytes(8), base64.b64decode(root)]
            made = moment + self.private.sign(b"".join(told))
        return f"— {self.name} {base64.b64encode(self.id + made).decode()}\n"


def a_log() -> tuple[NoteSigner, NoteSigner]:
    return (
        NoteSigner(ORIGIN, 1, Ed25519PrivateKey.generate()),
        NoteSigner(ORIGIN, 6, MLDSA44PrivateKey.generate()),
    )


LOG: Final = a_log()
WITNESSES: Final = (
    NoteSigner("witness.example/one", 6, MLDSA44PrivateKey.generate()),
    NoteSigner("witness.example/two", 4, Ed25519PrivateKey.generate()),
)


def a_policy(*, log: Sequence[NoteSigner] = LOG, quorum: int = 2) -> str:
    """What an auditor has from the parties themselves."""
    lines = ["# keys as each party told them to me", *(f"log {key.vkey}" for key in log)]
    lines += [f"witness w{place} {key.vkey}" for place, key in enumerate(WITNESSES)]
    return "".join(f"{line}\n" for line in [*lines, f"quorum {quorum}  # both"])


@dataclass
class Leaves:
    """The tree over entries, appended piece by piece. Keeps every node unless it is told to forget."""

    size: int = 0
    nodes: dict[Node, bytes] = field(default_factory=dict)

    def add(self, entries: Iterable[bytes], *, forget: bool = False) -> None:
        leaves = [merkle.leaf_hash(each) for each in entries]
        self.nodes |= merkle.completed(self.size, leaves, self.nodes)
        self.size += len(leaves)
        if forget:
            self.nodes = {node: self.nodes[node] for node in merkle.cover(0, self.size)}

    @property
    def root(self) -> bytes:
        return merkle.root(self.size, self.nodes)


def a_note(size: int, root: bytes, signers: Iterable[NoteSigner] = (*LOG, *WITNESSES)) -> str:
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n"
    return f"{text}\n{''.join(each.line(text) for each in signers)}"


def a_checkpoint(entries: Sequence[bytes], signers: Iterable[NoteSigner] = (*LOG, *WITNESSES)) -> str:
    grown = Leaves()
    grown.add(entries)
    return a_note(grown.size, grown.root, signers)


def entries_of(lines: Iterable[AuditRecord], origin: str = ORIGIN) -> list[bytes]:
    return [entry(origin, seq, canonical.dumps(line)) for seq, line in enumerate(lines, start=1)]


@dataclass(kw_only=True)
class Export:
    """What goes into the folder; a test changes what it likes before it is written.

    `entries` is the whole log, of which the numbers in `shown` are disclosed. The list of hashes is what the log's tree
    has; `written` is what stands in the file. Unless said otherwise everything was asked for, or what is about the one
    person whom all lines are about.
    """

    entries: Sequence[bytes]
    shown: Collection[int] | None = None
    note: str | None = None
    receipts: Mapping[int, bytes] = field(default_factory=dict)
    since: Sequence[int] = ()
    written: Callable[[list[bytes]], list[bytes]] = list
    manifest: Callable[[dict[str, Any]], dict[str, Any]] = dict
    leaves: bool = True
    period: tuple[str, str] = ("2026-01-01", "2036-12-31")
    wanted: Mapping[str, Any] | None = None

    def put(self, folder: Path) -> Path:
        """Write the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        tree, size = Leaves(), len(self.entries)
        tree.add(self.entries)
        shown = range(1, size + 1) if self.shown is None else sorted(self.shown)
        note = self.note or a_note(size, tree.root)
        records = self.written([self.entries[seq - 1] for seq in shown])
        ends = [0, *(seq for seq in shown)]
        gaps = [merkle.cover(end, until - 1) for end, until in zip(ends, [*shown, size + 1], strict=True)]
        rows = [{"hash": tree.nodes[node].hex(), "level": node[0], "place": node[1]} for gap in gaps for node in gap]
        hashes = [{"leaf": tree.nodes[(0, seq - 1)].hex(), "seq": seq} for seq in shown] if self.leaves else []
        files = {
            "records.ndjson": b"".join(line + b"\n" for line in records),
            "tree.ndjson": ndjson(rows),
            "checkpoint": note.encode(),
            "policy": a_policy().encode(),
            "keys.json": json.dumps({"keys": [SEALER.as_dict(private=False)]}).encode(),
            **({"leaves.ndjson": ndjson(hashes)} if hashes else {}),
            **({"receipts.ndjson": self._receipts()} if self.receipts else {}),
        }
        for name, content in files.items():
            (folder / name).write_bytes(content)
        origin, told, root = note.splitlines()[:3]
        sign(
            folder,
            self.manifest(
                {
                    "form": "hub-export/1",
                    "origin": origin,
                    "size": int(told),
                    "root": root,
                    "counts": {"records": len(records), "nodes": len(rows), "missing": 0},
                    "missing": [],
                    "period": dict(zip(("from", "to"), self.period, strict=True)),
                    "filter": self._filter(),
                    "consistency": [self._proof(tree, old) for old in self.since],
                    "files": {name: {"sha256": sha256(each).hexdigest()} for name, each in files.items()},
                }
            ),
        )
        return folder

    def _filter(self) -> Mapping[str, Any]:
        if self.wanted is not None:
            return self.wanted
        return {} if self.shown is None else {"subject": SUBJECT}

    def _receipts(self) -> bytes:
        return b"".join(
            b'{"opening":"%b","receipt":%b,"seq":%d}\n' % (OPENING.hex().encode(), written, seq)
            for seq, written in self.receipts.items()
        )

    @staticmethod
    def _proof(tree: Leaves, old: int) -> dict[str, Any]:
        ranges = merkle.consistency_ranges(old, tree.size)
        return {"size": old, "proof": [each.hex() for each in merkle.hashes(ranges, tree.nodes)]}


def ndjson(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(canonical.dumps(row) + b"\n" for row in rows)


def sign(
    folder: Path, manifest: Mapping[str, Any], key: ECKey | RSAKey = SEALER, *, algorithm: str = "ES256", **said: Any
) -> None:
    """Write the manifest with its detached signature. `said` goes into its header; None leaves a member out."""
    written = canonical.dumps(manifest)
    (folder / "manifest.json").write_bytes(written)
    named = {"mId": "http://uri.etsi.org/19182/ObjectIdByURI", "pars": ["manifest.json"]}
    header = {"alg": algorithm, "kid": key.kid, "typ": "JOSE", "sigD": named, "sigT": "2026-11-29T09:00:00Z"}
    header = {name: value for name, value in {**header, **said}.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    head, _, seal = jws.serialize_compact(header, written, key, registry=registry).split(".")
    (folder / "manifest.json.jws").write_text(f"{head}..{seal}", encoding="ascii")


def sign_again(folder: Path, key: ECKey = SEALER) -> None:
    """Describe the files as they are now, and sign for that: what an operator can do who edits an export."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = {
        name: {"sha256": sha256((folder / name).read_bytes()).hexdigest()} for name in manifest["files"]
    }
    sign(folder, manifest, key)


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_grant(name: str = "grant-1", **changes: Any) -> Grant:
    grant = Grant(
        id=GrantId(name),
        subject=SUBJECT,
        recipient=SELF,
        agency=AgencyCode("cjib"),
        purpose=Purpose.OVERVIEW,
        categories=frozenset(Category),
        activity=ActivityId("overview-self:1"),
        notice="nl:1",
        valid_from=NOON,
        valid_until=NOON + timedelta(days=365),
    )
    return replace(grant, **changes)


def a_line(event: Event, *, days: float = 0, **more: Any) -> AuditRecord:
    """A line so many days after noon."""
    at = NOON + timedelta(days=days)
    given = {"requester": a_citizen(), "subject": SUBJECT, "trace": TRACE, **more}
    return record(event, at=at, **given)


def given(*grants: Grant, days: float = 0, replaced: Mapping[str, str] | None = None, **more: Any) -> AuditRecord:
    return a_line(
        Event.CONSENT_GIVEN,
        days=days,
        grounds={each.id: f"{each.agency}:{each.purpose.value}:{each.activity}" for each in grants},
        outcome={"grants": len(grants), **extent.given(dict.fromkeys(grants, 6), replaced or {})},
        **more,
    )


def narrowed(*left: Grant, days: float = 0) -> AuditRecord:
    grounds = {each.id: "consent.narrowed" for each in left}
    return a_line(Event.CONSENT_NARROWED, days=days, grounds=grounds, outcome={"grants": 1, **extent.left(left)})


def withdrawn(name: str = "grant-1", *, days: float = 0) -> AuditRecord:
    return a_line(Event.CONSENT_WITHDRAWN, days=days, grounds={name: "consent.withdrawn"}, outcome={"grants": 1})


def a_yes(grant: str | None = "grant-1", **changes: Any) -> Permitted:
    said = Permitted(
        agency=AgencyCode("cjib"),
        activity=ActivityId("overview-self:1"),
        basis=Basis.CONSENT,
        article="AVG 6(1)(a)",
        categories=frozenset(Category),
        grant=GrantId(grant) if grant else None,
    )
    return replace(said, **changes)


def access(
    event: Event = Event.CLAIMS_RELEASED, *, days: float = 0, yes: Permitted | None = None, **more: Any
) -> AuditRecord:
    said = yes or a_yes()
    outcome = {said.agency: "answered:2"} if event is Event.CLAIMS_RELEASED else {}
    edition = Edition(version="1.0.0", configuration=f"sha256:{'0' * 64}")
    filled = {"register": f"sha256:{'0' * 64}", "edition": edition, "facts": 3, "purpose": Purpose.OVERVIEW}
    return a_line(event, days=days, verdicts=[said], outcome=outcome, **{**filled, **more})


def a_life() -> list[AuditRecord]:
    """Consent is given, used, narrowed, used within what is left, used up, replaced and withdrawn."""
    claims = frozenset({Category.CLAIMS})
    once = a_grant("grant-2", agency=AgencyCode("duo"), use=Use.ONCE)
    duo = a_yes("grant-2", agency=AgencyCode("duo"))
    return [
        given(a_grant(), once),
        access(Event.CLAIMS_ASKED, days=1),
        access(days=1),
        narrowed(a_grant(categories=claims), days=2),
        access(days=3, yes=a_yes(categories=claims)),
        access(Event.CLAIMS_ASKED, days=4, yes=duo),
        access(days=4, yes=duo),
        access(days=4, yes=duo),
        given(a_grant("grant-3"), days=5, replaced={"grant-3": "grant-1"}),
        access(days=6, yes=a_yes("grant-3")),
        withdrawn("grant-3", days=7),
        a_line(Event.ACCESSES_READ, days=8),
    ]


def kept(receipt: bytes, *, days: float = 0) -> AuditRecord:
    """A proposal was kept, and this is its receipt."""
    committed = commitment(OPENING, receipt)
    return a_line(Event.PROPOSAL_KEPT, days=days, outcome={"proposal": "p-1", "claims": 2, "receipt": committed})
