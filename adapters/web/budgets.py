"""What a client may ask for in a minute: each operation costs what it may make the hub do, and that is charged.

Each worker counts for itself: nothing is shared between them, and nothing is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.web.counters import WINDOW_SECONDS, Counters, whole_seconds
from consent.parties import Requester, Role, SubjectRef
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What a request was charged and what is left: `allowed` a minute, `left` of it until `resets_s` from now."""

    cost: int
    allowed: int
    left: int
    resets_s: int

    @property
    def told(self) -> dict[str, int]:
        """Say it as an answer does."""
        return {"charged": self.cost, "left": self.left, "allowed": self.allowed, "resetsInSeconds": self.resets_s}

    @property
    def headers(self) -> dict[str, str]:
        """Say it as `draft-ietf-httpapi-ratelimit-headers` does."""
        return {
            "RateLimit-Policy": f'"cost";q={self.allowed};w={WINDOW_SECONDS}',
            "RateLimit": f'"cost";r={self.left};t={self.resets_s}',
        }


class OverBudgetError(Exception):
    """Something does not fit into what is left of the minute. It was not charged, and must not run."""

    def __init__(self, cost: int, stands: Charged) -> None:
        super().__init__()
        self.stands = stands
        self.told = (
            f"You asked for too much within a minute: that costs {cost} more, and {stands.left} of {stands.allowed} is "
            f"left. Come back in {stands.resets_s} seconds, or ask for less."
        )

    @property
    def headers(self) -> dict[str, str]:
        """Say how it stands, and when to come back."""
        return {**self.stands.headers, "Retry-After": str(self.stands.resets_s)}


@dataclass(slots=True, kw_only=True)
class Account:
    """Charges one request, bit by bit, to whoever pays for it."""

    payer: str
    allowed: int
    counters: Counters
    monotonic_s: Callable[[], int]
    charged: int = 0

    def charge(self, cost: int) -> None:
        """Charge more. Raises OverBudgetError."""
        if not cost:
            return
        if not self.counters.count(self.payer, most=self.allowed, by=cost):
            raise OverBudgetError(cost, self.stands)
        self.charged += cost

    @property
    def stands(self) -> Charged:
        """What it comes to, and what is left."""
        return Charged(
            cost=self.charged,
            allowed=self.allowed,
            left=self.allowed - self.counters.counted(self.payer),
            resets_s=max(1, self.counters.ends_s(self.payer) - self.monotonic_s()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """Budgets of one worker, in units of cost a minute: for each person, and for each client of an organization."""

    person: int
    client: int
    monotonic_s: Callable[[], int] = whole_seconds
    _counters: Counters = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing charged."""
        object.__setattr__(self, "_counters", Counters(self.monotonic_s))

    def account(self, requester: Requester) -> Account:
        """Begin to charge one request; nothing is charged yet."""
        return Account(
            payer=payer(requester),
            allowed=self.person if requester.role is Role.CITIZEN else self.client,
            counters=self._counters,
            monotonic_s=self.monotonic_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUps:
    """How often a minute one client may have agencies asked about one person; implements `hub.ports.LookUpPace`.

    Counted where a person is looked up: several look-ups in one document would pass whoever counts requests.
    """

    most: int
    monotonic_s: Callable[[], int] = whole_seconds
    _counters: Counters = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing counted."""
        object.__setattr__(self, "_counters", Counters(self.monotonic_s))

    def count(self, requester: Requester, subject: SubjectRef) -> None:
        """Count a look-up. Raises BadInput `person.asked_too_often`."""
        if not self._counters.count((payer(requester), subject), most=self.most):
            happened = f"Agencies were asked about this person {self.most} times within a minute."
            raise BadInput("person.asked_too_often", happened, "Come back in a minute.")


def payer(requester: Requester) -> str:
    """Who pays: a person and a worker for themselves, whichever client they use; otherwise the client."""
    if requester.role is Role.CITIZEN:
        return f"person:{requester.actor or requester.subject}"
    return f"worker:{requester.worker}" if requester.worker else f"client:{requester.client}"
