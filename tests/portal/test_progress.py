"""How far an arrangement is, in cents: of all that was agreed, whichever terms hold now."""

from datetime import date

from adapters.portal.client.fragments import AgreedMonth
from adapters.portal.pages.plan import progress

TODAY = date(2027, 8, 8)


def month(due_on: date, amount: int, paid: int = 0) -> AgreedMonth:
    return AgreedMonth.model_validate({"number": 1, "dueOn": due_on, "amount": amount, "paidAmount": paid})


def test_what_was_paid_before_new_terms_counts() -> None:
    months = [month(date(2027, 7, 1), 13_012, 13_012), month(date(2027, 8, 1), 13_012)]
    found = progress(months, TODAY, agreed=390_361, left=364_337)

    assert (found.paid, found.total) == (26_024, 390_361)
    assert found.next == months[1]
    assert found.is_late


def test_where_all_is_paid_nothing_comes_next() -> None:
    found = progress([month(TODAY, 100, 100)], TODAY, agreed=100, left=0)

    assert (found.paid, found.total, found.next, found.is_late) == (100, 100, None, False)
