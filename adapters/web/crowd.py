"""How many requests are answered at once: beyond that a worker refuses early, organizations before people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from consent.parties import Role

PEOPLE: Final = frozenset({Role.CITIZEN, Role.INTERMEDIARY, Role.STAFF})
"""Who comes as a person, or for one at their side: they wait for the answer, a batch can come back."""

SHARE_OF_BATCH: Final = 0.75
"""How full it may be for whoever is no person; the rest is kept free for people."""


class CrowdedError(Exception):
    """There is no place now; come back in a second."""


@dataclass(slots=True)
class Crowd:
    """The requests that one worker is busy with. `most` is how many it takes in."""

    most: int
    inside: int = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place, before anything is known of who comes. Raises CrowdedError where there is none."""
        if self.inside >= self.most:
            raise CrowdedError
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    def admit(self, role: Role) -> None:
        """Let somebody stay who has a place. Raises CrowdedError for a batch where only people find room."""
        if role not in PEOPLE and self.inside > self.most * SHARE_OF_BATCH:
            raise CrowdedError
