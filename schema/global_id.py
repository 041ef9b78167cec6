"""Ids of nodes: type and key in one text, as Relay does. Encoded, not encrypted: so every key must tell nothing."""

from strawberry import ID
from strawberry.relay.utils import from_base64, to_base64

LENGTH = 500
"""Longest id that is read; ours stay far below."""


def encode(kind: str, key: str) -> ID:
    """Join a type's name and a key."""
    return ID(to_base64(kind, key))


def decode(text: str) -> tuple[str, str] | None:
    """Take an id apart; None for anything that is not one."""
    if len(text) > LENGTH:
        return None
    try:
        return from_base64(text)
    except ValueError:
        return None


def key_of(text: str, kind: str) -> str | None:
    """The key inside an id of this type; None for an id of another type and for what is no id."""
    found = decode(text)
    return found[1] if found and found[0] == kind else None
