import ast
import re
from pathlib import Path
from typing import Any

import pytest
from api.desk import contract
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    parse,
    validate,
)
from sources import ROOT, files, syntax

from hub.actions.once import OnceProblem
from schema import build, changes, limits
from schema.federation import MACHINERY
from schema.messages import MESSAGES
from schema.person import Nobody
from schema.problems import _PLACES

OPERATIONS = sorted((ROOT / "schema" / "operations").glob("*.graphql"))


def own_types() -> list[GraphQLNamedType]:
    builtin = {"String", "Int", "Float", "Boolean", "ID"}
    return [type_ for name, type_ in contract().type_map.items() if not name.startswith("__") and name not in builtin]


def described() -> list[tuple[str, Any]]:
    """Everything in the contract that can have a description, by its place."""
    found: list[tuple[str, Any]] = []
    for type_ in own_types():
        found.append((type_.name, type_))
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                found.append((f"{type_.name}.{name}", field))
                found += [(f"{type_.name}.{name}({arg})", value) for arg, value in field.args.items()]
        if isinstance(type_, GraphQLInputObjectType):
            found += [(f"{type_.name}.{name}", value) for name, value in type_.fields.items()]
        if isinstance(type_, GraphQLEnumType):
            found += [(f"{type_.name}.{name}", value) for name, value in type_.values.items()]
    return found


def test_everything_in_the_contract_is_described() -> None:
    assert [place for place, item in described() if not (item.description or "").strip()] == []


def test_every_deprecation_says_what_instead_and_until_when() -> None:
    reasons = {place: getattr(item, "deprecation_reason", None) for place, item in described()}
    assert [place for place, reason in reasons.items() if reason and not changes.gone_after(reason)] == []


def test_the_committed_contract_is_the_one_that_runs() -> None:
    committed = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
    assert committed == build.sdl(build.build())


def test_names_follow_the_usual_grammar() -> None:
    wrong = [
        place
        for place, _ in described()
        if not MACHINERY & set(re.findall(r"\w+", place))  # named by the specification of Federation
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*(\.([a-z][A-Za-z0-9]*(\([a-z][A-Za-z0-9]*\))?|[A-Z][A-Z0-9_]*))?", place)
    ]
    assert wrong == []


def test_every_mutation_takes_one_input_with_a_key_and_gives_problems() -> None:
    mutation = contract().mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        (argument,) = field.args.values()
        inside: Any = argument.type
        assert str(inside.of_type.fields["idempotencyKey"].type) == "String!", name
        payload: Any = field.type
        assert "problems" in payload.of_type.fields, name


def test_no_field_gives_a_citizen_number_out() -> None:
    outgoing = [
        f"{type_.name}.{name}"
        for type_ in own_types()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in type_.fields.items()
        if "Bsn" in str(field.type)
    ]
    assert outgoing == []


def test_no_amount_is_a_fraction() -> None:
    assert [place for place, item in described() if "Float" in str(getattr(item, "type", ""))] == []


@pytest.mark.parametrize("path", OPERATIONS, ids=[path.stem for path in OPERATIONS])
def test_every_stored_operation_fits_the_contract_and_the_limits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = parse(text, max_lexical_tokens=limits.TOKENS)
    assert len(text) <= limits.CHARACTERS
    assert validate(contract(), document) == []
    limits.check(document)


FAULTS_OF_THE_PROGRAM = {
    "proposal.already_kept",
    "person.mismatch",
    "consent.unknown_grant",
    "store.unknown_address",
    "store.role_unknown",
}
"""Nothing that a client can mend; they never become a problem."""

TOLD_BY_COMMANDS = {"backup", "restore", "store"}
"""Families of codes of what an operator does at a terminal."""


def codes_in(*folders: str) -> set[str]:
    """Every code that is written down where a problem or a mistake in the input is made."""
    makers = {"BadInput", "ConsentProblem", "ConsentFault"}
    found = set()
    for path in files(*folders):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                given = [word.value for word in node.keywords if word.arg == "code"] or node.args[:1]
                found |= {
                    item.value for item in given if isinstance(item, ast.Constant) and isinstance(item.value, str)
                }
    return found


def test_every_code_that_an_action_can_return_has_a_sentence() -> None:
    returned = codes_in("hub/actions") | {problem.value for problem in OnceProblem} | {who.value for who in Nobody}
    assert returned
    assert returned - MESSAGES.keys() == set()


def test_every_mistake_that_resolvers_and_the_store_can_find_has_a_sentence() -> None:
    found = codes_in("schema", "adapters/store")
    before_anything_runs = {code for code in found if code.split(".")[0] in BEFORE.keys() | TOLD_BY_COMMANDS}
    assert found - before_anything_runs - FAULTS_OF_THE_PROGRAM - MESSAGES.keys() == set()


BEFORE = {
    "bsn": "scalars",
    "case_number": "scalars",
    "date": "scalars",
    "datetime": "scalars",
    "fragment": "limits",
    "iban": "scalars",
    "introspection": "limits",
    "limit": "limits",
    "list": "variables",
    "money": "scalars",
    "operation": "execute",
    "representation": "federation",
    "selection": "limits",
    "stream": "delivery",
    "text": "scalars",
}
"""Families of codes that stop a request as errors, before any resolver, and where they are made."""


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_sentence_stands_in_both_languages(code: str) -> None:
    said = MESSAGES[code]
    assert set(said) == {"nl", "en"}
    assert all(text.strip().endswith(".") for text in said.values())
    assert said["nl"] != said["en"]
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code)


FAMILIES = ("agency", "bsn", "case", "case_number", "consent", "consent_request", "grant", "mandate", "needs", "person")
"""Families of codes about who may see what."""


def test_every_code_about_access_is_provoked_by_a_test_of_the_contract_or_the_store() -> None:
    tests = files("tests/api", "tests/ports", suffixes=(".py", ".toml"))
    told = "".join(path.read_text(encoding="utf-8") for path in tests)
    wanted = {code for code in MESSAGES if code.split(".")[0] in (*FAMILIES, "recipient", "representative")}
    assert {code for code in wanted if f'"{code}"' not in told} == set()


def test_every_mistake_in_an_argument_says_in_which() -> None:
    told_elsewhere = {code for code in MESSAGES if code.startswith("idempotency.")}
    found = {
        code
        for code in codes_in("schema", "adapters/store")
        if code.split(".")[0] not in BEFORE.keys() | TOLD_BY_COMMANDS
    }
    assert found - told_elsewhere - FAULTS_OF_THE_PROGRAM - set(_PLACES) == set()


def test_every_place_belongs_to_a_sentence() -> None:
    assert set(_PLACES) - set(MESSAGES) == set()
