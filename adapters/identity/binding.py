"""A stolen token opens nothing: whoever brings it must be whom it was bound to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.identity import compact_jwt
from adapters.identity.certificates import ForwardedCertificates
from adapters.identity.dpop import DpopProofs
from adapters.identity.presented import Presented, Shown
from adapters.identity.refusal import Refused, TokenFault
from adapters.settings import IssuerSettings

KEY: Final = "jkt"
CERTIFICATE: Final = "x5t#S256"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderCheck:
    """Checks every binding that a token has, and that it has the one its issuer's row demands."""

    proofs: DpopProofs
    certificates: ForwardedCertificates

    async def check(
        self, request: Presented, shown: Shown, claims: Mapping[str, Any], row: IssuerSettings, oin: str | None
    ) -> None:
        """Refuse a sender who is not the one. `oin` is the client's registered organisation."""
        bound = _bindings(claims)
        demanded = {"dpop": KEY, "mtls": CERTIFICATE}.get(row.proof)
        if demanded is not None and demanded not in bound:
            raise Refused(TokenFault.NEEDS_PROOF)
        if KEY in bound and not shown.is_dpop:  # a step back to Bearer would make the binding worthless
            raise Refused(TokenFault.NEEDS_PROOF)
        if KEY not in bound and shown.is_dpop:
            raise Refused(TokenFault.WRONG_SCHEME)
        if CERTIFICATE in bound:
            self._check_certificate(request, bound[CERTIFICATE], oin)
        if KEY in bound:
            await self.proofs.check(request, shown.token, bound[KEY])

    def _check_certificate(self, request: Presented, thumbprint: str, oin: str | None) -> None:
        certificate = self.certificates.of(request)
        if not certificate.is_bound_to(thumbprint):
            raise Refused(TokenFault.CERTIFICATE_WRONG)
        if not certificate.may_be(oin):
            raise Refused(TokenFault.CERTIFICATE_WRONG_OIN)


def _bindings(claims: Mapping[str, Any]) -> Mapping[str, str]:
    """Read what a token is bound to. A binding that we do not understand we cannot check, so it is none of ours."""
    if "cnf" not in claims:
        return {}
    confirmation = claims["cnf"]
    if not isinstance(confirmation, dict) or not confirmation or not confirmation.keys() <= {KEY, CERTIFICATE}:
        raise Refused(TokenFault.NEEDS_PROOF)
    if not all(compact_jwt.is_text(value) for value in confirmation.values()):
        raise Refused(TokenFault.NEEDS_PROOF)
    return confirmation
