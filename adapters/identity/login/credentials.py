"""What the application behind the log-in gets: whom it serves, and headers for its calls to the hub."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.identity.login.logged_in import Person
from adapters.identity.login.notebook import Notebook
from adapters.identity.login.proof_key import ProofKey
from adapters.identity.login.sessions import Session, Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Good for one request. Shows no token in its text.

    `form_token` is what our own forms carry: no other site knows it. `notes` are what the application kept in the
    session: they are gone with it.
    """

    served: Person
    actor: Person | None
    acr: str | None
    logged_in_at: datetime
    _session: Session = field(repr=False)
    _notebook: Notebook = field(repr=False)

    @property
    def form_token(self) -> str:
        return self._notebook.form_token

    @property
    def notes(self) -> Mapping[str, str]:
        return self._notebook.notes.told

    async def keep(self, name: str, value: str | None) -> None:
        """Keep a note in the session, or forget it (None): only while the turn lasts in which this request came.

        Raises BadInput for more than fits, Unavailable.
        """
        await self._notebook.keep(name, value)

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        """Keep these notes and no others, and begin another turn: forms of the one before are ours no more.

        Raises BadInput for more than fits, Unavailable.
        """
        await self._notebook.keep_only(notes)

    @property
    def represents(self) -> bool:
        """Say whether somebody acts for somebody else."""
        return self.actor is not None

    @property
    def whom(self) -> str | None:
        """Give the name of whom somebody acts for, where the provider said it."""
        return self._session.who.served_name if self.represents else None

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        """Give the headers for one call: a proof counts once. `nonce` is what the hub asked for, if it did."""
        token, jwk = self._session.tokens.access, self._session.proof_key
        if jwk is None:
            return {"Authorization": f"Bearer {token}"}
        at = self._notebook.sessions.clock.now()
        proof = ProofKey.kept(jwk).proof(method, url, at=at, access_token=token, nonce=nonce)
        return {"Authorization": f"DPoP {token}", "DPoP": proof}


def of_session(session: Session, session_id: str, sessions: Sessions) -> Credentials:
    who = session.who
    return Credentials(
        served=who.served,
        actor=who.actor,
        acr=who.acr,
        logged_in_at=datetime.fromtimestamp(who.logged_in_at_s, UTC),
        _session=session,
        _notebook=Notebook(notes=session.notes, session_id=session_id, sessions=sessions),
    )
