"""What a document costs before it runs: the weights that stand in the contract, times the length of its lists.

Each fragment is measured once. Both sides of an `@include`, and every branch of a union, count: it is what a document
costs at most, as far as the sizes that are assumed hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)

from schema import directives, fragments
from schema.limits import PAGE
from schema.sdl import applied

MOST: Final = 2**53 - 1
"""Where counting stops: no budget reaches it, and every JSON reader keeps it exact."""

SIZING: Final = ("first", "representations")
"""Arguments that say how long a list is: a number is a length, a list has one."""

PAGED: Final = "edges"
"""The list that `first` of the field around it is about."""

SHOWING: Final[Mapping[str, tuple[str, int]]] = {"__schema": ("__Schema", 1_000), "__type": ("__Type", 100)}
"""What the root fields give that show the schema itself, and weigh, beside what they show."""

SHOWN: Final[Mapping[tuple[str, str], int]] = {
    ("__Type", "fields"): 4,
    ("__Type", "inputFields"): 1,
    ("__Type", "enumValues"): 1,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 1,
    ("__Field", "args"): 1,
    ("__Directive", "args"): 2,
}
"""How many of these there are, one type with another: three quarters of the types have no fields, or few."""

WRAPPED: Final = ("__Type", "ofType")
"""Tools ask for it ten times in a row, and get it once: it weighs nothing, unless it is asked for beside itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one value of a field weighs, and how long a list of it is taken to be (None: it is no list, or paged).

    `below` is the type of the values. `sizing` is the argument that says how long a list is, `left_out` what it says
    when nobody gives it.
    """

    weight: int
    size: int | None = None
    below: str = ""
    is_list: bool = False
    sizing: str | None = None
    left_out: object = None


Weights = Mapping[tuple[str, str], Cost]
"""By type and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """What a selection costs: once, and once more for each item of the page on which it stands."""

    once: int = 0
    an_item: int = 0

    def beside(self, other: "_Sum") -> "_Sum":
        if other is _NOTHING:
            return self
        return _Sum(once=min(self.once + other.once, MOST), an_item=min(self.an_item + other.an_item, MOST))


_NOTHING: Final = _Sum()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One operation while it is measured."""

    weights: Weights
    variables: Mapping[str, Any]
    fragments: dict[str, _Sum]


@lru_cache(maxsize=8)
def weights(schema: GraphQLSchema) -> Weights:
    """Read the weight of every field that the contract has. A schema is read once: it never changes."""
    plain = {
        (type_.name, name): _read(schema, field)
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in type_.fields.items()
    }
    return {**plain, **_of_itself(schema, plain)}


def of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> int:
    """Say what an operation of a valid document costs with these variables; never more than `MOST`."""
    defaults = {
        each.variable.name.value: _constant(each.default_value) for each in operation.variable_definitions or ()
    }
    asked = _Asked(weights=weights(schema), variables={**defaults, **variables}, fragments={})
    for fragment in fragments.spread_by(operation.selection_set, fragments.of(document)):
        on = fragment.type_condition.name.value
        asked.fragments[fragment.name.value] = _selection(fragment.selection_set, on, asked)
    root = schema.get_root_type(operation.operation)
    return _selection(operation.selection_set, root.name if root else "", asked).once


def _selection(selections: SelectionSetNode, on: str, asked: _Asked) -> _Sum:
    """Measure a selection whose fragments are measured already; recursion ends where the parser's own limit does."""
    found = _NOTHING
    for selection in selections.selections:
        match selection:
            case FragmentSpreadNode():
                inside = asked.fragments[selection.name.value]
            case InlineFragmentNode():
                named = selection.type_condition.name.value if selection.type_condition else on
                inside = _selection(selection.selection_set, named, asked)
            case FieldNode():
                inside = _field(selection, on, asked)
            case _:
                continue
        found = found.beside(inside)
    return found


