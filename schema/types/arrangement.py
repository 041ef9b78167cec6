"""An arrangement that is proposed; what was accepted stands in `accepted`."""

from datetime import datetime
from enum import Enum
from typing import Final

import strawberry

from consent.parties import AgencyCode
from hub.actions.replay import answers_of
from hub.actions.show_arrangement import Shown
from hub.audit.receipt import Receipt
from hub.domain import arrangement as domain
from schema import global_id
from schema.context import About
from schema.directives import PERSONAL, RECORD, AddedIn, policy
from schema.types.node import Node
from schema.types.outcome import Proposal, show_proposal
from schema.types.source_report import SourceReport

ADDED: Final = "0.2.0"
"""Since when the contract knows arrangements that were accepted."""

SINCE: Final = (AddedIn(version=ADDED),)
"""The same, as it stands on what has no other word of policy."""


@strawberry.enum(description="How far an arrangement has come.")
class ArrangementState(Enum):
    """The states, as in `hub.life.states`."""

    PROPOSED = strawberry.enum_value("proposed", description="Proposed, not accepted. It stops nothing by itself.")
    ACCEPTED = strawberry.enum_value(
        "accepted",
        description="Accepted by the person; the agency that carries it out is being asked.",
        directives=SINCE,
    )
    REQUESTED = strawberry.enum_value(
        "requested", description="The agency has received the request and has not decided yet.", directives=SINCE
    )
    OFFERED = strawberry.enum_value(
        "offered", description="The agency grants other terms; the person decides.", directives=SINCE
    )
    ACTIVE = strawberry.enum_value("active", description="It is carried out.", directives=SINCE)
    REMINDED = strawberry.enum_value(
        "reminded",
        description="It is carried out; an instalment was missed and can still be made good.",
        directives=SINCE,
    )
    PAUSED = strawberry.enum_value(
        "paused", description="It is carried out; nothing needs to be paid for a while.", directives=SINCE
    )
    COMPLETED = strawberry.enum_value("completed", description="All is paid.", directives=SINCE)
    ENDED = strawberry.enum_value("ended", description="The agency ended it early.", directives=SINCE)
    DECLINED = strawberry.enum_value("declined", description="The agency refused it.", directives=SINCE)
    WITHDRAWN = strawberry.enum_value("withdrawn", description="The person wanted it no longer.", directives=SINCE)
    EXPIRED = strawberry.enum_value(
        "expired", description="The person did not agree to other terms in time.", directives=SINCE
    )


@strawberry.type(
    description=(
        "A proposed arrangement, kept encrypted and destroyed when it expires, unless it was accepted. What comes of "
        "accepting it is an `AcceptedArrangement`."
    ),
    directives=policy(PERSONAL, RECORD),
)
class Arrangement(Node):
    """An arrangement."""

    state: ArrangementState = strawberry.field(
        description="Proposed, or accepted. How it goes on from there, an `AcceptedArrangement` says."
    )
    made_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(
        description="Until when it can be accepted. After that it is destroyed unless it was."
    )
    proposal: Proposal = strawberry.field(description="What is proposed.")

    @classmethod
    def from_domain(cls, shown: Shown, about: About) -> "Arrangement":
        """Show a kept proposal. Raises TypeError where something else was kept."""
        outcome = shown.receipt.outcome
        if not isinstance(outcome, domain.Proposal):
            message = "only a proposal is ever kept"
            raise TypeError(message)
        about = about.told(answers_of(shown.receipt.inputs))
        return cls(
            id=global_id.encode("Arrangement", shown.id),
            state=ArrangementState.ACCEPTED if shown.is_accepted else ArrangementState.PROPOSED,
            made_at=shown.made_at,
            expires_at=shown.expires_at,
            proposal=show_proposal(outcome, shown, _sources(shown.receipt, outcome, about), about),
        )


def _sources(receipt: Receipt, proposal: domain.Proposal, about: About) -> list[SourceReport]:
    """How every agency answered: what the receipt keeps, and for a missing agency its whole report."""
    missing = {report.agency: report for report in proposal.considered.missing}
    return [
        SourceReport.from_domain(missing[agency], about)
        if (agency := AgencyCode(statement.agency)) in missing
        else SourceReport.from_statement(statement, about)
        for statement in receipt.inputs.statements
    ]
