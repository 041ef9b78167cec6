"""Which fields an operation selects, by graphql-core's own rules of collecting and merging."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from schema.compiled.faults import NotCoveredError

Selection = tuple[FieldNode, ...]
"""The nodes that are merged into one entry of an answer; the first one names the field and its arguments."""

_SWITCHING: Final = frozenset({GraphQLSkipDirective.name, GraphQLIncludeDirective.name})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a document. `switches` are the variables that decide which of its fields are there."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    root: GraphQLObjectType
    fragments: Mapping[str, FragmentDetails]
    switches: tuple[str, ...]

    @property
    def is_mutation(self) -> bool:
        """Say whether its fields run one after the other."""
        return self.node.operation is OperationType.MUTATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Selections:
    """The fields of every selection set, for one set of values of the switches. Raises GraphQLError as graphql-core."""

    operation: Operation
    variables: VariableValues = field(repr=False)

    def root(self) -> dict[str, Selection]:
        """Collect the root fields, by response key."""
        operation = self.operation
        found = collect_fields(
            operation.schema,
            dict(operation.fragments),
            self.variables,
            operation.root,
            operation.node,
            hide_suggestions=True,
        )
        return _nodes(found.grouped_field_set)

    def under(self, type_: GraphQLObjectType, selection: Selection) -> dict[str, Selection]:
        """Collect what is selected of an object that stands in this entry, by response key."""
        operation = self.operation
        found = collect_subfields(
            operation.schema,
            dict(operation.fragments),
            self.variables,
            operation.node,
            type_,
            [FieldDetails(node, None) for node in selection],
            hide_suggestions=True,
        )
        return _nodes(found.grouped_field_set)


def read(schema: GraphQLSchema, document: DocumentNode, name: str | None) -> Operation:
    """Find the operation that is meant. Raises NotCoveredError for what is not compiled."""
    fragments = [item for item in document.definitions if isinstance(item, FragmentDefinitionNode)]
    node = _meant(document, name)
    root = schema.get_root_type(node.operation)
    if root is None or node.directives or node.operation is OperationType.SUBSCRIPTION:
        raise NotCoveredError
    switches: dict[str, None] = {}
    for part in (node, *fragments):
        _look_at(part.selection_set, switches)
    if any(fragment.directives or fragment.variable_definitions for fragment in fragments):
        raise NotCoveredError
    return Operation(
        schema=schema,
        node=node,
        root=root,
        fragments={fragment.name.value: FragmentDetails(fragment) for fragment in fragments},
        switches=tuple(switches),
    )


def _meant(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    found = [item for item in document.definitions if isinstance(item, OperationDefinitionNode)]
    if name is not None:
        found = [item for item in found if item.name and item.name.value == name]
    if len(found) != 1:
        raise NotCoveredError
    return found[0]


def _look_at(selected: SelectionSetNode, switches: dict[str, None]) -> None:
    """Note the switches; refuse introspection and every directive that may change how a field is run."""
    waiting = [selected]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode) and selection.name.value in {"__schema", "__type"}:
                raise NotCoveredError
            _note_switches(selection, switches)
            inner = getattr(selection, "selection_set", None)
            if inner:
                waiting.append(inner)


def _note_switches(selection: SelectionNode, switches: dict[str, None]) -> None:
    for directive in selection.directives or ():
        if directive.name.value not in _SWITCHING:
            raise NotCoveredError
        for argument in directive.arguments or ():
            if isinstance(argument.value, VariableNode):
                switches[argument.value.name.value] = None


def _nodes(grouped: GroupedFieldSet) -> dict[str, Selection]:
    return {key: tuple(details.node for details in found) for key, found in grouped.items()}
