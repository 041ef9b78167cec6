"""Three-valued answers from what several sources stated. What nobody stated is unknown, never no (readings 11)."""

from collections.abc import Iterable
from datetime import date

from hub.domain.facts import Answer, Fact, FactName, Facts, holds, known


def since(statements: Iterable[Facts], name: FactName, *, on: date) -> Answer:
    """Say whether something is so on a day, where a fact's date says since when."""
    said = [known(facts, name) for facts in statements]
    return _answer(said, yes=any(holds(fact, on=on) for fact in said))


def until(statements: Iterable[Facts], name: FactName, *, on: date) -> Answer:
    """Say whether something is so on a day, where a fact's date says until when, that day included."""
    said = [known(facts, name) for facts in statements]
    return _answer(said, yes=any(fact.answer is Answer.YES and (fact.on is None or fact.on >= on) for fact in said))


def last_date(statements: Iterable[Facts], name: FactName) -> date | None:
    """Give the latest date that was stated with a yes; None where no yes came with a date."""
    said = [known(facts, name) for facts in statements]
    return max((fact.on for fact in said if fact.answer is Answer.YES and fact.on is not None), default=None)


def both(answers: Iterable[Answer]) -> Answer:
    """Join answers that must all be yes: one no decides, otherwise one unknown, otherwise yes."""
    given = set(answers)
    return next((answer for answer in (Answer.NO, Answer.UNKNOWN) if answer in given), Answer.YES)


def _answer(said: list[Fact], *, yes: bool) -> Answer:
    if yes:
        return Answer.YES
    return Answer.NO if any(fact.answer is not Answer.UNKNOWN for fact in said) else Answer.UNKNOWN
