"""Whom a restored backup brought back; implements `hub.actions.destroy_again.BroughtBack`."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from adapters.identity.destroyed import DestroyedKeys
from consent.parties import SubjectRef
from hub.errors import BadInput

AT_ONCE: Final = 500
"""People who are looked for in one statement."""


class LivingRows(Protocol):
    """What is needed of the store."""

    async def living(self, refs: Sequence[SubjectRef]) -> Collection[SubjectRef]:
        """Give those of them whose key is there."""
        ...


class Restored:
    """Compares the list of destroyed keys with the database. Without a list nobody can be missed."""

    def __init__(self, rows: LivingRows, destroyed: DestroyedKeys | None) -> None:
        self._rows = rows
        self._destroyed = destroyed

    async def people(self) -> tuple[SubjectRef, ...]:
        """Give those whose key was destroyed and is there all the same. Raises BadInput as `DestroyedKeys.all`."""
        listed = self._destroyed.all() if self._destroyed is not None else ()
        found: list[SubjectRef] = []
        for start in range(0, len(listed), AT_ONCE):
            found += await self._rows.living(listed[start : start + AT_ONCE])
        return tuple(found)

    async def must_be_nobody(self) -> None:
        """Raise BadInput (`keys.brought_back`) where there is anybody, and as `people` does."""
        if back := await self.people():
            happened = f"A restored backup brought {len(back)} keys back that were destroyed."
            raise BadInput("keys.brought_back", happened, "Run `hub db after-restore`.")
