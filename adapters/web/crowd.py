"""How many requests are answered at once: beyond that a worker refuses early, organizations before people."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from adapters.web.budgets import payer
from consent.parties import Requester, Role

PEOPLE: Final = frozenset({Role.CITIZEN, Role.INTERMEDIARY, Role.STAFF})
"""Who comes as a person, or for one at their side: they wait for the answer, a batch can come back."""

SHARE_OF_BATCH: Final = 0.75
"""How full it may be for whoever is no person; the rest is kept free for people."""

SHARE_OF_ONE: Final = 0.25
"""How much of it one payer may fill: whoever sends slowly, or asks for slow work, keeps nobody else out."""


class CrowdedError(Exception):
    """There is no place now; come back in a second."""


@dataclass(slots=True)
class Crowd:
    """The requests that one worker is busy with. `most` is how many it takes in."""

    most: int
    inside: int = 0
    _of: Counter[str] = field(default_factory=Counter, repr=False)

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

    @contextmanager
    def admitted(self, requester: Requester) -> Iterator[None]:
        """Let somebody stay who has a place.

        Raises CrowdedError for a batch where only people find room, and for whoever fills their share already.
        """
        who = payer(requester)
        is_batch = requester.role not in PEOPLE and self.inside > self.most * SHARE_OF_BATCH
        if is_batch or self._of[who] >= max(1, self.most * SHARE_OF_ONE):
            raise CrowdedError
        self._of[who] += 1
        try:
            yield
        finally:
            self._of[who] -= 1
            if not self._of[who]:
                del self._of[who]
