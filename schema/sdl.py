"""The contract as text: what graphql-core prints, and in it the directives of ours, which it does not print."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    GraphQLDirective,
    GraphQLSchema,
    NameNode,
    Node,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
)
from graphql.utilities import ast_from_value
from strawberry import UNSET

DEFINITION: Final = "strawberry-definition"
"""Where Strawberry leaves, with each thing of graphql-core, what it knows of it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Words that take the place of what stands between two offsets of a text; nothing, where these are the same."""

    start: int
    end: int
    words: str = ""


_Known = Mapping[type, GraphQLDirective]


def written(schema: GraphQLSchema, on_schema: Iterable[object] = ()) -> str:
    """Write a schema in alphabetical order, with what stands on it: the same contract is always the same text.

    The layout is graphql-core's; every directive of ours is put into it, behind what it stands on.
    """
    # Strawberry can keep the schema itself sorted, but then forgets how its enums are read.
    text = print_schema(lexicographic_sort_schema(schema))
    known = {each.extensions[DEFINITION].origin: each for each in schema.directives if DEFINITION in each.extensions}
    edits = [Edit(start=at, end=at, words=_words(standing, known)) for at, standing in _places(schema, text)]
    return f"{_head(schema, _words(on_schema, known))}\n\n{edited(text, edits)}\n"


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Edit a text in several places, none of which lies in another."""
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.words + text[edit.end :]
    return text


def head_end(node: Node) -> int:
    """Where that ends with which a definition begins: its name, its interfaces, its directives."""
    return max(end(part) for part in (named(node), *parts(node, "interfaces", "directives")))


def applied(thing: Any) -> tuple[object, ...]:  # noqa: ANN401 - whatever of graphql-core has extensions
    """Give the directives that stand on a type, a field, an argument or a value of an enum."""
    return tuple(getattr(thing.extensions.get(DEFINITION), "directives", None) or ())


def _head(schema: GraphQLSchema, words: str) -> str:
    """The schema itself. graphql-core leaves it out where its roots have the usual names."""
    roots = {"query": schema.query_type, "mutation": schema.mutation_type}
    lines = [f"  {kind}: {type_.name}" for kind, type_ in roots.items() if type_]
    return "\n".join([f"schema{words} {{", *lines, "}"])


def _places(schema: GraphQLSchema, text: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Find what stands where. Everything is looked up by name: the text has another order than the schema."""
    for node in parse(text).definitions:
        type_: Any = schema.type_map.get(name_of(node)) if node.kind != "directive_definition" else None
        if type_ is None:
            continue
        yield head_end(node), applied(type_)
        for part in parts(node, "fields", "values"):
            thing = (type_.values if hasattr(type_, "values") else type_.fields)[name_of(part)]
            yield end(part), applied(thing)
            for argument in parts(part, "arguments"):
                yield end(argument), applied(thing.args[name_of(argument)])


def parts(node: Node, *kinds: str) -> Iterator[Any]:
    """The parts of these kinds, where this sort of definition has them."""
    return (part for kind in kinds for part in getattr(node, kind, None) or ())


def name_of(node: Node) -> str:
    """Give the name of a part."""
    name: str = named(node).value
    return name


def named(node: Any) -> Any:  # noqa: ANN401 - every part that is printed of a schema has a name
    """Give the name of a part, with its place."""
    return node.name


def end(node: Node) -> int:
    """Where a part of a text ends; whatever was parsed has a place."""
    return node.loc.end if node.loc else 0


def _words(standing: Iterable[object], known: _Known) -> str:
    """Write directives behind something, in the order of their names. Those of GraphQL are printed already."""
    nodes = (_node(each, known[type(each)]) for each in standing if type(each) in known)
    return "".join(sorted(f" {print_ast(node)}" for node in nodes))


def _node(directive: object, definition: GraphQLDirective) -> ConstDirectiveNode:
    """One use of a directive; an argument that was not given is left out."""
    given = {field.graphql_name: getattr(directive, field.name) for field in definition.extensions[DEFINITION].fields}
    written_out = {
        name: ast_from_value(value, definition.args[name].type) for name, value in given.items() if value is not UNSET
    }
    arguments = tuple(
        ConstArgumentNode(name=NameNode(value=name), value=value) for name, value in written_out.items() if value
    )
    return ConstDirectiveNode(name=NameNode(value=definition.name), arguments=arguments)
