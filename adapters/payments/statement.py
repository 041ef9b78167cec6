"""Read a bank's statement of an account (camt.053): every entry becomes a line, and none is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from adapters.payments import bounded_xml
from adapters.payments.amounts import cents_of
from adapters.payments.reference import about_of, is_reference
from adapters.payments.sepa_file import CURRENCY
from hub.actions.book_statement import Line, LineProblem
from hub.domain.money import Cents, total
from hub.errors import BadInput
from hub.life.payment_reference import PaymentFor

_SPACE: Final = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2})\}Document")
_IN_TEXT: Final = re.compile(r"RF\d{2}(?: ?[A-Z0-9]){21}(?![A-Z0-9])")
"""A reference of ours as somebody types it into the message of a transfer."""

_IN: Final = "CRDT"
_BOOKED: Final = "BOOK"
_NOT_GIVEN: Final = frozenset({"", "NOTPROVIDED", "NONREF"})
_LONGEST: Final = 150

ISO_DATE: Final = len("2026-12-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Of which accounts it tells, and its lines."""

    accounts: frozenset[str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What an entry says of all its transactions."""

    amount: Cents | None
    on: date | None
    is_in: bool
    is_reversal: bool
    bank_reference: str | None
    problem: LineProblem | None


def read_statement(text: bytes) -> Statement:
    """Read it. Raises BadInput `statement.unreadable`, and says nothing of what stands in it."""
    try:
        document = bounded_xml.parse(text)
    except bounded_xml.NotReadable as fault:
        raise _unreadable(str(fault)) from None
    if not _SPACE.fullmatch(document.tag):
        raise _unreadable("it is no camt.053")
    for node in document.iter():
        # One version of the message reads as another here: what is asked for stands in all of them.
        node.tag = node.tag.rpartition("}")[2]
    statements = document.findall("./BkToCstmrStmt/Stmt")
    if not statements:
        raise _unreadable("it holds no statement")
    entries = [entry for statement in statements for entry in statement.findall("./Ntry")]
    lines = [line for entry in entries for line in _lines(entry)]
    return Statement(
        accounts=frozenset(_text(statement, "./Acct/Id/IBAN") for statement in statements),
        lines=tuple(replace(line, number=number) for number, line in enumerate(lines, start=1)),
    )


def _unreadable(why: str) -> BadInput:
    return BadInput("statement.unreadable", f"This is no statement to read: {why}.", "Get it from the bank anew.")


def _lines(node: Element) -> Iterator[Line]:
    """One line for each transaction of an entry; where they do not add up to it, nothing of it is certain."""
    entry = _entry(node)
    parts = node.findall("./NtryDtls/TxDtls")
    amounts = [_amount(part, "./Amt", "./AmtDtls/TxAmt/Amt")[0] for part in parts]
    if len(parts) <= 1 and amounts in ([], [None], [entry.amount]):
        yield _line(entry, parts[0] if parts else node, entry.amount, entry.bank_reference)
        return
    if None in amounts or total([amount for amount in amounts if amount is not None]) != entry.amount:
        yield _line(replace(entry, problem=entry.problem or LineProblem.AMOUNTS_DIFFER), node, entry.amount, None)
        return
    for part, amount, name in zip(parts, amounts, _names(entry, parts), strict=True):
        yield _line(entry, part, amount, name)


def _entry(node: Element) -> _Entry:
    amount, is_euro = _amount(node, "./Amt")
    state = _text(node, "./Sts/Cd") or _text(node, "./Sts")
    wrong = {
        LineProblem.NOT_BOOKED_YET: state != _BOOKED,
        LineProblem.OTHER_CURRENCY: not is_euro,
        LineProblem.AMOUNT_UNREADABLE: amount is None,
    }
    return _Entry(
        amount=amount,
        on=_day(node),
        is_in=_text(node, "./CdtDbtInd") == _IN,
        is_reversal=_text(node, "./RvslInd") in ("true", "1"),
        bank_reference=_given(_text(node, "./AcctSvcrRef")),
        problem=next((problem for problem, is_so in wrong.items() if is_so), None),
    )


def _names(entry: _Entry, parts: list[Element]) -> Iterator[str | None]:
    """Name each transaction of an entry: by the bank's reference for it, or by its place under the entry's."""
    for place, part in enumerate(parts, start=1):
        own = _given(_text(part, "./Refs/AcctSvcrRef"))
        under = f"{entry.bank_reference}/{place}" if entry.bank_reference else None
        yield own if own and own != entry.bank_reference else under


def _line(entry: _Entry, part: Element, amount: Cents | None, name: str | None) -> Line:
    has_reason = part.find("./RtrInf") is not None
    about, problem = _about(part)
    if entry.is_in and (entry.is_reversal or has_reason):
        direction: LineProblem | None = LineProblem.OWN_PAYMENT_RETURNED
    else:
        direction = None if entry.is_in or entry.is_reversal or has_reason else LineProblem.MONEY_OUT
    return Line(
        number=0,
        amount=amount,
        on=entry.on,
        bank_reference=name or _given(_text(part, "./Refs/AcctSvcrRef")),
        about=about,
        returned=not entry.is_in,
        problem=entry.problem or direction or problem,
    )


def _about(part: Element) -> tuple[PaymentFor | None, LineProblem | None]:
    """Find what it is for: a structured reference, the name that we gave the collection, or what somebody typed."""
    structured = [node.text or "" for node in part.findall(".//RmtInf/Strd/CdtrRefInf/Ref")]
    ours = _text(part, "./Refs/EndToEndId")
    typed = [found for node in part.findall(".//RmtInf/Ustrd") for found in _IN_TEXT.findall((node.text or "").upper())]
    for reference in (*structured, ours, *typed):
        if about := about_of(reference):
            return about, None
    is_foreign = any(map(is_reference, structured))
    return None, LineProblem.FOREIGN_REFERENCE if is_foreign else LineProblem.NO_REFERENCE


def _amount(node: Element, *places: str) -> tuple[Cents | None, bool]:
    """Give an amount, and whether it is in euros; an amount in anything else is none."""
    found = next((each for place in places if (each := node.find(place)) is not None), None)
    if found is None:
        return None, True
    is_euro = found.get("Ccy") == CURRENCY
    return (cents_of(found.text or "") if is_euro else None), is_euro


def _day(node: Element) -> date | None:
    text = _text(node, "./BookgDt/Dt") or _text(node, "./BookgDt/DtTm")
    try:
        return date.fromisoformat(text[:ISO_DATE])
    except ValueError:
        return None


def _text(node: Element, place: str) -> str:
    return (node.findtext(place) or "").strip()


def _given(text: str) -> str | None:
    """Give a reference that is one: banks write words where there is none."""
    return None if text.upper() in _NOT_GIVEN or len(text) > _LONGEST else text
