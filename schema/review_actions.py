"""What the hub can do about reviews and disputes, one by one."""

from dataclasses import dataclass

from hub.actions.answer_dispute import AnswerDispute
from hub.actions.decide_review import DecideReview
from hub.actions.dispute_claim import DisputeClaim
from hub.actions.request_review import RequestReview
from hub.actions.say_in_review import SayInReview
from hub.actions.show_disputes import ShowDisputes
from hub.actions.show_reviews import ShowReviews
from hub.actions.withdraw_dispute import WithdrawDispute
from hub.actions.withdraw_review import WithdrawReview


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewActions:
    """The actions about reviews and disputes."""

    request: RequestReview
    decide: DecideReview
    show: ShowReviews
    say: SayInReview
    withdraw: WithdrawReview
    dispute: DisputeClaim
    answer_dispute: AnswerDispute
    withdraw_dispute: WithdrawDispute
    show_disputes: ShowDisputes
