"""The two halves of a log-in: sending the browser to the provider, and receiving it back."""

from collections.abc import Mapping, Sequence
from typing import Final

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.parts import LoginParts
from adapters.identity.login.proof_key import ProofKey
from adapters.identity.login.provider import Provider
from adapters.identity.login.sessions import Pending, Session, new_id
from adapters.identity.login.token_answer import read_tokens

LONGEST_PARAMETER: Final = 4_096
"""Longest parameter of the provider's answer that is looked at (characters)."""


async def begin(parts: LoginParts, *, browser: str, next_path: str) -> str:
    """Remember what the answer must fit, and give the address at the provider. Raises LoginRefused, Unavailable."""
    provider = await parts.provider()
    proof_key = ProofKey.new() if provider.binds_tokens else None
    state = new_id()
    pending = Pending(
        nonce=new_id(),
        verifier=new_id(),
        next_path=next_path,
        proof_key=None if proof_key is None else proof_key.to_keep,
    )
    request = _request(parts, pending, state)
    if proof_key is not None:  # the code is bound to the key already (RFC 9449 §10)
        request["dpop_jkt"] = proof_key.thumbprint
    if provider.push_endpoint is not None:
        name = await parts.calls.push(provider, provider.push_endpoint, request)
        request = {"client_id": parts.settings.client_id, "request_uri": name}
    await parts.sessions.begin(pending, browser=browser, state=state)
    return str(add_params_to_uri(provider.authorization_endpoint, list(request.items())))


def _request(parts: LoginParts, pending: Pending, state: str) -> dict[str, str]:
    settings = parts.settings
    request = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": parts.redirect_uri,
        "scope": " ".join(dict.fromkeys(("openid", *settings.scopes))),
        "state": state,
        "nonce": pending.nonce,
        "code_challenge": create_s256_code_challenge(pending.verifier),
        "code_challenge_method": "S256",
    }
    if settings.acr_values:
        request["acr_values"] = " ".join(settings.acr_values)
    if settings.max_age_s is not None:
        request["max_age"] = str(settings.max_age_s)
    if settings.resource is not None:
        request["resource"] = settings.resource
    return request


async def finish(parts: LoginParts, parameters: Sequence[tuple[str, str]], *, browser: str) -> tuple[Session, str]:
    """Check the provider's answer and redeem its code; give the session and where the browser wanted to go.

    Raises LoginRefused with the first thing that does not fit, Unavailable where something does not answer.
    """
    answer = _once_each(parameters)
    pending = await parts.sessions.take(browser=browser, state=answer.get("state", ""))
    if pending is None:
        raise LoginRefused(LoginFault.STATE)
    provider = await parts.provider()
    code = _code(answer, provider)
    proof_key = None if pending.proof_key is None else ProofKey.kept(pending.proof_key)
    tokens = await parts.calls.redeem(
        provider, code=code, verifier=pending.verifier, redirect_uri=parts.redirect_uri, proof_key=proof_key
    )
    read = read_tokens(tokens, now_s=parts.now_s(), must_be_bound=proof_key is not None)
    id_token = tokens.get("id_token")
    who = await parts.id_tokens.check(id_token, nonce=pending.nonce, access_token=read.access)
    session = Session(
        who=who, tokens=read, id_token=None if who.has_number else str(id_token), proof_key=pending.proof_key
    )
    return session, pending.next_path


def _once_each(parameters: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    answer = dict(parameters)
    if len(answer) != len(parameters) or any(len(value) > LONGEST_PARAMETER for value in answer.values()):
        raise LoginRefused(LoginFault.PARAMETERS)
    return answer


def _code(answer: Mapping[str, str], provider: Provider) -> str:
    """Take the code, once it is clear that this provider sent it: before it is shown to anybody (RFC 9207)."""
    if ("iss" in answer or provider.sends_issuer) and answer.get("iss") != provider.issuer:
        raise LoginRefused(LoginFault.MIXED_UP)
    if "error" in answer:
        is_denied = answer["error"] == "access_denied"
        raise LoginRefused(LoginFault.DENIED if is_denied else LoginFault.PROVIDER_REFUSED)
    if not answer.get("code"):
        raise LoginRefused(LoginFault.PARAMETERS)
    return answer["code"]
