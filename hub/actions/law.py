"""The law of today, as the book stands now: a fresh view of it for each decision."""

from datetime import datetime

from consent.months import moment_after
from hub.life.agreed import Agreed
from hub.ports import Clock
from hub.rules.policy import Policy
from hub.rules.reader import Book
from hub.rules.reformed import under


def of_today(book: Book, clock: Clock, *, confirmed: frozenset[str] | None = None) -> Policy:
    """Give the law of the clock's day. What is known of it is what the book holds now.

    The two differ only where a clock is kept on a day of the past, as the demo's is: corrections count all the same.
    """
    today = clock.today()
    return Policy(on=today, known_on=max(today, clock.now().date()), book=book, confirmed=confirmed)


def of_agreed(book: Book, clock: Clock, agreed: Agreed) -> Policy:
    """Give the law of the clock's day for what was agreed: under the reform under which it was, whichever holds now."""
    return of_today(under(book, agreed.reform.name if agreed.reform else None), clock)


def end_of_consent(book: Book, clock: Clock, at: datetime) -> datetime:
    """Give the latest moment at which a consent or mandate that starts then may end, by `harmonised.consent_months`."""
    return moment_after(at, of_today(book, clock).get("harmonised.consent_months").value)
