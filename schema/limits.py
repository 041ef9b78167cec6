"""How much one document may ask for. Every limit has a name, a number and a reason, and a code when it is passed.

Each fragment is measured once and remembered: a document of fragments that spread each other twice is measured in the
time it takes to read it, however large it would be written out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from consent.parties import Role
from hub.errors import BadInput
from schema import fragments
from schema.fragments import Fragments

CHARACTERS: Final = 15_000
"""Longest document; our own longest is a quarter of it."""

TOKENS: Final = 1_000
"""Words and marks in a document: parsing and validating stay in the order of milliseconds."""

COMMENTS: Final = 200
"""Comments are no tokens, and are kept in memory like them."""

FRAGMENTS: Final = 50
"""Fragments of a document; our own have four at most. graphql-core compares them with each other: a hundred take as
long as the rest of the longest document."""

NESTING: Final = 200
"""Levels of selections, lists and objects that graphql-core reads at all; we only say so."""

ERRORS: Final = 5
"""Errors in one answer: enough to mend a document, too few to map the schema with."""

MOST_COST: Final[Mapping[Role, int]] = {
    Role.CITIZEN: 10_000,
    Role.INTERMEDIARY: 10_000,
    Role.STAFF: 10_000,
    Role.AGENCY: 25_000,
    Role.AUDITOR: 10_000,
    Role.PORTAL: 10_000,
}
"""What one operation may cost, by who sends it (`schema.cost`): our own longest costs 3,846, an overview some 250."""

LEAST_COST: Final = 1
"""What any request costs its sender, one that goes no further than its document too."""

CHARACTER_COST: Final = 4
"""What each character of a document costs more that must be read first, whether it can be or not: reading takes 10 to
75 microseconds for each, and an overview 17 for what costs one."""

KILOBYTE_COST: Final = 60
"""What each full thousand bytes of a body cost more: a list of numbers takes 0.4 milliseconds to be read."""

PAGE: Final = 100
"""Items on one page of a connection."""

INTROSPECTION: Final = frozenset({"__schema", "__type", "_service"})
"""Root fields that show the schema itself; graphql-core bounds how deep they may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a selection amounts to when its fragments are written out."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    introspects: bool = False

    def beside(self, other: "Size") -> "Size":
        """Both in the same place."""
        return Size(
            depth=max(self.depth, other.depth),
            aliases=self.aliases + other.aliases,
            directives=self.directives + other.directives,
            fields=self.fields + other.fields,
            introspects=self.introspects or other.introspects,
        )


LIMITS: Final = Size(depth=10, aliases=15, directives=20, fields=500)
"""Depth: our deepest operation needs 10. Aliases and directives: the anchors of `security.md` §1.4. Fields: each one
costs work whether it was written out or spread."""

ROOT_FIELDS: Final = 5
"""Each may ask every agency once."""

SCHEMA_ROOTS: Final = 1
"""How often one document may be shown the whole schema; no tool asks twice."""


def check(document: DocumentNode) -> bool:
    """Refuse a document that asks for too much, or that cannot be measured; say whether it shows the schema itself.

    Raises BadInput with a code per limit.
    """
    defined = fragments.of(document)
    sizes: dict[str, Size] = {}
    for name in _innermost_first(defined):
        sizes[name] = _measure(defined[name].selection_set, sizes).beside(_own(defined[name]))
    introspects = False
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            size = _measure(operation.selection_set, sizes).beside(_own(operation))
            _within(size)
            _few_roots(operation.selection_set, defined)
            introspects = introspects or size.introspects
    if len(defined) > FRAGMENTS:
        raise passed("fragments", FRAGMENTS)
    return introspects


