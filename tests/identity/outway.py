"""An FSC connection in a test's hand: a manager's tokens, and requests as an inway hands them on."""

from datetime import timedelta
from typing import Any

from identity.forging import NOON, NOW, PROXY, a_request, changed, forged, header, partner_claims
from identity.wearing import OIN, a_certificate, forwarded, thumbprint
from joserfc.jwk import ECKey

from adapters.identity.fsc import Service
from adapters.identity.manager_keys import ManagerKey
from adapters.web.presented import Presented

GROUP, NAME, PEER, INWAY = "fsc.group.example.id", "betaalhub", "00000099000000099000", "https://inway.invalid:443"
TRANSACTION = "0190a3f2-7c1e-7b44-9a02-1f3c8d5e6a7b"
GRANT = "$1$3$+PQI7we01qIfEwq4O5UioLKzjGBgRva6F5+bUfDlKxUjcY5yX1MRsn6NKquDbL8VcklhYO9sk18rHD6La3w/mg"

MANAGER = ECKey.generate_key("P-256")
OUTWAY = a_certificate(OIN)
DAY = timedelta(days=1)


def a_service(**keys: ManagerKey) -> Service:
    manager = keys or {"manager-1": ManagerKey(key=MANAGER, begins=NOON - DAY, ends=NOON + DAY)}
    return Service(group=GROUP, name=NAME, peer=PEER, audience=INWAY, manager=manager)


SERVICE = a_service()
OAUTH = forged(header(), partner_claims())


def fsc_header(**changes: Any) -> dict[str, Any]:
    return changed({"alg": "ES256", "typ": "JWT", "x5t#S256": "manager-1"}, changes)


def fsc_claims(**changes: Any) -> dict[str, Any]:
    good = {
        "gth": GRANT,
        "gid": GROUP,
        "sub": OIN,
        "iss": PEER,
        "svc": NAME,
        "aud": INWAY,
        "exp": NOW + 300,
        "nbf": NOW - 10,
        "cnf": {"x5t#S256": thumbprint(OUTWAY)},
        "add": {},
    }
    return changed(good, changes)


def fsc_token(**changes: Any) -> str:
    return forged(fsc_header(), fsc_claims(**changes), MANAGER)


def through(
    *tokens: str,
    transactions: tuple[str, ...] = (TRANSACTION,),
    certificates: tuple[str, ...] = (forwarded(OUTWAY),),
    peer: str | None = PROXY,
    oauth: str = OAUTH,
) -> Presented:
    return a_request(
        ("Authorization", f"Bearer {oauth}"),
        *(("Fsc-Authorization", token) for token in tokens),
        *(("Fsc-Transaction-Id", transaction) for transaction in transactions),
        *(("Client-Cert", certificate) for certificate in certificates),
        peer=peer,
    )
