"""What is the same behind each door of an agency: who may come in, and how an answer goes out."""

import json
from collections.abc import Mapping

from starlette.requests import Request

from adapters.agencies.simulator.asked import Refused
from adapters.agencies.simulator.faults import Answer
from adapters.agencies.simulator.seal import Seal
from adapters.agencies.simulator.tokens import BearerFault, ScopeFault, TokenDesk

HEADERS = {"API-Version": "1.3.0", "Cache-Control": "no-store"}
PLAIN, SIGNED = "application/json", "application/jose"


def recognize(request: Request, tokens: TokenDesk, *, scope: str) -> str:
    """Name the client, or refuse it."""
    try:
        return tokens.recognize(request.headers.get("authorization"), scope=scope)
    except BearerFault as fault:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Refused(401, str(fault), headers=challenge) from fault
    except ScopeFault as fault:
        challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise Refused(403, str(fault), headers=challenge) from fault


def answer(document: Mapping[str, object], seal: Seal | None, behaviour: str | None, *, status: int = 200) -> Answer:
    """Write an answer down, under the seal of an agency that seals."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if seal is None:
        return Answer(body=body, media_type=PLAIN, status=status)
    sign = seal.forge if behaviour == "bad_signature" else seal.sign
    return Answer(body=sign(body), media_type=SIGNED, status=status)
