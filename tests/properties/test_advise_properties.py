"""What holds for every advice, whatever was stated."""

from datetime import date, timedelta

from builders import BOOK, ON, YES, a_claim, a_policy
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.advise import advice, guards, legal_routes, terms
from hub.domain.facts import Answer, Fact, FactName

KINDS = sorted(name.removeprefix("kinds.") for name in BOOK if name.startswith("kinds."))
STOPS = (
    FactName.TAILOR_MADE,
    FactName.PAUSED,
    FactName.IN_ARRANGEMENT,
    FactName.OBJECTION,
    FactName.REMISSION_PENDING,
    FactName.RECOVERY_OPERATION,
)
NEEDED = (*STOPS, FactName.REMINDED)
POLICY = a_policy()

days = st.dates(date(2021, 1, 1), date(2028, 12, 31))
stated = st.builds(Fact, answer=st.sampled_from(Answer), on=st.none() | days)
said = st.dictionaries(st.sampled_from(FactName), stated)


@tried(1000)
@given(st.sampled_from(KINDS), said, said, st.booleans())
def test_a_needed_fact_that_is_unknown_never_leads_to_yes(kind, about_claim, about_person, planned):
    claim = a_claim(kind=kind, said=about_claim)
    guard = guards.enforcement(claim, about_person, POLICY, ON, planned=planned)

    everywhere = {
        name for facts in (claim.facts, about_person) for name, fact in facts.items() if fact.answer != "unknown"
    }
    if guard.allowed is YES:
        assert everywhere >= set(NEEDED)
        assert not planned
    assert all(reason.article for reason in guard.grounds)


@tried(1000)
@given(st.sampled_from(KINDS), said, said, st.sampled_from(STOPS), st.booleans())
def test_one_more_stop_never_turns_a_no_into_a_yes(kind, about_claim, about_person, stop, by_claim):
    before = guards.enforcement(a_claim(kind=kind, said=about_claim), about_person, POLICY, ON, planned=False)
    more = {stop: Fact(answer=YES)}
    claim = a_claim(kind=kind, said={**about_claim, **(more if by_claim else {})})
    person = {**about_person, **({} if by_claim else more)}
    after = guards.enforcement(claim, person, POLICY, ON, planned=False)

    rank = [Answer.NO, Answer.UNKNOWN, Answer.YES]
    assert rank.index(after.allowed) <= rank.index(before.allowed)
    assert guards.enforcement(claim, person, POLICY, ON, planned=True).allowed is Answer.NO


@tried(1000)
@given(st.sampled_from(KINDS), said, days, days)
def test_no_last_day_lies_before_the_decision_or_on_a_day_off(kind, about_claim, imposed_on, on):
    claim = a_claim(kind=kind, said=about_claim, imposed_on=imposed_on)
    for remedy in legal_routes.of(claim, POLICY, on, refused_on=imposed_on, arranged_on=imposed_on):
        if remedy.ends_on and remedy.against in {"debt", "refusal", "arrangement"}:
            assert remedy.ends_on > imposed_on
        if remedy.ends_on and remedy.against != "refusal":
            assert not terms.is_day_off(remedy.ends_on, POLICY)


@tried(500)
@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_in_its_season(year):
    feast = terms.easter(year)

    assert feast.isoweekday() == 7
    assert date(year, 3, 22) <= feast <= date(year, 4, 25)


@tried(300)
@given(days, st.integers(1, 90))
def test_a_last_day_never_comes_early_and_moves_on_by_a_few_days_at_most(start, length):
    end = terms.last_day(start, days=length, policy=POLICY)
    assert timedelta(0) <= end - (start + timedelta(days=length)) <= timedelta(days=4)


@tried(300)
@given(st.lists(st.tuples(st.sampled_from(KINDS), said), max_size=5), said, days)
def test_advice_can_be_given_whatever_was_stated(owed, about_person, on):
    claims = [a_claim(kind=kind, reference=f"R-{number}", said=facts) for number, (kind, facts) in enumerate(owed)]
    found = advice.advise(claims, about_person, None, a_policy(on), on)

    assert [each.key for each in found.claims] == [claim.key for claim in claims]
    assert all(signal.reason.article for signal in found.signals)
