"""By which way a plan may come about: each set of rules knows its own."""

from collections.abc import Set as AbstractSet

from hub.arrange.case import Case
from hub.domain.arrangement import Route
from hub.errors import BadInput


def check(case: Case, known: AbstractSet[Route]) -> None:
    """See that the chosen way, if one was chosen, is one of these rules. Raises BadInput."""
    if case.choice.route is not None and case.choice.route not in known:
        raise BadInput("choice.route_unknown", "The rules of this scheme know no such way.", "Choose another one.")
