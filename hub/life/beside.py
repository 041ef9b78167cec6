"""Which arrangements may run side by side: one at each agency, or one over several of them and no other."""

from collections.abc import Iterable

from hub.domain.scheme import SchemeCode
from hub.life.agreed import Agreed
from hub.life.kept import KeptArrangement
from hub.rules.policy import Policy


def beside(agreed: Agreed, others: Iterable[KeptArrangement], policy: Policy) -> bool:
    """Say whether this may begin while others are open.

    Each agency by its own rules has its own arrangement with a person, as today; it takes as many claims as it can into
    one (R1-06). A scheme over what several agencies collect is the only one.
    """
    open_now = [other for other in others if other.is_open]
    alone = open_now and _is_joint(agreed.scheme, policy)
    return not alone and not any(
        other.executes == agreed.executes or _is_joint(other.scheme, policy) for other in open_now
    )


def _is_joint(scheme: SchemeCode, policy: Policy) -> bool:
    return policy.scheme(scheme).collected_by is None
