"""A small hub in which arrangements run: desks of agencies that say what a test wants, and work done when it is due."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from builders import AGENCIES, BOOK, REGISTER, a_claim, a_report, an_agency
from hub_world import EDITION, TRACE, CountingIds, PlainVault, World, a_world

from adapters.store.work import SqlWork
from adapters.system import is_iban
from consent.parties import Agency, AgencyCode, ClientId, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.accept_arrangement import Acceptance, AcceptArrangement, Accepting
from hub.actions.amending import Amends
from hub.actions.bring_errand import BringErrand
from hub.actions.change_arrangement import Change, ChangeArrangement, Changing, Named
from hub.actions.forget_review import ForgetDispute, ForgetReview
from hub.actions.living import Alive, Living
from hub.actions.look_at_arrangement import LookAtArrangement
from hub.actions.plan_wish import PlanWish
from hub.actions.request_change import RequestChange, Requesting, Wanted
from hub.actions.show_accepted import Look, Seen, ShowAccepted
from hub.actions.show_arrangement import Shown
from hub.actions.tell_dispute import TellDispute
from hub.audit.events import Trace
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, Errand, Reply
from hub.domain.scheme import SchemeCode
from hub.domain.source import SourceReport
from hub.life.kept import WorkKind
from hub.life.paying import BY_TRANSFER, Paying
from hub.rules.reader import Book

OWED = a_report("cjib", a_claim(60000), a_claim(30000, owner="duo", reference="D-1"))

GRANTED = Answered(reply=Reply.GRANTED)


@dataclass
class StandingDesk:
    """An agency's desk that says what it was told to say, one thing after the other, and grants after that."""

    agency: Agency
    says: list[Answered] = field(default_factory=list)
    brought: list[Errand] = field(default_factory=list)
    asked_again: list[str] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Answered:
        self.brought.append(errand)
        self.traces.append(trace)
        return self.says.pop(0) if self.says else GRANTED

    async def ask_again(self, key: str, *, within: timedelta, trace: Trace) -> Answered:
        self.asked_again.append(key)
        self.traces.append(trace)
        return self.says.pop(0) if self.says else GRANTED


class NoClosingDays:
    """Money moves on every day of the week."""

    def days(self) -> frozenset[date]:
        return frozenset()


