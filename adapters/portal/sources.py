"""How an agency's answer is told: fresh, nothing owed, not allowed, away. Unknown is never nothing."""

from dataclasses import dataclass
from typing import Final

from adapters.portal.client import SourceStatus
from adapters.portal.client.fragments import Source

_WITHHELD = {
    "consent.missing": "no_permission",
    "consent.withdrawn": "withdrawn",
    "consent.used_up": "no_permission",
    "consent.lapsed": "lapsed",
    "consent.outdated": "outdated",
}

AWAY: Final = {
    SourceStatus.UNREACHABLE: "down",
    SourceStatus.BUSY: "busy",
    SourceStatus.CONTRADICTORY: "contradictory",
    SourceStatus.NOT_UNDERSTOOD: "not_understood",
    SourceStatus.BAD_SIGNATURE: "bad_signature",
    SourceStatus.NOT_SUPPORTED: "not_supported",
}
"""What an agency that did not answer in full is called among the texts."""

_MAY_BE_ALLOWED = ("no_permission", "withdrawn", "lapsed", "outdated")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one agency answered. `state` names texts under `sources`; `kind` is how loud it is said."""

    source: Source
    state: str

    @property
    def is_whole(self) -> bool:
        return self.state in ("fresh", "nothing")

    @property
    def can_be_allowed(self) -> bool:
        """Whether the person could change it by giving permission."""
        return self.state in _MAY_BE_ALLOWED

    @property
    def kind(self) -> str:
        if self.is_whole:
            return "ok"
        return "neutral" if self.can_be_allowed else "warning"


def state_of(source: Source) -> SourceState:
    """Tell how an agency answered."""
    if source.status is SourceStatus.ANSWERED:
        return SourceState(source=source, state="fresh" if source.claim_count else "nothing")
    if source.status is SourceStatus.WITHHELD:
        return SourceState(source=source, state=_WITHHELD.get(source.reason or "", "withheld"))
    return SourceState(source=source, state=AWAY[source.status])
