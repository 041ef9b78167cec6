"""The steps of force in their order, and which one comes next: force is the last resort (S33)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hub.advise import said
from hub.domain.advice import Ladder, LadderStep
from hub.domain.claim import Claim
from hub.domain.facts import Answer, FactName
from hub.rules.policy import Policy


def of(claim: Claim, policy: Policy, on: date) -> Ladder | None:
    """Give the ladder of a claim's law, and where the claim stands; None for a kind that is not known.

    The first step is the decision itself and has always been taken. A step that no fact tells about is unknown, unless
    a later one was reached. Raises RuleMissing for a date without rules.
    """
    if not policy.knows(claim.kind):
        return None
    name = f"handhaving.ladder_{policy.kind(claim.kind).regime}"
    rows = policy.get(name).value
    told = [Answer.YES, *(_reached(row, claim, on) for row in rows[1:])]
    last = max(index for index, answer in enumerate(told) if answer is Answer.YES)
    steps = tuple(
        LadderStep(
            code=row["code"],
            says={"nl": row["nl"], "en": row["en"]},
            reached=Answer.YES if index < last and answer is Answer.UNKNOWN else answer,
        )
        for index, (row, answer) in enumerate(zip(rows, told, strict=True))
    )
    following = steps[last + 1] if last + 1 < len(steps) else None
    code = "ladder.next" if following else "ladder.last"
    words = (following or steps[last]).says
    return Ladder(steps=steps, next=following, reason=policy.reason(code, name, **words))


def _reached(row: Mapping[str, Any], claim: Claim, on: date) -> Answer:
    answers = {said.since((claim.facts,), FactName(fact), on=on) for fact in row.get("facts", ())}
    if Answer.YES in answers:
        return Answer.YES
    return Answer.NO if answers == {Answer.NO} else Answer.UNKNOWN
