"""The law of today, as the book stands now: a fresh view of it for each decision."""

from datetime import date, datetime

from consent.months import moment_after
from hub.life.agreed import Agreed
from hub.ports import Clock
from hub.rules.edition import newest_entry
from hub.rules.policy import Policy
from hub.rules.reader import Book
from hub.rules.reformed import under


def of_today(book: Book, clock: Clock, *, confirmed: frozenset[str] | None = None) -> Policy:
    """Give the law of the clock's day. What is known of it is what the book holds now."""
    today = clock.today()
    return Policy(on=today, known_on=known_on(book, today, clock.now()), book=book, confirmed=confirmed)


def known_on(book: Book, today: date, now: datetime) -> date:
    """Give a day on which everything was known that the book holds now.

    It is another than today only where a clock is kept on a day of the past, as the demo's is: corrections count all
    the same.
    """
    return max(today, now.date(), newest_entry(book))


def of_agreed(book: Book, clock: Clock, agreed: Agreed) -> Policy:
    """Give the law of the clock's day for what was agreed: under the reform under which it was, whichever holds now."""
    return of_today(under(book, agreed.reform.name if agreed.reform else None), clock)


def end_of_consent(book: Book, clock: Clock, at: datetime) -> datetime:
    """Give the latest moment at which a consent or mandate that starts then may end, by `harmonised.consent_months`."""
    return moment_after(at, of_today(book, clock).get("harmonised.consent_months").value)
