"""The facts of one question, gathered once and handed from step to step."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from hub.arrange.merge import Merged
from hub.arrange.settle import Barred, settle
from hub.domain.arrangement import Choice, Considered, NeedsHuman, Proposal, TreatedClaim, Treatment
from hub.domain.capacity import NoRoomKnown, Room
from hub.domain.claim import Amounts, Claim, add_up
from hub.domain.facts import FactName, holds
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.domain.scheme import Scheme, SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers
from hub.rules.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything a step may look at: answers, merged claims with their treatment, scheme, law, date and wishes.

    `room` is what the household can miss a month for a joint plan; None where nothing was told about it.
    """

    answers: Answers
    merged: Merged
    treated: tuple[TreatedClaim, ...]
    asked: SchemeCode
    scheme: Scheme
    policy: Policy
    on: date
    choice: Choice
    situation: Situation | None = None
    room: Room | NoRoomKnown | None = None

    @property
    def rules(self) -> str:
        """The file of the book whose rules apply."""
        return self.scheme.rules

    @property
    def known_room(self) -> Room | None:
        """The room, where it is known."""
        return self.room if isinstance(self.room, Room) else None

    @property
    def burdensome_to_sell(self) -> bool:
        """Say whether selling what the household owns would be unreasonably burdensome, as an agency accepted."""
        return bool(self.situation and self.situation.assets and self.situation.assets.burdensome_to_sell)

    @cached_property
    def included(self) -> tuple[Claim, ...]:
        """The claims that are in the plan."""
        return tuple(item.claim for item in self.treated if item.treatment is Treatment.INCLUDED)

    @cached_property
    def open(self) -> Amounts:
        """What the plan has to pay, by component: every open demanded amount of the claims in it (readings 7)."""
        return add_up(claim.open for claim in self.included)

    @cached_property
    def total(self) -> Cents:
        """The same in one amount."""
        return self.open.total

    @cached_property
    def considered(self) -> Considered:
        """What goes into every outcome."""
        return Considered(
            on=self.on,
            asked=self.asked,
            scheme=self.scheme.code,
            executes=self.scheme.executes,
            participants=self.scheme.participants,
            is_law=self.scheme.is_law,
            claims=self.treated,
            history=self.merged.history,
            missing=self.answers.not_answered(self.scheme.needs, on=self.on),
            reform=self.scheme.only_under,
        )

    def person_is(self, name: FactName) -> bool:
        """Say whether a fact about the person holds on the day."""
        return holds(self.answers.person(name), on=self.on)

    def human(self, *reasons: Reason, alternative: Proposal | None = None) -> NeedsHuman:
        """Hand the question to a person, with what is possible meanwhile."""
        return NeedsHuman(considered=self.considered, reasons=reasons, alternative=alternative, room=self.known_room)

    def without(self, claims: tuple[Claim, ...], reason: Reason) -> "Case":
        """The same question with some claims left out, under the rules that then apply (readings 12)."""
        scheme, treated = settle(
            self.policy.scheme(self.asked),
            self.merged,
            self.policy,
            opt_ins=self.choice.opt_ins,
            barred=Barred(claims, reason),
        )
        return replace(self, scheme=scheme, treated=treated)

    def with_nothing_chosen(self) -> "Case":
        """The same question with nothing chosen about the plan itself."""
        return replace(self, choice=Choice(payment_day=self.choice.payment_day, opt_ins=self.choice.opt_ins))
