"""From a document to an answer: read once, measured, checked, run. Everything that stops it has a code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import isawaitable
from typing import Any, Final

from graphql import (
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    DocumentNode,
    ExecutionResult,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    StreamDirectiveOnListField,
    Token,
    TokenKind,
    execute,
    parse,
    specified_rules,
    validate,
)

from hub.errors import BadInput
from schema import errors, limits, scalars, variables
from schema.context import Context
from schema.errors import Report, Told

_RULES: Final = tuple(
    rule
    for rule in specified_rules
    if rule
    not in {
        DeferStreamDirectiveLabel,
        DeferStreamDirectiveOnRootField,
        DeferStreamDirectiveOnValidOperationsRule,
        StreamDirectiveOnListField,
    }
)
"""What a document is checked against. The rules on @defer and @stream stay out: our contract has neither, so that both
are unknown directives, and graphql-core 3.3.2 fails itself where @stream stands in a union."""


class Stage(StrEnum):
    """How far a request came. Only EXECUTED has data; each other stage stopped before anything ran."""

    SYNTAX = "syntax"
    DOCUMENT = "document"
    OPERATION = "operation"
    VARIABLES = "variables"
    EXECUTED = "executed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client sent: a document, which of its operations, and the variables."""

    document: str = field(repr=False)
    operation: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back. `data` is there only when something ran, and is None then where a fault took all of it."""

    stage: Stage
    data: Mapping[str, Any] | None = None
    errors: tuple[Told, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The answer as JSON can say it; without an entry for data when nothing ran."""
        told: dict[str, Any] = {"errors": list(self.errors)} if self.errors else {}
        return {**told, "data": self.data} if self.stage is Stage.EXECUTED else told


class _StoppedError(Exception):
    """The request goes no further; `answer` says why."""

    def __init__(self, stage: Stage, *told: Told) -> None:
        super().__init__(stage.value)
        self.answer = Answer(stage=stage, errors=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Answers documents against one schema. `report` tells the operator of faults and gives incident ids."""

    schema: GraphQLSchema
    report: Report

    async def answer(self, asked: Asked, context: Context, *, introspection: bool = False) -> Answer:
        """Answer one request. Cancelling it cancels everything that it started."""
        try:
            document = _read(asked.document)
            operation = _check(document, asked.operation, introspection=introspection)
            self._validate(document, operation, asked)
        except _StoppedError as stopped:
            return stopped.answer
        return await self._run(document, asked, context)

    def _validate(self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked) -> None:
        found = validate(self.schema, document, _RULES, max_errors=limits.ERRORS, hide_suggestions=True)
        if found:
            raise _StoppedError(Stage.DOCUMENT, *errors.of_validation(found))
        told = variables.check(self.schema, operation, asked.variables)
        if told:
            raise _StoppedError(Stage.VARIABLES, *told)

    async def _run(self, document: DocumentNode, asked: Asked, context: Context) -> Answer:
        running = execute(
            self.schema,
            document,
            context_value=context,
            variable_values=dict(asked.variables),
            operation_name=asked.operation,
            max_coercion_errors=limits.ERRORS,
            hide_suggestions=True,
        )
        result: ExecutionResult = await running if isawaitable(running) else running
        told = errors.of_execution(result.errors or (), self.report)
        return Answer(stage=Stage.EXECUTED, data=result.data, errors=tuple(told))


def _read(text: str) -> DocumentNode:
    """Parse, once. The limits on length hold before and while it is read."""
    if len(text) > limits.CHARACTERS:
        fault = limits.passed("characters", limits.CHARACTERS)
        raise _StoppedError(Stage.DOCUMENT, errors.of_fault(fault))
    try:
        return parse(text, max_lexical_tokens=limits.TOKENS, max_comments=limits.COMMENTS)
    except GraphQLSyntaxError as error:
        raise _StoppedError(*_why_unreadable(error)) from None


def _why_unreadable(error: GraphQLSyntaxError) -> tuple[Stage, Told]:
    """Tell a limit that was passed while reading from a document that cannot be read."""
    if error.description.startswith("Document is nested too deeply"):
        return Stage.DOCUMENT, errors.of_fault(limits.passed("nesting", limits.NESTING))
    for name, allowed in (("tokens", limits.TOKENS), ("comments", limits.COMMENTS)):
        if error.description.startswith("Document contains") and name in error.description:
            return Stage.DOCUMENT, errors.of_fault(limits.passed(name, allowed))
    return Stage.SYNTAX, errors.of_syntax(error)


def _check(document: DocumentNode, name: str | None, *, introspection: bool) -> OperationDefinitionNode:
    """Measure the document, look at its texts, and find the one operation that is meant."""
    try:
        limits.check(document, introspection=introspection)
        for token in _tokens(document):
            _check_token(token)
    except BadInput as fault:
        raise _StoppedError(Stage.DOCUMENT, errors.of_fault(fault)) from None
    try:
        return _meant(document, name)
    except BadInput as fault:
        raise _StoppedError(Stage.OPERATION, errors.of_fault(fault)) from None


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
            scalars.check_text(token.value or "")
        case TokenKind.NAME:
            scalars.check_name(token.value or "")
        case _:
            pass


def _meant(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Find the operation: the only one, or the one that is named. Raises BadInput; nothing is ever guessed."""
    operations = [item for item in document.definitions if isinstance(item, OperationDefinitionNode)]
    if name is not None:
        operations = [item for item in operations if item.name and item.name.value == name]
    if not operations:
        raise BadInput("operation.unknown", "The document holds no such operation.", "Name one that it holds.")
    if len(operations) > 1:
        raise BadInput("operation.ambiguous", "The document holds several operations.", "Say which in operationName.")
    if operations[0].operation is OperationType.SUBSCRIPTION:
        raise BadInput("operation.not_supported", "There are no subscriptions here.", "Send a query or a mutation.")
    return operations[0]
