"""A call to an agency that gave no usable answer: why, and whether it is worth trying again."""

from adapters.agencies.reasons import Reason
from hub.errors import Unavailable


class CallFailed(Unavailable):
    """No usable answer.

    `may_pass`: a moment later it could work. `after_s`: how long the agency asked us to wait. `ails`: it says that the
    agency is not well, so the breaker counts it; a refusal that a healthy agency gives does not.
    """

    def __init__(
        self, reason: Reason, *, may_pass: bool = False, after_s: float | None = None, ails: bool = True
    ) -> None:
        super().__init__(reason.value, "The agency gave no usable answer.", "Try again later.")
        self.reason = reason
        self.may_pass = may_pass
        self.after_s = after_s
        self.ails = ails
