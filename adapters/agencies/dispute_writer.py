"""A dispute as the body that an agency gets: which of its claims, what is wrong, and the person's own words."""

import orjson

from consent.parties import Oin
from hub.review.disputes import Notice


def write(notice: Notice, bsn: str, oin: Oin) -> bytes:
    """Write the body: the same bytes for the same dispute, each time."""
    said = {
        "key": notice.key,
        "to": oin,
        "bsn": bsn,
        "reference": notice.reference,
        "wrong": notice.wrong,
        "words": notice.words,
        "disputedOn": notice.on.isoformat(),
    }
    return orjson.dumps(said)


def write_withdrawn(key: str, oin: Oin) -> bytes:
    """Write the body that says that a dispute was taken back: no more than which one, and nothing of the person."""
    return orjson.dumps({"key": key, "to": oin})
