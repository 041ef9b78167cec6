"""What differs between two books is listed value by value; a book has one fingerprint."""

from dataclasses import replace
from datetime import date
from typing import Any

from hub.audit.fingerprint import fingerprint
from hub.domain.reasons import Confidence
from hub.rules.diff import Change, differences, rewritten
from hub.rules.parameter import DatedValue, Parameter

FROM_2025, FROM_2027 = date(2025, 1, 1), date(2027, 1, 1)


def a_value(value=12, *, start=FROM_2025, **more):
    return DatedValue(
        start=start,
        recorded=more.pop("recorded", date(2026, 11, 24)),
        value=value,
        source="Stcrt. 2024, 41002",
        confidence=Confidence.VERIFIED,
        **more,
    )


def a_book(*values, name="table.longest", article="3:3", says="Longest plan"):
    return {name: Parameter(id=name, says=says, unit="months", article=article, rule=None, values=values)}


def the_one(old, new) -> Any:
    (found,) = differences(old, new)
    return found


def told(old, new):
    return [(found.id, found.kind, found.start, found.changed) for found in differences(old, new)]


def test_equal_books_differ_in_nothing():
    assert differences(a_book(a_value()), a_book(a_value())) == ()


def test_a_new_value_for_a_later_date_is_added():
    old, new = a_book(a_value()), a_book(a_value(), a_value(24, start=FROM_2027))

    found = the_one(old, new)

    assert (found.kind, found.start, found.before, found.article) == (Change.ADDED, FROM_2027, None, "3:3")
    assert found.after.value == 24


def test_a_value_that_went_is_removed():
    found = the_one(a_book(a_value(), a_value(24, start=FROM_2027)), a_book(a_value()))

    assert (found.kind, found.start, found.after) == (Change.REMOVED, FROM_2027, None)
    assert found.before.value == 24


def test_a_correction_is_a_change_of_the_value_it_corrects():
    correction = a_value(18, recorded=date(2026, 12, 1), corrects="adr 0001")

    found = the_one(a_book(a_value()), a_book(a_value(), correction))

    assert found.kind is Change.CHANGED
    assert (found.before.value, found.after.value) == (12, 18)
    assert found.changed == ("recorded", "value", "corrects")


def test_a_change_of_grade_or_source_is_a_change_too():
    weaker = replace(a_value(), confidence=Confidence.RECALLED)

    assert told(a_book(a_value()), a_book(weaker)) == [
        ("table.longest", Change.CHANGED, FROM_2025, ("confidence",)),
    ]


def test_a_change_of_article_or_words_stands_without_a_date():
    assert told(a_book(a_value()), a_book(a_value(), article="3:4", says="Longest arrangement")) == [
        ("table.longest", Change.CHANGED, None, ("says", "article")),
    ]


def test_a_parameter_that_came_or_went_is_told_with_all_its_values():
    both = (a_value(), a_value(24, start=FROM_2027))

    assert told({}, a_book(*both)) == [
        ("table.longest", Change.ADDED, FROM_2025, ()),
        ("table.longest", Change.ADDED, FROM_2027, ()),
    ]
    assert told(a_book(*both), {}) == [
        ("table.longest", Change.REMOVED, FROM_2025, ()),
        ("table.longest", Change.REMOVED, FROM_2027, ()),
    ]


def test_differences_stand_in_order_of_name():
    old = {**a_book(name="b.b"), **a_book(name="a.a")}
    new = {**a_book(a_value(), name="b.b"), **a_book(a_value(), name="a.a")}

    assert [found.id for found in differences(old, new)] == ["a.a", "b.b"]


def test_what_is_added_rewrites_nothing():
    correction = a_value(18, recorded=date(2026, 12, 1), corrects="adr 0001")

    assert rewritten(a_book(a_value()), a_book(a_value(), correction, a_value(24, start=FROM_2027))) == ()
    assert rewritten({}, a_book(a_value())) == ()


def test_a_value_that_was_edited_or_left_out_is_rewritten():
    def found(new):
        return [(each.kind, each.start, each.changed) for each in rewritten(a_book(a_value()), new)]

    assert found(a_book(a_value(13))) == [(Change.CHANGED, FROM_2025, ("value",))]
    assert found(a_book(a_value(start=FROM_2027))) == [(Change.REMOVED, FROM_2025, ())]
    assert found({}) == [(Change.REMOVED, FROM_2025, ())]


def test_the_fingerprint_changes_with_every_value_and_word_and_not_with_the_order_of_names():
    book = {**a_book(a_value(), name="a.a"), **a_book(a_value(), name="b.b")}
    turned = dict(reversed(book.items()))
    others = [a_book(a_value(13)), a_book(a_value(), says="x"), a_book(a_value(start=FROM_2027)), a_book()]

    assert len(fingerprint(book)) == 64
    assert fingerprint(book) == fingerprint(turned)
    assert len({fingerprint(a_book(a_value())), *map(fingerprint, others)}) == 5
