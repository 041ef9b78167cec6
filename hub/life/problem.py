"""Why something is not done to an arrangement. An expected answer, not a fault."""

from enum import StrEnum


class LifeProblem(StrEnum):
    """What can stand in the way. Codes are stable for ever."""

    NOT_LAW = "scheme.not_law"
    NOT_ACCEPTABLE = "proposal.not_acceptable"
    PROPOSAL_UNKNOWN = "proposal.unknown"
    PROPOSAL_EXPIRED = "proposal.expired"
    OPEN_ALREADY = "arrangement.open_already"
    UNKNOWN = "arrangement.unknown"
    IMPOSSIBLE = "arrangement.impossible_step"
    NOT_RUNNING = "arrangement.not_running"
    PAYMENT_NOT_POSITIVE = "payment.not_positive"
    PAYMENT_WITHOUT_REFERENCE = "payment.without_reference"
    PAYMENT_REFERENCE_REUSED = "payment.reference_reused"
    PAYMENT_IN_FUTURE = "payment.in_future"
    PAYMENT_BEFORE_START = "payment.before_start"
    PAYMENT_UNKNOWN = "payment.unknown"
    PAYMENT_REVERSED_BEFORE = "payment.reversed_before"
    CLAIM_NOT_IN_IT = "claim.not_in_arrangement"
    PAUSE_NOT_REGULATED = "pause.not_regulated"
    PAUSE_ASKED_ALREADY = "pause.asked_already"
    PAUSE_HAD_BEFORE = "pause.had_before"
    PAUSE_BEYOND_LIMITATION = "pause.beyond_limitation"
    END_WITHOUT_REASON = "end.without_reason"
    END_NO_SUCH_GROUND = "end.no_such_ground"
    END_TOO_EARLY = "end.too_early"
