"""Consent at each access, from the lines alone; what is not shown is not called good."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exporting import (
    Export,
    a_grant,
    a_line,
    a_yes,
    access,
    entries_of,
    given,
    narrowed,
    withdrawn,
)
from verifying import codes, faults_of, told

from consent.activities import Basis
from consent.grants import Use
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Category
from hub.audit.events import Evaluated, Event, Trace, said_of

CLAIMS = frozenset({Category.CLAIMS})
DAYS_OF_A_YEAR = 365
ONCE = a_grant(use=Use.ONCE)
OTHER_TRACE = Trace(trace_id="0" * 32)


@pytest.mark.parametrize(
    ("before", "last", "code"),
    [
        ([], access(days=1), "consent.never_given"),
        ([given(a_grant()), withdrawn(days=1)], access(days=2), "consent.ended"),
        ([given(a_grant()), given(a_grant("g"), replaced={"g": "grant-1"})], access(days=2), "consent.ended"),
        ([given(a_grant()), access(days=100), access(days=200)], access(days=DAYS_OF_A_YEAR), "consent.expired"),
        ([given(a_grant())], access(days=181), "consent.lapsed"),
        ([given(ONCE), access(days=1)], access(days=2, trace=OTHER_TRACE), "consent.used_up"),
        ([given(a_grant(categories=CLAIMS))], access(days=1), "consent.exceeded"),
        ([given(a_grant()), narrowed(a_grant(categories=CLAIMS))], access(days=1), "consent.exceeded"),
        ([given(a_grant())], access(days=1, yes=a_yes(agency=AgencyCode("duo"))), "consent.exceeded"),
        ([given(a_grant())], access(days=1, yes=a_yes(activity="overview-self:2")), "consent.exceeded"),
        ([given(a_grant())], access(days=1, recipient="00000099000000001000"), "consent.exceeded"),
        ([given(a_grant())], access(days=1, subject=SubjectRef("other")), "consent.exceeded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_access_without_consent_in_force_is_named(folder: Path, before: list[Any], last: Any, code: str) -> None:
    Export(entries=entries_of([*before, last])).put(folder / "e")
    found = told(folder)

    assert codes(found) == [(code, len(before) + 1)]
    assert found["accesses_on_consent"]["not_in_force"] == 1


@pytest.mark.parametrize(
    "lines",
    [
        [given(a_grant()), access(days=180), access(days=360)],
        [given(ONCE), access(Event.CLAIMS_ASKED, days=1), access(days=1), access(days=1)],
        [given(ONCE), replace(access(days=1), outcome={"cjib": "unreachable:0"}), access(days=2, trace=OTHER_TRACE)],
        [access(yes=a_yes(grant=None, mandate="m-1"))],
        [access(yes=a_yes(grant=None, basis=Basis.PUBLIC_TASK))],
    ],
    ids=["used in time", "once, in one request", "once, but nothing was told", "leave to act", "a public task"],
)
def test_what_consent_allows_is_no_fault(folder: Path, lines: list[Any]) -> None:
    assert faults_of(folder, lines) == []


def test_what_an_enforcement_point_asked_is_held_against_consent_too(folder: Path) -> None:
    def line(recipient: str) -> Any:
        evaluated = Evaluated(place=0, permitted=True, recipient=recipient, decided=said_of([a_yes()]))
        return replace(a_line(Event.ACCESS_EVALUATED, days=1), evaluated=(evaluated,))

    assert faults_of(folder, [given(a_grant()), line("self"), line("somebody")]) == [("consent.exceeded", 3)]


def test_what_is_not_shown_is_not_called_good(folder: Path) -> None:
    lines = [a_line(Event.ACCESSES_READ), given(a_grant()), access(), a_line(Event.ACCESSES_READ), access(days=190)]
    seen = {}
    for shown in ({3}, {2, 3}, {2, 5}):
        Export(entries=entries_of(lines), shown=shown).put(folder / "e")
        found = told(folder)
        assert found["faults"] == []
        seen[tuple(shown)] = {kind: count for kind, count in found["accesses_on_consent"].items() if count}

    assert seen == {(3,): {"not_shown": 1}, (2, 3): {"in_force": 1}, (2, 5): {"not_shown": 1}}
    Export(entries=entries_of([*lines[:4], access(days=1)]), shown={2, 5}).put(folder / "e")
    assert told(folder)["accesses_on_consent"]["in_force_as_shown"] == 1


def test_lines_that_do_not_say_how_far_a_consent_reaches_show_nothing(folder: Path) -> None:
    old = [replace(given(a_grant()), outcome={"grants": 1}), replace(narrowed(a_grant()), outcome={}), access(days=1)]
    Export(entries=entries_of(old)).put(folder / "e")
    found = told(folder)

    assert (found["faults"], found["accesses_on_consent"]["not_shown"]) == ([], 1)
