"""The key under what is delivered: RSA, as the exchange asks (PS256)."""

import json
from pathlib import Path
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from hub.errors import BadInput

SMALLEST_BITS: Final = 2048


def read_signing_key(path: Path) -> RSAKey:
    """Read it. Raises BadInput without path or content."""
    try:
        key = RSAKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise _unfit() from None
    if not key.is_private or key.public_key.key_size < SMALLEST_BITS:
        raise _unfit()
    return key


def _unfit() -> BadInput:
    happened = "exchange.key_file holds no key that can be used."
    return BadInput("exchange.key_file", happened, "Name a private JWK: RSA of 2048 bits or more.")
