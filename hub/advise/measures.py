"""The measures of the letter to Parliament on a date: phase, status, and what each depends on (S34)."""

from hub.domain.advice import Measure, Phase, Status
from hub.rules.edition import InForce
from hub.rules.policy import Policy

_FILE = "measures."


def measures(policy: Policy) -> tuple[Measure, ...]:
    """Give every measure that there is on the policy's date, in order; none before the letter was sent.

    `status` is how far a measure is at the agencies, not in this hub.
    """
    found = (policy.find(name) for name in sorted(policy.book) if name.startswith(_FILE))
    return tuple(_measure(item) for item in found if item)


def _measure(item: InForce) -> Measure:
    value = item.value
    return Measure(
        code=item.id.removeprefix(_FILE).upper(),
        says={"nl": value["nl"], "en": value["en"]},
        phase=Phase(value["phase"]),
        status=Status(value["status"]),
        depends_on=value["depends_on"],
        paper=item.article,
        since=item.start,
        confidence=item.confidence,
    )
