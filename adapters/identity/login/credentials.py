"""What the application behind the log-in gets: whom it serves, and headers for its calls to the hub."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.identity.login.logged_in import Person
from adapters.identity.login.proof_key import ProofKey
from adapters.identity.login.sessions import Session
from hub.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Good for one request. Shows no token in its text."""

    served: Person
    actor: Person | None
    acr: str | None
    logged_in_at: datetime
    _session: Session = field(repr=False)
    _clock: Clock = field(repr=False)

    @property
    def represents(self) -> bool:
        """Say whether somebody acts for somebody else."""
        return self.actor is not None

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        """Give the headers for one call: a proof counts once. `nonce` is what the hub asked for, if it did."""
        token, jwk = self._session.tokens.access, self._session.proof_key
        if jwk is None:
            return {"Authorization": f"Bearer {token}"}
        at = self._clock.now()
        proof = ProofKey.kept(jwk).proof(method, url, at=at, access_token=token, nonce=nonce)
        return {"Authorization": f"DPoP {token}", "DPoP": proof}


def of_session(session: Session, clock: Clock) -> Credentials:
    who = session.who
    return Credentials(
        served=who.served,
        actor=who.actor,
        acr=who.acr,
        logged_in_at=datetime.fromtimestamp(who.logged_in_at_s, UTC),
        _session=session,
        _clock=clock,
    )
