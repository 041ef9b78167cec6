"""What somebody has to know about a review beforehand."""

from typing import Final

from hub.domain.reasons import Reason

STOPS_NOTHING: Final = Reason(code="review.stops_nothing")
"""A request stops nothing by itself, but for where a law says so (decision 36)."""

NOT_APPLIED_FOR: Final = Reason(code="review.not_applied_for")
"""The agency looks of its own motion: nothing changes by that alone."""

NO_TERM: Final = Reason(code="review.no_term")
"""No law says until when an agency decides on what nobody applied for."""

DOES_NOT_FOLLOW: Final = Reason(code="review.owner_does_not_follow")
"""Why the agency has to look of its own motion. What the owner answered stands with the arrangement."""
