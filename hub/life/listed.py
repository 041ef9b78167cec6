"""Where arrangements are found when nobody knows yet whose they are: by who carries them out, and by a payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.arrangements import ArrangementId
from consent.parties import AgencyCode, SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Whose arrangement stands under a tag, and who carries it out. Nothing else about anybody."""

    tag: str
    subject: SubjectRef
    arrangement: ArrangementId
    executes: AgencyCode


class ArrangementList(Protocol):
    """All arrangements there ever were, across people; what each is, is read in its person's name."""

    async def carried_out_by(self, agency: AgencyCode, *, after: str, at_most: int) -> Sequence[Listed]:
        """Give those of one agency in the order of their tags, from the one after `after` on."""
        ...

    async def tagged(self, tag: str) -> Listed | None:
        """Find one by what a payment names it by."""
        ...
