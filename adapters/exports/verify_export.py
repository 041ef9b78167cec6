"""Check an export of the audit log without trusting who made it: this one file, Python 3.11 and `cryptography`.

    python verify_export.py EXPORT --policy POLICY [--since OLD_CHECKPOINT] [--since-policy OLD_POLICY] [--keys KEYS]

Ends with 0 where everything is as it was signed, 1 where something is not, 2 where nothing could be checked.
`docs/verifying.md` says what that proves and what it does not. Nothing here is shared with the code that makes the log
or the export, on purpose: both can be wrong separately.
"""

import argparse
import base64
import json
import re
import sys
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import file_digest, sha256
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

FORM: Final = "hub-export/1"
MOST_FAULTS: Final = 50
"""More are of no help to anybody; the rest is counted."""
NAMED_LINES: Final = 5
"""So many lines are named of those with the same fault."""
MOST_BYTES: Final = 10_000_000
"""Of a file that is read whole, and of a line."""
MOST_SIGNATURES: Final = 16
LARGEST: Final = 2**63 - 1
"""Lines of a log, as the hub counts them; what is signed has 64 bits for it."""
OVER_THE_MANIFEST: Final = {"mId": "http://uri.etsi.org/19182/ObjectIdByURI", "pars": ["manifest.json"]}
"""What a signature says that it is over (JAdES, `sigD`): the same key signs other things too."""
MOST_SHAPES: Final = 1_000
SHORTEST_MONTH: Final = timedelta(days=28)
MOST_MONTHS: Final = 1_200
"""Without use, after which a consent lapses; a line that says more says nothing."""
MAY_FALL: Final = timedelta(seconds=5)
"""Clocks of several machines differ by so much at most."""
EMPTY: Final = sha256(b"").digest()
_URL_SAFE: Final = str.maketrans("-_+/", "+/??")
ED25519, COSIGNED_ED25519, COSIGNED_MLDSA = 0x01, 0x04, 0x06
PUBLIC_BYTES: Final = {ED25519: 32, COSIGNED_ED25519: 32, COSIGNED_MLDSA: 1312}
TOLD: Final = frozenset({"answered", "contradictory", "not_understood"})
"""How an agency answered where its answer was released: only that uses a consent."""
MUST_BE_LISTED: Final = ("records.ndjson", "tree.ndjson", "checkpoint")
FILTERS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("subject", "agency", "oin", "activity", "article"), str),
    **dict.fromkeys(("sample", "seed"), int),
    "receipts": bool,
}
BESIDE: Final = frozenset({"receipts", "article"})
"""What is asked for beside the lines, and leaves none of them out."""

FAULTS: Final[Mapping[str, str]] = {
    "manifest.missing": "There is no manifest.json: nobody vouches for what belongs to the export.",
    "manifest.unreadable": "manifest.json is not what a manifest looks like.",
    "manifest.unsigned": "Beside the manifest is no signature that says it is over a manifest (manifest.json.jws).",
    "manifest.unknown_key": "The manifest is signed with a key that is not among the keys.",
    "manifest.signature": "The manifest was changed after it was signed, or somebody else signed it.",
    "manifest.differs": "The manifest says otherwise of the log or of what is in the export",
    "file.unlisted": "The manifest does not list a file that every export has",
    "file.missing": "A file that the manifest lists is not there",
    "file.changed": "A file is not the one that was signed for",
    "checkpoint.origin": "The checkpoint is of another log than the policy's.",
    "checkpoint.signature": "A signature under the checkpoint is wrong",
    "checkpoint.not_signed": "The checkpoint is not signed with a key of the log that the policy names",
    "witness.quorum": "Fewer witnesses have signed the checkpoint than the policy asks for.",
    "line.unreadable": "A line is no JSON, or too long.",
    "line.not_canonical": "A line is not written in canonical form (RFC 8785).",
    "line.schema": "A line is not of the published form (audit.entry.json)",
    "line.origin": "A line is of another log.",
    "line.out_of_order": "A line stands where a later one should.",
    "line.missing": "A line is missing: it is neither shown nor counted among what is left out.",
    "line.lost": "A line is gone from the log itself, whoever exported it found.",
    "line.beyond": "A line is beyond what was signed.",
    "line.changed": "A line is not the one whose hash the export lists (leaves.ndjson).",
    "line.withheld": "A line of the days asked for is left out, and nothing says that any were to be.",
    "line.not_asked_for": "A line is shown that is not of the days, person, agency or activity asked for.",
    "line.unlisted": "A line's hash is not in the export's list (leaves.ndjson).",
    "tree.unreadable": "A line is not what a hash of the tree looks like",
    "tree.overlap": "A hash of the tree stands for lines that were there before.",
    "root.differs": "What is in the export does not lead to the root that was signed: something in it was changed.",
    "time.falls": "A line is earlier than one before it, by more than five seconds.",
    "log.older": "The checkpoint is of a smaller log than the older checkpoint: lines were taken away.",
    "log.forked": "The log does not go on from the older checkpoint: what it had then was changed since.",
    "log.unproven": "The export has nothing that shows that the log goes on from the older checkpoint.",
    "consent.never_given": "An access rests on a consent that was never given.",
    "consent.ended": "An access rests on a consent that had been withdrawn, or replaced by another.",
    "consent.expired": "An access rests on a consent whose time was over.",
    "consent.lapsed": "An access rests on a consent that nobody had used for too long.",
    "consent.used_up": "An access rests on a consent for once that had been used.",
    "consent.exceeded": "An access goes beyond the consent that it names: another person, recipient, agency, "
    "activity or kind of data.",
}
"""Everything that can be wrong, stable for ever."""

