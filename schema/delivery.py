"""`@defer` and `@stream`: a schema that knows them, their rules, and a document without them.

They are experimental: our published contract has neither, and a schema knows them only where the operator says so.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    REMOVE,
    ArgumentNode,
    ASTValidationRule,
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    DirectiveNode,
    DocumentNode,
    GraphQLDeferDirective,
    GraphQLError,
    GraphQLSchema,
    GraphQLStreamDirective,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    StreamDirectiveOnListField,
    ValidationContext,
    ValidationRule,
    ValueNode,
    VariableNode,
    VisitorAction,
    get_nullable_type,
    is_list_type,
    specified_rules,
    visit,
)
from graphql.language import Visitor

from hub.errors import BadInput

DIRECTIVES: Final = (GraphQLDeferDirective, GraphQLStreamDirective)

COUNT: Final = "initialCount"
"""Argument of `@stream`: how many come at once."""

_NAMES: Final = frozenset(directive.name for directive in DIRECTIVES)

_THEIRS: Final = (
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    StreamDirectiveOnListField,
)
"""graphql-core's rules on both directives."""


class StreamOnListsOnly(ValidationRule):
    """Only a list can come item by item. graphql-core 3.3.2's own rule fails itself on `__typename` in a union."""

    context: ValidationContext

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """Look at the field on which it stands, and at how many come at once where the document says it."""
        field = self.context.get_field_def()
        if node.name.value != GraphQLStreamDirective.name or field is None:
            return
        if not is_list_type(get_nullable_type(field.type)):
            self.report_error(GraphQLError("Stream directive can be used on a list only.", node))
        if any(_is_no_count(given.value) for given in _counts(node)):
            fault = _bad_count()
            self.report_error(GraphQLError(fault.happened, node, original_error=fault))


def knowing(schema: GraphQLSchema) -> GraphQLSchema:
    """Give the same schema, with the same types, that knows both directives."""
    parts: dict[str, Any] = {**schema.to_kwargs(), "directives": (*schema.directives, *DIRECTIVES)}
    same = GraphQLSchema(**parts)
    # Strawberry finds its own schema on graphql-core's, and so do resolvers that ask for it.
    vars(same)["_strawberry_schema"] = vars(schema).get("_strawberry_schema")
    return same


def rules(schema: GraphQLSchema) -> tuple[type[ASTValidationRule], ...]:
    """Give what a document is checked against. Where a schema knows neither directive, both are unknown directives."""
    others = tuple(rule for rule in specified_rules if rule not in _THEIRS)
    if not all(schema.get_directive(name) for name in _NAMES):
        return others
    return (*others, *(rule for rule in _THEIRS if rule is not StreamDirectiveOnListField), StreamOnListsOnly)


def whole(document: DocumentNode) -> DocumentNode:
    """Take both directives out: what is left asks for the same in one answer. The document itself where it has none."""
    taker = _Taker()
    taken: DocumentNode = visit(document, taker)
    return taken if taker.found else document


def check_counts(document: DocumentNode, operation: OperationDefinitionNode, values: Mapping[str, Any]) -> None:
    """Look at how many are to come at once where variables say it; graphql-core takes a bad number for a fault of ours.

    Raises BadInput `stream.count`.
    """
    reader = _CountReader()
    visit(document, reader)
    for definition in operation.variable_definitions or ():
        name, default = definition.variable.name.value, definition.default_value
        bad = values[name] is None or values[name] < 0 if name in values else default and _is_no_count(default)
        if name in reader.names and bad:
            raise _bad_count()


def _bad_count() -> BadInput:
    return BadInput("stream.count", f"{COUNT} is 0 or more.", "Send such a number, or leave it out.")


def _counts(node: DirectiveNode) -> Iterator[ArgumentNode]:
    return (given for given in node.arguments or () if given.name.value == COUNT)


def _is_no_count(node: ValueNode) -> bool:
    return isinstance(node, NullValueNode) or (isinstance(node, IntValueNode) and int(node.value) < 0)


class _CountReader(Visitor):
    """Notes which variables say how many come at once."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value == GraphQLStreamDirective.name:
            self.names.update(each.value.name.value for each in _counts(node) if isinstance(each.value, VariableNode))


class _Taker(Visitor):
    """Takes both directives out, and notes whether there was any."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> VisitorAction:
        if node.name.value not in _NAMES:
            return None
        self.found = True
        return REMOVE
