"""Writes an operation as Python: one function per object type and selection, which reads an object and gives a dict.

What a document brings into the text are its response keys, which are GraphQL names; everything else that is not a
literal of ours gets a name in the namespace of the text.
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    VariableNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

from schema.compiled import leaf
from schema.compiled.collect import Selection, Selections
from schema.compiled.faults import DeviationError, NotCoveredError
from schema.compiled.resolver import (
    Arguments,
    Resolver,
    attribute_of,
    classes_of,
    definition_of,
    is_unchanging,
    resolver_of,
    strawberry_of,
)
from schema.compiled.running import Step

FUNCTIONS: Final = 1_000
"""Most functions of one operation; documents within the limits stay far below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A written operation: its steps in order, what stands behind the numbers in its text, and how long that was."""

    steps: tuple[Step, ...]
    resolved: tuple[Arguments, ...]
    characters: int


def write(selections: Selections) -> Program:
    """Write an operation, for one set of values of its switches. Raises NotCoveredError, or GraphQLError."""
    writer = _Writer(selections)
    names = writer.steps()
    text = "\n\n".join(writer.functions)
    exec(compile(text, "<compiled operation>", "exec"), writer.names)  # noqa: S102 - our own text, see the module
    steps = tuple(cast("Step", writer.names[name]) for name in names)
    return Program(steps=steps, resolved=tuple(writer.resolved), characters=len(text))


class _Writer:
    """Collects the functions of one program."""

    def __init__(self, selections: Selections) -> None:
        self.names: dict[str, object] = {"off": DeviationError, "deviate": _deviate}
        self.functions: list[str] = []
        self.resolved: list[Arguments] = []
        self._selections = selections
        self._schema: GraphQLSchema = selections.operation.schema
        self._strawberry: Schema = strawberry_of(self._schema)
        self._shared: dict[object, str] = {}
        self._leaves: dict[str, str] = {}
        self._castable = _castable(self._schema)

    def steps(self) -> list[str]:
        """Write the root: all fields of a query in one step, and every field of a mutation in its own."""
        operation = self._selections.operation
        fields = self._selections.root()
        groups = [{key: nodes} for key, nodes in fields.items()] if operation.is_mutation else [fields]
        return [self._function("s", self._body(operation.root, (), group)) for group in groups]

    def _name(self, letter: str, value: object) -> str:
        """Name an object; the same object has one name."""
        key = (letter, id(value))
        if key not in self._shared:
            self._shared[key] = f"{letter}{len(self.names)}"
            self.names[self._shared[key]] = value
        return self._shared[key]

    def _function(self, letter: str, body: list[str], parameters: str = "o, q") -> str:
        if len(self.functions) >= FUNCTIONS:
            raise NotCoveredError
        name = f"{letter}{len(self.functions)}_"
        self.functions.append("\n    ".join([f"def {name}({parameters}):", *body]))
        return name

    def _object(self, type_: GraphQLObjectType, selection: Selection) -> str:
        """Write the function that gives what is selected of an object of this type; the same is written once."""
        key = (type_.name, *map(id, selection))
        if key not in self._shared:
            classes = classes_of(type_)
            body = self._body(type_, classes, self._selections.under(type_, selection))
            self._shared[key] = self._function("s", [*self._check(type_, classes), *body])
        return self._shared[key]

    def _check(self, type_: GraphQLObjectType, classes: tuple[type, ...]) -> list[str]:
        """Make sure that an object is of an expected class itself, and that nobody told Strawberry otherwise."""
        tests = " and ".join(f"type(o) is not {self._name('c', class_)}" for class_ in classes)
        told = f" or getattr(o, {TYPE_CAST_ATTRIBUTE!r}, None) is not None" if type_.name in self._castable else ""
        return [f"if {tests}{told}: raise off"]

    def _body(self, type_: GraphQLObjectType, classes: tuple[type, ...], fields: dict[str, Selection]) -> list[str]:
        """Write the entries in their order: as one display where nothing is called, otherwise one after the other."""
        entries = [(repr(key), *self._entry(type_, classes, key, selection)) for key, selection in fields.items()]
        if not any(before or after for _, before, _, after in entries):
            return [f"return {{{', '.join(f'{key}: {value}' for key, _, value, _ in entries)}}}"]
        lines = ["r = {}"]
        for key, before, value, after in entries:
            lines += [*before, f"r[{key}] = {value}", *after]
        return [*lines, "return r"]

    def _entry(
        self, type_: GraphQLObjectType, classes: tuple[type, ...], key: str, selection: Selection
    ) -> tuple[list[str], str, list[str]]:
        """Write one entry: what comes before it, its value, and what comes after it."""
        name = selection[0].name.value
        if name == "__typename":
            return [], repr(type_.name), []
        field_ = type_.fields[name]
        resolver = resolver_of(field_)
        if resolver is None:
            if not classes:
                raise NotCoveredError
            read = f"o.{attribute_of(definition_of(field_), classes)}"
            return [], self._complete(field_.type, f"(v := {read})", "v", selection), []
        number, call, before = self._call(field_, resolver, selection)
        if not resolver.is_async:
            value = self._complete(field_.type, "v", "v", selection)
            return [*before, f"q.add(c := [o, {number}, off])", f"c[2] = v = {call}"], value, []
        then = self._function("d", [f"return {self._complete(field_.type, 'v', 'v', selection)}"], "v, q")
        later = [f"q.add(c := [o, {number}, {call}])", f"q.later.append((r, {key!r}, c, {then}))"]
        return before, "None", later

    def _call(self, field_: GraphQLField, resolver: Resolver, selection: Selection) -> tuple[int, str, list[str]]:
        """Write a call; arguments that no variable decides and no resolver can change are part of the text."""
        arguments = Arguments(field=field_, node=selection[0], schema=self._strawberry)
        number = len(self.resolved)
        self.resolved.append(arguments)
        handed = ["o"] if resolver.takes_self else []
        handed += [f"{name}=o" for name in resolver.parents]
        handed += [f"{resolver.info}=q.info"] if resolver.info else []
        before = []
        if field_.args:
            fixed = self._fixed(arguments)
            if fixed is None:
                before = [f"a = q.arguments[{number}]"]
                handed.append("**a")
            else:
                handed += [f"{name}={self._name('k', value)}" for name, value in fixed.items()]
        return number, f"{self._name('f', resolver.function)}({', '.join(handed)})", before

    def _fixed(self, arguments: Arguments) -> dict[str, Any] | None:
        """Convert arguments that stand in the document, once; None for others, and for those that do not fit."""
        if any(_has_variable(argument.value) for argument in arguments.node.arguments or ()):
            return None
        try:
            found = arguments.convert(self._selections.variables)
        except GraphQLError:
            return None
        return found if is_unchanging(found) else None

    def _complete(self, type_: GraphQLOutputType, first: str, again: str, selection: Selection) -> str:
        """Write the expression for a value: `first` reads it, `again` is its name from then on."""
        if is_non_null_type(type_):
            return self._present(type_.of_type, first, again, selection)
        return f"None if {first} is None else {self._present(type_, again, again, selection)}"

    def _present(self, type_: GraphQLOutputType, first: str, again: str, selection: Selection) -> str:
        """Write the expression for a value that is there; None finds no way through it."""
        if is_list_type(type_):
            item = f"{again}i"
            value = self._complete(type_.of_type, item, item, selection)
            listed = f"[{value} for {item} in {again}]"
            return f"{listed} if type({first}) is list or type({again}) is tuple else deviate()"
        if is_leaf_type(type_):
            return self._leaf(type_).format(first=first, again=again)
        if is_abstract_type(type_):
            return f"{self._table(type_, selection)}[type({first})]({again}, q)"
        return f"{self._object(cast('GraphQLObjectType', type_), selection)}({first}, q)"

    def _leaf(self, type_: GraphQLLeafType) -> str:
        """Prepare a leaf type, once."""
        if type_.name not in self._leaves:
            self._leaves[type_.name] = leaf.prepare(type_, self._name)
        return self._leaves[type_.name]

    def _table(self, type_: GraphQLAbstractType, selection: Selection) -> str:
        """Write a table from the class of an object to the function for its type."""
        key = (type_.name, *map(id, selection))
        if key not in self._shared:
            entries = [
                f"{self._name('c', _only_class(type_, possible))}: {self._object(possible, selection)}"
                for possible in self._schema.get_possible_types(type_)
            ]
            self._shared[key] = f"t{len(self.functions)}_"
            self.functions.append(f"{self._shared[key]} = {{{', '.join(entries)}}}")
        return self._shared[key]


def _castable(schema: GraphQLSchema) -> frozenset[str]:
    """Types whose objects Strawberry looks at for a cast: those that stand behind an interface or a union."""
    abstract = [type_ for type_ in schema.type_map.values() if is_abstract_type(type_)]
    return frozenset(possible.name for type_ in abstract for possible in schema.get_possible_types(type_))


def _only_class(abstract: GraphQLAbstractType, possible: GraphQLObjectType) -> type:
    """Give the one class whose objects Strawberry takes for this possible type. Raises NotCoveredError."""
    over = abstract.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    found = possible.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryObjectDefinition) or found.concrete_of or found.name != possible.name:
        raise NotCoveredError
    if isinstance(over, StrawberryObjectDefinition) and (
        over.resolve_type is not None or not issubclass(found.origin, over.origin)
    ):
        raise NotCoveredError
    if vars(found.origin).get("__strawberry_definition__") is not found:
        raise NotCoveredError
    origin: type = found.origin
    return origin


def _has_variable(value: Node) -> bool:
    """Say whether a variable stands anywhere in a value."""
    return (
        isinstance(value, VariableNode)
        or any(_has_variable(inner) for inner in (*getattr(value, "values", ()), *getattr(value, "fields", ())))
        or (isinstance(value, ObjectFieldNode) and _has_variable(value.value))
    )


def _deviate() -> None:
    raise DeviationError
