"""Certificates in a test's hand, as a proxy forwards them."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from identity.forging import NOON, PROXY, a_request

from adapters.web.presented import Presented

OIN = "00000099000000001000"
OTHER_OIN = "00000099000000002000"
YEAR = timedelta(days=365)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def a_certificate(
    *serial_numbers: str,
    key: PrivateKey | None = None,
    begins: datetime = NOON - YEAR,
    ends: datetime = NOON + YEAR,
) -> x509.Certificate:
    """A certificate with these serial numbers in its subject."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "client"),
            *(x509.NameAttribute(NameOID.SERIAL_NUMBER, number) for number in serial_numbers),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(7)
        .not_valid_before(begins.astimezone(UTC))
        .not_valid_after(ends.astimezone(UTC))
        .sign(own, hashes.SHA256())
    )


def thumbprint(certificate: x509.Certificate) -> str:
    """Its `x5t#S256`, computed apart from the code under test."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(certificate.public_bytes(Encoding.DER))
    return base64.urlsafe_b64encode(digest.finalize()).rstrip(b"=").decode()


def forwarded(certificate: x509.Certificate) -> str:
    """A certificate as the Client-Cert header carries it (RFC 9440)."""
    return f":{base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()}:"


def wearing(token: str, *certificates: str, peer: str | None = PROXY, scheme: str = "Bearer", **more: Any) -> Presented:
    """A request with a token and whatever stands in Client-Cert."""
    return a_request(
        ("Authorization", f"{scheme} {token}"), *(("Client-Cert", value) for value in certificates), peer=peer, **more
    )
