"""A counter at which tests ask: the whole schema over a small hub, with the real directory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from builders import AGENCIES, BOOK, REGISTER, a_citizen, an_agency
from graphql import GraphQLSchema
from hub_world import TRACE, CountingIds, World, a_world
from living import LivingWorld
from reviews import ReviewWorld

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.people import PeopleDirectory
from adapters.identity.vault import KeyVault
from adapters.payments.reference import reference_of
from adapters.payments.simulated_links import SimulatedPaymentLinks
from adapters.store.subjects import SqlSubjects
from consent.parties import AgencyCode, Requester, SubjectRef
from hub.actions.advise import Advise
from hub.actions.capacity import ComputeCapacity
from hub.actions.compare import Compare
from hub.actions.erase_person import ErasePerson
from hub.actions.make_payment_link import MakePaymentLink
from hub.actions.name_person import NamePerson
from hub.arrange.explain import Language
from hub.domain.source import SourceReport
from hub.rules.reader import Book
from schema import build
from schema.context import Actions, Context, Services
from schema.execute import Answer, Asked, Engine

BSN = "999990019"
OTHER_BSN = "999990020"
NOT_IN_TEST_RANGE = str(111_222_333)
NO_BSN = "999990018"


@cache
def contract() -> GraphQLSchema:
    return build.executable(build.build())


@cache
def contract_text() -> str:
    """What a hub serves as its contract; writing it takes longer than most tests."""
    return build.sdl(build.build())


@dataclass
class Incidents:
    """Keeps what was reported to the operator."""

    kept: list[BaseException] = field(default_factory=list)

    def __call__(self, fault: BaseException) -> str:
        self.kept.append(fault)
        return f"incident-{len(self.kept)}"


@dataclass
class Desk:
    """One hub, its people, and the engine that answers about them."""

    world: World
    life: LivingWorld
    directory: Directory
    services: Services
    incidents: Incidents
    engine: Engine

    async def ask(
        self,
        document: str,
        given: Mapping[str, object] | None = None,
        /,
        *,
        requester: Requester | None = None,
        operation: str | None = None,
        introspection: bool = False,
        language: Language = "nl",
        **variables: Any,
    ) -> Answer:
        """Answer one request, as the door would. Variables are named here, or given as a whole."""
        context = Context.begin(
            self.services, requester=requester or self.world.citizen, trace=TRACE, language=language
        )
        asked = Asked(document=document, operation=operation, variables={**(given or {}), **variables})
        return await self.engine.answer(asked, context, introspection=introspection)

    async def data(
        self,
        document: str,
        given: Mapping[str, object] | None = None,
        /,
        *,
        requester: Requester | None = None,
        introspection: bool = False,
        **variables: Any,
    ) -> dict[str, Any]:
        """Answer a request that nothing may be wrong with."""
        answer = await self.ask(
            document, {**(given or {}), **variables}, requester=requester, introspection=introspection
        )
        assert answer.errors == (), answer.errors
        assert answer.data is not None
        return dict(answer.data)

    async def root(
        self,
        document: str,
        given: Mapping[str, object] | None = None,
        /,
        *,
        requester: Requester | None = None,
        introspection: bool = False,
        **variables: Any,
    ) -> Any:
        """Give what stands under the one root field."""
        data = await self.data(
            document, {**(given or {}), **variables}, requester=requester, introspection=introspection
        )
        (value,) = data.values()
        return value

    async def a_stranger(self) -> Requester:
        """Somebody else, who logged in like the first."""
        return a_citizen(await self.directory.ref_of(Bsn(OTHER_BSN)))

    @property
    def asked(self) -> Mapping[str, int]:
        """How often each agency was asked."""
        return {code: len(source.asked) for code, source in self.world.sources.items()}


def a_payment_service(world: World) -> SimulatedPaymentLinks:
    """Links that nobody can pay by, numbered."""
    return SimulatedPaymentLinks(now=world.clock.now, new_id=CountingIds().new)


def services_of(life: LivingWorld, directory: Directory, keys: KeyRing) -> Services:
    world = life.world
    actions = Actions(
        collect=world.collect,
        compute=world.compute,
        advise=Advise(book=world.book, clock=world.clock),
        compare=Compare(book=world.book, clock=world.clock),
        compute_capacity=ComputeCapacity(book=world.book, store=world.store, clock=world.clock),
        propose=world.propose,
        show_arrangement=world.show,
        accept_arrangement=life.accept_,
        change_arrangement=life.change_,
        request_change=life.request_change,
        make_payment_link=MakePaymentLink(change=life.change_, links=a_payment_service(world)),
        show_accepted=life.show,
        show_receipt=world.take_receipt,
        reviews=ReviewWorld(world).actions,
        give_consent=world.give,
        narrow_consent=world.narrow,
        withdraw_consent=world.withdraw,
        list_grants=world.grants,
        give_receipts=world.receipts,
        request_consent=world.ask_consent,
        answer_request=world.answer_request,
        list_requests=world.requests,
        give_mandate=world.give_mandate,
        end_mandate=world.end_mandate,
        list_mandates=world.mandates,
        name_person=NamePerson(store=world.store, clock=world.clock),
        recognize_representative=world.recognize,
        list_accesses=world.accesses,
        erase_person=ErasePerson(
            store=world.store, vault=KeyVault(SqlSubjects(world.engine), keys), clock=world.clock, book=BOOK
        ),
    )
    return Services(
        actions=actions,
        agencies=tuple(an_agency(code) for code in AGENCIES),
        book=world.book,
        register=REGISTER,
        clock=world.clock,
        directory=PeopleDirectory(directory=directory, keys=keys, test_only=True),
        payment_reference=reference_of,
        contacts={AgencyCode("cjib"): "Team Regelingen, 088 000 0000"},
    )


@asynccontextmanager
async def a_desk(
    *reports: SourceReport, consents: bool = True, secrecy: str | None = None, book: Book = BOOK
) -> AsyncIterator[Desk]:
    """Open a desk. The person behind `BSN` has allowed everything, unless told otherwise."""
    async with a_world(*reports, secrecy=secrecy, book=book) as world:
        keys = KeyRing(wrap_id="test-1", _wrap=b"w" * 32, _index=b"i" * 32)
        directory = Directory(SqlSubjects(world.engine), keys, world.clock)
        world.subject = await directory.ref_of(Bsn(BSN))
        world.citizen = a_citizen(SubjectRef(world.subject))
        if consents:
            await world.give(world.wish(key="beforehand"))
        incidents, life = Incidents(), LivingWorld(world)
        yield Desk(
            world=world,
            life=life,
            directory=directory,
            services=services_of(life, directory, keys),
            incidents=incidents,
            engine=Engine.of(contract(), incidents),
        )


def codes(answer: Answer) -> list[str]:
    """The code of every error."""
    return [error["extensions"]["code"] for error in answer.errors]
