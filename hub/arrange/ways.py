"""By which way a plan may come about: each pattern of rules knows its own."""

from collections.abc import Mapping

from hub.arrange.case import Case
from hub.domain.arrangement import Route
from hub.domain.scheme import Scheme
from hub.errors import BadInput
from hub.rules.policy import Policy

_WAYS: Mapping[str, frozenset[Route]] = {
    "table": frozenset({Route.STANDARD, Route.TAILOR_MADE, Route.CAPACITY, Route.POSTPONEMENT, Route.PAUSE}),
    "least_amount": frozenset({Route.STANDARD, Route.PERSONAL}),
    "tax": frozenset({Route.SHORT_POSTPONEMENT, Route.CAPACITY}),
    "bands": frozenset({Route.STANDARD}),
}
"""The ways that a person may ask for under each pattern."""

_BY_THEMSELVES = frozenset({Route.PAUSE, Route.POSTPONEMENT, Route.PERSONAL})
"""Ways whose length nobody chooses."""


def knows(scheme: Scheme, route: Route, policy: Policy) -> bool:
    """Say whether the rules of a scheme know a way; a personal plan only where they have one."""
    if route is Route.PERSONAL and policy.find(f"{scheme.rules}.personal_months") is None:
        return False
    return route in _WAYS[pattern(scheme, policy)]


def pattern(scheme: Scheme, policy: Policy) -> str:
    """How the rules of a scheme lay out a plan: the word stands in the book, in the file of those rules."""
    return str(policy.get(f"{scheme.rules}.pattern").value)


def check(case: Case) -> None:
    """See that the chosen way, if one was chosen, is one of these rules. Raises BadInput."""
    if case.choice.route is not None and not knows(case.scheme, case.choice.route, case.policy):
        raise BadInput("choice.route_unknown", "The rules of this scheme know no such way.", "Choose another one.")
    if case.choice.route in _BY_THEMSELVES and (case.choice.months or case.choice.amount):
        raise BadInput(
            "choice.follows_from_route", "By this way months and amount follow from the facts.", "Leave them out."
        )
