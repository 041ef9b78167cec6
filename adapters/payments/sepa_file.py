"""What all files for a bank have in common: a name of their own, references, and sums that fit."""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from sepaxml.validation import ValidationError, try_valid_xml
from text_unidecode import unidecode

from adapters.payments import bounded_xml
from adapters.payments.amounts import cents_of
from adapters.payments.reference import is_reference
from hub.domain.money import Cents, total

CURRENCY: Final = "EUR"
LONGEST_NAME: Final = 70

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_NOT_ALLOWED: Final = re.compile(r"[^A-Za-z0-9/?:().,'+ -]+")
"""What is not in the signs that every bank in SEPA takes (EPC217-08)."""

_MANDATE: Final = re.compile(r"[A-Za-z0-9/?:().,'+ -]{1,35}")


def bank_name(name: str) -> str:
    """Write a name with the signs that every bank takes; empty where nothing of it can be."""
    return " ".join(_NOT_ALLOWED.sub(" ", unidecode(name)).split())[:LONGEST_NAME].strip()


def is_mandate(reference: str) -> bool:
    """Say whether a bank takes this as the reference of a mandate."""
    return _MANDATE.fullmatch(reference) is not None and reference == reference.strip()


def message_id(kind: str, fresh: str) -> str:
    """Name a file as no other one is named. Given again it has its name again: a bank does nothing twice."""
    return f"{kind}-{sha256(fresh.encode()).hexdigest()[:20]}"


def finished(made: bytes, *, schema: str, name: str, made_at: datetime, amounts: Sequence[Cents]) -> bytes:
    """Give the file its name, its moment and structured references; check it against its schema, and its sums.

    The library writes references as text and names files at random.
    """
    space = f"{{{_SPACE}{schema}}}"
    document = bounded_xml.parse(made)
    _one(document, f"{space}MsgId").text = name
    _one(document, f"{space}CreDtTm").text = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    for number, node in enumerate(document.iter(f"{space}PmtInfId"), start=1):
        node.text = f"{name}-{number}"
    for node in document.iter(f"{space}RmtInf"):
        _structure(node, space)
    _check_sums(document, space, amounts)
    register_namespace("", space.strip("{}"))
    written: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    try:
        try_valid_xml(written, schema)
    except ValidationError:
        # What it says may quote a name or an account.
        raise RuntimeError("a file for the bank does not follow its schema") from None
    return written


def _one(document: Element, name: str) -> Element:
    (found,) = document.iter(name)
    return found


def _structure(remittance: Element, space: str) -> None:
    """Put a structured reference where the library put it as text."""
    text = remittance.find(f"{space}Ustrd")
    if text is None or not is_reference(text.text or ""):
        return
    remittance.remove(text)
    about = SubElement(SubElement(remittance, f"{space}Strd"), f"{space}CdtrRefInf")
    kind = SubElement(about, f"{space}Tp")
    SubElement(SubElement(kind, f"{space}CdOrPrtry"), f"{space}Cd").text = "SCOR"
    SubElement(kind, f"{space}Issr").text = "ISO"
    SubElement(about, f"{space}Ref").text = text.text


def _check_sums(document: Element, space: str, amounts: Sequence[Cents]) -> None:
    """Each amount is in it once, and header and batches say what they add up to: to the cent."""
    written = [cents_of(node.text or "") for node in document.iter(f"{space}InstdAmt")]
    sums = [cents_of(node.text or "") for node in document.iter(f"{space}CtrlSum")]
    header, *batches = sums
    if sorted(map(str, written)) != sorted(map(str, amounts)):
        raise RuntimeError("a file for the bank has other amounts than it should")
    if header != total(amounts) or sum(batch or 0 for batch in batches) != header:
        raise RuntimeError("a file for the bank does not add up")
