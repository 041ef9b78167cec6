"""The contract says of every value how sensitive it is and where it comes from; the authorization table agrees."""

import pytest
from api.desk import contract
from api.policies import inputs, own_types, roots, said, values
from api.who_may_what import CLASSES, FIELDS, OPERATIONS
from graphql import build_schema, get_named_type, lexicographic_sort_schema, print_schema

from schema import build
from schema.directives import (
    AGENCY,
    COMPUTED,
    FINANCIAL,
    HUB,
    IDENTIFYING,
    PERSONAL,
    PUBLIC,
    RECORD,
    RULE_BOOK,
    Cost,
    LegalBasis,
    Sensitivity,
    Source,
)
from schema.released_on import RequiresConsent
from schema.sdl import applied

FRAMES = ("Connection", "Edge")
"""Ends of names of types that hold others: they tell how many there are, and no amount."""

HELD = {"personal": {PERSONAL, FINANCIAL, IDENTIFYING}, "money": {FINANCIAL, IDENTIFYING}, "public": {PUBLIC}}
MEANS = {
    "public": ("public", {HUB, RULE_BOOK}),
    "refusal": ("public", {HUB}),
    "answer": ("personal", {HUB, COMPUTED, RULE_BOOK}),
    "list": ("personal", {HUB}),
    "plan": ("money", {COMPUTED, AGENCY}),
    "arrangement": ("money", {RECORD, COMPUTED}),
    "part of an arrangement": ("money", {RECORD, COMPUTED}),
    "household": ("money", {COMPUTED}),
    "debt": ("money", {AGENCY, COMPUTED, RULE_BOOK}),
    "person only": ("personal", {RECORD, COMPUTED, HUB}),
    "mandate": ("personal", {RECORD, HUB}),
    "review": ("personal", {RECORD, HUB}),
    "dispute": ("personal", {RECORD, HUB}),
    "person and helpers": ("personal", {RECORD, RULE_BOOK}),
    "request": ("personal", {RECORD, HUB}),
    "what a command answers": ("personal", {RECORD}),
}
"""What a class of the authorization table means for the level and the origin of what is in it."""


def policy_of(type_, field):
    level, of = said(Sensitivity, field, contract().type_map[type_]), said(Source, field, contract().type_map[type_])
    return (level.level if level else None), (of.of if of else None)


def test_every_value_of_the_contract_says_how_sensitive_it_is_and_where_it_comes_from():
    silent = [f"{type_}.{name}" for type_, name, field in values() if None in policy_of(type_, field)]
    assert silent == []


def test_every_input_says_how_sensitive_it_is():
    assert [type_.name for type_ in inputs() if said(Sensitivity, type_) is None] == []


def test_every_class_of_the_authorization_table_has_a_meaning():
    assert set(MEANS) == set(CLASSES)


def test_levels_and_origins_agree_with_the_authorization_table():
    wrong = {}
    classes = {
        (type_, name): class_ for type_, all_ in FIELDS.items() for class_, names in all_.items() for name in names
    }
    for type_, name, field in values():
        if (type_, name) not in classes:
            continue  # an interface: its rows are those of the types that have it
        holds, origins = MEANS[classes[type_, name]]
        level, of = policy_of(type_, field)
        levels = HELD["personal" if type_.endswith(FRAMES) and holds == "money" else holds]
        frame = {HUB, COMPUTED} if type_.endswith(FRAMES) else set()
        if level not in levels or of not in {*origins, *frame}:
            wrong[f"{type_}.{name}"] = (classes[type_, name], level, of)
    assert wrong == {}


def test_every_amount_is_financial():
    amounts = {
        f"{type_}.{name}": policy_of(type_, field)[0]
        for type_, name, field in values()
        if get_named_type(field.type).name == "EuroCents"
    }
    assert amounts
    assert {name for name, level in amounts.items() if level is not FINANCIAL} == set()


def operations(root):
    """The rows of a root field; one that opens several kinds of things has a row for each."""
    return [outcomes for name, outcomes in OPERATIONS.items() if name.partition("(")[0] == root]


@pytest.mark.parametrize("root", roots())
def test_every_root_says_what_it_costs_and_on_what_it_releases_data(root):
    field = roots()[root]
    is_public = all(set(outcomes) <= {"public"} for outcomes in operations(root))
    by_agency = any({"granted", "own agency"} & set(outcomes) for outcomes in operations(root))
    assert operations(root)
    assert said(Cost, field) is not None
    assert bool(said(RequiresConsent, field) or said(LegalBasis, field)) is not is_public
    assert said(RequiresConsent, field) is not None or not by_agency


def test_the_text_builds_the_schema_that_runs():
    text = build.sdl(build.build())
    assert print_schema(build_schema(text)) == print_schema(lexicographic_sort_schema(contract()))


def test_the_text_shows_every_directive_that_stands_in_the_schema():
    text = build.sdl(build.build())
    standing = [
        each
        for type_ in own_types()
        for thing in (type_, *getattr(type_, "fields", {}).values())
        for each in applied(thing)
        if isinstance(each, Sensitivity | Source | Cost | LegalBasis | RequiresConsent)
    ]
    for kind in (Sensitivity, Source, Cost, LegalBasis, RequiresConsent):
        name = f" @{kind.__name__[0].lower()}{kind.__name__[1:]}("
        shown = text.count(name) - text.count(f"directive{name}")
        assert shown == sum(isinstance(each, kind) for each in standing) > 0, name


def test_the_text_is_the_same_every_time():
    assert build.sdl(build.build()) == build.sdl(build.build())
