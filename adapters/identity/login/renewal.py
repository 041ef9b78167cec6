"""The session behind a request, with tokens that are good now: renewed where the provider lets us, once for all."""

import asyncio
from typing import Final

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.parts import LoginParts
from adapters.identity.login.proof_key import ProofKey
from adapters.identity.login.sessions import Session
from adapters.identity.login.token_answer import read_tokens
from hub.errors import Unavailable

SPARE_SECONDS: Final = 30
"""Tokens are renewed this long before their end, so that they do not end on their way to the hub."""

RENEWAL_SECONDS: Final = 10
"""So long one caller may take to renew; a refresh token counts once, so nobody else may try meanwhile."""

WAIT_SECONDS: Final = 5
POLL_SECONDS: Final = 0.1
"""How long, and how often, the others look whether it is done, where the old token has ended already."""


async def current(parts: LoginParts, session_id: str) -> Session | None:
    """Give the session; None where it has ended, or its tokens have and no new ones are to be had: log in anew."""
    session = await parts.sessions.find(session_id)
    if session is None or _left_s(parts, session) > SPARE_SECONDS:
        return session
    if session.tokens.refresh is not None:
        if await parts.sessions.claim_renewal(session_id, seconds=RENEWAL_SECONDS):
            session = await _renewed(parts, session_id)
        elif _left_s(parts, session) <= 0:
            session = await _waited(parts, session_id)
    if session is not None and _left_s(parts, session) <= 0:
        await parts.sessions.end(session_id)
        return None
    return session


async def _renewed(parts: LoginParts, session_id: str) -> Session | None:
    """Renew as the only one. Read again first: somebody may have been done just before."""
    session = await parts.sessions.find(session_id)
    if session is None or session.tokens.refresh is None or _left_s(parts, session) > SPARE_SECONDS:
        return session
    proof_key = None if session.proof_key is None else ProofKey.kept(session.proof_key)
    try:
        provider = await parts.provider()
        answer = await parts.calls.refresh(provider, refresh_token=session.tokens.refresh, proof_key=proof_key)
        tokens = read_tokens(answer, now_s=parts.now_s(), must_be_bound=proof_key is not None)
    except LoginRefused as refused:
        # One that does not answer is asked again when the claim has lapsed; the old token may do until then.
        if refused.code is not LoginFault.PROVIDER_UNAVAILABLE:
            await parts.sessions.end(session_id)
            return None
        return session
    except Unavailable:
        return session
    renewed = session.renewed(tokens)
    await parts.sessions.put_back(session_id, renewed)
    return renewed


async def _waited(parts: LoginParts, session_id: str) -> Session | None:
    """Wait for whoever renews."""
    session = None
    for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
        await asyncio.sleep(POLL_SECONDS)
        session = await parts.sessions.find(session_id)
        if session is None or _left_s(parts, session) > 0:
            return session
    return session


def _left_s(parts: LoginParts, session: Session) -> int:
    return session.tokens.ends_at_s - parts.now_s()
