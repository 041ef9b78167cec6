"""The keys of our own FSC manager: from the certificates that the operator names, never from a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.certificates import thumbprint
from adapters.identity.issuer_metadata import SMALLEST_RSA_BITS
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerKey:
    """A key with the time in which its certificate is valid."""

    key: ECKey | RSAKey
    begins: datetime
    ends: datetime


def read(path: Path) -> Mapping[str, ManagerKey]:
    """Read a file of certificates (PEM); give their keys by thumbprint. Raises BadInput for one that cannot sign."""
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
        return {thumbprint(certificate): _key(certificate) for certificate in certificates}
    except (OSError, ValueError, TypeError, JoseError, UnsupportedAlgorithm):
        happened = "fsc.manager_certs_file holds no usable certificates."
        raise BadInput("fsc.manager_certificates", happened, "Name a PEM file with the manager's.") from None


def _key(certificate: x509.Certificate) -> ManagerKey:
    public = certificate.public_key()
    if isinstance(public, RSAPublicKey) and public.key_size >= SMALLEST_RSA_BITS:
        key: ECKey | RSAKey = RSAKey.import_key(public)
    elif isinstance(public, EllipticCurvePublicKey):
        key = ECKey.import_key(public)
    else:
        raise ValueError("a key that is too weak, or of another kind")
    return ManagerKey(key=key, begins=certificate.not_valid_before_utc, ends=certificate.not_valid_after_utc)
