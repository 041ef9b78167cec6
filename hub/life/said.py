"""What an agency said to what it was asked or told, as a reason."""

from collections.abc import Mapping
from typing import Final

from hub.domain.errand import Reply
from hub.domain.reasons import Reason
from hub.life.kept import GIVEN_UP, OVERTAKEN, KeptErrand

_CODES: Final[Mapping[str | None, str]] = {
    None: "errand.waiting",
    Reply.RECEIVED: "errand.received",
    Reply.GRANTED: "errand.granted",
    Reply.GRANTED_OTHERWISE: "errand.granted_otherwise",
    Reply.REFUSED: "errand.refused",
    Reply.UNREACHABLE: "errand.unreachable",
    OVERTAKEN: "errand.overtaken",
    GIVEN_UP: "errand.given_up",
}


def said(reply: str | None, article: str | None) -> Reason:
    """Give its word as a reason, with the article that it names. None: it was not asked yet."""
    return Reason(code=_CODES[reply], article=article)


def said_of(errand: KeptErrand) -> Reason:
    """Give what an agency said to an errand last; where nobody brings it again by itself, that an operator must."""
    return (
        Reason(code="errand.stuck", article=errand.article) if errand.is_stuck else said(errand.reply, errand.article)
    )