class LivingWorld:
    """The actions of an arrangement's life, on a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desks: dict[Any, StandingDesk] = {
            AgencyCode(code): StandingDesk(agency=an_agency(code)) for code in AGENCIES
        }
        shared: dict[str, Any] = {
            "store": world.store,
            "vault": PlainVault(),
            "clock": world.clock,
            "closing": NoClosingDays(),
        }
        ids = CountingIds()
        self.accept_ = AcceptArrangement(
            collect=world.collect, compute=world.compute, ids=ids, is_account=is_iban, **shared
        )
        self.bring = BringErrand(desks=self.desks, ids=ids, book=world.book, **shared)
        self.look = LookAtArrangement(ids=ids, book=world.book, **shared)
        self.change_ = ChangeArrangement(ids=ids, book=world.book, **shared)
        self.request_change = RequestChange(collect=world.collect, compute=world.compute, ids=ids, **shared)
        kept: dict[str, Any] = {"store": world.store, "clock": world.clock}
        self.about_reviews: dict[str, Any] = {
            "forget_review": ForgetReview(**kept),
            "dispute": TellDispute(desks={}, vault=PlainVault(), **kept),
            "forget_dispute": ForgetDispute(**kept),
        }
        self.show = ShowAccepted(
            agencies=tuple(source.agency for source in world.sources.values()),
            register=REGISTER,
            edition=EDITION,
            store=world.store,
            vault=PlainVault(),
            clock=world.clock,
        )

    async def propose(
        self, key: str = "p", scheme: str = "rijk-2025", choice: Choice | None = None, amends: Amends | None = None
    ) -> Shown:
        wish = PlanWish(scheme=SchemeCode(scheme), choice=choice or Choice(), amends=amends)
        made = await self.world.propose(
            self.world.question(), wish, key=key, name_of=lambda claim: f"claim {claim.reference}"
        )
        assert isinstance(made, Shown), made
        return made

    async def accept(
        self,
        proposal: str,
        key: str = "a",
        requester: Requester | None = None,
        paying: Paying = BY_TRANSFER,
    ) -> Accepting:
        asked = Acceptance(
            requester=requester or self.world.citizen,
            subject=self.world.subject,
            proposal=proposal,
            trace=TRACE,
            key=key,
            paying=paying,
        )
        return await self.accept_(asked)

    async def want(
        self, arrangement: str, proposal: str, *, key: str = "w", requester: Requester | None = None
    ) -> Requesting:
        """Ask for a proposal in place of what was agreed."""
        asked = Wanted(
            requester=requester or self.world.citizen,
            subject=self.world.subject,
            arrangement=arrangement,
            proposal=proposal,
            trace=TRACE,
            key=key,
        )
        return await self.request_change(asked)

    async def change(
        self,
        arrangement: str,
        change: Change,
        *,
        key: str = "c",
        requester: Requester | None = None,
        case: str | None = "Z-2026-1",
    ) -> Changing:
        named = Named(
            requester=requester or self.world.citizen,
            subject=self.world.subject,
            arrangement=arrangement,
            trace=TRACE,
            key=key,
            case=case,
        )
        return await self.change_(named, change)

    async def seen(self, requester: Requester | None = None, *, case: str | None = None) -> tuple[Seen, ...] | Ground:
        """What somebody sees of the person's arrangements."""
        look = Look(requester=requester or self.world.citizen, subject=self.world.subject, trace=TRACE, case=case)
        return await self.show(look)

    async def accepted(self, scheme: str = "rijk-2025") -> Alive:
        """An arrangement that was accepted; nobody was asked yet."""
        await self.world.give(self.world.wish())
        alive = await self.accept((await self.propose(scheme=scheme)).id)
        assert isinstance(alive, Alive), alive
        return alive

    async def running(self, scheme: str = "rijk-2025") -> Alive:
        """An arrangement that was accepted, asked for and granted, with its owners told."""
        alive = await self.accepted(scheme)
        await self.work()
        return await self.stands(alive.kept.id)

    async def stands(self, arrangement: str) -> Alive:
        async with self.world.store.transaction(self.world.subject) as transaction:
            key = await PlainVault().key(self.world.subject)
            found = await Living(transaction=transaction, key=key, closed=()).find(arrangement)
        assert found is not None
        return found

    async def waiting(self) -> list[tuple[str, str]]:
        """The work that is due now: what it is, and about what. What is kept for a time only is of no arrangement."""
        due = await SqlWork(self.world.engine).due(self.world.clock.now(), at_most=1000)
        return [(work.kind.value, work.about) for work in due if work.kind is not WorkKind.FORGET_EXPIRED]

    async def work(self, rounds: int = 10) -> None:
        """Do what is due, and what becomes due by it."""
        acts: dict[str, Any] = {"errand": self.bring, "look": self.look, **self.about_reviews}
        for _ in range(rounds):
            due = await self.waiting()
            if not due:
                return
            for kind, about in due:
                await acts[kind](about, self.world.subject)
        raise AssertionError("work never comes to rest")

    def brought(self, agency: str) -> list[str]:
        """What was brought to an agency, in order."""
        return [errand.kind.value for errand in self.desks[AgencyCode(agency)].brought]


@asynccontextmanager
async def a_life_world(*reports: SourceReport, url: str = "sqlite://", book: Book = BOOK) -> AsyncIterator[LivingWorld]:
    async with a_world(*(reports or (OWED,)), url=url, book=book) as world:
        yield LivingWorld(world)


def an_agency_client(code: str, role: Role = Role.AGENCY) -> Requester:
    """A client of an agency, or a worker of it, registered to carry arrangements out."""
    return Requester(
        client=ClientId(f"{code}-client"),
        role=role,
        issuer="https://issuer.example",
        agency=AgencyCode(code),
        worker="w-1" if role is Role.STAFF else None,
        purposes=frozenset({Purpose.EXECUTION}),
    )