NOTES: Final[Mapping[str, str]] = {
    "policy.operators": "No policy of your own: the operator's was taken, who may write in it what they like.",
    "keys.operators": "The manifest was checked with the keys that came with it: take the published ones with --keys.",
    "witness.none": "The policy asks for no witness: an operator could have rebuilt the whole log.",
    "since.none": "No older checkpoint was given (--since): whether what you saw before still stands was not checked.",
    "file.extra": "There are files that the manifest does not list; they were not looked at.",
}


class UnreadableError(Exception):
    """Nothing can be checked. `code` is stable."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(f"{code}: {says}")
        self.code, self.says = code, says


@dataclass(slots=True)
class Alike:
    """How often a fault was found, and the first lines that it is in."""

    times: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, seq: int | None) -> None:
        self.times += 1
        if seq is not None and len(self.first) < NAMED_LINES:
            self.first.append(seq)


@dataclass(slots=True)
class Report:
    """What was found: bounded, and without anything that stands in a line."""

    faults: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0
    alike: dict[tuple[str, str], Alike] = field(default_factory=dict)
    """All faults by code and sentence, also those that `faults` leaves out; of so many kinds at most."""
    first_bad: int | None = None
    notes: list[str] = field(default_factory=list)
    log: dict[str, Any] = field(default_factory=dict)
    asked_for: dict[str, Any] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    went_on_from: int | None = None
    replayed: dict[str, int] | None = None
    """For who computes decisions again, which this file does not: how many came out the same, how many are sealed."""

    def add(self, code: str, *, seq: int | None = None, what: str = "", said: Mapping[str, str] = FAULTS) -> None:
        says = f"{said[code]}: {what}." if what else said[code]
        if seq is not None:
            self.first_bad = seq if self.first_bad is None else min(self.first_bad, seq)
        if len(self.faults) < MOST_FAULTS:
            self.faults.append({"code": code, **({} if seq is None else {"seq": seq}), "says": says})
        else:
            self.left_out += 1
        if (code, says) in self.alike or len(self.alike) < MOST_FAULTS:
            self.alike.setdefault((code, says), Alike()).add(seq)

    def told(self) -> dict[str, Any]:
        """Give the report for a program (docs/schemas/verify.output.json)."""
        kinds = ("in_force", "in_force_as_shown", "not_shown", "not_in_force")
        return {
            "good": not self.faults,
            "first_bad": self.first_bad,
            "log": self.log,
            "asked_for": self.asked_for,
            "lines": {"shown": self.counts["shown"], "sealed": self.counts["sealed"]},
            "accesses_on_consent": {kind: self.counts[kind] for kind in kinds},
            "went_on_from": self.went_on_from,
            "faults": self.faults,
            "faults_left_out": self.left_out,
            "notes": [{"code": code, "says": NOTES[code]} for code in self.notes],
            **({} if self.replayed is None else {"replayed": self.replayed}),
        }


def _base64(text: str) -> bytes:
    """Read base64 in the one way in which it is written: no changed letter may mean the same."""
    found = base64.b64decode(text, validate=True)
    _demand(base64.b64encode(found).decode() == text)
    return found


def _base64url(text: str) -> bytes:
    return _base64(text.translate(_URL_SAFE) + "=" * (-len(text) % 4))


def _demand(holds: bool) -> None:  # noqa: FBT001 what must hold
    if not holds:
        raise ValueError


# ── What was signed ───────────────────────────────────────────────────────────────────────────────────────────────────


class Key(NamedTuple):
    """A key that signs checkpoints (C2SP signed-note)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @classmethod
    def of(cls, text: str) -> "Key":
        name, said, encoded = text.split("+", 2)
        raw = _base64(encoded)
        key = cls(name, raw[0], raw[1:])
        _demand(
            bool(name) and name.isprintable() and PUBLIC_BYTES.get(key.kind) == len(key.public) and said == key.id.hex()
        )
        return key


class Policy(NamedTuple):
    log: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    quorum: int

    @classmethod
    def of(cls, text: str) -> "Policy":
        lines = [list(takewhile(lambda word: not word.startswith("#"), line.split())) for line in text.split("\n")]
        words = [line for line in lines if line]
        log = [Key.of(rest[0]) for kind, *rest in words if kind == "log" and len(rest) == 1]
        witnesses = [Key.of(rest[1]) for kind, *rest in words if kind == "witness" and len(rest) == 2]  # noqa: PLR2004 name and key
        quorums = [rest[0] for kind, *rest in words if kind == "quorum" and len(rest) == 1]
        quorum = int(quorums[0])
        _demand(len(quorums) == 1 and quorums[0] == str(quorum))
        names = {rest[0] for kind, *rest in words if kind == "witness"}
        publics = {key.public for key in (*log, *witnesses)}
        # One key under two names would be counted twice, and the operator's own is no witness.
        _demand(len(log) + len(witnesses) + 1 == len(words) and len(publics) == len(words) - 1 and bool(log))
        _demand(len({key.name for key in log}) == 1 and len(names) == len(witnesses) >= quorum >= 0)
        _demand(all(key.kind != COSIGNED_ED25519 for key in log) and all(key.kind != ED25519 for key in witnesses))
        return cls(tuple(log), tuple(witnesses), quorum)


class Checkpoint(NamedTuple):
    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def of(cls, note: bytes) -> "Checkpoint":
        text, _, signed = note.decode().rpartition("\n\n")
        origin, size, root = text.split("\n")
        signatures = []
        for line in signed.removesuffix("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            raw = _base64(encoded)
            signatures.append((name, raw[:4], raw[4:]))
            _demand(dash == "—" and len(signatures) <= MOST_SIGNATURES)
        found = cls(f"{text}\n".encode(), origin, int(size), _base64(root), tuple(signatures))
        _demand(bool(origin) and origin.isprintable() and len(found.root) == len(EMPTY))
        _demand(size == str(found.size) and 0 <= found.size <= LARGEST)
        return found

    def by(self, key: Key) -> list[bytes]:
        return [each for name, key_id, each in self.signatures if (name, key_id) == (key.name, key.id)]

    def is_good(self, key: Key, signature: bytes) -> bool:
        """Check a signature: over the text, or over the text and a time (C2SP tlog-cosignature)."""
        stamp, rest = signature[:8], signature[8:]
        try:
            if key.kind == COSIGNED_MLDSA:
                named = _short(key.name) + stamp + _short(self.origin)
                whole = b"subtree/v1\n\0" + named + bytes(8) + self.size.to_bytes(8) + self.root
                MLDSA44PublicKey.from_public_bytes(key.public).verify(rest, whole)
            elif key.kind == COSIGNED_ED25519:
                timed = b"cosignature/v1\ntime %d\n" % int.from_bytes(stamp) + self.text
                Ed25519PublicKey.from_public_bytes(key.public).verify(rest, timed)
            else:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature, self.text)
        except (InvalidSignature, ValueError):
            return False
        return True


