"""What the application keeps in a session, as one request sees and changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.identity.login.sessions import Notes, Sessions, new_id
from hub.errors import Unavailable

TRIES = 8
"""How often a change is tried on what other requests of the session just kept."""


@dataclass(slots=True, kw_only=True)
class Notebook:
    """The notes of one session. A request changes them only while the turn lasts in which it came.

    A new turn begins where everything is put aside for something else: another client, or none. What was asked in the
    turn before, and is still on its way, then changes nothing any more.
    """

    notes: Notes = field(repr=False)
    session_id: str = field(repr=False)
    sessions: Sessions = field(repr=False)

    @property
    def form_token(self) -> str:
        """What forms of this session and turn carry."""
        return self.sessions.form_token(self.session_id, self.notes.turn)

    async def keep(self, name: str, value: str | None) -> None:
        """Keep one note, or forget it (None), beside what others kept meanwhile."""
        turn, found = self.notes.turn, self.notes
        for _ in range(TRIES):
            others = {known: told for known, told in found.told.items() if known != name}
            changed = Notes(turn=turn, told=others if value is None else {**others, name: value})
            if kept := await self.sessions.note(self.session_id, changed, instead_of=found):
                self.notes = kept
                return
            now = await self.sessions.notes(self.session_id)
            if now is None or now.turn != turn:
                return
            found = now
        raise Unavailable("login.notes_contended", "Too much was kept in one session at the same time.", "Try again.")

    async def keep_only(self, told: Mapping[str, str]) -> None:
        """Keep these notes and no others, and begin a turn with them; the latest of two at once stands."""
        begun = Notes(turn=new_id(), told=told)
        self.notes = await self.sessions.note(self.session_id, begun) or begun
