from datetime import date

import holidays
import pytest
from builders import a_policy

from adapters.exchange.terms import terms_on
from hub.advise import terms as of_law
from hub.domain.reasons import Confidence
from hub.errors import RuleMissing
from hub.exchange.dialogue import Terms


def test_the_terms_are_dated_and_say_where_they_come_from() -> None:
    found = terms_on(date(2026, 11, 29))

    assert found.terms == Terms(answer_days=10, kept_days=5)
    assert found.start == date(2026, 1, 1)
    assert "documentation" in found.source
    assert found.confidence is Confidence.SECONDARY


def test_before_any_is_known_there_is_none() -> None:
    with pytest.raises(RuleMissing, match="2026-01-01"):
        terms_on(date(2025, 12, 31))


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_feasts_of_the_book_are_those_of_the_calendar_of_the_netherlands(year: int) -> None:
    calendar = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
    sundays = {day for day in calendar if day.weekday() == 6}

    assert {day for day in of_law.holidays(year, a_policy()) if day.weekday() != 6} == set(calendar) - sundays
