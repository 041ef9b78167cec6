"""Speak in a review: the person, the competent agency, and whoever the law lets that agency ask (decision 28)."""

from datetime import date
from typing import Final

from consent.parties import AgencyCode
from hub.review.events import About, Said, Speaker
from hub.review.problem import ReviewProblem
from hub.review.review import Review
from hub.review.words import Carries, is_article, unfit

MOST_SAID: Final = 100
"""How much is said in one review; more is a meeting."""


def say(
    review: Review,
    text: str,
    *,
    by: Speaker,
    on: date,
    to: AgencyCode | None,
    kept_back: str | None,
    runs: bool,
    carries_number: Carries,
) -> Said | ReviewProblem:
    """Say something. `runs`: the arrangement that it is about is carried out, so that agencies may speak about it.

    `kept_back` is the article that keeps the text from the person: only an agency can name one.
    """
    if len(review.said) >= MOST_SAID:
        return ReviewProblem.TOO_MUCH_SAID
    if to is not None and not _may_ask(review, by, to, runs=runs):
        return ReviewProblem.NEEDS_LEGAL_BASIS
    if kept_back is not None and not (by.agency and is_article(kept_back, carries_number)):
        return ReviewProblem.CANNOT_KEEP_BACK
    if wrong := unfit(text, carries_number):
        return wrong
    return Said(on=on, by=by, text=text, to=to, kept_back=kept_back)


def shown_to(said: Said, agency: AgencyCode) -> bool:
    """Say whether an agency that was asked sees this: what it was asked, and what it said."""
    return agency in (said.to, said.by.agency)


def _may_ask(review: Review, by: Speaker, to: AgencyCode, *, runs: bool) -> bool:
    """Only the competent agency asks, and only who has claims in an arrangement that it carries out."""
    matter = review.matter
    is_competent = by.agency == matter.agency
    return is_competent and matter.about is About.ARRANGEMENT and runs and to in matter.owners - {matter.agency}