def _short(name: str) -> bytes:
    return bytes([len(name.encode())]) + name.encode()


def check_signatures(checkpoint: Checkpoint, policy: Policy, report: Report, *, of: str) -> list[str]:
    """Demand a signature of every key of the log; give the witnesses that signed."""
    good: dict[Key, bool] = {}
    for key in (*policy.log, *policy.witnesses):
        if each := checkpoint.by(key):
            good[key] = all(checkpoint.is_good(key, signature) for signature in each)
            if not good[key]:
                report.add("checkpoint.signature", what=f"{key.name} under {of}")
    if any(key.name != checkpoint.origin for key in policy.log):
        report.add("checkpoint.origin")
    for key in policy.log:
        if key not in good:
            kind = "ML-DSA-44" if key.kind == COSIGNED_MLDSA else "Ed25519"
            report.add("checkpoint.not_signed", what=f"{kind} key {key.id.hex()} under {of}")
    return [key.name for key in policy.witnesses if good.get(key)]


# ── The manifest and the files that it signs for ──────────────────────────────────────────────────────────────────────


def _bytes(path: Path) -> bytes | None:
    """Read a small file; None where there is no such plain file."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        written = file.read(MOST_BYTES + 1)
    return written if len(written) <= MOST_BYTES else None


def dutch_midnight(day: date) -> datetime:
    """When a day begins in the Netherlands, in UTC; from 1996 on, and without a database of time zones."""
    is_summer = _last_sunday(day.year, 3) < day <= _last_sunday(day.year, 10)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2 if is_summer else 1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


class Asked(NamedTuple):
    """What was asked for, as the manifest says: the lines of some days, and what else they must be."""

    first: str
    last: str
    begins: datetime
    ends: datetime
    filters: Mapping[str, Any]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> "Asked":
        period, filters = manifest["period"], manifest["filter"]
        _demand(all(type(value) is FILTERS[name] for name, value in filters.items()))
        first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
        told = first.isoformat(), last.isoformat()
        _demand((period["from"], period["to"]) == told)
        return cls(*told, dutch_midnight(first), dutch_midnight(last + timedelta(days=1)), filters)

    @property
    def is_whole(self) -> bool:
        """Whether every line of those days is wanted."""
        return not self.filters.keys() - BESIDE

    def fits(self, record: Mapping[str, Any], at: datetime) -> bool:
        """Whether a line is among what was asked for; of a sample, whether it could be."""
        subject, agency, activity = (self.filters.get(name) for name in ("subject", "agency", "activity"))
        return (
            self.begins <= at < self.ends
            and subject in {None, record["subject"]}
            and (agency is None or self._is_about(record, agency))
            and (activity is None or any(each.get("activity") == activity for _, each in _decisions(record)))
        )

    def _is_about(self, record: Mapping[str, Any], agency: str) -> bool:
        said, oin = record.get("outcome", {}), self.filters.get("oin")
        return (
            agency in said
            or agency in said.values()
            or any(each == agency for each, _ in _decisions(record))
            or any(each.get("agency") == agency for each in record.get("evaluated", ()))
            or (oin is not None and oin in {record.get("oin"), record["recipient"]})
        )


def _decisions(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give everything that was decided in a line, with the agency that it was about."""
    for group in (record, *record.get("evaluated", ())):
        yield from group.get("decided", {}).items()


def _number(jwk: Mapping[str, Any], name: str) -> int:
    return int.from_bytes(_base64url(jwk[name]))


def _is_signed(jwk: Mapping[str, Any], algorithm: str, signed: bytes, signature: bytes) -> bool:
    """Check a signature of RFC 7518: ES256 with a P-256 key, PS256 with an RSA key of 2048 bits or more."""
    try:
        if (algorithm, jwk["kty"], jwk.get("crv")) == ("ES256", "EC", "P-256"):
            point = ec.EllipticCurvePublicNumbers(_number(jwk, "x"), _number(jwk, "y"), ec.SECP256R1())
            halves = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            point.public_key().verify(encode_dss_signature(*halves), signed, ec.ECDSA(SHA256()))
            return len(signature) == 64  # noqa: PLR2004 RFC 7518 section 3.4
        if (algorithm, jwk["kty"]) == ("PS256", "RSA") and _number(jwk, "n").bit_length() >= 2048:  # noqa: PLR2004 RFC 7518 section 3.5
            key = rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n")).public_key()
            key.verify(signature, signed, padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size), SHA256())
            return True
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        pass
    return False


