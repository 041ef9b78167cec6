"""One number for who may come and whose data there is, as configured: part of what a decision rests on."""

from collections.abc import Iterable
from hashlib import sha256

from consent.parties import Agency, Requester
from hub.audit import canonical


def fingerprint(clients: Iterable[Requester], agencies: Iterable[Agency]) -> str:
    """SHA-256 over the clients and the agencies; their order in a file changes nothing."""
    written = sorted(canonical.dumps(each) for each in (*clients, *agencies))
    digest = sha256(b"\n".join(written)).hexdigest()
    return f"sha256:{digest}"
