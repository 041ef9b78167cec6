"""What a resolver may reach: who asks, what the hub can do, and what was fetched for this request already."""

from asyncio import gather
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol, Self

import strawberry
from strawberry.dataloader import DataLoader

from consent.grants import GrantId
from consent.parties import Agency, AgencyCode, ClientId, Oin, Requester, SubjectRef
from consent.purposes import Purpose
from consent.register import Register
from hub.actions import law
from hub.actions.accept_arrangement import AcceptArrangement
from hub.actions.advise import Advise
from hub.actions.answer_request import AnswerRequest
from hub.actions.capacity import ComputeCapacity
from hub.actions.change_arrangement import ChangeArrangement
from hub.actions.collect import Collect, Question
from hub.actions.compare import Compare
from hub.actions.consent_receipt import GiveReceipts, SignedReceipt
from hub.actions.disputing import Open
from hub.actions.end_mandate import EndMandate
from hub.actions.erase_person import ErasePerson
from hub.actions.give_consent import GiveConsent
from hub.actions.give_mandate import GiveMandate
from hub.actions.list_accesses import ListAccesses
from hub.actions.list_grants import ListGrants
from hub.actions.list_mandates import ListMandates
from hub.actions.list_requests import ListRequests
from hub.actions.make_payment_link import MakePaymentLink
from hub.actions.name_person import NamePerson
from hub.actions.narrow_consent import NarrowConsent
from hub.actions.preview import Compute
from hub.actions.propose import Propose
from hub.actions.recognize_representative import RecognizeRepresentative
from hub.actions.request_change import RequestChange
from hub.actions.request_consent import RequestConsent
from hub.actions.show_accepted import ShowAccepted
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.show_disputes import ShowDisputes
from hub.actions.show_receipt import ShowReceipt
from hub.actions.withdraw_consent import WithdrawConsent
from hub.advise.advice import about_person
from hub.arrange.explain import Language
from hub.audit.events import Trace
from hub.domain.claim import ClaimKey
from hub.domain.facts import Facts
from hub.domain.source import Answers
from hub.errors import Unavailable
from hub.life.payment_reference import PaymentFor
from hub.ports import Clock
from hub.rules.policy import Policy
from hub.rules.reader import Book
from schema import global_id
from schema.review_actions import ReviewActions


class Directory(Protocol):
    """Who is meant by a number or a pseudonym; the only place that knows both."""

    async def ref_of_bsn(self, bsn: str) -> SubjectRef:
        """Find the person, known here from now on.

        Raises BadInput `bsn.invalid` or `bsn.not_a_test_number`; never repeats the number.
        """
        ...

    async def find_bsn(self, bsn: str) -> SubjectRef | None:
        """Find the person if they are known here, and make nobody known. Raises BadInput like `ref_of_bsn`."""
        ...

    async def from_pairwise(self, ref: str, client: ClientId) -> SubjectRef | None:
        """Find the person behind this client's pseudonym; None for another client's, a guess and nonsense alike."""
        ...

    def pairwise(self, ref: SubjectRef, client: ClientId) -> str:
        """The person's pseudonym for this client: stable for it, and no help to any other."""
        ...

    def opaque(self, label: str, *parts: str) -> str:
        """A short text that stands for these parts and tells nothing about them; the same parts give the same text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What the hub can do, one by one."""

    collect: Collect
    compute: Compute
    advise: Advise
    compare: Compare
    compute_capacity: ComputeCapacity
    propose: Propose
    show_arrangement: ShowArrangement
    accept_arrangement: AcceptArrangement
    change_arrangement: ChangeArrangement
    request_change: RequestChange
    make_payment_link: MakePaymentLink
    show_accepted: ShowAccepted
    show_receipt: ShowReceipt
    reviews: ReviewActions
    give_consent: GiveConsent
    narrow_consent: NarrowConsent
    withdraw_consent: WithdrawConsent
    list_grants: ListGrants
    give_receipts: GiveReceipts
    request_consent: RequestConsent
    answer_request: AnswerRequest
    list_requests: ListRequests
    give_mandate: GiveMandate
    end_mandate: EndMandate
    list_mandates: ListMandates
    name_person: NamePerson
    recognize_representative: RecognizeRepresentative
    list_accesses: ListAccesses
    erase_person: ErasePerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What stays the same from request to request; made once by whoever starts the hub.

    `contacts` says per agency whom a person can turn to today, where the operator was told.
    """

    actions: Actions
    agencies: tuple[Agency, ...]
    book: Book
    register: Register
    clock: Clock
    directory: Directory
    payment_reference: Callable[[PaymentFor], str]
    contacts: Mapping[AgencyCode, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_code: Mapping[AgencyCode, Agency] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare what every sentence and every claim looks up: agencies by code, and what they are called."""
        object.__setattr__(self, "names", {str(agency.code): agency.name for agency in self.agencies})
        object.__setattr__(self, "_by_code", {agency.code: agency for agency in self.agencies})

    def agency(self, code: AgencyCode) -> Agency:
        """Look an agency up; one that is in no registry is known by its code only."""
        return self._by_code.get(code) or Agency(code=code, name=code, oin=Oin(""))


