"""Why somebody is not let in: a code, a status, a challenge. Nothing of what was sent is in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class TokenFault(StrEnum):
    """Why a token, its proof, its certificate or its FSC headers do not count. Codes are stable for ever."""

    MISSING = "token.missing"
    SEVERAL = "token.several"
    MALFORMED = "token.malformed"
    UNKNOWN_ISSUER = "token.unknown_issuer"
    ALGORITHM = "token.algorithm"
    BAD_SIGNATURE = "token.bad_signature"
    WRONG_TYPE = "token.wrong_type"
    WRONG_AUDIENCE = "token.wrong_audience"
    WRONG_SCHEME = "token.wrong_scheme"
    EXPIRED = "token.expired"
    NOT_YET_VALID = "token.not_yet_valid"
    LIFETIME = "token.lifetime"
    REVOKED = "token.revoked"
    UNKNOWN_CLIENT = "token.unknown_client"
    NO_SUBJECT = "token.no_subject"
    UNCLEAR_REPRESENTATION = "token.unclear_representation"
    LEVEL = "token.level_too_low"
    NEEDS_PROOF = "token.needs_proof"

    PROOF_MISSING = "proof.missing"
    PROOF_SEVERAL = "proof.several"
    PROOF_MALFORMED = "proof.malformed"
    PROOF_WRONG_TYPE = "proof.wrong_type"
    PROOF_ALGORITHM = "proof.algorithm"
    PROOF_KEY = "proof.unusable_key"
    PROOF_WRONG_KEY = "proof.wrong_key"
    PROOF_BAD_SIGNATURE = "proof.bad_signature"
    PROOF_WRONG_METHOD = "proof.wrong_method"
    PROOF_WRONG_ADDRESS = "proof.wrong_address"
    PROOF_WRONG_HASH = "proof.wrong_hash"
    PROOF_NOT_NOW = "proof.not_now"
    PROOF_USED = "proof.used"
    PROOF_NEEDS_NONCE = "proof.needs_nonce"

    CERTIFICATE_MISSING = "certificate.missing"
    CERTIFICATE_SEVERAL = "certificate.several"
    CERTIFICATE_MALFORMED = "certificate.malformed"
    CERTIFICATE_NOT_VALID = "certificate.not_valid_now"
    CERTIFICATE_WRONG = "certificate.wrong"
    CERTIFICATE_WRONG_OIN = "certificate.wrong_oin"

    FSC_MISSING = "fsc.token_missing"
    FSC_INVALID = "fsc.token_invalid"
    FSC_EXPIRED = "fsc.token_expired"
    FSC_WRONG_GROUP = "fsc.wrong_group"
    FSC_UNKNOWN_SERVICE = "fsc.unknown_service"
    FSC_NO_TRANSACTION = "fsc.transaction_missing"
    FSC_BAD_TRANSACTION = "fsc.transaction_invalid"


_FSC: Final[Mapping[TokenFault, tuple[int, str]]] = {
    TokenFault.FSC_MISSING: (401, "ERROR_CODE_ACCESS_TOKEN_MISSING"),
    TokenFault.FSC_INVALID: (401, "ERROR_CODE_ACCESS_TOKEN_INVALID"),
    TokenFault.FSC_EXPIRED: (401, "ERROR_CODE_ACCESS_TOKEN_EXPIRED"),
    TokenFault.FSC_WRONG_GROUP: (403, "ERROR_CODE_WRONG_GROUP_ID_IN_TOKEN"),
    TokenFault.FSC_UNKNOWN_SERVICE: (404, "ERROR_CODE_SERVICE_NOT_FOUND"),
    TokenFault.FSC_NO_TRANSACTION: (400, "MISSING_LOG_RECORD_ID"),
    TokenFault.FSC_BAD_TRANSACTION: (400, "INVALID_LOG_RECORD_ID"),
}
"""Status and error code that FSC core and FSC logging give to each."""

_ADVICE: Final[Mapping[str, str]] = {
    "token": "Send a token of a configured issuer.",
    "proof": "Send one fresh DPoP proof for this request and this token.",
    "certificate": "Come with the certificate that the token is bound to.",
    "fsc": "Come through the inway with a token for this service and a transaction id.",
}
"""What to do about a code of this kind."""

_TOLD: Final[Mapping[TokenFault, tuple[str, str]]] = {
    TokenFault.MISSING: ("No token was sent.", _ADVICE["token"]),
    TokenFault.SEVERAL: ("More than one token was sent.", "Send exactly one `Authorization` header."),
    TokenFault.EXPIRED: ("The token has expired.", "Ask its issuer for a new one."),
    TokenFault.WRONG_SCHEME: ("The token is bound to no key.", "Send it under `Bearer`, not under `DPoP`."),
    TokenFault.LEVEL: ("The level of assurance is too low.", "Log in at a higher level and send the token of that."),
    TokenFault.NEEDS_PROOF: (
        "The token did not come with the proof that it must be bound to.",
        "Send it with its DPoP proof or its certificate; if it is bound to none, ask its issuer for one that is.",
    ),
}
"""What happened and what to do, where a token of a configured issuer would not help, or it may be one."""


class Refused(Exception):
    """Stops the check. `nonce` is what the next proof must hold; `by_key` says that only a DPoP proof would help."""

    def __init__(self, code: TokenFault, *, nonce: str | None = None, by_key: bool = False) -> None:
        super().__init__(code.value)
        self.code = code
        self.nonce = nonce
        self.by_key = by_key or code.startswith("proof.")


@contextmanager
def refusing(code: TokenFault) -> Iterator[None]:
    """Refuse with this code whatever cannot be read inside."""
    try:
        yield
    except ValueError:
        raise Refused(code) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused:
    """No. `proofs` are the ways that are open here to bind a token, `algorithms` those of DPoP proofs."""

    code: TokenFault
    proofs: frozenset[str] = frozenset({"none"})
    algorithms: Sequence[str] = ()
    nonce: str | None = None

    @property
    def status(self) -> int:
        """Say 401, unless the request itself was wrong (RFC 6750 §3.1) or FSC has another status for it."""
        if self.code in _FSC:
            return _FSC[self.code][0]
        return 400 if self.code is TokenFault.SEVERAL else 401

    @property
    def todo(self) -> str:
        """Say what to do."""
        return _TOLD[self.code][1] if self.code in _TOLD else _ADVICE[self.code.partition(".")[0]]

    @property
    def told(self) -> str:
        """Say what is wrong with how the token came, and what to do; the code has the rest."""
        if not self.code.startswith("token."):
            return self.todo
        return f"{_TOLD[self.code][0] if self.code in _TOLD else 'The token cannot be used.'} {self.todo}"

    @property
    def headers(self) -> Mapping[str, str]:
        """Give the headers of the answer: the challenge, a nonce, FSC's own code."""
        if self.code in _FSC:
            status, code = _FSC[self.code]
            challenge = {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004 the status itself
            return {**challenge, "Fsc-Error-Code": code}
        nonce = {"DPoP-Nonce": self.nonce} if self.nonce else {}
        return {"WWW-Authenticate": self.challenge, **nonce}

    @property
    def challenge(self) -> str:
        """Say which schemes are expected, and that the token or its proof was not good; no more (RFC 6750 §3)."""
        error = f'error="{self._error}"' if self._error else ""
        algorithms = f'algs="{" ".join(self.algorithms)}"' if self.algorithms else ""
        dpop = f"DPoP {', '.join(filter(None, (error, algorithms)))}".strip()
        bearer = f"Bearer {error}".strip()
        if self.proofs == {"dpop"}:
            return dpop
        return f"{dpop}, {bearer}" if "dpop" in self.proofs else bearer

    @property
    def _error(self) -> str | None:
        match self.code:
            case TokenFault.MISSING:
                return None
            case TokenFault.SEVERAL:
                return "invalid_request"
            case TokenFault.PROOF_NEEDS_NONCE:
                return "use_dpop_nonce"
            case code if code.startswith("proof."):
                return "invalid_dpop_proof"
            case _:
                return "invalid_token"
