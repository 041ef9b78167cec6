"""What the log says of a receipt, and of an agency's answer, without saying anything of what is in it.

Amounts can be guessed, so a plain hash would give them away. That of a receipt has an opening in it, which only whoever
has the person's key can make; it is given with the receipt to whom the receipt is given, and goes with the key. That of
an answer is an HMAC under the key (decision 20).
"""

from hashlib import sha256
from typing import Final, Protocol

LABEL: Final = "receipt.opening"
"""What the person's key tags to make an opening."""

_ANSWER: Final = "answer.received"
"""What the person's key tags to mark the bytes of an answer."""

_PREFIX: Final = b"hub-receipt/v1\n"


class Tagging(Protocol):
    """A person's key, as far as an opening needs it."""

    def tag(self, label: str, plain: bytes) -> str:
        """Give 64 hexadecimal digits that nobody else can give."""
        ...


def opening(key: Tagging, proposal_id: str) -> str:
    """Give what opens the commitment to the receipt of a proposal: 64 hexadecimal digits."""
    return key.tag(LABEL, proposal_id.encode())


def commitment(opening: bytes, receipt: bytes) -> str:
    """Give 64 hexadecimal digits: SHA-256 over this form's name, the opening (32 bytes) and the receipt."""
    return sha256(_PREFIX + opening + receipt).hexdigest()


def mark(key: Tagging, digest: str) -> str:
    """Give 64 hexadecimal digits that stand for an answer's bytes in the log; `digest` is that of `Received`."""
    return key.tag(_ANSWER, bytes.fromhex(digest))
