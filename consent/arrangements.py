"""An accepted arrangement as far as access goes: who carries it out, who takes part, and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from consent.parties import AgencyCode, SubjectRef

ArrangementId = NewType("ArrangementId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """An arrangement that is being carried out. `begins_at` is inclusive, `ends_at` exclusive; None: it runs.

    `owners` are the agencies with claims in it; `article` is the one under which it is carried out.
    """

    id: ArrangementId
    subject: SubjectRef
    executor: AgencyCode
    owners: frozenset[AgencyCode]
    article: str
    begins_at: datetime
    ends_at: datetime | None = None

    def runs(self, at: datetime) -> bool:
        """Say whether it is being carried out at this moment."""
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)

    def concerns(self, agency: AgencyCode | None) -> bool:
        """Say whether an agency carries it out or has claims in it."""
        return agency is not None and (agency == self.executor or agency in self.owners)
