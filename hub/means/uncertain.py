"""A computation that rests on values below `verified` says so, and names them."""

from collections.abc import Iterable

from hub.domain.reasons import Reason
from hub.rules.policy import Policy


def uncertain(code: str, policy: Policy, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Name every value that decided and was not read in the text that is in force; nothing where all were.

    `code` is the warning's own, without an article: many values stand behind it.
    """
    unsure = sorted({name for reason in reasons for name in policy.unsure(reason.parameters)})
    if not unsure:
        return ()
    return (policy.reason(code, *unsure, count=len(unsure))._replace(article=None),)
