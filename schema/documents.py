"""Documents that were read, measured and checked: each once, however often it comes."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Token,
    TokenKind,
    parse,
    validate,
)

from hub.errors import BadInput
from schema import cost, delivery, deprecated, errors, limits, scalars
from schema.compiled.plan import Plan, compile_operation
from schema.deprecated import Use
from schema.errors import Told

KEPT_CHARACTERS: Final = 300_000
"""How much of good documents is remembered beside the registered ones: hundreds of the usual size, twenty of the
longest. What was read of them takes some hundred and fifty times as much memory."""

A_CHARACTER: Final = 20
"""So much of a program's text takes as much memory as one character of a document that was read."""


KEPT_COSTS: Final = 64
"""Costs that are remembered per document: one for each length that is asked for in its variables."""


WORTH_COMPILING: Final = 3
"""So often an unregistered operation comes before it is compiled: that takes as long as running it a few times."""


class Stage(StrEnum):
    """How far a request came. Only EXECUTED has data; each other stage stopped before anything ran."""

    SYNTAX = "syntax"
    DOCUMENT = "document"
    OPERATION = "operation"
    VARIABLES = "variables"
    EXECUTED = "executed"


class StoppedError(Exception):
    """The request goes no further: at which stage, and what is told."""

    def __init__(self, stage: Stage, *told: Told) -> None:
        super().__init__(stage.value)
        self.stage = stage
        self.told = told


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A document that fits the contract and the limits, with what was found out about it.

    `introspects`: some operation of it shows the schema itself. `is_registered`: it was known before it came.
    `in_parts` is the document as it was sent, `node` what it asks for in one answer: the same where it does not ask
    for parts.
    """

    schema: GraphQLSchema = field(repr=False)
    node: DocumentNode = field(repr=False)
    in_parts: DocumentNode = field(repr=False)
    introspects: bool
    is_registered: bool = False
    _costs: dict[tuple[object, ...], int] = field(default_factory=dict, repr=False)
    _uses: dict[str, frozenset[Use]] = field(default_factory=dict, repr=False)
    _runs: Counter[str] = field(default_factory=Counter, repr=False)
    _plans: dict[str, Plan] = field(default_factory=dict, repr=False)
    _grew: Callable[[int], None] = field(repr=False)

    @property
    def asks_for_parts(self) -> bool:
        """Whether some operation of it asks for an answer in parts."""
        return self.in_parts is not self.node

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Find the operation: the only one, or the one that is named. Raises StoppedError; nothing is ever guessed."""
        operations = _operations(self.node)
        if name is not None:
            operations = [item for item in operations if item.name and item.name.value == name]
        if not operations:
            raise _undetermined("unknown", "The document holds no such operation.", "Name one that it holds.")
        if len(operations) > 1:
            raise _undetermined("ambiguous", "The document holds several operations.", "Say which in operationName.")
        return operations[0]

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """Say what an operation costs with these variables. Only numbers and lengths of lists among them count."""
        sizes = ((name, _counting(value)) for name, value in variables.items())
        asked = (_name(operation), *sorted((name, size) for name, size in sizes if size is not None))
        if asked not in self._costs:
            if len(self._costs) >= KEPT_COSTS:
                self._costs.clear()
            self._costs[asked] = cost.of(self.schema, self.node, operation, variables)
        return self._costs[asked]

    def deprecated(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> tuple[Use, ...]:
        """Find what an operation uses that will go, in the order of names."""
        name = _name(operation)
        if name not in self._uses:
            self._uses[name] = deprecated.in_document(self.schema, self.node, operation)
        return deprecated.together(self._uses[name], deprecated.in_variables(self.schema, operation, variables))

    def plan(self, operation: OperationDefinitionNode) -> Plan | None:
        """Give the compiled operation; None for one that was not known beforehand and has not come often enough."""
        name = _name(operation)
        if name not in self._plans:
            self._runs[name] += 1
            if not self.is_registered and self._runs[name] < WORTH_COMPILING:
                return None
            self._plans[name] = compile_operation(self.schema, self.node, name or None, self._grew)
        return self._plans[name]


@dataclass(slots=True, kw_only=True)
class Documents:
    """Reads documents against one contract, and remembers the good ones: the last that were used, and the registered.

    A bad document is not remembered: nobody pushes good ones out with nonsense. What was compiled of a document counts
    like the document, and goes with it. Of a registered one only the text is held until somebody asks for it.
    """

    schema: GraphQLSchema
    _registered: dict[str, Prepared | None] = field(default_factory=dict, repr=False)
    _recent: OrderedDict[str, Prepared] = field(default_factory=OrderedDict, repr=False)
    _sizes: Counter[str] = field(default_factory=Counter, repr=False)

    def register(self, text: str) -> None:
        """Read a document that is known beforehand. Raises StoppedError that says why it is none."""
        if text not in self._registered:
            self._read(text, introspection=False)
            self._registered[text] = None

    def cost_of_reading(self, text: str) -> int:
        """Say what it costs to read a document: nothing for a known one, and for one that is too long to be read."""
        is_read = text not in self._registered and text not in self._recent and len(text) <= limits.CHARACTERS
        return limits.CHARACTER_COST * len(text) if is_read else 0

    def prepared(self, text: str, *, introspection: bool = False) -> Prepared:
        """Give the document as it was read. Raises StoppedError that says why it goes no further."""
        if text in self._registered:
            return self._held(text)
        known = self._recent.get(text)
        if known is None:
            known = self._read(text, introspection=introspection)
            self._remember(text, known)
        elif known.introspects and not introspection:
            raise _introspection_refused()
        else:
            self._recent.move_to_end(text)
        return known

    def _held(self, text: str) -> Prepared:
        """Give a registered document: parsed anew when it first comes, since it was found good before."""
        held = self._registered[text]
        if held is None:
            held = self._registered[text] = self._prepared(text, _parsed(text), is_registered=True)
        return held

    def _remember(self, text: str, known: Prepared) -> None:
        self._recent[text] = known
        self._grow(text, len(text))

    def _grow(self, text: str, by: int) -> None:
        """Count what a document takes beside what it took, for as long as it is remembered."""
        if text not in self._recent:
            return
        self._sizes[text] += by
        while self._sizes.total() > KEPT_CHARACTERS:
            oldest, _ = self._recent.popitem(last=False)
            del self._sizes[oldest]

    def _compiled(self, text: str, characters: int) -> None:
        self._grow(text, characters // A_CHARACTER)

    def _read(self, text: str, *, introspection: bool) -> Prepared:
        node = _parsed(text)
        introspects = _measured(node)
        if introspects and not introspection:
            raise _introspection_refused()
        if any(operation.operation is OperationType.SUBSCRIPTION for operation in _operations(node)):
            raise _undetermined("not_supported", "There are no subscriptions here.", "Send a query or a mutation.")
        found = validate(
            self.schema, node, delivery.rules(self.schema), max_errors=limits.ERRORS, hide_suggestions=True
        )
        if found:
            raise StoppedError(Stage.DOCUMENT, *errors.of_validation(found, self.schema))
        return self._prepared(text, node, introspects=introspects)

    def _prepared(
        self, text: str, node: DocumentNode, *, introspects: bool = False, is_registered: bool = False
    ) -> Prepared:
        return Prepared(
            schema=self.schema,
            node=delivery.whole(node),
            in_parts=node,
            introspects=introspects,
            is_registered=is_registered,
            _grew=partial(self._compiled, text),
        )


def _measured(node: DocumentNode) -> bool:
    """Measure a document and look at its texts; say whether it shows the schema itself."""
    try:
        introspects = limits.check(node)
    except BadInput as fault:
        raise StoppedError(Stage.DOCUMENT, errors.of_fault(fault)) from None
    for token in _tokens(node):
        try:
            _check_token(token)
        except BadInput as fault:
            raise StoppedError(Stage.DOCUMENT, errors.of_fault_at(fault, token.line, token.column)) from None
    return introspects


def _parsed(text: str) -> DocumentNode:
    """Parse, once. The limits on length hold before and while it is read."""
    if len(text) > limits.CHARACTERS:
        fault = limits.passed("characters", limits.CHARACTERS)
        raise StoppedError(Stage.DOCUMENT, errors.of_fault(fault))
    try:
        return parse(text, max_lexical_tokens=limits.TOKENS, max_comments=limits.COMMENTS)
    except GraphQLSyntaxError as error:
        raise StoppedError(*_why_unreadable(error)) from None


def _why_unreadable(error: GraphQLSyntaxError) -> tuple[Stage, Told]:
    """Tell a limit that was passed while reading from a document that cannot be read."""
    if error.description.startswith("Document is nested too deeply"):
        return Stage.DOCUMENT, errors.of_fault(limits.passed("nesting", limits.NESTING))
    for name, allowed in (("tokens", limits.TOKENS), ("comments", limits.COMMENTS)):
        if error.description.startswith("Document contains") and name in error.description:
            return Stage.DOCUMENT, errors.of_fault(limits.passed(name, allowed))
    return Stage.SYNTAX, errors.of_syntax(error)


def _tokens(document: DocumentNode) -> Iterator[Token]:
    """Every word and mark of the document."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        yield token
        token = token.next


def _check_token(token: Token) -> None:
    """Look at the texts and names that stand in the document itself. Raises BadInput."""
    match token.kind:
        case TokenKind.STRING | TokenKind.BLOCK_STRING:
            scalars.check_text(token.value or "", has_lines=_is_written_freely(token))
            scalars.check_no_bsn(token.value or "")
        case TokenKind.COMMENT | TokenKind.INT | TokenKind.FLOAT:
            scalars.check_no_bsn(token.value or "")
        case TokenKind.NAME:
            scalars.check_name(token.value or "")
        case _:
            pass


def _is_written_freely(token: Token) -> bool:
    """Say whether a text stands where people write to people."""
    colon = token.prev
    name = colon.prev if colon and colon.kind is TokenKind.COLON else None
    return name is not None and name.value in scalars.WRITTEN_FREELY


def _counting(value: object) -> str | None:
    """What of a variable a cost may depend on. One that is left out has its default, and null has none."""
    match value:
        case list():
            return f"a list of {len(value)}"
        case None | int() | float():
            return repr(value)
        case _:
            return None


def _name(operation: OperationDefinitionNode) -> str:
    return operation.name.value if operation.name else ""


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [item for item in document.definitions if isinstance(item, OperationDefinitionNode)]


def _undetermined(name: str, happened: str, todo: str) -> StoppedError:
    return StoppedError(Stage.OPERATION, errors.of_fault(BadInput(f"operation.{name}", happened, todo)))


def _introspection_refused() -> StoppedError:
    happened = "The schema does not show itself to this client."
    fault = BadInput("introspection.refused", happened, "Read it as text at /schema.graphql.")
    return StoppedError(Stage.DOCUMENT, errors.of_fault(fault))
