"""An owner does not follow what the agency granted: a person there has to look, though nobody asked for it."""

from datetime import datetime

from hub.actions.living import Alive
from hub.actions.reviewing import Reviewing, Standing
from hub.audit.events import Event, by_itself
from hub.life.events import PersonAsked, Question
from hub.life.kept import KeptErrand
from hub.review.events import About, Matter, Opened, Speaker
from hub.review.kept import KeptReview
from hub.review.notice import DOES_NOT_FOLLOW
from hub.review.states import State


async def open_review(asked: PersonAsked, errand: KeptErrand, alive: Alive, reviewing: Reviewing, at: datetime) -> None:
    """Put it before the agency that carries the arrangement out, in the transaction that writes what the owner said.

    The review has the id of the errand that the owner does not follow: one errand opens one, however often it is
    brought. While the agency looks at an owner, another errand to that owner opens none beside it.
    """
    if asked.question is not Question.OWNER_DOES_NOT_FOLLOW:
        return
    opened = _opened(asked, errand, alive)
    if any(each.kept.id == errand.id or _is_looked_at(each, opened) for each in await reviewing.all()):
        return
    kept = KeptReview(
        id=errand.id,
        subject=alive.kept.subject,
        agency=alive.kept.executes,
        trace_id=alive.kept.trace_id,
        state=State.RECEIVED,
        version=1,
        received_at=at,
        decide_by=None,
    )
    await reviewing.begin(kept, opened)
    outcome = {**alive.named, "review": kept.id, "agency": kept.agency, "owner": errand.agency}
    await reviewing.transaction.append_audit(
        by_itself(Event.REVIEW_OPENED, subject=kept.subject, at=at, trace_id=kept.trace_id, outcome=outcome)
    )


def _opened(asked: PersonAsked, errand: KeptErrand, alive: Alive) -> Opened:
    kept = alive.kept
    return Opened(
        on=asked.on,
        by=Speaker(agency=errand.agency),
        matter=Matter(
            about=About.ARRANGEMENT, scheme=kept.scheme, agency=kept.executes, concerns=kept.id, owners=kept.owners
        ),
        owner=errand.agency,
        reason=DOES_NOT_FOLLOW,
    )


def _is_looked_at(standing: Standing, opened: Opened) -> bool:
    """Say whether the agency looks at this owner in this arrangement already."""
    before = standing.review.opened
    same = before is not None and (before.owner, before.matter.concerns) == (opened.owner, opened.matter.concerns)
    return same and standing.kept.is_open
