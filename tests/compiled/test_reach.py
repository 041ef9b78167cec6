"""A compiled operation hands resolvers an `info` that holds the request and nothing else: they use nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from api.desk import contract
from graphql import GraphQLObjectType
from sources import ROOT

from schema.compiled.resolver import resolver_of
from schema.compiled.running import Reach

FILES = sorted(path for path in (ROOT / "schema").rglob("*.py") if "compiled" not in path.parts)


def beyond(source: str) -> Iterator[str]:
    """Every use of an `info` in a text that is not `info.context`."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            names = {each.arg for each in arguments if each.annotation and "Info" in ast.unparse(each.annotation)}
            if names:
                yield from _beyond(function, names)


def _beyond(function: ast.AST, names: set[str]) -> Iterator[str]:
    context = {
        id(each.value) for each in ast.walk(function) if isinstance(each, ast.Attribute) and each.attr == "context"
    }
    for each in ast.walk(function):
        if isinstance(each, ast.Name) and each.id in names and id(each) not in context:
            yield f"line {each.lineno}"


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(ROOT).as_posix() for path in FILES])
def test_resolvers_use_the_context_of_their_info_and_nothing_else(path: Path) -> None:
    assert list(beyond(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("use", ["info.path", "help(info)", "(lambda: info)()", "other := info"])
def test_any_other_use_is_found(use: str) -> None:
    assert list(beyond(f"async def field(self, info: Info) -> int:\n    x = info.context\n    return ({use})"))


def test_every_resolver_that_takes_an_info_stands_where_this_test_looks() -> None:
    files = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in FILES}
    types = [type_ for type_ in contract().type_map.values() if isinstance(type_, GraphQLObjectType)]
    fields = [field for type_ in types if not type_.name.startswith("__") for field in type_.fields.values()]
    found = [resolver for field in fields if (resolver := resolver_of(field))]

    assert {resolver.function.__module__ for resolver in found if resolver.info} <= files
    assert any(resolver.info for resolver in found)


def test_what_is_not_there_cannot_be_reached() -> None:
    with pytest.raises(AttributeError):
        Reach("context").path  # type: ignore[attr-defined]  # noqa: B018 - that it is not there is the point