def _innermost_first(defined: Fragments) -> Iterator[str]:
    """Give every fragment after those it spreads. No recursion: a chain of fragments may be long."""
    done: set[str] = set()
    for root in defined:
        path = [(root, fragments.spreads(defined[root].selection_set))]
        open_names = {root}
        while path:
            name, spreads = path[-1]
            following = next((spread for spread in spreads if spread not in done), None)
            if following is None:
                path.pop()
                open_names.discard(name)
                if name not in done:
                    done.add(name)
                    yield name
                continue
            if following in open_names:
                raise BadInput("fragment.cycle", "A fragment spreads itself.", "Take the circle out.")
            if following not in defined:
                raise _unknown_fragment()
            path.append((following, fragments.spreads(defined[following].selection_set)))
            open_names.add(following)


def _unknown_fragment() -> BadInput:
    return BadInput("fragment.unknown", "The document spreads a fragment that it does not define.", "Define it.")


def _measure(selections: SelectionSetNode, sizes: Mapping[str, Size]) -> Size:
    """Measure a selection whose fragments are measured already; recursion ends where the parser's own limit does."""
    if not selections.selections:
        raise BadInput("selection.empty", "A selection holds no field.", "Name at least one field.")
    size = Size()
    for selection in selections.selections:
        match selection:
            case FragmentSpreadNode():
                if selection.name.value not in sizes:
                    raise _unknown_fragment()
                inside = sizes[selection.name.value]
            case InlineFragmentNode():
                inside = _measure(selection.selection_set, sizes)
            case FieldNode():
                inside = _field(selection, sizes)
            case _:
                continue
        size = size.beside(inside).beside(Size(directives=len(selection.directives or ())))
    return size


def _field(field: FieldNode, sizes: Mapping[str, Size]) -> Size:
    inside = _measure(field.selection_set, sizes) if field.selection_set else Size()
    introspects = field.name.value in INTROSPECTION
    return Size(
        depth=1 if introspects else inside.depth + 1,
        aliases=inside.aliases + (field.alias is not None),
        directives=inside.directives,
        fields=inside.fields + 1,
        introspects=introspects or inside.introspects,
    )


def _own(definition: OperationDefinitionNode | FragmentDefinitionNode) -> Size:
    """Directives on the definition itself and on its variables."""
    variables = definition.variable_definitions or ()
    return Size(
        directives=len(definition.directives or ()) + sum(len(variable.directives or ()) for variable in variables)
    )


def _within(size: Size) -> None:
    for name in ("depth", "aliases", "directives", "fields"):
        allowed = getattr(LIMITS, name)
        if getattr(size, name) > allowed:
            raise passed(name, allowed)


def _few_roots(selections: SelectionSetNode, defined: Fragments) -> None:
    """Count the fields at the root, fragments written out, and how many entries of the answer show the schema."""
    seen: set[str] = set()
    schemas: set[str] = set()
    count = 0
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FieldNode():
                    count += 1
                    if selection.name.value == "__schema":
                        schemas.add((selection.alias or selection.name).value)
                case InlineFragmentNode():
                    waiting.append(selection.selection_set)
                case FragmentSpreadNode() if selection.name.value not in seen:
                    seen.add(selection.name.value)
                    waiting.append(defined[selection.name.value].selection_set)
                case _:
                    pass
    if count > ROOT_FIELDS:
        raise passed("root_fields", ROOT_FIELDS)
    if len(schemas) > SCHEMA_ROOTS:
        raise passed("schema_roots", SCHEMA_ROOTS)


def check_cost(cost: int, allowed: int) -> None:
    """Refuse an operation that costs more than one may. Raises BadInput `limit.cost`."""
    if cost > allowed:
        happened = f"The operation costs {cost}, more than the {allowed} allowed."
        raise BadInput("limit.cost", happened, "Ask for fewer fields, or for shorter pages with `first`.")


def passed(name: str, allowed: int) -> BadInput:
    """Say which limit was passed."""
    words = name.replace("_", " ")
    return BadInput(f"limit.{name}", f"The document has more {words} than the {allowed} allowed.", "Ask for less.")
