"""The certificate a client showed to the proxy in front of us (RFC 9440), and a token's binding to it (RFC 8705)."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from adapters.identity.presented import Presented
from adapters.identity.proxies import TrustedProxies
from adapters.identity.refusal import Refused, TokenFault, refusing
from hub.ports import Clock

HEADER: Final = "client-cert"

LONGEST_CERTIFICATE: Final = 16_384
"""Longest header with a certificate that is looked at (characters); government ones have some 2,800."""

_BYTE_SEQUENCE: Final = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
"""A byte sequence of a structured field (RFC 8941 §3.3.5)."""

_OIN: Final = re.compile(r"[0-9]{20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """A certificate that was valid when it came; `oins` are the organisation's numbers in it."""

    thumbprint: str = field(repr=False)
    oins: frozenset[str]

    def is_bound_to(self, thumbprint: str) -> bool:
        """Say whether a token with this `x5t#S256` is bound to it."""
        return self.thumbprint == thumbprint  # no secret: it stands in every token

    def may_be(self, oin: str | None) -> bool:
        """Say whether it names this organisation, or none at all."""
        return self.oins <= {oin}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardedCertificates:
    """Reads the header. It counts on a connection from a trusted proxy only: anybody else could write it."""

    proxies: TrustedProxies
    clock: Clock

    def of(self, request: Presented) -> ClientCertificate:
        """Give the client's certificate. Whether its authority is trusted, the proxy checked."""
        values = request.all(HEADER) if self.proxies.include(request.peer) else ()
        if not values:
            raise Refused(TokenFault.CERTIFICATE_MISSING)
        if len(values) > 1:
            raise Refused(TokenFault.CERTIFICATE_SEVERAL)
        with refusing(TokenFault.CERTIFICATE_MALFORMED):
            found = _read(values[0])
        if not found.not_before <= self.clock.now() <= found.not_after:
            raise Refused(TokenFault.CERTIFICATE_NOT_VALID)
        return found.certificate


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands in a certificate. Whether it is valid is looked at each time it comes."""

    certificate: ClientCertificate
    not_before: datetime
    not_after: datetime


@lru_cache(maxsize=1_000)
def _read(value: str) -> _Read:
    """Read the header's value. The same few certificates come with every request."""
    certificate = _parsed(value)
    numbers = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    texts = (str(number.value) for number in numbers)
    return _Read(
        certificate=ClientCertificate(
            thumbprint=thumbprint(certificate), oins=frozenset(filter(_OIN.fullmatch, texts))
        ),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def thumbprint(certificate: x509.Certificate) -> str:
    """Give the `x5t#S256` of a certificate."""
    return base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()


def _parsed(value: str) -> x509.Certificate:
    found = _BYTE_SEQUENCE.fullmatch(value.strip(" \t")) if len(value) <= LONGEST_CERTIFICATE else None
    if found is None:
        raise ValueError("no byte sequence")
    try:
        return x509.load_der_x509_certificate(base64.b64decode(found.group(1), validate=True))
    except binascii.Error:
        raise ValueError("no base64") from None
