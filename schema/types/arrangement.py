"""An arrangement on its way: today only proposed."""

from datetime import datetime
from enum import Enum

import strawberry

from consent.parties import AgencyCode
from hub.actions.replay import answers_of
from hub.actions.show_arrangement import Shown
from hub.audit.receipt import Receipt
from hub.domain import arrangement as domain
from schema import global_id
from schema.context import About
from schema.directives import PERSONAL, RECORD, policy
from schema.types.node import Node
from schema.types.outcome import Proposal, show_proposal
from schema.types.source_report import SourceReport


@strawberry.enum(description="How far an arrangement has come.")
class ArrangementState(Enum):
    """The states; more follow."""

    PROPOSED = strawberry.enum_value("proposed", description="Proposed, not accepted. It stops nothing by itself.")


@strawberry.type(
    description="An arrangement as it stands. A proposal is kept encrypted, and destroyed when it expires.",
    directives=policy(PERSONAL, RECORD),
)
class Arrangement(Node):
    """An arrangement."""

    state: ArrangementState = strawberry.field(description="How far it has come.")
    made_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="When it is destroyed unless it was accepted.")
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
            state=ArrangementState.PROPOSED,
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
