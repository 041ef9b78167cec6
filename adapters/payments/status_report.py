"""Read what a bank reports on a file for collection (pain.002): which of its debits it refused, and why."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from adapters.payments import bounded_xml
from adapters.payments.reference import about_of
from hub.actions.reject_debits import Rejection
from hub.errors import BadInput
from hub.life.payment_reference import PaymentFor

_SPACE: Final = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.\d{2})\}Document")
_REFUSED: Final = "RJCT"
_CODE: Final = re.compile(r"[A-Z0-9]{1,4}")
"""A reason of the external list of ISO 20022; whatever else a bank writes there may name somebody."""

_NOBODYS: Final = PaymentFor(tag="")
"""What a debit that is none of ours is for: it matches nothing, and is told."""

NO_REASON: Final = "RJCT"
"""Why, where the bank gives no reason that is one of the list."""


def read_rejections(text: bytes) -> tuple[Rejection, ...]:
    """Read what was refused; empty where nothing was.

    Raises BadInput `report.unreadable`, and says nothing of what stands in it: also where a part of the file is refused
    whose debits it does not name, because the hub does not know which they are.
    """
    try:
        document = bounded_xml.parse(text)
    except bounded_xml.NotReadable as fault:
        raise _unreadable(str(fault)) from None
    if not _SPACE.fullmatch(document.tag):
        raise _unreadable("it is no pain.002")
    for node in document.iter():
        # One version of the message reads as another here: what is asked for stands in all of them.
        node.tag = node.tag.rpartition("}")[2]
    file = _text(document, "./CstmrPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgId")
    if not file:
        raise _unreadable("it names no file")
    return tuple(found for report in document for found in _rejections(report, file))


def _rejections(report: Element, file: str) -> Iterator[Rejection]:
    for group in report.findall("./OrgnlGrpInfAndSts"):
        if _text(group, "./GrpSts") == _REFUSED:
            yield Rejection(file=file, about=None, why=_why(group))
            return
    for part in report.findall("./OrgnlPmtInfAndSts"):
        debits = part.findall("./TxInfAndSts")
        if _text(part, "./PmtInfSts") == _REFUSED and not debits:
            raise _unreadable("it refuses a part of the file, and names none of its debits")
        for debit in debits:
            if _text(debit, "./TxSts") == _REFUSED:
                about = about_of(_text(debit, "./OrgnlEndToEndId")) or _NOBODYS
                yield Rejection(file=file, about=about, why=_why(debit))


def _why(node: Element) -> str:
    code = _text(node, "./StsRsnInf/Rsn/Cd")
    return code if _CODE.fullmatch(code) else NO_REASON


def _unreadable(why: str) -> BadInput:
    return BadInput(
        "report.unreadable", f"This is no report to read: {why}.", "Get one from the bank that names each debit."
    )


def _text(node: Element, place: str) -> str:
    return (node.findtext(place) or "").strip()
