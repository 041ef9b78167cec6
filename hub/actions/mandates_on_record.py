"""What giving, ending and listing mandates have in common: which are on record, who sees them, what is written down."""

from collections.abc import Sequence
from datetime import datetime

from consent import mandates
from consent.mandates import Mandate, MandateId, MandateState
from consent.parties import Requester, SubjectRef
from hub.actions.acting import ConsentProblem
from hub.actions.once import OnceProblem
from hub.audit.events import Event, Trace, record
from hub.ports import Transaction

Came = tuple[MandateState, ...] | ConsentProblem | OnceProblem


async def states_of(
    transaction: Transaction, at: datetime, *, only: Sequence[MandateId] | None = None
) -> tuple[MandateState, ...]:
    """Give a person's mandates as they are known at a moment, ended ones too."""
    found = mandates.states((await transaction.standing()).mandates, known_at=at)
    return tuple(state for state in found if only is None or state.mandate.id in only)


def shown_to(requester: Requester, subject: SubjectRef, states: Sequence[MandateState]) -> tuple[MandateState, ...]:
    """What the requester may see: a person all of theirs, whoever acts for somebody what is given to them."""
    if requester.is_subject(subject) and requester.actor is None:
        return tuple(states)
    return tuple(
        state
        for state in states
        if requester.representative is not None and state.mandate.representative == requester.representative
    )


async def note(
    event: Event,
    requester: Requester,
    mandate: Mandate,
    at: datetime,
    trace: Trace,
    transaction: Transaction,
) -> None:
    """Write down what happened to a mandate."""
    await transaction.append_audit(
        record(
            event,
            requester=requester,
            subject=mandate.subject,
            at=at,
            trace=trace,
            recipient=mandate.representative,
            mandate=mandate.id,
            grounds={mandate.id: f"{mandate.kind.value}:{mandate.evidence.value}"},
        )
    )
