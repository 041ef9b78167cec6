"""What people write in a review: bounded, never empty, and without anybody's number."""

from collections.abc import Callable
from typing import Final

from hub.errors import BadInput
from hub.review.problem import ReviewProblem

LONGEST: Final = 1_000
"""Longest text that somebody writes (characters): no door takes a longer one either, in any input."""

LONGEST_ARTICLE: Final = 200
"""Longest name of an article (characters)."""

Carries = Callable[[str], bool]
"""Says whether a text carries a number of a person or an account; what that is stands outside the deciding half."""


def unfit(text: str, carries_number: Carries, *, empty: ReviewProblem = ReviewProblem.NO_WORDS) -> ReviewProblem | None:
    """Say what is wrong with a text; None: nothing. Raises BadInput for one that no door should have let in."""
    if len(text) > LONGEST:
        raise BadInput("text.too_long", f"A text is longer than {LONGEST} characters.", "Send a shorter one.")
    if not text.strip():
        return empty
    readable = all(sign.isprintable() or sign in "\n\r\t" for sign in text)
    return None if readable and not carries_number(text) else ReviewProblem.TELLS_TOO_MUCH


def is_fit(text: str, carries_number: Carries, *, longest: int = LONGEST) -> bool:
    """Say whether a text can be taken, for whoever has one word for all that may be wrong with it."""
    return len(text) <= longest and unfit(text, carries_number) is None


def is_article(text: str, carries_number: Carries) -> bool:
    """Say whether a text can be the name of an article."""
    return is_fit(text, carries_number, longest=LONGEST_ARTICLE)
