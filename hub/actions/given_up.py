"""Wishes that no agency will answer any more, because an operator gave up bringing them: they are over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from consent.parties import SubjectRef
from hub.actions.errands import A_LITTLE
from hub.actions.living import Alive, look_soon_id
from hub.domain.errand import ErrandKind
from hub.life.actor import BY_RULE
from hub.life.events import ChangeDeclined, Event, PauseDeclined
from hub.life.kept import GIVEN_UP, KeptErrand, Work, WorkKind
from hub.life.life import Life, happened
from hub.life.said import said
from hub.ports import Transaction

WISHES: Final = frozenset({ErrandKind.CHANGE, ErrandKind.PAUSE})
"""What the person waits for."""


async def look_soon(given_up: KeptErrand, subject: SubjectRef, transaction: Transaction, at: datetime) -> None:
    """Have its arrangement looked at, so that a wish is over; not before what is under way there has come back."""
    if given_up.kind not in WISHES:
        return
    about = given_up.arrangement
    look = Work(id=look_soon_id(about), kind=WorkKind.LOOK, subject=subject, about=about, due_at=at + A_LITTLE)
    await transaction.arrangements.put_work(look)


async def without_given_up(alive: Alive, transaction: Transaction, on: date) -> tuple[Alive, tuple[Event, ...]]:
    """The arrangement without the pause or change that was given up, and what ends them; nothing is written yet."""
    life = alive.life
    if not life.runs:
        return alive, ()
    errands = await transaction.arrangements.errands(alive.kept.id)
    reason = said(GIVEN_UP, None)
    over: list[Event] = []
    if life.change_asked and _given_up(errands, ErrandKind.CHANGE):
        over.append(ChangeDeclined(on=on, by=BY_RULE, reason=reason))
    if life.pause_asked and _given_up(errands, ErrandKind.PAUSE):
        over.append(PauseDeclined(on=on, by=BY_RULE, reason=reason))
    for event in over:
        stands = happened(life, event)
        assert isinstance(stands, Life)  # noqa: S101 whoever runs can stay as it is
        life = stands
    return replace(alive, life=life), tuple(over)


def _given_up(errands: Sequence[KeptErrand], kind: ErrandKind) -> bool:
    """Say whether the latest errand of a kind to the agency that carries it out was given up."""
    *_, latest = (errand for errand in errands if errand.kind == kind)
    return latest.reply == GIVEN_UP
