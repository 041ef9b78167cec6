"""Reviews in a small hub: asking for one, looking at it, deciding on it, and taking it away."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from builders import AGENCIES, BOOK, a_claim, a_report, an_agency
from hub_world import TRACE, PlainVault, World
from living import an_agency_client

from adapters.store.review_rows import SqlReviewQueue
from adapters.system import RandomIds
from adapters.tripwire import trips
from consent.mandates import Act, Evidence, MandateKind
from consent.parties import Agency, AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.answer_dispute import AnswerDispute, Answering
from hub.actions.answer_dispute import Came as Answering_
from hub.actions.decide_review import SCOPE, DecideReview, Deciding, Verdict
from hub.actions.dispute_claim import Came as Disputing_
from hub.actions.dispute_claim import DisputeClaim, Disputed, Disputing
from hub.actions.disputing import Open
from hub.actions.forget_review import ForgetDispute, ForgetReview
from hub.actions.give_mandate import MandateWish
from hub.actions.living import Living
from hub.actions.open_review import open_review
from hub.actions.plan_wish import PlanWish
from hub.actions.request_review import AboutKept, AboutOutcome, Application, Requesting, RequestReview
from hub.actions.reviewing import Reviewing, Standing
from hub.actions.say_in_review import Came as Saying_
from hub.actions.say_in_review import Saying, SayInReview
from hub.actions.show_accepted import Look
from hub.actions.show_disputes import ShowDisputes
from hub.actions.show_reviews import SeenReview, ShowReviews
from hub.actions.tell_dispute import TellDispute
from hub.actions.withdraw_dispute import DisputeWithdrawal, WithdrawDispute
from hub.actions.withdraw_dispute import Withdrawing as TakingBack
from hub.actions.withdraw_review import Withdrawal, Withdrawing, WithdrawReview
from hub.audit.events import Trace
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.life.actor import Actor, ActorKind
from hub.life.events import PersonAsked, Question
from hub.review.dispute import Answered, Wrong
from hub.review.disputes import Notice, Taken
from hub.review.events import About, Decision
from hub.review.notice import DOES_NOT_FOLLOW
from schema.review_actions import ReviewActions

WORDS = "I lost my job on Monday. Please look at it again."


LITTLE = a_report("cjib", a_claim(5_000))
"""Below the smallest total: the rule refuses."""


async def events(world: World) -> list[str]:
    return [event for _, event, _ in await world.audit()]


async def queue(world: World, *, is_open: bool = True) -> list[str]:
    return [
        place.review for place in await SqlReviewQueue(world.engine).of(AgencyCode("cjib"), is_open=is_open, at_most=99)
    ]


def a_helper() -> Requester:
    return Requester(
        client=ClientId("helper"),
        role=Role.INTERMEDIARY,
        issuer="https://issuer.invalid",
        oin=Oin("00000099000000004000"),
        purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
    )


async def mandate(world: World, *acts: Act, agencies: tuple[str, ...] = AGENCIES, key: str = "mandate") -> str:
    given = await world.give_mandate(
        MandateWish(
            requester=world.citizen,
            subject=world.subject,
            representative=a_helper().recipient,
            kind=MandateKind.HELP,
            acts=frozenset({Act.VIEW, *acts}),
            purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
            agencies=tuple(map(AgencyCode, agencies)),
            evidence=Evidence.LOGIN,
            trace=TRACE,
            key=key,
        )
    )
    assert isinstance(given, tuple), given
    return str(given[0].mandate.id)


def a_decider(code: str = "cjib") -> Requester:
    """A worker of an agency with the role to decide on reviews."""
    return replace(an_agency_client(code, Role.STAFF), scopes=frozenset({SCOPE}))


@dataclass
class DisputeCounter:
    """An agency's desk that takes every dispute in, unless a test says otherwise."""

    agency: Agency
    says: list[Taken] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    async def tell(self, notice: Notice, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Taken:
        self.told.append(notice)
        self.traces.append(trace)
        return self.says.pop(0) if self.says else Taken(taken=True)

    async def tell_withdrawn(self, key: str, *, within: timedelta, trace: Trace) -> Taken:
        self.withdrawn.append(key)
        self.traces.append(trace)
        return self.says.pop(0) if self.says else Taken(taken=True)


class ReviewWorld:
    """The actions about reviews, on a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        shared: dict[str, Any] = {"store": world.store, "vault": PlainVault(), "clock": world.clock}
        self.request_ = RequestReview(
            collect=world.collect, compute=world.compute, ids=RandomIds(), carries_number=trips, **shared
        )
        self.decide_ = DecideReview(book=BOOK, carries_number=trips, **shared)
        self.show = ShowReviews(waiting=SqlReviewQueue(world.engine), **shared)
        self.say_ = SayInReview(carries_number=trips, **shared)
        self.withdraw_ = WithdrawReview(book=BOOK, **shared)
        self.forget = ForgetReview(store=world.store, clock=world.clock)
        self.dispute_ = DisputeClaim(
            collect=world.collect, compute=world.compute, ids=RandomIds(), carries_number=trips, **shared
        )
        self.answer_ = AnswerDispute(book=BOOK, carries_number=trips, **shared)
        self.withdraw_dispute_ = WithdrawDispute(book=BOOK, **shared)
        self.show_disputes = ShowDisputes(**shared)
        self.desks: dict[Any, DisputeCounter] = {
            AgencyCode(code): DisputeCounter(agency=an_agency(code)) for code in AGENCIES
        }
        self.tell = TellDispute(desks=self.desks, **shared)
        self.forget_dispute = ForgetDispute(store=world.store, clock=world.clock)

    @property
    def actions(self) -> ReviewActions:
        """The same, as the contract has them."""
        return ReviewActions(
            request=self.request_,
            decide=self.decide_,
            show=self.show,
            say=self.say_,
            withdraw=self.withdraw_,
            dispute=self.dispute_,
            answer_dispute=self.answer_,
            withdraw_dispute=self.withdraw_dispute_,
            show_disputes=self.show_disputes,
        )

    def outcome(self, scheme: str = "rijk-2025", requester: Requester | None = None) -> AboutOutcome:
        """What comes out under a scheme, asked as the person does."""
        return AboutOutcome(
            question=self.world.question(requester),
            wish=PlanWish(scheme=SchemeCode(scheme), choice=Choice()),
            name_of=lambda claim: f"claim {claim.reference}",
        )

    async def request(
        self,
        about: AboutOutcome | AboutKept,
        *,
        key: str = "r",
        words: str = WORDS,
        requester: Requester | None = None,
    ) -> Requesting:
        application = Application(
            requester=requester or self.world.citizen,
            subject=self.world.subject,
            trace=TRACE,
            key=key,
            about=about,
            words=words,
        )
        return await self.request_(application)

    async def about_arrangement(self, arrangement: str, key: str = "r") -> Standing:
        """A review of an arrangement, as the person asks for it."""
        made = await self.request(AboutKept(about=About.ARRANGEMENT, id=arrangement), key=key)
        assert isinstance(made, Standing), made
        return made

    async def open(self, arrangement: str, owner: str, errand: str | None = None) -> None:
        """An owner does not follow an arrangement, by its errand or another one: the agency has to look."""
        key, at = await PlainVault().key(self.world.subject), self.world.clock.now()
        async with self.world.store.transaction(self.world.subject) as transaction:
            alive = await Living(transaction=transaction, key=key, closed=()).find(arrangement)
            assert alive is not None
            made = await transaction.arrangements.errands(arrangement)
            asked = PersonAsked(
                on=self.world.clock.today(),
                by=Actor(kind=ActorKind.AGENCY, agency=AgencyCode(owner)),
                reason=DOES_NOT_FOLLOW,
                question=Question.OWNER_DOES_NOT_FOLLOW,
            )
            theirs = next(each for each in made if each.agency == owner)
            brought = replace(theirs, id=errand or theirs.id)
            await open_review(asked, brought, alive, Reviewing(transaction=transaction, key=key), at)

    async def decide(
        self,
        review: str,
        decision: Decision = Decision.DEVIATION,
        *,
        key: str = "d",
        requester: Requester | None = None,
        says: str = "Illness keeps them from work.",
        article: str = "Awb, 4:84",
        case: str | None = "contact:Z-1",
    ) -> Deciding:
        return await self.decide_(
            Verdict(
                look=self.look(requester or a_decider(), case=case),
                review=review,
                key=key,
                decision=decision,
                says=says,
                article=article,
            )
        )

    async def say(
        self,
        review: str,
        text: str = "What do you say?",
        *,
        to: str | None = None,
        kept_back: str | None = None,
        key: str = "s",
        requester: Requester | None = None,
    ) -> Saying_:
        return await self.say_(
            Saying(
                look=self.look(requester or an_agency_client("cjib", Role.STAFF)),
                review=review,
                key=key,
                text=text,
                to=AgencyCode(to) if to else None,
                kept_back=kept_back,
            )
        )

    async def withdraw(self, review: str, *, key: str = "w", requester: Requester | None = None) -> Withdrawing:
        asks, subject = requester or self.world.citizen, self.world.subject
        return await self.withdraw_(Withdrawal(requester=asks, subject=subject, trace=TRACE, review=review, key=key))

    def look(self, requester: Requester, *, case: str | None = "contact:Z-1") -> Look:
        return Look(requester=requester, subject=self.world.subject, trace=TRACE, case=case)

    async def seen(self, requester: Requester | None = None) -> tuple[SeenReview, ...] | Ground:
        return await self.show(self.look(requester or self.world.citizen))

    async def dispute(
        self,
        claim: str = "A-1",
        wrong: Wrong = Wrong.PAID,
        *,
        key: str = "x",
        words: str = "I paid this in March.",
        scheme: str = "rijk-2025",
        requester: Requester | None = None,
    ) -> Disputing_:
        return await self.dispute_(
            Disputing(
                requester=requester or self.world.citizen,
                subject=self.world.subject,
                trace=TRACE,
                key=key,
                claim=claim,
                wrong=wrong,
                words=words,
                question=self.world.question(requester),
                wish=PlanWish(scheme=SchemeCode(scheme), choice=Choice()),
                name_of=lambda known: known.reference,
            )
        )

    async def disputed(self, claim: str = "A-1", key: str = "x") -> Disputed:
        """A dispute that was made."""
        made = await self.dispute(claim, key=key)
        assert isinstance(made, Disputed), made
        return made

    async def answer(
        self,
        dispute: str,
        answered: Answered = Answered.UPHELD,
        *,
        key: str = "y",
        says: str = "The payment has been found.",
        requester: Requester | None = None,
    ) -> Answering_:
        look = self.look(requester or an_agency_client("cjib"))
        return await self.answer_(Answering(look=look, dispute=dispute, key=key, answered=answered, says=says))

    async def take_back(self, dispute: str, *, key: str = "t", requester: Requester | None = None) -> TakingBack:
        """The person, or whoever acts for them, takes a dispute back."""
        return await self.withdraw_dispute_(
            DisputeWithdrawal(
                requester=requester or self.world.citizen,
                subject=self.world.subject,
                trace=TRACE,
                dispute=dispute,
                key=key,
            )
        )

    async def disputes(self, requester: Requester | None = None) -> tuple[Open, ...] | Ground:
        return await self.show_disputes(self.look(requester or self.world.citizen))
