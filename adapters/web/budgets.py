"""What a client may ask for in a minute: each operation costs what it may make the hub do, and that is charged.

Each worker counts for itself: nothing is shared between them, and nothing is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from adapters.web.counters import WINDOW_SECONDS, limiter, whole_seconds
from consent.parties import Requester, Role, SubjectRef
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What was charged and what is left: `allowed` a minute, `left` of it until `resets_s` from now."""

    cost: int
    allowed: int
    left: int
    resets_s: int
    is_over: bool

    @property
    def told(self) -> dict[str, int]:
        """Say it as an answer does."""
        return {"charged": self.cost, "left": self.left, "allowed": self.allowed, "resetsInSeconds": self.resets_s}

    @property
    def headers(self) -> dict[str, str]:
        """Say it as `draft-ietf-httpapi-ratelimit-headers` does."""
        said = {
            "RateLimit-Policy": f'"cost";q={self.allowed};w={WINDOW_SECONDS}',
            "RateLimit": f'"cost";r={self.left};t={self.resets_s}',
        }
        return {**said, "Retry-After": str(self.resets_s)} if self.is_over else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """Budgets of one worker, in units of cost a minute: for each person, and for each client of an organization."""

    person: int
    client: int
    monotonic_s: Callable[[], int] = whole_seconds
    _limiter: FixedWindowRateLimiter = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing charged."""
        object.__setattr__(self, "_limiter", limiter(self.monotonic_s))

    def charge(self, requester: Requester, cost: int) -> Charged:
        """Charge an operation; one that does not fit into what is left is not charged, and must not run."""
        allowed = self.person if requester.role is Role.CITIZEN else self.client
        item, who = RateLimitItemPerMinute(allowed), _payer(requester)
        fits = self._limiter.test(item, who, cost=cost) and self._limiter.hit(item, who, cost=cost)
        stands = self._limiter.get_window_stats(item, who)
        resets_s = max(1, int(stands.reset_time) - self.monotonic_s())
        return Charged(cost=cost, allowed=allowed, left=max(0, stands.remaining), resets_s=resets_s, is_over=not fits)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUps:
    """How often a minute one client may have agencies asked about one person; implements `hub.ports.Pace`.

    Counted where a person is looked up: several look-ups in one document would pass whoever counts requests.
    """

    most: int
    monotonic_s: Callable[[], int] = whole_seconds
    _limiter: FixedWindowRateLimiter = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with nothing counted."""
        object.__setattr__(self, "_limiter", limiter(self.monotonic_s))

    def count(self, requester: Requester, subject: SubjectRef) -> None:
        """Count a look-up. Raises BadInput `person.asked_too_often`."""
        if not self._limiter.hit(RateLimitItemPerMinute(self.most), _payer(requester), str(subject)):
            happened = f"Agencies were asked about this person {self.most} times within a minute."
            raise BadInput("person.asked_too_often", happened, "Come back in a minute.")


def _payer(requester: Requester) -> str:
    """Who pays: a person and a worker for themselves, whichever client they use; otherwise the client."""
    if requester.role is Role.CITIZEN:
        return f"person:{requester.actor or requester.subject}"
    return f"worker:{requester.worker}" if requester.worker else f"client:{requester.client}"
