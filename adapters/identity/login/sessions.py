"""Sessions and begun log-ins, kept by a store that can read none of them: ids as hashes, contents sealed."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, Self

from adapters.identity.keys import KeyRing
from adapters.identity.login.logged_in import LoggedIn, Person
from hub.errors import BadInput, Unavailable
from hub.ports import Clock

ID_BYTES: Final = 32

ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""What an id of ours looks like: 256 random bits."""

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
"""A session ends after so long without use, and after so long whatever happens (ASVS 7.3)."""

TOUCH: Final = timedelta(seconds=30)
"""Use is written down at most this often; so a session may end this much sooner, never later."""

MOST_NOTES: Final = 16_384
"""So much an application may keep in a session (bytes): answers that somebody gave on one page and another needs."""

LOGIN: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""


class StoredSession(Protocol):
    """One session as the store keeps it."""

    @property
    def sealed(self) -> bytes: ...
    @property
    def seen_at(self) -> datetime: ...
    @property
    def notes(self) -> bytes | None: ...


class SessionStore(Protocol):
    """What is needed of the store. Whatever has ended is not found, and is removed as others come."""

    async def add_pending(self, key_hash: bytes, *, sealed: bytes, now: datetime, expires_at: datetime) -> None: ...

    async def take_pending(self, key_hash: bytes, *, now: datetime) -> bytes | None:
        """Give a begun log-in, once."""
        ...

    async def add(
        self,
        id_hash: bytes,
        *,
        sealed: bytes,
        subject_hash: str,
        session_hash: str | None,
        now: datetime,
        idle_since: datetime,
        expires_at: datetime,
    ) -> None: ...

    async def find(self, id_hash: bytes, *, now: datetime, idle_since: datetime) -> StoredSession | None: ...

    async def touch(self, id_hash: bytes, *, now: datetime) -> None: ...

    async def claim_renewal(self, id_hash: bytes, *, now: datetime, until: datetime) -> bool:
        """Let one caller renew the tokens of a session; say whether this is the one."""
        ...

    async def replace(self, id_hash: bytes, *, sealed: bytes) -> None:
        """Put new contents in, where the session still stands, and let the next renewal be claimed."""
        ...

    async def note(
        self, id_hash: bytes, *, notes: bytes, instead_of: bytes | None = None, always: bool = False
    ) -> bool:
        """Keep what the application noted in a session, for as long as that stands.

        Say whether it was done: unless it is done always, only where `instead_of` is what was kept; None: nothing.
        """
        ...

    async def end(self, id_hash: bytes) -> None: ...

    async def end_of_subject(self, subject_hash: str) -> int: ...

    async def end_of_session(self, session_hash: str, *, subject_hash: str | None) -> int:
        """End what came from a session of the provider, and those of this person that name no session."""
        ...

    async def use_logout_token(self, token_hash: str, *, now: datetime, expires_at: datetime) -> bool:
        """Say whether it was not used before, and remember it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A log-in that was begun: what the answer must fit."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    next_path: str
    proof_key: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the hub is called with. `ends_at_s` is by our clock."""

    access: str = field(repr=False)
    is_bound: bool
    ends_at_s: int
    refresh: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the application behind the log-in keeps while the session lasts, and the turn in which that was begun.

    `sealed` is what they were read from.
    """

    turn: str = ""
    told: Mapping[str, str] = field(default_factory=dict, repr=False)
    sealed: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a session holds. `id_token` is kept for one use: to tell the provider which session ends.

    `notes` stand beside it: tokens can be renewed while they change.
    """

    who: LoggedIn
    tokens: Tokens
    id_token: str | None = field(repr=False)
    proof_key: Mapping[str, Any] | None = field(repr=False)
    notes: Notes = field(default_factory=Notes, repr=False)

    @classmethod
    def read(cls, content: bytes, *, notes: Notes) -> Self:
        kept = json.loads(content)
        who = kept["who"]
        served, actor = Person(**who["served"]), Person(**who["actor"]) if who["actor"] else None
        return cls(
            who=LoggedIn(**{**who, "served": served, "actor": actor}),
            tokens=Tokens(**kept["tokens"]),
            id_token=kept["id_token"],
            proof_key=kept["proof_key"],
            notes=notes,
        )

    def renewed(self, tokens: Tokens) -> "Session":
        """Take new tokens; the refresh token stays where the provider gave no other (RFC 6749 §6)."""
        return replace(self, tokens=replace(tokens, refresh=tokens.refresh or self.tokens.refresh))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Makes, finds and ends sessions. The id is known to the browser alone."""

    store: SessionStore
    keys: KeyRing
    clock: Clock

    async def begin(self, pending: Pending, *, browser: str, state: str) -> None:
        """Keep a begun log-in; only this browser with this state finds it."""
        key, now = _hash(browser, state), self.clock.now()
        sealed = self.keys.seal("login/pending", json.dumps(asdict(pending)).encode(), key.hex())
        await self.store.add_pending(key, sealed=sealed, now=now, expires_at=now + LOGIN)

    async def take(self, *, browser: str, state: str) -> Pending | None:
        """Give a begun log-in back, once."""
        if not ID.fullmatch(browser) or not ID.fullmatch(state):
            return None
        key = _hash(browser, state)
        sealed = await self.store.take_pending(key, now=self.clock.now())
        content = None if sealed is None else self._opened("login/pending", sealed, key)
        return None if content is None else Pending(**json.loads(content))

    async def start(self, session: Session) -> str:
        """Keep a new session; give its id."""
        session_id, now = new_id(), self.clock.now()
        who, id_hash = session.who, _hash(session_id)
        issuer = who.served.issuer
        await self.store.add(
            id_hash,
            sealed=self._sealed(session, id_hash),
            subject_hash=self.keys.opaque("login/sub", issuer, who.subject),
            session_hash=None if who.session is None else self.keys.opaque("login/sid", issuer, who.session),
            now=now,
            idle_since=now - IDLE,
            expires_at=now + LONGEST,
        )
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """Give a session that stands, and note its use."""
        if not ID.fullmatch(session_id):
            return None
        id_hash, now = _hash(session_id), self.clock.now()
        stored = await self.store.find(id_hash, now=now, idle_since=now - IDLE)
        if stored is None:
            return None
        content = self._opened("login/session", stored.sealed, id_hash)
        if content is None:  # sealed under a key that is gone
            await self.store.end(id_hash)
            return None
        if now - stored.seen_at >= TOUCH:
            await self.store.touch(id_hash, now=now)
        return Session.read(content, notes=self._noted(stored.notes, id_hash))

    async def notes(self, session_id: str) -> Notes | None:
        """Give what is noted in a session now; None where it does not stand any more."""
        id_hash, now = _hash(session_id), self.clock.now()
        stored = await self.store.find(id_hash, now=now, idle_since=now - IDLE)
        return None if stored is None else self._noted(stored.notes, id_hash)

    async def note(self, session_id: str, notes: Notes, *, instead_of: Notes | None = None) -> Notes | None:
        """Keep these notes in the place of others, or of whatever was there; give them as they are kept.

        None where the others were there no more. Raises BadInput for more than fits.
        """
        id_hash, content = _hash(session_id), json.dumps({"turn": notes.turn, "told": dict(notes.told)}).encode()
        if len(content) > MOST_NOTES:
            raise BadInput("login.notes_too_long", "This is more than is kept in a session.", "Keep less.")
        sealed = self.keys.seal("login/notes", content, id_hash.hex())
        before = None if instead_of is None else instead_of.sealed
        done = await self.store.note(id_hash, notes=sealed, instead_of=before, always=instead_of is None)
        return replace(notes, sealed=sealed) if done else None

    def form_token(self, session_id: str, turn: str) -> str:
        """Give what a form of ours carries and no other site can know: bound to the session and the turn in it."""
        return self.keys.opaque("login/form", session_id, turn)

    def _noted(self, sealed: bytes | None, id_hash: bytes) -> Notes:
        content = None if sealed is None else self._opened("login/notes", sealed, id_hash)
        if content is None:
            return Notes()
        kept = json.loads(content)
        return Notes(turn=kept.get("turn", ""), told=kept.get("told", {}), sealed=sealed)  # an older hub kept no turn

    async def claim_renewal(self, session_id: str, *, seconds: int) -> bool:
        now = self.clock.now()
        return await self.store.claim_renewal(_hash(session_id), now=now, until=now + timedelta(seconds=seconds))

    async def put_back(self, session_id: str, session: Session) -> None:
        """Keep renewed contents under the same id."""
        id_hash = _hash(session_id)
        await self.store.replace(id_hash, sealed=self._sealed(session, id_hash))

    async def end(self, session_id: str) -> None:
        if ID.fullmatch(session_id):
            await self.store.end(_hash(session_id))

    async def end_of(self, *, issuer: str, session: str | None, subject: str | None) -> int:
        """End the sessions that came from one session of the provider, otherwise all of a person's.

        Which session of the provider a log-in came from is not known where its ID token did not say: those end too.
        """
        whose = None if subject is None else self.keys.opaque("login/sub", issuer, subject)
        if session is not None:
            return await self.store.end_of_session(self.keys.opaque("login/sid", issuer, session), subject_hash=whose)
        return 0 if whose is None else await self.store.end_of_subject(whose)

    async def is_first_use(self, *, issuer: str, token_id: str, seconds: int) -> bool:
        """Say whether a logout token comes for the first time, and remember it while it could come again."""
        now, name = self.clock.now(), self.keys.opaque("login/jti", issuer, token_id)
        return await self.store.use_logout_token(name, now=now, expires_at=now + timedelta(seconds=seconds))

    def _sealed(self, session: Session, id_hash: bytes) -> bytes:
        content = {name: value for name, value in asdict(session).items() if name != "notes"}
        return self.keys.seal("login/session", json.dumps(content).encode(), id_hash.hex())

    def _opened(self, label: str, sealed: bytes, id_hash: bytes) -> bytes | None:
        try:
            return self.keys.unseal(label, sealed, id_hash.hex())
        except Unavailable:
            return None


def new_id() -> str:
    """Make an id that nobody guesses."""
    return secrets.token_urlsafe(ID_BYTES)


def _hash(*ids: str) -> bytes:
    """Give what an id is found by. Random ids of 256 bits need no secret in their hash."""
    return hashlib.sha256("|".join(ids).encode()).digest()
