"""What ends a question before any plan is laid out: stops, unknown facts, refusals."""

from hub.arrange import refuse, stops, unknown
from hub.arrange.case import Case
from hub.domain.arrangement import NeedsHuman, Refusal

_GATES = (
    stops.person,
    stops.detention,
    stops.duplicates,
    unknown.facts,
    refuse.must_refuse,
    refuse.too_little,
)
"""In this order; the first that has something to say ends the question."""


def closed(case: Case) -> Refusal | NeedsHuman | None:
    """Give the outcome of the first gate that does not let the case pass; None where all of them do."""
    return next((outcome for gate in _GATES if (outcome := gate(case))), None)
