"""Reviews in a small hub: asking for one, looking at it, deciding on it, and taking it away."""

from dataclasses import replace
from typing import Any

from builders import AGENCIES, BOOK, a_claim, a_report
from hub_world import TRACE, PlainVault, World
from living import an_agency_client

from adapters.store.review_rows import SqlReviewQueue
from adapters.system import RandomIds
from adapters.tripwire import trips
from consent.mandates import Act, Evidence, MandateKind
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.decide_review import SCOPE, DecideReview, Deciding, Verdict
from hub.actions.forget_review import ForgetReview
from hub.actions.give_mandate import MandateWish
from hub.actions.plan_wish import PlanWish
from hub.actions.request_review import AboutKept, AboutOutcome, Application, Requesting, RequestReview
from hub.actions.reviewing import Standing
from hub.actions.show_accepted import Look
from hub.actions.show_reviews import SeenReview, ShowReviews
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.review.events import About, Decision
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


async def mandate(world: World, *acts: Act, agencies: tuple[str, ...] = AGENCIES) -> str:
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
            key="mandate",
        )
    )
    assert isinstance(given, tuple), given
    return str(given[0].mandate.id)


def a_decider(code: str = "cjib") -> Requester:
    """A worker of an agency with the role to decide on reviews."""
    return replace(an_agency_client(code, Role.STAFF), scopes=frozenset({SCOPE}))


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
        self.forget = ForgetReview(store=world.store, clock=world.clock)

    @property
    def actions(self) -> ReviewActions:
        """The same, as the contract has them."""
        return ReviewActions(request=self.request_, decide=self.decide_, show=self.show)

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

    def look(self, requester: Requester, *, case: str | None = "contact:Z-1") -> Look:
        return Look(requester=requester, subject=self.world.subject, trace=TRACE, case=case)

    async def seen(self, requester: Requester | None = None) -> tuple[SeenReview, ...] | Ground:
        return await self.show(self.look(requester or self.world.citizen))
