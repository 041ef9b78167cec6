"""Which agency is told what of an event, and of which it is told nothing."""

from dataclasses import replace
from typing import Any

import pytest
from builders import ON, a_claim, a_policy
from lives import AGENCY, PERSON, after, paid, running

from consent.parties import AgencyCode
from hub.domain.claim import Amounts
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.life import events
from hub.life.actor import BY_RULE
from hub.life.agree import withdraw
from hub.life.events import Event, Question
from hub.life.life import Life
from hub.life.news import NewsKind, news
from hub.life.pause import ask_pause
from hub.life.states import State

ALL, EXECUTES = frozenset({AgencyCode("cjib"), AgencyCode("duo")}), frozenset({AgencyCode("cjib")})
WHY = Reason(code="life.reminded")
PLAIN: Any = {"on": ON, "by": AGENCY, "reason": WHY}


def told(life: Life, event: Event) -> list[tuple[str, frozenset[str]]]:
    return [(each.kind.word, frozenset(each.hearers)) for each in news(life, event)]


def asked(question: Question) -> events.PersonAsked:
    return events.PersonAsked(question=question, **PLAIN)


def requested() -> Life:
    return replace(running(), state=State.REQUESTED, begun_on=None)


def test_a_grant_and_an_agreement_are_the_beginning_for_everyone_in_it() -> None:
    life = requested()

    assert told(life, events.Granted(terms=life.terms, **PLAIN)) == [("regeling-ingegaan", ALL)]
    assert told(replace(life, state=State.OFFERED), events.AgreedTo(**PLAIN, terms=())) == [("regeling-ingegaan", ALL)]


@pytest.mark.parametrize("claims", [("cjib",), ("duo",)])
def test_the_agency_that_carries_it_out_is_told_though_it_has_no_claim_in_it(claims: tuple[str, ...]) -> None:
    life = running(*(a_claim(60000, owner=owner) for owner in claims))
    elsewhere = replace(life, agreed=replace(life.agreed, executes=AgencyCode("cak")))

    (begun,) = news(replace(elsewhere, state=State.REQUESTED), events.Granted(terms=life.terms, **PLAIN))
    assert begun.hearers == {*claims, "cak"}


def test_who_comes_in_with_new_terms_hears_that_it_begins_and_who_is_out_that_it_is_over() -> None:
    life = running()
    cak = replace(life.agreed, claims=(a_claim(60000), a_claim(30000, owner="cak", reference="C-1")))

    assert told(life, events.Amended(agreed=life.agreed, **PLAIN)) == [("regeling-gewijzigd", ALL)]
    assert told(life, events.Amended(agreed=cak, **PLAIN)) == [
        ("regeling-ingegaan", frozenset({"cak"})),
        ("regeling-gewijzigd", EXECUTES),
        ("regeling-beeindigd", frozenset({"duo"})),
    ]


def test_a_pause_and_its_end_change_it_for_everyone_and_asking_for_one_does_not() -> None:
    life = running()
    wish = ask_pause(life, helped=False, by=PERSON, on=ON, policy=a_policy(ON))
    assert isinstance(wish, events.PauseAsked)
    pause = events.Paused(since=ON, until=wish.until, terms=life.terms, **PLAIN)

    assert told(life, wish) == told(life, events.PauseDeclined(**PLAIN)) == []
    assert told(life, pause) == [("regeling-gewijzigd", ALL)]
    assert told(after(life, [pause]), events.Resumed(**PLAIN)) == [("regeling-gewijzigd", ALL)]


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (events.Reminded(missing=Cents(100), until=ON, **PLAIN), "termijn-gemist"),
        (asked(Question.MISSED), "termijn-gemist"),
        (
            events.Restated(key=a_claim(1).key, open=Amounts(principal=Cents(1)), terms=(), **PLAIN),
            "regeling-gewijzigd",
        ),
        (events.PauseDeclined(on=ON, by=BY_RULE, reason=WHY), "regeling-gewijzigd"),
        (events.ChangeDeclined(on=ON, by=BY_RULE, reason=WHY), "regeling-gewijzigd"),
        *((asked(question), "maatwerk-gesignaleerd") for question in Question if question is not Question.MISSED),
    ],
    ids=lambda given: getattr(given, "question", None) or type(given).__name__,
)
def test_what_stands_above_the_agencies_or_at_one_of_them_only_the_one_that_carries_it_out_hears(
    event: Event, word: str
) -> None:
    assert told(running(), event) == [(word, EXECUTES)]


def test_money_that_comes_in_and_a_term_that_is_made_good_are_told_nobody() -> None:
    life = paid(running(), 100, ON)

    assert told(running(), life.received[0]) == []
    assert told(life, events.Reversed(reference="P-1", **PLAIN)) == told(life, events.Cured(**PLAIN)) == []


def test_however_it_is_over_everyone_hears_it_once() -> None:
    life, ended = running(), events.Ended(ground="bankruptcy", pay_by=None, **PLAIN)

    for over in (ended, events.Completed(**PLAIN), withdraw(by=PERSON, on=ON)):
        assert told(life, over) == [("regeling-beeindigd", ALL)]
    closed = after(life, [ended])
    assert told(closed, events.Completed(**PLAIN)) == []
    assert told(replace(closed, state=State.COMPLETED), asked(Question.REVERSED)) == []


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REQUESTED, State.OFFERED])
def test_what_never_ran_is_told_nobody(state: State) -> None:
    life = replace(running(), state=state, begun_on=None)
    never = (
        withdraw(by=PERSON, on=ON),
        events.Requested(**PLAIN),
        events.Declined(**PLAIN),
        events.Expired(**PLAIN),
        events.Offered(agreed=life.agreed, until=ON, **PLAIN),
    )

    assert [told(life, event) for event in never] == [[]] * len(never)


def test_a_kind_is_called_outside_as_the_profile_has_it() -> None:
    assert NewsKind.BEGUN.value == "nl.betalingsregelingen.regeling-ingegaan.v1"
    assert {kind.value for kind in NewsKind} == {f"nl.betalingsregelingen.{kind.word}.v1" for kind in NewsKind}
