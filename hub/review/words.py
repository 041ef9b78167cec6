"""What people write in a review: bounded, never empty, and without anybody's number."""

from collections.abc import Callable
from typing import Final

from hub.review.problem import ReviewProblem

LONGEST: Final = 1_000
"""Longest text that somebody writes (characters): no door takes a longer one either."""

LONGEST_ARTICLE: Final = 200
"""Longest name of an article (characters)."""

Carries = Callable[[str], bool]
"""Says whether a text carries a number of a person or an account; what that is stands outside the deciding half."""


def unfit(
    text: str, carries_number: Carries, *, empty: ReviewProblem = ReviewProblem.NO_WORDS, longest: int = LONGEST
) -> ReviewProblem | None:
    """Say what is wrong with a text; None: nothing."""
    if not text.strip():
        return empty
    if len(text) > longest:
        return ReviewProblem.TOO_LONG
    readable = all(sign.isprintable() or sign in "\n\r\t" for sign in text)
    return None if readable and not carries_number(text) else ReviewProblem.TELLS_TOO_MUCH
