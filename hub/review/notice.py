"""What somebody who asks for a person has to know beforehand."""

from typing import Final

from hub.domain.reasons import Reason

STOPS_NOTHING: Final = Reason(code="review.stops_nothing")
"""A request stops nothing by itself, but for where a law says so (decision 36)."""
