"""Who does something that no person and no agency asked for, and why: both stand in the log that the person reads."""

from dataclasses import dataclass, replace

from hub.audit.events import AuditRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounted:
    """By whom, and for which reason."""

    by: str
    reason: str

    @property
    def is_accounted_for(self) -> bool:
        """Say whether it was said who does it, and why."""
        return bool(self.by.strip() and self.reason.strip())

    def signed(self, line: AuditRecord) -> AuditRecord:
        """The line with who did it, and why."""
        return replace(line, worker=self.by.strip(), case=self.reason.strip())
