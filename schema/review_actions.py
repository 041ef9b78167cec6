"""What the hub can do about reviews, one by one."""

from dataclasses import dataclass

from hub.actions.decide_review import DecideReview
from hub.actions.request_review import RequestReview
from hub.actions.show_reviews import ShowReviews


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewActions:
    """The actions about reviews."""

    request: RequestReview
    decide: DecideReview
    show: ShowReviews
