"""The end of a session: here first, then at the provider; or here because the provider says so."""

from authlib.common.urls import add_params_to_uri

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.logout_token import OLDEST_SECONDS
from adapters.identity.login.parts import LoginParts
from adapters.identity.login.sessions import new_id
from hub.errors import Unavailable


async def ended(parts: LoginParts, session_id: str) -> str | None:
    """End a session; give the address at which the provider ends its own (RP-Initiated Logout 1.0), if it has one.

    The session ends here whatever becomes of the rest.
    """
    session = await parts.sessions.find(session_id)
    await parts.sessions.end(session_id)
    if session is None:
        return None
    try:
        endpoint = (await parts.provider()).end_session_endpoint
    except (LoginRefused, Unavailable):
        return None
    if endpoint is None:
        return None
    request = {
        "client_id": parts.settings.client_id,
        "post_logout_redirect_uri": f"{parts.origin}/",
        "state": new_id(),
    }
    if session.id_token is not None:
        request["id_token_hint"] = session.id_token
    return str(add_params_to_uri(endpoint, list(request.items())))


async def ordered(parts: LoginParts, token: object) -> None:
    """End what the provider orders to end. Raises LoginRefused for an order that does not count, or came before."""
    order = await parts.logout_tokens.check(token)
    issuer = parts.settings.issuer
    # It can come again until it has ended, whatever the clocks say.
    if not await parts.sessions.is_first_use(issuer=issuer, token_id=order.token_id, seconds=3 * OLDEST_SECONDS):
        raise LoginRefused(LoginFault.LOGOUT_REPEATED)
    await parts.sessions.end_of(issuer=issuer, session=order.session, subject=order.subject)
