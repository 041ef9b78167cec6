"""The headers of docs/errors.md by which somebody is not let in, filled with tokens, proofs and certificates.

`<token {"aud": "x"}>` is a good token with this changed; null leaves a member out, and `now - 60` is a minute ago. What
of a head it is stands in the head, everything else among the claims.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from cryptography import x509
from identity.forging import (
    BOUND as BINDS,
)
from identity.forging import (
    NOON,
    NOW,
    PROXY,
    Denied,
    PlainNames,
    a_checker,
    a_request,
    citizens,
    claims,
    forged,
    header,
    partner_claims,
    partners,
)
from identity.outway import MANAGER, OUTWAY, SERVICE, TRANSACTION, fsc_claims, fsc_header
from identity.proving import SENDER, a_bound_token, proof_claims, proof_header
from identity.wearing import OIN, OTHER_OIN, a_certificate, forwarded, thumbprint
from joserfc.jwk import ECKey

from adapters.identity import denials
from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.identity.tokens import TokenChecker

HEAD: Final = ("alg", "jwk", "kid", "typ")
BOUND: Final = a_bound_token()
OTHER: Final = ECKey.generate_key("P-256", {"kid": "key-1"})
DAY: Final = timedelta(days=1)

CERTIFICATES: Final[Mapping[str, x509.Certificate]] = {
    "certificate": a_certificate(OIN),
    "certificate that ended yesterday": a_certificate(OIN, begins=NOON - 9 * DAY, ends=NOON - DAY),
    "certificate of another organization": a_certificate(OTHER_OIN),
}

Changes = tuple[dict[str, Any], dict[str, Any]]


def _token(changes: Changes) -> str:
    head, body = changes
    return forged(header(**head), claims(**body))


def _proof(changes: Changes, head_key: ECKey = SENDER, key: ECKey = SENDER) -> str:
    head, body = changes
    return forged(proof_header(head_key, **head), proof_claims(BOUND, **body), key)


def _fsc(changes: Changes) -> str:
    head, body = changes
    return forged(fsc_header(**head), fsc_claims(**body), MANAGER)


def _worn(certificate: x509.Certificate, _changes: Changes) -> str:
    return forwarded(certificate)


MADE: Final[Mapping[str, Callable[[Changes], str]]] = {
    "token": _token,
    "token signed by somebody else": lambda changes: forged(header(**changes[0]), claims(**changes[1]), OTHER),
    "token of an agency": lambda changes: forged(header(**changes[0]), partner_claims(**changes[1])),
    "token bound to a key": lambda _changes: BOUND,
    "proof": _proof,
    "proof by another key": lambda changes: _proof(changes, OTHER, OTHER),
    "proof signed by somebody else": lambda changes: _proof(changes, SENDER, OTHER),
    "token of the FSC manager": _fsc,
    "transaction id": lambda _changes: TRANSACTION,
    "another certificate": partial(_worn, a_certificate(OIN)),
    **{name: partial(_worn, one) for name, one in CERTIFICATES.items()},
}
"""What stands in a header, by the words for it."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What came of an example: the code, and the status that goes with it."""

    code: TokenFault
    status: int


async def presented(example: str) -> Presented:
    """Present the headers of an example, as often as it says, and give why nobody was let in at last."""
    said = [line.strip("# :.") for line in example.strip().splitlines() if line.startswith("#")]
    lines = [line for line in example.strip().splitlines() if not line.startswith("#")]
    checker = _checker(example, said)
    headers = [(name, _filled(value, example)) for name, value in (line.split(": ", 1) for line in lines)]
    names = {name for name, _ in headers}
    if any(name.startswith("Fsc-") for name in names):
        headers += [
            ("Authorization", f"Bearer {MADE['token of an agency'](({}, {}))}"),
            ("Client-Cert", forwarded(OUTWAY)),
        ]
    if "Twice" in said:
        await checker.check(a_request(*headers, peer=PROXY))
    answer = await checker.check(a_request(*headers, peer=PROXY))
    assert isinstance(answer, TokenRefused), answer
    return Presented(answer.code, answer.status)


def _checker(example: str, said: Sequence[str]) -> TokenChecker:
    fsc, bound = SERVICE if "Fsc-" in example else None, partners(proof="mtls" if "certificate" in example else "none")
    nonces = PlainNames() if "The hub asks for nonces" in said else None
    checker = a_checker(citizens(), bound, citizens(issuer=BINDS, proof="dpop"), service=fsc, nonces=nonces)
    if "The token was taken away" in said:
        rows = checker.denials._rows
        assert isinstance(rows, Denied)
        rows.digests.add(denials.of_token(str(claims()["iss"]), str(claims()["jti"])))
    return checker


def _filled(value: str, example: str) -> str:
    def made(found: re.Match[str]) -> str:
        if found[1] == "token bound to a certificate":
            named = next((name for name in CERTIFICATES if f"<{name}>" in example), "certificate")
            return MADE["token of an agency"](({}, {"cnf": {"x5t#S256": thumbprint(CERTIFICATES[named])}}))
        return MADE[found[1]](_changes(found[2]))

    return re.sub(r"<([\w ]+?) ?(\{.*\})?>", made, value)


def _changes(written: str | None) -> Changes:
    changes = {name: _moment(value) for name, value in json.loads(written or "{}").items()}
    heads = {name: value for name, value in changes.items() if name in HEAD}
    return heads, {name: value for name, value in changes.items() if name not in HEAD}


def _moment(value: object) -> object:
    told = re.fullmatch(r"now ([+-]) (\d+)", value) if isinstance(value, str) else None
    return NOW + int(told[1] + told[2]) if told else value
