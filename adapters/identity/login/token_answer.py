"""What the token endpoint answered, read strictly."""

import re
from collections.abc import Mapping
from typing import Any, Final

from adapters.identity.login.faults import LoginFault, LoginRefused
from adapters.identity.login.sessions import Tokens

LONGEST_TOKEN: Final = 8_192
"""Longest token that is kept (characters)."""

LONGEST_LIFE_SECONDS: Final = 3_600
UNSAID_SECONDS: Final = 60
"""How long a token is used at most, and how long one whose end is not told."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750, 2.1


def read_tokens(answer: Mapping[str, Any], *, now_s: int, must_be_bound: bool) -> Tokens:
    """Read the tokens. Raises LoginRefused, also for a token that was to be bound to our key and is not."""
    access, kind, lives_s = (
        answer.get("access_token"),
        answer.get("token_type"),
        answer.get("expires_in", UNSAID_SECONDS),
    )
    if not _is_token(access) or not isinstance(kind, str) or type(lives_s) is not int or lives_s <= 0:
        raise LoginRefused(LoginFault.TOKEN_ANSWER)
    is_bound = kind.lower() == "dpop"
    if is_bound != must_be_bound:
        raise LoginRefused(LoginFault.NOT_BOUND)
    if not is_bound and kind.lower() != "bearer":
        raise LoginRefused(LoginFault.TOKEN_ANSWER)
    refresh = answer.get("refresh_token")
    if refresh is not None and not _is_token(refresh):
        raise LoginRefused(LoginFault.TOKEN_ANSWER)
    return Tokens(
        access=str(access), is_bound=is_bound, ends_at_s=now_s + min(lives_s, LONGEST_LIFE_SECONDS), refresh=refresh
    )


def _is_token(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TOKEN and _TOKEN.fullmatch(value) is not None
