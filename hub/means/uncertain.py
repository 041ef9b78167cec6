"""A computation that rests on values below `verified` says so, and names them."""

from collections.abc import Iterable
from dataclasses import replace

from hub.domain.reasons import Confidence, Reason
from hub.rules.policy import Policy


def uncertain(code: str, policy: Policy, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Name every value that decided and was not read in the text that is in force; nothing where all were.

    `code` is the warning's own, without an article: many values stand behind it.
    """
    used = sorted({name for reason in reasons for name in reason.parameters})
    unsure = [name for name in used if policy.get(name).confidence is not Confidence.VERIFIED]
    warning = policy.reason(code, *unsure, count=len(unsure))
    return (replace(warning, article=None),) if unsure else ()
