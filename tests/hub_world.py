"""A small hub: the real store in memory, agencies that answer what a test wants, and a clock that a test moves."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count

from builders import AGENCIES, BOOK, NOON, REGISTER, a_citizen, a_report, an_agency
from kept import a_person
from migrated import bring_up
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.audit_log import SqlAuditLog
from adapters.store.audit_proofs import SqlProofs
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import SELF, Agency, AgencyCode, Requester, SubjectRef
from consent.purposes import Purpose
from hub.actions.answer_request import AnswerRequest
from hub.actions.collect import Collect, Question
from hub.actions.consent_receipt import GiveReceipts
from hub.actions.end_mandate import EndMandate
from hub.actions.give_consent import GiveConsent, Wish
from hub.actions.give_mandate import GiveMandate
from hub.actions.list_accesses import ListAccesses
from hub.actions.list_grants import ListGrants
from hub.actions.list_mandates import ListMandates
from hub.actions.list_requests import ListRequests
from hub.actions.narrow_consent import NarrowConsent
from hub.actions.preview import Compute, Computed
from hub.actions.propose import Propose
from hub.actions.recognize_representative import RecognizeRepresentative
from hub.actions.request_consent import RequestConsent
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.show_receipt import ShowReceipt
from hub.actions.withdraw_consent import WithdrawConsent
from hub.audit.events import Edition, Trace
from hub.audit.sealed import Enough
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.domain.source import SourceReport
from hub.errors import Unavailable
from hub.rules.reader import Book

TO_CONSENT_TO = (Purpose.OVERVIEW, Purpose.PROPOSAL)

TRACE = Trace(trace_id="0" * 32)

EDITION = Edition(version="test", configuration="sha256:test")


@dataclass
class StillClock:
    """Stands still until a test moves it."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def forward(self, **by: int) -> None:
        self.at += timedelta(**by)