def check_manifest(folder: Path, keys: Path | None, report: Report) -> Mapping[str, Any]:
    """Read the manifest, and check its detached signature (RFC 7515 appendix F); empty where there is none to read."""
    written = _bytes(folder / "manifest.json")
    if written is None:
        report.add("manifest.missing")
        return {}
    try:
        manifest = json.loads(written)
        _demand(manifest["form"] == FORM)
        for name, said in manifest["files"].items():
            _demand(bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", name)))
            _demand(bool(re.fullmatch("[0-9a-f]{64}", said["sha256"])))
        _demand(type(manifest["counts"]) is dict)
        _demand(all(_count(seq) for seq in manifest.get("missing", ())))
        asked = Asked.of(manifest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        report.add("manifest.unreadable")
        return {}
    report.asked_for = {"from": asked.first, "to": asked.last, "filters": sorted(asked.filters)}
    if keys is None:
        report.notes.append("keys.operators")
    if fault := _fault_of_signature(written, folder, _keys(folder, keys)):
        report.add(fault)
    return dict(manifest)


def _keys(folder: Path, keys: Path | None) -> Mapping[str, Any]:
    """Read the auditor's keys, or those that came along; where these cannot be read, no key is known."""
    try:
        return {str(jwk["kid"]): jwk for jwk in json.loads(_bytes(keys or folder / "keys.json") or b"")["keys"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        if keys is None:
            return {}
        raise UnreadableError("keys.unreadable", "There is no JWK Set with keys to read.") from None


def _fault_of_signature(written: bytes, folder: Path, known: Mapping[str, Any]) -> str | None:
    try:
        head, between, signature = (_bytes(folder / "manifest.json.jws") or b"").decode("ascii").strip().split(".")
        header = json.loads(_base64url(head))
        kid, algorithm, raw = header["kid"], header["alg"], _base64url(signature)
        _demand(not between and type(kid) is str and set(header.get("crit", ())) <= {"sigT", "sigD"})
        _demand(header["typ"] == "JOSE" and header["sigD"] == OVER_THE_MANIFEST and type(header["sigT"]) is str)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "manifest.unsigned"
    if kid not in known:
        return "manifest.unknown_key"
    signed = head.encode() + b"." + base64.urlsafe_b64encode(written).rstrip(b"=")
    return None if _is_signed(known[kid], algorithm, signed, raw) else "manifest.signature"


def check_told(manifest: Mapping[str, Any], checkpoint: Checkpoint, report: Report) -> None:
    """Hold what the manifest says of the log against what was found. It names lines that the log itself has lost."""
    found = {
        "origin": (manifest.get("origin"), checkpoint.origin),
        "size": (manifest.get("size"), checkpoint.size),
        "root": (manifest.get("root"), base64.b64encode(checkpoint.root).decode()),
        "number of lines": (manifest["counts"].get("records"), report.counts["shown"]),
    }
    for name, (told, is_so) in found.items():
        if told != is_so:
            report.add("manifest.differs", what=name)
    for seq in manifest.get("missing", ()):
        report.add("line.lost", seq=seq)


def check_files(folder: Path, manifest: Mapping[str, Any], report: Report) -> None:
    """Hold every file against the manifest."""
    for name in MUST_BE_LISTED:
        if name not in manifest["files"]:
            report.add("file.unlisted", what=name)
    for name, described in manifest["files"].items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            report.add("file.missing", what=name)
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != described["sha256"]:
                report.add("file.changed", what=name)
    if {each.name for each in folder.iterdir()} - {*manifest["files"], "manifest.json", "manifest.json.jws"}:
        report.notes.append("file.extra")


# ── The tree ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _leaf(line: bytes) -> bytes:
    return sha256(b"\x00hub-audit/v1\n" + line).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree of RFC 6962 as it grows from the left: only the nodes along its edge, so a handful."""

    def __init__(self, since: int | None) -> None:
        """Begin empty. `since` is the size at which the root is wanted too."""
        self.size, self.is_whole, self.since = 0, True, since
        self.old_root = EMPTY if since == 0 else None
        self._edge: list[tuple[int, bytes]] = []

    def add(self, level: int, found: bytes) -> None:
        """Add a complete node over the next 2^level lines; the size must be a multiple of that."""
        self.size += 1 << level
        while self._edge and self._edge[-1][0] == level:
            found, level = _node(self._edge.pop()[1], found), level + 1
        self._edge.append((level, found))
        if self.size == self.since and self.is_whole:
            self.old_root = self.root()

    def skip_to(self, size: int) -> None:
        """Go on behind lines that are not there: no root can be told from here on."""
        self.size, self.is_whole = size, False
        self._edge.clear()

    def leads_to(self, checkpoint: Checkpoint) -> bool:
        return self.is_whole and (self.size, self.root()) == (checkpoint.size, checkpoint.root)

    def root(self) -> bytes:
        if not self._edge:
            return EMPTY
        *others, (_, found) = self._edge
        for _, other in reversed(others):
            found = _node(other, found)
        return found


def goes_on(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that a tree goes on from an older one, of size 1 or more (RFC 9162 section 2.1.4.2)."""
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    index, last = old.size - 1, new.size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    if not path:
        return False
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            was, now = _node(sibling, was), _node(sibling, now)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            now = _node(now, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and (was, now) == (old.root, new.root)


# ── The form of a line (docs/schemas/audit.entry.json) ────────────────────────────────────────────────────────────────

Check = Callable[[Any], bool]
Types = frozenset[type[Any]]
_NAME: Final = re.compile(r"[\x21-\x7e]{1,200}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00", re.ASCII)
_EVENT: Final = re.compile(r"[a-z_]+\.[a-z_]+")


def _moment(value: Any) -> datetime | None:  # noqa: ANN401 plain JSON
    """Read a moment in UTC; None for anything else."""
    try:
        return datetime.fromisoformat(value) if type(value) is str and _MOMENT.fullmatch(value) else None
    except ValueError:
        return None


def _count(value: Any) -> bool:  # noqa: ANN401 plain JSON
    return type(value) is int and 0 <= value < 2**53


def _are_named(value: Mapping[str, Any], fits: Check) -> bool:
    """Say whether every member has a plain name and fits; and they stand in order, as in every object here."""
    for name, each in value.items():
        if not (_NAME.fullmatch(name) and fits(each)):
            return False
    return len(value) < 2 or [*value] == sorted(value)  # noqa: PLR2004 one is always in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Of an object: the types that each member may have, what more must be so of some, and which must be there.

    `known` are combinations of members and types that were found to fit: most lines are like another one.
    """

    types: Mapping[str, Types]
    more: Mapping[str, Check]
    must: frozenset[str]
    known: set[tuple[object, ...]] = field(default_factory=set)

    def misfit(self, value: Any) -> str | None:  # noqa: ANN401 plain JSON
        """Name the first member that does not fit; None: all do."""
        if type(value) is not dict:
            return "no object"
        shape = (*value, *map(type, value.values()))
        if shape not in self.known:
            if wrong := self._misfit(value):
                return wrong
            if len(self.known) < MOST_SHAPES:
                self.known.add(shape)
        for name, fits in self.more.items():
            if name in value and not fits(value[name]):
                return name
        return None

    def _misfit(self, value: Mapping[str, Any]) -> str | None:
        if not self.types.keys() >= value.keys():
            return "a member that is not known"
        wrong = [name for name, each in value.items() if type(each) not in self.types[name]]
        wrong += sorted(self.must - value.keys())
        return wrong[0] if wrong else None if [*value] == sorted(value) else "order of members"


_TEXT: Final[Types] = frozenset({str})
_MAY_BE_TEXT: Final[Types] = frozenset({str, type(None)})
_COUNT: Final[Types] = frozenset({int})
_MAY_BE_COUNT: Final[Types] = frozenset({int, type(None)})
_TRUTH: Final[Types] = frozenset({bool})
_LIST: Final[Types] = frozenset({list})
_OBJECT: Final[Types] = frozenset({dict})

_DECIDED: Final = Form(
    types={
        **dict.fromkeys(("activity", "basis", "article", "rests_on", "mandate", "ground"), _MAY_BE_TEXT),
        "is": _TEXT,
        "permitted": _TRUTH,
        "categories": _LIST,
    },
    more={
        "is": lambda value: value == "Decided",
        "categories": lambda value: all(type(each) is str for each in value),
    },
    must=frozenset({"is", "permitted"}),
)


def _are_decided(value: Mapping[str, Any]) -> bool:
    return _are_named(value, lambda each: _DECIDED.misfit(each) is None)


_EVALUATED: Final = Form(
    types={
        **dict.fromkeys(("recipient", "client", "purpose", "agency", "activity"), _MAY_BE_TEXT),
        "is": _TEXT,
        "place": _COUNT,
        "permitted": _TRUTH,
        "decided": _OBJECT,
    },
    more={"is": lambda value: value == "Evaluated", "place": _count, "decided": _are_decided},
    must=frozenset({"is", "place", "permitted"}),
)
_RECORD: Final = Form(
    types={
        **dict.fromkeys(("is", "at", "event", "subject", "client", "role", "recipient", "trace_id"), _TEXT),
        **dict.fromkeys(
            ("parent_span_id", "span_id", "fsc_transaction_id", "oin", "worker", "representative"), _MAY_BE_TEXT
        ),
        **dict.fromkeys(("mandate", "acr", "case", "purpose", "register", "version"), _MAY_BE_TEXT),
        **dict.fromkeys(("configuration", "semantic"), _MAY_BE_TEXT),
        **dict.fromkeys(("decided", "grounds", "outcome"), _OBJECT),
        "facts": _MAY_BE_COUNT,
        "evaluated": _LIST,
    },
    more={
        "is": lambda value: value == "AuditRecord",
        "at": lambda value: _moment(value) is not None,
        "event": lambda value: _EVENT.fullmatch(value) is not None,
        "facts": lambda value: value is None or _count(value),
        "decided": _are_decided,
        "evaluated": lambda value: all(_EVALUATED.misfit(each) is None for each in value),
        "grounds": lambda value: _are_named(value, lambda each: type(each) is str),
        "outcome": lambda value: _are_named(value, lambda each: type(each) is str or _count(each)),
    },
    must=frozenset({"is", "at", "event", "subject", "client", "role", "recipient", "trace_id"}),
)
_ENTRY: Final = Form(
    types={"log": _TEXT, "record": _OBJECT, "seq": _COUNT, "v": _COUNT},
    more={"seq": lambda value: _count(value) and value > 0, "v": lambda value: value == 1},
    must=frozenset({"log", "record", "seq", "v"}),
)


def misfit(entry: Any) -> str | None:  # noqa: ANN401 plain JSON
    """Name what in an entry is not of the published form; None: it is."""
    return _ENTRY.misfit(entry) or _RECORD.misfit(entry["record"])


# ── Consent at each access ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Grant:
    """What the lines so far say of a consent. `sealed` is how many lines were left out before it was given."""

    scope: tuple[str, str, str, str]
    """Whose it is, for whom, at which agency, under which activity."""
    sealed: int
    categories: frozenset[str] | None
    until: datetime | None
    is_once: bool
    months: int | None
    since: datetime
    """When it was given or last used."""
    used_in: str | None = None
    is_ended: bool = False


def months_after(start: datetime, months: int) -> datetime:
    """The same time of day some months later; in a month that is too short, on its last day."""
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if years > start.max.year:
        return start.max.replace(tzinfo=UTC)
    return start.replace(year=years, month=month + 1, day=min(start.day, monthrange(years, month + 1)[1]))


class Consents:
    """Holds every access against the consent that it names. Keeps the consents, never the lines."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._grants: dict[str, Grant] = {}

    def look(self, record: Mapping[str, Any], seq: int, at: datetime, sealed: int) -> None:
        """Learn what a line says of consents, or check the accesses in it. `sealed`: lines left out until now."""
        event = record["event"]
        if event == "consent.given":
            self._given(record, at, sealed)
        elif event == "consent.narrowed":
            self._narrowed(record)
        elif event == "consent.withdrawn":
            for name in record.get("grounds", {}):
                self._end(name)
        else:
            for access in _accesses(record, seq):
                self._check(access, at, sealed)

    def _given(self, record: Mapping[str, Any], at: datetime, sealed: int) -> None:
        said = record.get("outcome", {})
        for name, what in record.get("grounds", {}).items():
            agency, _, rest = what.partition(":")
            self._end(said.get(f"{name}.replaces"))
            months = said.get(f"{name}.lapses_after_months")
            self._grants[name] = Grant(
                scope=(record["subject"], record["recipient"], agency, rest.partition(":")[2]),
                sealed=sealed,
                categories=_categories(said, name),
                until=_moment(said.get(f"{name}.until")),
                is_once=said.get(f"{name}.use") == "once",
                months=months if type(months) is int and months <= MOST_MONTHS else None,
                since=at,
            )

    def _narrowed(self, record: Mapping[str, Any]) -> None:
        said = record.get("outcome", {})
        for name in record.get("grounds", {}):
            if grant := self._grants.get(name):
                grant.categories = _categories(said, name)
                grant.until = _moment(said.get(f"{name}.until"))

    def _end(self, name: Any) -> None:  # noqa: ANN401 plain JSON
        if grant := self._grants.get(name):
            grant.is_ended = True

    def _check(self, access: "Access", at: datetime, sealed: int) -> None:
        grant = self._grants.get(access.rests_on)
        if grant is None:
            fault, kind = ("", "not_shown") if sealed else ("consent.never_given", "")
        else:
            fault = _fault_of_access(grant, access, at)
            kind = "in_force" if sealed == grant.sealed else "in_force_as_shown"
            if fault == "consent.lapsed" and sealed > grant.sealed:
                fault, kind = "", "not_shown"  # it may have been used in a line that is left out
            elif grant.categories is None or grant.until is None:
                kind = "not_shown"
            if access.uses:
                grant.since, grant.used_in = at, grant.used_in or access.trace
        if fault:
            self._report.add(fault, seq=access.seq)
        self._report.counts["not_in_force" if fault else kind] += 1


class Access(NamedTuple):
    """A yes in a line that rests on a consent. `uses`: data was released on it, and not only asked for."""

    seq: int
    scope: tuple[str, str, str, str]
    rests_on: str
    categories: Sequence[str]
    trace: str
    uses: bool


def _accesses(record: Mapping[str, Any], seq: int) -> Iterator[Access]:
    released = record.get("outcome", {}) if record["event"] == "claims.released" else {}
    groups = [(record["recipient"], record.get("decided", {}))]
    if record.get("evaluated"):
        groups += [(each.get("recipient") or "", each.get("decided", {})) for each in record["evaluated"]]
    for recipient, group in groups:
        for agency, decided in group.items():
            rests_on = decided.get("rests_on") or ""
            # What rests on leave to act for the person names that twice.
            if decided["permitted"] and decided.get("basis") == "consent" and rests_on != decided.get("mandate"):
                scope = (record["subject"], recipient, agency, decided.get("activity") or "")
                uses = str(released.get(agency, "")).partition(":")[0] in TOLD
                yield Access(seq, scope, rests_on, decided.get("categories", ()), record["trace_id"], uses)


def _fault_of_access(grant: Grant, access: Access, at: datetime) -> str:
    if access.scope != grant.scope or (
        grant.categories is not None and not grant.categories.issuperset(access.categories)
    ):
        return "consent.exceeded"
    if grant.is_ended:
        return "consent.ended"
    if grant.until is not None and at >= grant.until:
        return "consent.expired"
    if grant.is_once and grant.used_in not in {None, access.trace}:
        return "consent.used_up"
    # No month is shorter: most accesses are told apart without a calendar.
    is_late = grant.months is not None and at - grant.since >= grant.months * SHORTEST_MONTH
    if is_late and grant.months is not None and at >= months_after(grant.since, grant.months):
        return "consent.lapsed"
    return ""


def _categories(said: Mapping[str, Any], name: str) -> frozenset[str] | None:
    found = said.get(f"{name}.categories")
    return frozenset(str(found).split()) if found is not None else None


# ── The walk over the lines ───────────────────────────────────────────────────────────────────────────────────────────

_DECODE: Final = json.JSONDecoder(parse_float=lambda _: None, parse_constant=lambda _: None).decode
# Without sorting: that members stand in order is part of the form of a line, and quicker to see there.
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_NODE_LINE: Final = re.compile(rb'\{"hash":"([0-9a-f]{64})","level":([0-5]?\d),"place":(\d{1,16})\}\n')
_LEAF_LINE: Final = re.compile(rb'\{"leaf":"([0-9a-f]{64})","seq":(\d{1,16})\}\n')
LONGEST_END: Final = 40
_SEQ: Final = re.compile(rb'"seq":([1-9]\d{0,17}),"v":1\}\Z')


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, one at a time, and none longer than may be; nothing where there is no such file."""
    if path.is_symlink() or not path.is_file():
        return
    with path.open("rb") as file:
        while line := file.readline(MOST_BYTES):
            yield line


class Withheld:
    """Finds lines that are left out of an export of whole days, where nothing that is of them may be.

    A line that is not of those days stands between two that are only where times fall: near their ends.
    """

    def __init__(self, asked: Asked | None, lost: Iterable[int], report: Report) -> None:
        self._asked = asked if asked and asked.is_whole else None
        self._lost = frozenset(lost)
        self._report, self._seq = report, 0

    def left_out(self, start: int, until: int, latest: datetime) -> None:
        """Look at lines behind one of this time; of those that the log itself has lost something else is said."""
        seq = start + 1
        while seq in self._lost:
            seq += 1
        if self._asked and not self._seq and seq <= until and latest >= self._asked.begins + MAY_FALL:
            self._seq = seq

    def shown(self, at: datetime) -> None:
        if self._asked and self._seq and at < self._asked.ends - MAY_FALL:
            self._report.add("line.withheld", seq=self._seq)
            self._seq = 0


class Walk:
    """One pass over what is shown and what is left out, together: every number once, in order."""

    def __init__(
        self, folder: Path, checkpoint: Checkpoint, manifest: Mapping[str, Any], since: int | None, report: Report
    ) -> None:
        self._report, self._origin, self._end = report, checkpoint.origin, checkpoint.size
        self._records = _lines(folder / "records.ndjson")
        self._nodes = self._read_nodes(folder / "tree.ndjson")
        self._leaves = self._read_leaves(folder / "leaves.ndjson")
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._consents = Consents(report)
        self._asked = Asked.of(manifest) if manifest else None
        self._withheld = Withheld(self._asked, manifest.get("missing", ()), report)
        self._shown = 0
        self.tree = Tree(since)

    def go(self) -> None:
        node, leaf = next(self._nodes, None), next(self._leaves, None)
        listed = leaf is not None
        for line in self._records:
            entry, seq = self._entry(line)
            while node and node[0] < seq - 1:
                self._place(*node)
                node = next(self._nodes, None)
            self._shown += 1
            if self.tree.size >= seq:
                self._report.add("line.out_of_order", seq=seq)
                continue
            self._reach(seq - 1)
            if seq > self._end:
                self._report.add("line.beyond", seq=seq)
            found = _leaf(line.removesuffix(b"\n"))
            while leaf and leaf[0] < seq:
                leaf = next(self._leaves, None)
            if listed and (not leaf or leaf[0] != seq):
                self._report.add("line.unlisted", seq=seq)
            elif leaf and leaf[1] != found:
                self._report.add("line.changed", seq=seq)
            self.tree.add(0, found)
            if entry is not None:
                self._look(entry["record"], seq)
        while node:
            self._place(*node)
            node = next(self._nodes, None)
        self._reach(self._end)
        self._report.counts["shown"] = self._shown
        self._report.counts["sealed"] = max(self._end - self._shown - self._report.counts["missing"], 0)

    def _reach(self, size: int) -> None:
        if self.tree.size < size:
            self._report.add("line.missing", seq=self.tree.size + 1)
            self._report.counts["missing"] += size - self.tree.size
            self.tree.skip_to(size)

    def _place(self, start: int, level: int, found: bytes) -> None:
        """Take the hash of lines that are left out."""
        if start < self.tree.size:
            self._report.add("tree.overlap", seq=start + 1)
            return
        self._reach(start)
        if start + (1 << level) > self._end:
            self._report.add("line.beyond", seq=self._end + 1)
        self.tree.add(level, found)
        self._withheld.left_out(start, self.tree.size, self._latest)

    def _entry(self, line: bytes) -> tuple[dict[str, Any] | None, int]:
        """Read a line and check its form; what cannot be read has the number that its end, or its place, says."""
        written = line.removesuffix(b"\n")
        end = _SEQ.search(written, max(len(written) - LONGEST_END, 0))
        seq = int(end[1]) if end else self.tree.size + 1
        try:
            text = written.decode()
            entry = _DECODE(text)
            is_canonical = len(written) < len(line) and _ENCODE(entry) == text
        except (ValueError, RecursionError):
            self._report.add("line.unreadable", seq=seq)
            return None, seq
        if not is_canonical:
            self._report.add("line.not_canonical", seq=seq)
        if wrong := misfit(entry):
            self._report.add("line.schema", seq=seq, what=wrong)
            return None, seq
        if entry["log"] != self._origin:
            self._report.add("line.origin", seq=seq)
        return entry, int(entry["seq"])

    def _look(self, record: Mapping[str, Any], seq: int) -> None:
        at = _moment(record["at"]) or self._latest
        if self._latest - at > MAY_FALL:
            self._report.add("time.falls", seq=seq)
        if self._asked and not self._asked.fits(record, at):
            self._report.add("line.not_asked_for", seq=seq)
        self._withheld.shown(at)
        self._latest = max(at, self._latest)
        self._consents.look(record, seq, at, sealed=seq - self._shown)

    def _read_nodes(self, path: Path) -> Iterator[tuple[int, int, bytes]]:
        """The nodes in tree.ndjson: the number of lines before each, its level and its hash."""
        for found in self._read(path, _NODE_LINE):
            yield int(found[3]) << int(found[2]), int(found[2]), bytes.fromhex(found[1].decode())

    def _read_leaves(self, path: Path) -> Iterator[tuple[int, bytes]]:
        for found in self._read(path, _LEAF_LINE):
            yield int(found[2]), bytes.fromhex(found[1].decode())

    def _read(self, path: Path, form: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        for line in _lines(path):
            if found := form.fullmatch(line):
                yield found
            else:
                self._report.add("tree.unreadable", what=path.name)


# ── All of it ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def check_since(old: Checkpoint, new: Checkpoint, tree: Tree, manifest: Mapping[str, Any], report: Report) -> None:
    """Say whether the log goes on from an older checkpoint: by the lines themselves, or by a proof in the manifest."""
    report.went_on_from = old.size
    if old.origin != new.origin:
        report.add("checkpoint.origin")
    elif old.size > new.size:
        report.add("log.older")
    elif old.size in {0, new.size}:
        if old.root != (new.root if old.size else EMPTY):
            report.add("log.forked")
    elif tree.leads_to(new) and tree.old_root is not None:
        if tree.old_root != old.root:
            report.add("log.forked")
    elif (proof := _proof(manifest, old.size)) is None:
        report.add("log.unproven")
    elif not goes_on(old, new, proof):
        report.add("log.forked")


def _proof(manifest: Mapping[str, Any], size: int) -> list[bytes] | None:
    """Find the consistency proof from a size in the manifest; None where there is none to read."""
    try:
        proofs = {each["size"]: each["proof"] for each in manifest.get("consistency", ())}
        return [bytes.fromhex(each) for each in proofs[size]]
    except (ValueError, KeyError, TypeError):
        return None


def _read(path: Path, kind: Any, code: str, what: str) -> Any:  # noqa: ANN401 Checkpoint or Policy
    try:
        written = _bytes(path)
        if written is None:
            raise UnreadableError(code, f"There is no {what} to read.")
        return kind(written)
    except (ValueError, IndexError):
        raise UnreadableError(code, f"This is no {what}.") from None


def check(
    export: Path,
    *,
    policy: Path | None,
    since: Path | None = None,
    since_policy: Path | None = None,
    keys: Path | None = None,
) -> Report:
    """Check everything. Raises UnreadableError where nothing can be checked.

    `since_policy` is whom to believe about the older checkpoint, where that was signed with other keys.
    """
    try:
        return _check(export, policy, since, since_policy, keys)
    except (UnreadableError, OSError):
        raise
    except Exception as broke:  # noqa: BLE001 it may be made so as to break whoever looks at it
        says = f"The check could not go on with what it read ({type(broke).__name__})."
        raise UnreadableError("export.unreadable", says) from None


def _check(
    export: Path, policy: Path | None, since: Path | None, since_policy: Path | None, keys: Path | None
) -> Report:
    report = Report()
    checkpoint: Checkpoint = _read(export / "checkpoint", Checkpoint.of, "checkpoint.unreadable", "checkpoint")
    held: Policy = _read(policy or export / "policy", _policy, "policy.unreadable", "policy")
    if not (export / "records.ndjson").is_file():
        raise UnreadableError("export.unreadable", "There are no records (records.ndjson) in that folder.")
    if policy is None:
        report.notes.append("policy.operators")
    if not held.quorum:
        report.notes.append("witness.none")
    report.log = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    report.log["witnesses"] = check_signatures(checkpoint, held, report, of="the checkpoint")
    if len(report.log["witnesses"]) < held.quorum:
        report.add("witness.quorum")
    manifest = check_manifest(export, keys, report)
    old = _older(since, _read(since_policy, _policy, "policy.unreadable", "policy") if since_policy else held, report)
    walk = Walk(export, checkpoint, manifest, old.size if old else None, report)
    walk.go()
    if manifest:
        check_told(manifest, checkpoint, report)
        check_files(export, manifest, report)
    if walk.tree.is_whole and walk.tree.size == checkpoint.size and not walk.tree.leads_to(checkpoint):
        report.add("root.differs")
    if old is not None:
        check_since(old, checkpoint, walk.tree, manifest, report)
    return report


def _older(since: Path | None, held: Policy, report: Report) -> Checkpoint | None:
    """Read the older checkpoint, and check who signed it; None where there is none."""
    if since is None:
        report.notes.append("since.none")
        return None
    old: Checkpoint = _read(since, Checkpoint.of, "since.unreadable", "checkpoint")
    check_signatures(old, held, report, of="the older checkpoint")
    return old


def _policy(written: bytes) -> Policy:
    return Policy.of(written.decode())


def _alike(report: Report) -> Iterator[str]:
    """Say each fault once, with how often it was found and the first lines that it is in."""
    for (code, says), found in report.alike.items():
        named = ", ".join(map(str, found.first))
        if found.times == 1:
            where = f"line {named}: " if named else ""
        else:
            where = f"{found.times} times{f', first at {named}' if named else ''}: "
        yield f"  {code}  {where}{says}"
    if more := len(report.faults) + report.left_out - sum(found.times for found in report.alike.values()):
        yield f"  … and {more} more."


def words(report: Report) -> Iterator[str]:
    """Say the report to a person."""
    counts = report.counts
    if report.faults:
        which = "" if report.first_bad is None else f" The first bad line is number {report.first_bad}."
        yield f"✗ Not good.{which}"
    else:
        yield "✓ Good: nothing was changed, dropped or moved, as far as can be told from this export."
    yield from _alike(report)
    yield f"Log        {report.log['origin']}, {report.log['size']} lines"
    yield f"Root       {report.log['root']}"
    if asked := report.asked_for:
        only = f"only some, by {', '.join(asked['filters'])}" if asked["filters"] else "all lines of those days"
        yield f"Asked for  {asked['from']} to {asked['to']}, {only}"
    yield f"Witnesses  {', '.join(report.log['witnesses']) or 'none'}"
    missing = f", {counts['missing']} missing" if counts["missing"] else ""
    yield f"Lines      {counts['shown']} shown, {counts['sealed']} sealed (counted, not shown){missing}"
    yield (
        f"Consent    {counts['in_force']} accesses in force, {counts['in_force_as_shown']} in force as far as shown, "
        f"{counts['not_shown']} not shown, {counts['not_in_force']} not in force"
    )
    if report.replayed is not None:
        yield f"Decisions  {report.replayed['same']} computed again, the same; {report.replayed['sealed']} sealed"
    for code in report.notes:
        yield f"Note       {NOTES[code]}"


def main(arguments: Sequence[str] | None = None) -> int:
    about = argparse.ArgumentParser(description="Check an export of the audit log without trusting who made it.")
    about.add_argument("export", type=Path, help="the folder of the export")
    about.add_argument("--policy", type=Path, help="your own policy: keys of the log and of the witnesses, quorum")
    about.add_argument("--since", type=Path, help="a checkpoint that you kept from before")
    about.add_argument("--since-policy", type=Path, help="the policy for that one, where the log had other keys then")
    about.add_argument("--keys", type=Path, help="the hub's published keys (JWK Set); otherwise those in the export")
    about.add_argument("--json", action="store_true", help="for a program")
    given = about.parse_args(arguments)
    try:
        brought = {"since": given.since, "since_policy": given.since_policy, "keys": given.keys}
        report = check(given.export, policy=given.policy, **brought)
    except UnreadableError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    except OSError:
        sys.stderr.write("export.unreadable: A file of the export cannot be read.\n")
        return 2
    lines = [json.dumps(report.told(), ensure_ascii=False, indent=2)] if given.json else words(report)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
