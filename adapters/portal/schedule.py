"""The payments for a spreadsheet (CSV) and for a calendar (ICS): the same days and amounts as in the letter."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from adapters.portal.agreement import Agreement
from adapters.portal.texts import Texts

BOM: Final = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for something else."""

SEPARATORS: Final = {"nl": ";", "en": ","}
"""What a spreadsheet of that language expects between cells; Dutch ones write amounts with a comma."""

BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is computed when the file is opened (OWASP, CSV injection)."""


def table(agreement: Agreement, t: Texts) -> bytes:
    """Write the payments, one a line: days as ISO 8601, amounts without sign or thousands."""
    names = [each.name for each in agreement.per_agency] if any(due.shares for due in agreement.dues) else []
    is_paid = any(due.paid is not None for due in agreement.dues)
    head = [t.plain("letter.csv_number"), t.plain("proposal.day"), t.plain("letter.csv_amount")]
    content = io.StringIO()
    rows = csv.writer(content, delimiter=SEPARATORS[t.language], lineterminator="\r\n")
    rows.writerow([harmless(cell) for cell in (*head, *([t.plain("plan.paid")] if is_paid else []), *names)])
    for due in agreement.dues:
        paid = [t.amount_to_type(due.paid or 0)] if is_paid else []
        shares = [t.amount_to_type(due.shares.get(name, 0)) for name in names]
        rows.writerow([due.number, due.on.isoformat(), t.amount_to_type(due.amount), *paid, *shares])
    return (BOM + content.getvalue()).encode("utf-8")


def harmless(cell: str) -> str:
    """Give a text as a spreadsheet shows it, and never computes it."""
    return f"'{cell}" if cell.startswith(BEGINS_FORMULA) else cell


def calendar(agreement: Agreement, t: Texts, *, origin: str) -> bytes:
    """Write one event per payment, all day, with nothing in it but the amount.

    An event keeps its name (UID) for as long as the arrangement lives, so that a newer file moves it and does not add
    another; what is no longer to be paid is cancelled.
    """
    found = Calendar()
    found.add("prodid", "-//Een Regeling//betaaldagen//NL")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for event in _events(agreement, t, urlsplit(origin).hostname or "localhost"):
        found.add_component(event)
    return bytes(found.to_ical())


def _events(agreement: Agreement, t: Texts, host: str) -> Iterator[Event]:
    name = hashlib.sha256(agreement.id.encode()).hexdigest()[:32]
    written = datetime.combine(agreement.changed_on, time(), UTC)
    for due in agreement.dues:
        event = Event()
        event.add("uid", f"{name}-{due.number}@{host}")
        event.add("sequence", agreement.number)
        event.add("dtstamp", written)
        event.add("dtstart", due.on)
        event.add("summary", t.plain(_summary(agreement), amount=t.amount(due.amount)))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        event.add("status", _status(agreement))
        yield event


def _summary(agreement: Agreement) -> str:
    return "letter.calendar_proposal" if agreement.is_proposal else "letter.calendar"


def _status(agreement: Agreement) -> str:
    if agreement.is_stopped:
        return "CANCELLED"
    return "CONFIRMED" if agreement.is_decided else "TENTATIVE"
