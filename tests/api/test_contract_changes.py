"""The contract only grows: what breaks was announced, its day has passed, and a record says why."""

from datetime import date

import pytest
from api.policies import parts
from builders import ON
from graphql import build_schema
from sources import ROOT

from schema import build, changes
from schema.changes import Severity

DAY = date(2028, 1, 1)
NEXT = date(2028, 1, 2)
OLD = """
type Query { ask(input: Wish, old: Int @deprecated(reason: "Use `input`. Removed after 2028-01-01.")): Answer  kept: Int
  gone: Old @deprecated(reason: "Use `ask`. Removed after 2028-01-01.") }
type Answer { text: String  vague: Int @deprecated(reason: "Old.") }
type Old { text: String }
input Wish { old: Int @deprecated(reason: "Use `new`. Removed after 2028-01-01.")  new: Int }
enum Kind { NEW  OLD @deprecated(reason: "Use `NEW`. Removed after 2028-01-01.") }
"""
REMOVALS = {
    "Query.ask(old)": (', old: Int @deprecated(reason: "Use `input`. Removed after 2028-01-01.")', ""),
    "Wish.old": ('old: Int @deprecated(reason: "Use `new`. Removed after 2028-01-01.")', ""),
    "Kind.OLD": ('OLD @deprecated(reason: "Use `NEW`. Removed after 2028-01-01.")', ""),
    "Query.gone": ('gone: Old @deprecated(reason: "Use `ask`. Removed after 2028-01-01.")', ""),
}


def faults(before, after, *, removed=(), on=NEXT):
    new = OLD.replace(before, after)
    assert new != OLD
    found = changes.between(build_schema(OLD), build_schema(new), dict.fromkeys(removed, "0048"), on)
    return [change.says for change in found if change.is_fault]


@pytest.mark.parametrize("what", REMOVALS)
def test_a_removal_that_was_announced_and_is_on_record_is_in_order(what):
    assert faults(*REMOVALS[what], removed=[what]) == []


@pytest.mark.parametrize("what", REMOVALS)
def test_a_removal_without_a_record_breaks(what):
    assert len(faults(*REMOVALS[what])) == 1


@pytest.mark.parametrize("what", REMOVALS)
def test_a_removal_before_its_day_has_passed_breaks(what):
    assert len(faults(*REMOVALS[what], removed=[what], on=DAY)) == 1


def test_a_removal_that_was_never_announced_breaks_whatever_is_on_record():
    assert faults("kept: Int", "", removed=["Query.kept"]) == ["Field Query.kept was removed."]


def test_a_deprecation_without_a_day_announces_nothing():
    vague = 'vague: Int @deprecated(reason: "Old.")'
    assert faults(vague, "", removed=["Answer.vague"]) == ["Field Answer.vague was removed."]


@pytest.mark.parametrize(
    ("before", "after"),
    [("kept: Int", "kept: String"), ("kept: Int", "kept(must: Int!): Int"), ("new: Int }", "new: Int must: Int! }")],
    ids=["another type", "a required argument", "a required field of an input"],
)
def test_what_is_no_removal_breaks_whatever_is_on_record(before, after):
    assert len(faults(before, after, removed=["Query.kept", "Wish.new"])) == 1


def test_a_type_goes_with_the_last_place_that_led_to_it_and_not_before():
    everything = OLD.replace("type Old { text: String }", "").replace(*REMOVALS["Query.gone"])
    found = changes.between(build_schema(OLD), build_schema(everything), {"Query.gone": "0048"}, NEXT)
    assert [(change.code, change.excuse) for change in found if change.severity is Severity.BREAKING] == [
        ("FIELD_REMOVED", "ADR 0048, deprecated until 2028-01-01"),
        ("TYPE_REMOVED", "ADR 0048, deprecated until 2028-01-01"),
    ]
    assert any(change.is_fault for change in changes.between(build_schema(OLD), build_schema(everything), {}, NEXT))


def test_the_worst_changes_are_told_first():
    new = OLD.replace("kept: Int", "kept: String more: Int").replace("enum Kind {", "enum Kind { NEWEST ")
    found = changes.between(build_schema(OLD), build_schema(new), {}, NEXT)
    assert [change.severity for change in found] == [Severity.BREAKING, Severity.DANGEROUS, Severity.SAFE]


@pytest.mark.parametrize(
    ("reason", "day"),
    [
        ("Use `new`. Removed after 2028-01-01.", DAY),
        ("Use `new`. Removed after 2028-13-01.", None),
        ("Removed after 2028-01-01.", None),
        ("Use `new`. Removed on 2028-01-01.", None),
        (None, None),
    ],
    ids=["grammar", "no day of the calendar", "nothing instead", "other words", "nothing"],
)
def test_a_deprecation_is_read_by_its_grammar(reason, day):
    assert changes.gone_after(reason) == day


# ── The contract of this code, against the one that was released ──


def register():
    return changes.register(changes.REGISTER.read_text(encoding="utf-8"))


def released():
    return changes.RELEASED.read_text(encoding="utf-8")


def test_nothing_breaks_since_the_last_release():
    new = build_schema(build.sdl(build.build()))
    found = changes.between(build_schema(released()), new, register().removed, ON)
    assert [change.says for change in found if change.is_fault] == []


def test_every_excuse_names_a_record_that_exists():
    known = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    assert set(register().removed.values()) <= known


def version(text):
    return tuple(map(int, text.split(".")))


def places(text):
    return {what for what, _ in changes.places(build_schema(text))}


def test_whatever_was_added_since_the_last_release_says_so():
    since, then = version(register().released), places(released())
    told = {what: version(added) > since for what, added in parts()}
    assert {what for what, is_new in told.items() if is_new} == told.keys() - then
