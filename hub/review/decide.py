"""Decide on a review: only a person does, with a reason and an article of their own (decision 27)."""

from datetime import date

from hub.advise import legal_routes
from hub.review.events import About, Decided, Decision, Speaker
from hub.review.problem import ReviewProblem
from hub.review.review import Review
from hub.review.words import Carries, is_article, unfit
from hub.rules.policy import Policy


def decide(  # noqa: PLR0913 a decision has as many parts as the law asks for
    review: Review,
    decision: Decision,
    *,
    by: Speaker,
    on: date,
    says: str,
    article: str,
    has_ended: bool,
    carries_number: Carries,
    policy: Policy,
) -> Decided | ReviewProblem:
    """Decide. `has_ended`: the arrangement that it is about was ended; that is done elsewhere, by the rules for it."""
    if not _fits(decision, review):
        return ReviewProblem.DOES_NOT_FIT
    if decision is Decision.ENDED and not has_ended:
        return ReviewProblem.END_FIRST
    if wrong := unfit(says, carries_number, empty=ReviewProblem.NO_REASON):
        return wrong
    if not is_article(article, carries_number):
        return ReviewProblem.NO_ARTICLE
    rules = policy.scheme(review.matter.scheme).rules
    remedy = legal_routes.against_decision(rules, policy, on)
    return Decided(on=on, by=by, decision=decision, says=says, article=article, remedy=remedy)


def _fits(decision: Decision, review: Review) -> bool:
    """Say whether it can be decided so: what nobody asked for cannot be refused, what somebody did not be left."""
    if decision is Decision.REFUSED:
        return review.opened is None
    if decision is Decision.AS_AGREED:
        return review.opened is not None
    return decision is not Decision.ENDED or review.matter.about is About.ARRANGEMENT