def _field(field: FieldNode, on: str, asked: _Asked) -> _Sum:
    """Measure a field. What weighs nothing weighs one under another name: there may be many beside each other."""
    name = field.name.value
    cost = asked.weights.get((on, name))
    if cost is None or (not cost.weight and not field.selection_set):
        return _NOTHING
    inside = _selection(field.selection_set, cost.below, asked) if field.selection_set else _NOTHING
    given = _given_size(field, cost, asked.variables)
    weight = cost.weight or int(field.alias is not None)
    each = weight + inside.once + (PAGE if given is None else given) * inside.an_item
    if not cost.is_list:
        return _Sum(once=min(each, MOST))
    if name == PAGED and given is None:
        return _Sum(an_item=min(each, MOST))
    length = next((size for size in (given, cost.size) if size is not None), 1)
    return _Sum(once=min(each * length, MOST))


def _given_size(field: FieldNode, cost: Cost, variables: Mapping[str, Any]) -> int | None:
    """How long the list will be at most, where an argument says so; more than a page is refused anyway."""
    if cost.sizing is None:
        return None
    given = next((each for each in field.arguments or () if each.name.value == cost.sizing), None)
    size = _size(given, variables) if given else cost.left_out
    return min(max(size, 0), PAGE) if isinstance(size, int) else PAGE


def _size(given: ArgumentNode, variables: Mapping[str, Any]) -> object:
    node = given.value
    value = variables.get(node.name.value) if isinstance(node, VariableNode) else _constant(node)
    if isinstance(value, float) and value.is_integer():  # a JSON number without a fraction is a whole one to GraphQL
        return int(value)
    return len(value) if isinstance(value, list | tuple) else value


def _constant(node: ValueNode | None) -> object:
    """A number, or a list of so many; of no use for anything but a size."""
    match node:
        case IntValueNode():
            return int(node.value)
        case ListValueNode():
            return [None] * len(node.values)
        case _:
            return None


# ── What the contract says ──


def _read(schema: GraphQLSchema, field: GraphQLField) -> Cost:
    """The field's own word goes before that of the type it gives."""
    type_ = get_named_type(field.type)
    own, typical = _said(field), _of_type(schema, type_)
    said = own or typical
    weight = said.weight if said else 0 if is_leaf_type(type_) else 1
    sizes = [each.size for each in (own, typical) if each and each.size is not None]
    sizing = next((name for name in SIZING if name in field.args), None)
    return Cost(
        weight=weight,
        size=sizes[0] if sizes else None,
        below=type_.name,
        is_list=is_list_type(get_nullable_type(field.type)),
        sizing=sizing,
        left_out=field.args[sizing].default_value if sizing else None,
    )


def _of_type(schema: GraphQLSchema, type_: GraphQLNamedType) -> Cost | None:
    """What a type says; one that stands for several and says nothing is as heavy, and its lists as long, as theirs."""
    own = _said(type_)
    if own or not is_abstract_type(type_):
        return own
    theirs = [cost for each in schema.get_possible_types(type_) if (cost := _said(each))]
    sizes = [cost.size for cost in theirs if cost.size is not None]
    return Cost(weight=max(cost.weight for cost in theirs), size=max(sizes, default=None)) if theirs else None


def _said(thing: Any) -> Cost | None:  # noqa: ANN401 - whatever of graphql-core has extensions
    said = next((each for each in applied(thing) if isinstance(each, directives.Cost)), None)
    return Cost(weight=said.weight, size=said.assumed_size or None) if said else None


# ── What the schema says of itself ──


def _of_itself(schema: GraphQLSchema, plain: Weights) -> Weights:
    """Weigh what shows the schema: no contract says that, and graphql-core works every object of it out."""
    root = schema.query_type.name if schema.query_type else ""
    sizes = {("__Schema", "types"): len(schema.type_map), ("__Schema", "directives"): len(schema.directives), **SHOWN}
    roots = {(root, name): Cost(weight=weight, below=type_) for name, (type_, weight) in SHOWING.items()}
    lists = {place: replace(plain[place], size=size) for place, size in sizes.items()}
    return {**roots, **lists, WRAPPED: replace(plain[WRAPPED], weight=0)}
