"""Whatever comes in, is set off and is taken back: payouts of periods that follow each other are what stayed booked."""

from collections import Counter
from datetime import date, timedelta

from builders import ON, a_policy
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import AGENCY, after, running

from hub.domain.money import Cents
from hub.life.collection import Debit, shares
from hub.life.events import Event, Payment
from hub.life.life import Life
from hub.life.payout import countable, received_for
from hub.life.problem import LifeProblem
from hub.life.receive import receive, reverse
from hub.life.states import State

STEPS = st.lists(
    st.tuples(st.integers(1, 40_000), st.integers(0, 20), st.sampled_from([None, None, "cjib", "duo"]), st.booleans()),
    max_size=25,
)
BOUNDS = st.lists(st.integers(1, 600), max_size=6, unique=True)


def lived(steps: list[tuple[int, int, str | None, bool]]) -> tuple[Life, list[Event], set[str]]:
    """A life of payments and set-offs, some of which do not stay; and the references of those that did."""
    life, stayed, day = running(), set[str](), ON
    events: list[Event] = []
    for number, (cents, days, only, is_taken_back) in enumerate(steps):
        day += timedelta(days=days)
        reference = f"P-{number}"
        payment = Payment(reference=reference, amount=Cents(cents), on=day, only=only)
        came = receive(life, payment, by=AGENCY, today=day, policy=a_policy(day))
        if isinstance(came, LifeProblem):
            continue
        if is_taken_back and life.state is not State.COMPLETED:
            taken = reverse(after(life, came), reference, by=AGENCY, today=day, policy=a_policy(day))
            assert isinstance(taken, tuple)
            came = (*came, *taken)
        else:
            stayed.add(reference)
        life = after(life, came)
        events += came
    return life, events, stayed


@settings(max_examples=60, deadline=None)
@given(STEPS, BOUNDS)
def test_payouts_of_periods_that_follow_each_other_are_what_stayed(
    steps: list[tuple[int, int, str | None, bool]], bounds: list[int]
) -> None:
    life, events, stayed = lived(steps)
    days = [ON, *(ON + timedelta(days=each) for each in sorted(bounds)), date(2029, 1, 1)]
    paid_out: Counter[str] = Counter()
    counted: set[int] = set()
    for until in days:
        seqs = countable(events, until=until, counted=counted)
        assert counted.isdisjoint(seqs)
        counted.update(seqs)
        paid_out.update(received_for(events, seqs))

    expected: Counter[str] = Counter()
    for each in life.received:
        if each.payment.reference in stayed and each.payment.only is None:
            expected.update({line.key.owner: 0 for line in each.lines})
            for line in each.lines:
                expected[line.key.owner] += line.amount
    assert +paid_out == +expected
    assert sum(paid_out.values()) == sum(
        each.payment.amount - each.surplus
        for each in life.received
        if each.payment.reference in stayed and each.payment.only is None
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 80_000), st.lists(st.integers(1, 5_000), max_size=4))
def test_the_shares_of_what_is_taken_are_all_of_it(paid: int, amounts: list[int]) -> None:
    life = running()
    if paid:
        payment = Payment(reference="P-1", amount=Cents(paid), on=ON)
        came = receive(life, payment, by=AGENCY, today=ON, policy=a_policy())
        assert isinstance(came, tuple)
        life = after(life, came)
    wanted = [Cents(each) for each in amounts]
    while sum(wanted) > life.open:
        wanted.pop()
    taken = [Debit(due_on=ON + timedelta(days=n), amount=each, is_first=False) for n, each in enumerate(wanted)]
    found = shares(life, taken, a_policy())

    for debit in taken:
        parts = [each.amount for mine in found.values() for each in mine if each.due_on == debit.due_on]
        assert sum(parts) == debit.amount
        assert all(part > 0 for part in parts)
