"""A sender in a test's hand: it proves possession of its key, well or badly."""

import base64
from hashlib import sha256
from typing import Any

from identity.forging import AUDIENCE, BOUND, NOW, a_request, changed, claims, forged, header
from joserfc.jwk import ECKey, Key

from adapters.web.presented import Presented

SENDER = ECKey.generate_key("P-256")
THUMBPRINT = SENDER.thumbprint()
ADDRESS = f"{AUDIENCE}/graphql"


def a_bound_token(**changes: Any) -> str:
    """A token of an issuer that binds its tokens, bound to the sender's key."""
    return forged(header(), claims(**{"iss": BOUND, "cnf": {"jkt": THUMBPRINT}, **changes}))


def proof_header(key: Key = SENDER, **changes: Any) -> dict[str, Any]:
    """A good header of a proof; a change to None leaves the member out."""
    return changed({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}, changes)


def proof_claims(token: str, **changes: Any) -> dict[str, Any]:
    """Good claims of a proof; a change to None leaves the member out."""
    ath = base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()
    return changed({"jti": "proof-1", "htm": "POST", "htu": ADDRESS, "iat": NOW, "ath": ath}, changes)


def a_proof(token: str, **changes: Any) -> str:
    """A good proof, unless a claim is changed."""
    return forged(proof_header(), proof_claims(token, **changes), SENDER)


def proving(token: str, *proofs: str, scheme: str = "DPoP", **request: Any) -> Presented:
    """A request with a token and whatever proofs."""
    return a_request(("Authorization", f"{scheme} {token}"), *(("DPoP", proof) for proof in proofs), **request)
