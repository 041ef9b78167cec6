from datetime import date, timedelta

from builders import a_policy
from lives import AGENCY, after, running

from hub.domain.money import Cents
from hub.life.events import Payment
from hub.life.payout import countable, received_for
from hub.life.receive import receive, reverse

DECEMBER = {"since": date(2026, 12, 1), "until": date(2027, 1, 1)}
JANUARY = {"since": date(2027, 1, 1), "until": date(2027, 2, 1)}


def counted(events, *, since, until):
    """What a payout of a period counts, where those before it were paid out."""
    return received_for(events, countable(events, until=until, counted=countable(events, until=since)))


class Book:
    """All that happens to an arrangement from now on."""

    def __init__(self):
        self.life, self.events = running(), []

    def pays(self, cents, on, reference, only=None):
        payment = Payment(reference=reference, amount=Cents(cents), on=on, only=only)
        self._add(receive(self.life, payment, by=AGENCY, today=on, policy=a_policy(on)))

    def takes_back(self, reference, on):
        self._add(reverse(self.life, reference, by=AGENCY, today=on, policy=a_policy(on)))

    def _add(self, events):
        self.life = after(self.life, events)
        self.events += events


def test_each_owner_gets_what_was_booked_for_it():
    book = Book()
    book.pays(9000, date(2026, 12, 10), "P-1")

    assert counted(book.events, **DECEMBER) == {"cjib": 6000, "duo": 3000}
    assert counted(book.events, **JANUARY) == {}


def test_periods_that_follow_each_other_miss_nothing_and_count_nothing_twice():
    book = Book()
    for day in range(70):
        book.pays(101 + day, date(2026, 12, 1) + timedelta(days=day), f"P-{day}")
    together = counted(book.events, since=DECEMBER["since"], until=JANUARY["until"])
    december, january = counted(book.events, **DECEMBER), counted(book.events, **JANUARY)

    assert {owner: december[owner] + january[owner] for owner in together} == together
    assert sum(together.values()) == sum(101 + day for day in range(62))


def test_what_is_taken_back_is_taken_off_in_the_period_in_which_it_was():
    book = Book()
    book.pays(9000, date(2026, 12, 10), "P-1")
    book.takes_back("P-1", date(2027, 1, 5))

    assert counted(book.events, **DECEMBER) == {"cjib": 6000, "duo": 3000}
    assert counted(book.events, **JANUARY) == {"cjib": -6000, "duo": -3000}
    assert counted(book.events, since=DECEMBER["since"], until=JANUARY["until"]) == {}


def test_what_an_agency_set_off_against_its_own_claims_is_nobodys_to_pay_out():
    book = Book()
    book.pays(5000, date(2026, 12, 10), "P-1", only="duo")
    assert counted(book.events, **DECEMBER) == {}

    book.takes_back("P-1", date(2026, 12, 11))
    assert counted(book.events, **DECEMBER) == {}


def test_what_was_too_much_is_owed_to_no_owner():
    book = Book()
    book.pays(95000, date(2026, 12, 10), "P-1")

    assert counted(book.events, **DECEMBER) == {"cjib": 60000, "duo": 30000}


def test_what_was_counted_is_not_counted_again_and_what_was_missed_is_counted_later():
    book = Book()
    book.pays(9000, date(2026, 12, 10), "P-1")
    book.pays(9000, date(2027, 1, 10), "P-2")
    only_january = countable(
        book.events, until=JANUARY["until"], counted=countable(book.events, until=JANUARY["since"])
    )

    assert received_for(book.events, only_january) == {"cjib": 6000, "duo": 3000}
    assert countable(book.events, until=JANUARY["until"], counted=(1, 2)) == ()
    assert countable(book.events, until=JANUARY["until"], counted=only_january) == (1,)
    assert countable(book.events, until=JANUARY["until"]) == (1, 2)