@dataclass
class CountingIds:
    """One, two, three."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new(self) -> str:
        return f"id-{next(self.numbers)}"


@dataclass
class StandingSource:
    """An agency that answers what it was told to answer, and remembers that it was asked."""

    agency: Agency
    report: SourceReport
    asked: list[SubjectRef] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    gate: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(
        self, subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        self.asked.append(subject)
        self.traces.append(trace)
        self.reached.set()
        if self.gate is not None:
            await self.gate.wait()
        return self.report


@dataclass
class RandomlySlowSource:
    """An agency that takes its time: none, or some milliseconds."""

    agency: Agency
    report: SourceReport
    dice: random.Random

    async def ask(
        self, subject: SubjectRef, *, as_of: date, known_at: datetime | None, within: timedelta, trace: Trace
    ) -> SourceReport:
        await asyncio.sleep(self.dice.choice((0, 0, 0.001, 0.01)))
        return self.report


class PlainKey:
    """A key that turns bytes around: enough to see that nothing readable is stored."""

    def seal(self, label: str, plain: bytes) -> bytes:
        return label.encode() + b"|" + plain[::-1]

    def open(self, label: str, sealed: bytes) -> bytes:
        return sealed.removeprefix(label.encode() + b"|")[::-1]

    def tag(self, label: str, plain: bytes) -> str:
        return sha256(b"the-persons-key|" + label.encode() + plain).hexdigest()


class PlainSigner:
    """Puts what it is asked to sign between two marks: enough to see what was signed as what."""

    def sign(self, payload: bytes, *, typ: str) -> str:
        return f"{typ}|{payload.decode()}|signed"


class PlainVault:
    """One such key for everybody who was not forgotten."""

    def __init__(self) -> None:
        self._forgotten: set[SubjectRef] = set()

    async def key(self, subject: SubjectRef) -> PlainKey:
        if subject in self._forgotten:
            raise Unavailable("vault.unreadable", "What was kept cannot be read.")
        return PlainKey()

    async def is_destroyed(self, subject: SubjectRef) -> bool:
        return subject in self._forgotten

    async def destroy(self, subject: SubjectRef) -> bool:
        was_there = subject not in self._forgotten
        self._forgotten.add(subject)
        return was_there


@dataclass
class World:
    """Everything that an action needs, and the actions themselves."""

    engine: AsyncEngine
    subject: SubjectRef
    sources: Mapping[str, StandingSource]
    clock: StillClock
    book: Book = field(default_factory=lambda: BOOK)

    def __post_init__(self) -> None:
        self.store = SqlStore(self.engine)
        self.collect = Collect(
            ids=CountingIds(),
            sources=tuple(self.sources.values()),
            store=self.store,
            vault=PlainVault(),
            clock=self.clock,
            register=REGISTER,
            edition=EDITION,
        )
        self.compute = Compute(book=self.book, clock=self.clock, version="test")
        self.show = ShowArrangement(store=self.store, vault=PlainVault(), clock=self.clock)
        self.log = SqlAuditLog(self.engine)
        self.take_receipt = ShowReceipt(
            show=self.show, store=self.store, vault=PlainVault(), proofs=SqlProofs(self.log, Enough())
        )
        ids = CountingIds()
        self.propose = Propose(
            collect=self.collect,
            compute=self.compute,
            show=self.show,
            store=self.store,
            vault=PlainVault(),
            clock=self.clock,
            ids=ids,
        )
        agencies = tuple(source.agency for source in self.sources.values())
        known = frozenset(agency.code for agency in agencies)
        store, clock = self.store, self.clock
        self.give = GiveConsent(agencies=agencies, register=REGISTER, book=self.book, store=store, clock=clock, ids=ids)
        self.narrow = NarrowConsent(store=store, clock=clock)
        self.withdraw = WithdrawConsent(store=store, clock=clock)
        self.grants = ListGrants(store=store, clock=clock)
        self.receipts = GiveReceipts(
            agencies=agencies, register=REGISTER, store=store, signer=PlainSigner(), clock=clock
        )
        self.ask_consent = RequestConsent(agencies=agencies, register=REGISTER, store=store, clock=clock, ids=ids)
        self.answer_request = AnswerRequest(give=self.give, store=store, clock=clock)
        self.requests = ListRequests(store=store, clock=clock)
        self.give_mandate = GiveMandate(known=known, book=self.book, store=store, clock=clock, ids=ids)
        self.end_mandate = EndMandate(store=store, clock=clock)
        self.mandates = ListMandates(store=store, clock=clock)
        self.recognize = RecognizeRepresentative(known=known, book=self.book, store=store, clock=clock, ids=ids)
        self.accesses = ListAccesses(store=store, clock=clock)
        self.citizen = a_citizen(self.subject)

    def question(self, requester: Requester | None = None, *, purpose: Purpose = Purpose.PROPOSAL) -> Question:
        return Question(
            requester=requester or self.citizen,
            subject=self.subject,
            purpose=purpose,
            as_of=self.clock.today(),
            trace=TRACE,
        )

    def wish(
        self, *agencies: str, key: str = "k", recipient: str = SELF, purposes: tuple[Purpose, ...] = TO_CONSENT_TO
    ) -> Wish:
        return Wish(
            requester=self.citizen,
            subject=self.subject,
            agencies=tuple(AgencyCode(code) for code in agencies or AGENCIES),
            purposes=purposes,
            trace=TRACE,
            key=key,
            recipient=recipient,
        )

    async def preview(self, question: Question, *, scheme: SchemeCode, choice: Choice) -> Computed:
        """Compute on what may be seen, and keep nothing; the way the query does it."""
        return self.compute(answers=await self.collect(question), scheme=scheme, choice=choice)

    async def audit(self) -> list[tuple[int, str, str]]:
        async with self.engine.connect() as connection:
            rows = await connection.execute(text("SELECT seq, event, record FROM audit_event ORDER BY seq"))
            return [(row[0], row[1], row[2]) for row in rows]


@asynccontextmanager
async def a_world(
    *reports: SourceReport, url: str = "sqlite://", secrecy: str | None = None, book: Book = BOOK
) -> AsyncIterator[World]:
    """Open a world in which the named agencies answer so, and the others owe nothing."""
    engine = open_engine(url)
    await bring_up(engine)
    told = {report.agency: report for report in reports}
    sources = {
        code: StandingSource(
            agency=an_agency(code, secrecy=secrecy if code == "belastingdienst" else None),
            report=told.get(AgencyCode(code)) or a_report(code),
        )
        for code in AGENCIES
    }
    try:
        person = await a_person(engine)
        yield World(engine=engine, subject=person, sources=sources, clock=StillClock(), book=book)
    finally:
        await engine.dispose()
