"""A clock that stands still until a test moves it."""

from dataclasses import dataclass


@dataclass(slots=True)
class ManualClock:
    """Counts seconds from nowhere in particular."""

    at_s: float = 1000.0

    def __call__(self) -> float:
        return self.at_s

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.at_s += seconds