ReceiptKey = tuple[SubjectRef, GrantId]
"""A grant, and whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request: who asks, in which language, on which day, and what was fetched already.

    `answers` asks every agency once per question, however often the question stands in the document. It lives as long
    as the request: two requests never share it. `receipts` looks at a person's record once for all their grants,
    `disputes` once for all their claims.
    `ends_at` is when the answer must be there.
    """

    requester: Requester
    trace: Trace
    language: Language
    today: date
    now: datetime
    services: Services
    answers: DataLoader[Question, Answers]
    people: DataLoader[str, SubjectRef | None]
    receipts: DataLoader[ReceiptKey, tuple[SignedReceipt, ...]]
    disputes: DataLoader[SubjectRef, tuple[Open, ...]]
    ends_at: datetime | None = None
    policy: Policy = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Open the book once: today's law as known today, for the names of things and for advice."""
        known_on = law.known_on(self.services.book, self.today, self.now)
        policy = Policy(on=self.today, known_on=known_on, book=self.services.book)
        object.__setattr__(self, "policy", policy)

    @classmethod
    def begin(
        cls,
        services: Services,
        *,
        requester: Requester,
        trace: Trace,
        language: Language,
        within: timedelta | None = None,
    ) -> Self:
        """Begin a request: read the clock once, and start with nothing fetched. `within` is how long it may take."""
        now = services.clock.now()
        return cls(
            requester=requester,
            trace=trace,
            language=language,
            today=services.clock.today(),
            now=now,
            ends_at=None if within is None else now + within,
            services=services,
            answers=_answers(services.actions.collect),
            people=_people(services.directory, requester.client),
            receipts=_receipts(services.actions.give_receipts, requester, trace),
            disputes=_disputes(services.actions.reviews.show_disputes, requester, trace),
        )

    def question(
        self,
        subject: SubjectRef,
        purpose: Purpose,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        case: str | None = None,
    ) -> Question:
        """Ask about a person on behalf of whoever sent this request. Raises BadInput where a worker gives no case."""
        return Question(
            requester=self.requester,
            subject=subject,
            purpose=purpose,
            as_of=as_of or self.today,
            known_at=known_at,
            case=case,
            trace=self.trace,
            ends_at=self.ends_at,
        )

    def about(self, subject: SubjectRef) -> "About":
        """Speak of a person as this client knows them."""
        pairwise = self.services.directory.pairwise(subject, self.requester.client)
        return About(context=self, subject=subject, ref=pairwise)


@dataclass(frozen=True, kw_only=True)
class About:
    """A person as one client knows them, in one request. `ref` is the client's own pseudonym for the person.

    `answers` is what the agencies said, where they were asked.
    """

    context: Context
    subject: SubjectRef
    ref: str
    answers: Answers | None = field(default=None, repr=False)
    _claim_ids: dict[ClaimKey, strawberry.ID] = field(default_factory=dict, repr=False, compare=False)

    def told(self, answers: Answers) -> Self:
        """The same person with what the agencies answered about them."""
        return replace(self, answers=answers)

    @cached_property
    def person_facts(self) -> Facts:
        """What the agencies stated about the person and this client may see; what is not there is unknown."""
        return about_person(self.answers) if self.answers else {}

    def claim_id(self, key: ClaimKey) -> strawberry.ID:
        """The id of one of this person's claims, for this client only."""
        known = self._claim_ids.get(key)
        if known is None:
            opaque = self.context.services.directory.opaque("claim", self.ref, key.owner, key.reference)
            known = self._claim_ids[key] = global_id.encode("Claim", f"{self.ref}.{opaque}")
        return known

    def agency(self, code: AgencyCode) -> Agency:
        """Look an agency up."""
        return self.context.services.agency(code)


Info = strawberry.Info[Context, None]


def _answers(collect: Collect) -> DataLoader[Question, Answers]:
    """Answer all questions of an operation together: one look at each person's record, one decision."""

    async def load(questions: list[Question]) -> Sequence[Answers | BaseException]:
        people = list(dict.fromkeys(question.subject for question in questions))
        about = [[question for question in questions if question.subject == person] for person in people]
        came = await gather(*(collect.together(group) for group in about), return_exceptions=True)
        found: dict[Question, Answers | BaseException] = {}
        for group, answers in zip(about, came, strict=True):
            each = [answers] * len(group) if isinstance(answers, BaseException) else answers
            found.update(zip(group, each, strict=True))
        return [found[question] for question in questions]

    return DataLoader(load_fn=load)


def _people(directory: Directory, client: ClientId) -> DataLoader[str, SubjectRef | None]:
    """Look every pseudonym of an operation up at once, so that what follows from them can be asked together."""

    async def load(refs: list[str]) -> Sequence[SubjectRef | None]:
        return await gather(*(directory.from_pairwise(ref, client) for ref in refs))

    return DataLoader(load_fn=load)


def _receipts(
    give: GiveReceipts, requester: Requester, trace: Trace
) -> DataLoader[ReceiptKey, tuple[SignedReceipt, ...]]:
    """Fetch the receipts of all grants of an answer together. Nothing is remembered: a mutation adds to them."""

    async def load(keys: list[ReceiptKey]) -> Sequence[tuple[SignedReceipt, ...] | BaseException]:
        found: dict[ReceiptKey, tuple[SignedReceipt, ...] | BaseException] = {}
        for person in dict.fromkeys(subject for subject, _ in keys):
            wanted = [grant for subject, grant in keys if subject == person]
            signed = await give(requester=requester, subject=person, trace=trace, grants=wanted)
            found.update({(person, grant): _lost() if each is None else each for grant, each in signed.items()})
        return [found.get(key, ()) for key in keys]

    return DataLoader(load_fn=load, cache=False)


def _disputes(show: ShowDisputes, requester: Requester, trace: Trace) -> DataLoader[SubjectRef, tuple[Open, ...]]:
    """Look at a person's disputes once for all their claims."""

    async def load(people: list[SubjectRef]) -> Sequence[tuple[Open, ...]]:
        return [await show.of_own(requester, person, trace) for person in people]

    return DataLoader(load_fn=load)


def _lost() -> Unavailable:
    """Say that a receipt cannot be made: the operator took away what a person consented to."""
    happened = "The register no longer has the text or the agency that this consent was given for."
    return Unavailable("receipt.register_lost", happened, "Tell the operator: the version must be put back.")
