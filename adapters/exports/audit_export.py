"""An export of the audit log: a folder that somebody takes home and checks without us."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from adapters.exports import audit_csv, audit_parquet, audit_receipts, audit_views, audit_xlsx
from adapters.exports.audit_manifest import MANIFEST, PACKAGE, SIGNATURE, Edition, manifest, package
from adapters.exports.audit_records import Records, Tick, sampled
from adapters.exports.audit_rows import entries_of
from adapters.exports.audit_since import Proof, proofs
from adapters.exports.audit_state import RECORDS, STATE, State, put
from adapters.exports.missing_extra import needed
from consent.parties import SubjectRef
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.export_log import ExportLog, Stage, TakenBy, Told
from hub.audit.extract import Filter, Sample
from hub.audit.totals import Totals
from hub.audit.whole_log import Sealed, WholeLog
from hub.errors import BadInput, Unavailable

NETHERLANDS: Final = ZoneInfo("Europe/Amsterdam")

FORMATS: Final = ("ndjson", "csv", "parquet", "xlsx", "ldv", "adl")
"""What the lines can be had as; ndjson is always there, since it is what can be checked."""

NO_POLICY: Final = "# The operator of this hub named no keys of its log and no witnesses.\n"
"""What stands in the place of a policy where there is none: an auditor has an own one."""

_UNLOGGED: Final = frozenset({"subject", "oin", "formats", "since", "receipts"})

CHECKPOINT, POLICY, KEYS, TOTALS = "checkpoint", "policy", "keys.json", "totals.json"


EARLIEST: Final = 2000
LATEST: Final = 2999
"""Years of days that can be asked for: the day after the last one must be one too."""

_ACTIVITY: Final = re.compile(r"[a-z0-9-]{1,60}:[0-9]{1,4}")
"""What an activity looks like. Any other text could be somebody's name, and would stand in the log for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants: the lines of these days, both included, of a person, an agency or an activity; or a sample.

    `oin` is the agency's number. A sample has so many of those lines, chosen by the seed. `since` are sizes that the
    log had under older checkpoints: it is proved that the log goes on from there. With `receipts` those of the person's
    decisions are disclosed, on an article that allows it.
    """

    first: date
    last: date
    subject: str | None = None
    agency: str | None = None
    oin: str | None = None
    activity: str | None = None
    formats: frozenset[str] = frozenset()
    sample: int | None = None
    seed: int = 0
    since: frozenset[int] = frozenset()
    receipts: bool = False
    article: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can be no order."""
        if any(not EARLIEST <= day.year <= LATEST for day in (self.first, self.last)):
            told = f"Days are those of the years {EARLIEST} to {LATEST}."
            raise BadInput("export.day_impossible", told, "Name its first and last day.")
        if self.activity is not None and not _ACTIVITY.fullmatch(self.activity):
            told = "That is no processing activity."
            raise BadInput("export.activity_unclear", told, "Name it as the log does, for instance overview-self:1.")
        if self.last < self.first:
            raise BadInput("export.period_empty", "The period ends before it begins.", "Name its first and last day.")
        if self.receipts and self.subject is None:
            raise BadInput("export.receipts_of_nobody", "Receipts are of one person.", "Name whose, by the reference.")
        if self.receipts and not (self.article or "").strip():
            raise BadInput("export.no_basis", "It needs to be said on which article it rests.", "Name the article.")

    @property
    def wanted(self) -> Filter:
        """The lines that it names; days are those of the Netherlands."""
        return Filter(
            since=_midnight(self.first),
            until=_midnight(self.last + timedelta(days=1)),
            subject=self.subject,
            agency=self.agency,
            oin=self.oin,
            activity=self.activity,
        )

    @property
    def told(self) -> dict[str, Any]:
        """Say it, as the manifest does."""
        told = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "subject": self.subject,
            "agency": self.agency,
            "oin": self.oin,
            "activity": self.activity,
            "formats": sorted(self.formats),
            "sample": self.sample,
            "seed": None if self.sample is None else self.seed,
            "since": sorted(self.since) or None,
            "receipts": self.receipts or None,
            "article": self.article if self.receipts else None,
        }
        return {name: value for name, value in told.items() if value is not None}

    @property
    def logged(self) -> dict[str, str | int]:
        """Say it, as a line about the log itself does: whom it is about stands in that person's own.

        Where receipts are wanted the article stands there.
        """
        return {name: value for name, value in self.told.items() if name not in _UNLOGGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Signs the manifest: gives the detached signature of a named file. `keys` is the JWK Set to check it with.

    `now` is the machine's clock: what is signed bears its time, whatever day it is in a demo.
    """

    sign: Callable[[str, bytes, datetime], str]
    keys: Mapping[str, Any]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditExport:
    """Makes exports. `policy` names the keys of log and witnesses, as the operator claims them to be.

    `processors` names each agency to other parties, by its code.
    """

    log: WholeLog
    account: ExportLog
    disclose: DiscloseReceipts
    edition: Edition
    seal: Seal
    policy: str
    new_id: Callable[[], str]
    processors: Mapping[str, str] = field(default_factory=dict)

    async def __call__(
        self, folder: Path, order: Order, by: TakenBy, *, resume: bool = False, tick: Tick = lambda _done, _size: None
    ) -> State:
        """Make one, or go on with one that was broken off. What is not complete has no manifest."""
        _can_be_written(order.formats)
        state = State.load(folder)
        stage = Stage.BEGUN if state is None else Stage.RESUMED
        state = await self._begun(folder, order) if state is None else _same(state, order, resume=resume)
        sealed = Sealed.of(state.note)
        logged: Told = {"export": state.export, "size": sealed.size, **order.logged}
        await self.account.write(by, stage, logged, about=order.subject)
        state.save(folder)
        await self._records(folder, order, state, sealed, tick)
        await self._receipts(folder, order, state, by)
        await asyncio.to_thread(self._beside, folder, order, state, sealed)
        goes_on = await proofs(self.log, sealed, {*state.earlier, *order.since})
        told = {**logged, "records": state.records, **_disclosed(state)}
        await self.account.write(by, Stage.COMPLETE, told, about=order.subject)
        self._close(folder, state, sealed, goes_on)
        return state

    async def _begun(self, folder: Path, order: Order) -> State:
        sealed = await self.log.sealed()
        if sealed is None:
            happened = "No checkpoint of the log is signed yet by all who must."
            raise Unavailable("audit.not_sealed", happened, "Try again in a minute.")
        _make(folder)
        begun_at = self.seal.now().isoformat()
        return State(export=self.new_id(), wish=order.told, note=sealed.note, begun_at=begun_at)

    async def _records(self, folder: Path, order: Order, state: State, sealed: Sealed, tick: Tick) -> None:
        among = None
        if order.sample is not None and state.looked_at < sealed.size:
            sample = Sample(count=order.sample, seed=str(order.seed))
            among = await sampled(self.log, sealed, order.wanted, sample, tick)
        records = Records(
            log=self.log, sealed=sealed, wanted=order.wanted, folder=folder, state=state, tick=tick, among=among
        )
        await records.write()

    async def _receipts(self, folder: Path, order: Order, state: State, by: TakenBy) -> None:
        if order.receipts and order.subject is not None and order.article is not None:
            told: Told = {"export": state.export, "article": order.article}
            person = SubjectRef(order.subject)
            state.receipts = dict(await audit_receipts.write(folder, self.disclose, by, person, told))

    def _beside(self, folder: Path, order: Order, state: State, sealed: Sealed) -> None:
        """Write all that is made from the lines, and what they are checked with."""
        entries = folder / RECORDS
        totals = _totals(entries)
        put(folder / TOTALS, json.dumps(totals, indent=2, ensure_ascii=False).encode())
        put(folder / CHECKPOINT, sealed.note.encode())
        put(folder / POLICY, self.policy.encode())
        put(folder / KEYS, json.dumps(self.seal.keys, indent=2).encode())
        if "csv" in order.formats:
            audit_csv.write(folder, entries)
        if "parquet" in order.formats:
            audit_parquet.write(folder, entries)
        if "xlsx" in order.formats:
            audit_xlsx.write(folder, entries, told=_read_me(state, sealed), totals=totals)
        if "ldv" in order.formats:
            audit_views.write_ldv(folder, entries, self.processors)
        if "adl" in order.formats:
            audit_views.write_adl(folder, entries)
        put(folder / PACKAGE, package(folder))

    def _close(self, folder: Path, state: State, sealed: Sealed, goes_on: Sequence[Proof]) -> None:
        """Sign for it all: from here on it is an export."""
        at = self.seal.now()
        kid = self.seal.keys["keys"][0]["kid"]
        written = manifest(folder, state, sealed, self.edition, goes_on, made_at=at.isoformat(), kid=kid)
        put(folder / SIGNATURE, self.seal.sign(MANIFEST, written, at).encode())
        put(folder / MANIFEST, written)
        # Killed before this, it is closed once more when it is resumed.
        (folder / STATE).unlink()


def _disclosed(state: State) -> dict[str, int]:
    return {"receipts": state.receipts["disclosed"]} if state.receipts else {}


def _can_be_written(formats: frozenset[str]) -> None:
    """Find out before anything is read. Raises BadInput where an extra is not installed."""
    for form, module in (("parquet", audit_parquet.MODULE), ("xlsx", audit_xlsx.MODULE)):
        if form in formats:
            needed(module, form)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError:
        raise BadInput("export.no_folder", "That can be no folder for an export.", "Name another one.") from None
    if not is_empty:
        raise BadInput("export.folder_not_empty", "There is something in this folder already.", "Name another one.")


def _same(state: State, order: Order, *, resume: bool) -> State:
    if not resume:
        happened = "A half export is in this folder."
        raise BadInput("export.half_done", happened, "Go on with it with --resume, or name another folder.")
    if state.wish != order.told:
        happened = "The half export in this folder is another one."
        raise BadInput("export.other_wish", happened, "Ask for the same again, or name another folder.")
    return state


def _totals(entries: Path) -> dict[str, Any]:
    totals = Totals(month_of=lambda at: at.astimezone(NETHERLANDS).strftime("%Y-%m"))
    for entry in entries_of(entries):
        totals.count(entry["record"])
    return totals.plain()


def _read_me(state: State, sealed: Sealed) -> list[tuple[str, str]]:
    told = {name: value for name, value in state.wish.items() if name != "formats"}
    return [
        ("What this is", "Lines of the audit log of Eén Regeling, for reading. records.ndjson is what can be checked."),
        ("How to check it", "hub verify FOLDER. docs/exports.md says how to do it without our code."),
        ("Export", state.export),
        ("Log", sealed.origin),
        ("Lines in the log", str(sealed.size)),
        ("Lines in this workbook", str(state.records)),
        *((f"Asked for: {name}", str(value)) for name, value in told.items()),
        ("", ""),
        ("Column", "What it says"),
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), NETHERLANDS)
