"""What counts, where somebody wants numbers; nothing where nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.agencies import registry
from adapters.exports.meters import Meters, Observe, together
from adapters.exports.observed import Observed
from adapters.settings_metrics import MetricsSettings
from adapters.store.gate import Told
from adapters.store.transaction import NumberedRecord
from adapters.system import VERSION
from hub.actions.preview import Compute, Computed
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers


def meters(settings: MetricsSettings) -> Meters | None:
    """What counts; None where nobody reads it: then nothing is spent on it."""
    return None if settings.port is None else Meters(agencies=registry.AGENCIES, version=VERSION)


def told(observed: Observed | None, counting: Meters | None) -> Told | None:
    """Those who hear of lines that were written, as one; None where nobody does."""
    hearers = [each.lines for each in (observed, counting) if each is not None]
    if len(hearers) < 2:  # noqa: PLR2004 one hears by itself
        return hearers[0] if hearers else None

    def both(lines: Sequence[NumberedRecord]) -> None:
        for hears in hearers:
            hears(lines)

    return both


def tries(observed: Observed | None, counting: Meters | None) -> Observe | None:
    """Those who hear of every try at an agency, as one; None where nobody does."""
    return together(observed.tried if observed else None, counting.tried if counting else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCompute(Compute):
    """The decision, counted."""

    counting: Meters

    def __call__(
        self, *, answers: Answers, scheme: SchemeCode, choice: Choice, situation: Situation | None = None
    ) -> Computed:
        computed = Compute.__call__(self, answers=answers, scheme=scheme, choice=choice, situation=situation)
        self.counting.decided(scheme, computed.outcome)
        return computed


def deciding(counting: Meters | None, **how: Any) -> Compute:  # noqa: ANN401 what a decision is made of
    """The decision, counted where somebody counts."""
    return Compute(**how) if counting is None else CountedCompute(counting=counting, **how)
