"""Checks the signature under what a client brings: a detached JWS over the digest of the body (ADR signing module)."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.datastructures import Headers

from adapters.agencies.simulator.asked import Refused

NAMES = ("payload-signature", "nlgov-adr-payload-sig")
"""The header's name, and its older one; an agency reads either."""

ALGORITHMS = ("PS256", "ES256")
MECHANISM = {"mId": "http://uri.etsi.org/19182/HttpHeaders", "pars": ["digest"]}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check(headers: Headers, body: bytes, keys: KeySet) -> None:
    """Refuse a body that is not signed by one of these keys."""
    found = [value for name in NAMES for value in headers.getlist(name)]
    if not found:
        raise Refused(400, "What is brought must be signed.", code="errand.not_signed")
    digests = headers.getlist("digest")
    if len(found) > 1 or len(digests) != 1 or digests[0] != _digest(body):
        raise _bad()
    head, _, seal = _parts(found[0])
    protected = _protected(head)
    payload = base64.urlsafe_b64encode(f"digest: {digests[0]}".encode()).rstrip(b"=").decode()
    fitting = [key for key in keys.keys if protected.get("kid") in (None, key.kid)]
    if not any(_verifies(f"{head}.{payload}.{seal}", KeySet([key])) for key in fitting):
        raise _bad()


def _digest(body: bytes) -> str:
    return f"SHA-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def _parts(signature: str) -> tuple[str, str, str]:
    parts = signature.split(".")
    if len(parts) != 3 or parts[1]:  # noqa: PLR2004 head, nothing, seal
        raise _bad()
    return parts[0], parts[1], parts[2]


def _protected(head: str) -> Mapping[str, object]:
    try:
        protected = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _bad() from None
    if not isinstance(protected, dict) or protected.get("sigD") != MECHANISM or protected.get("typ") != "JOSE":
        raise _bad()
    if not isinstance(protected.get("sigT"), str) or not _MOMENT.fullmatch(protected["sigT"]):
        raise _bad()
    return protected


def _verifies(whole: str, keys: KeySet) -> bool:
    registry = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        jws.deserialize_compact(whole, keys, registry=registry)
    except (JoseError, ValueError):
        return False
    return True


def _bad() -> Refused:
    return Refused(400, "The signature is not good.", code="errand.bad_signature")
