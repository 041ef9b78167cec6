"""A call to an agency that gave no usable answer: why, and whether it is worth trying again."""

from adapters.agencies.reasons import Reason
from hub.errors import Unavailable


class CallFailed(Unavailable):
    """No usable answer.

    `may_pass`: a moment later it could work. `after_s`: how long to wait first, where that is told. `ails`: whether the
    agency is not well, so that the breaker counts it; None when the call says nothing about the agency. `unsent`: no
    byte of the question was sent, so that nothing can have come of it. `status`: the HTTP status, where that is the
    fault.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        may_pass: bool = False,
        after_s: float | None = None,
        ails: bool | None = True,
        unsent: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(reason.value, "The agency gave no usable answer.", "Try again later.")
        self.reason = reason
        self.may_pass = may_pass
        self.after_s = after_s
        self.ails = ails
        self.unsent = unsent
        self.status = status
