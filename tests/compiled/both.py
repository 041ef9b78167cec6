"""One operation, run both ways: compiled, and by graphql-core."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    parse,
)
from graphql.type.directives import GraphQLDisableErrorPropagationDirective

from schema.compiled import fallback
from schema.compiled.plan import Plan, compile_operation


def written(result: ExecutionResult) -> str:
    """An answer as bytes would tell it."""
    errors = [{**error.formatted, "of": type(error.original_error).__name__} for error in result.errors or ()]
    return json.dumps({"data": result.data, "errors": errors})


async def agree(mine: str, reference: str, uncut: Callable[[], Awaitable[str]]) -> bool:
    """Say whether two answers are the same to the byte.

    The one exception: several errors of one moment. What waits at different depths has no order there, and an error
    that takes the whole answer cuts off whichever of the others had not come. Then each error that is told must be one
    that is told too where no error takes anything, and at least one that the reference tells.
    """
    if mine == reference:
        return True
    (data, errors), (other, others) = (
        (json.dumps(each["data"]), sorted(map(json.dumps, each["errors"])))
        for each in map(json.loads, (mine, reference))
    )
    if data != other or max(len(errors), len(others)) == 1:
        return False
    if not is_cut_short(reference):
        return errors == others
    possible = Counter(map(json.dumps, json.loads(await uncut())["errors"]))
    return Counter(errors) <= possible and bool({*errors} & {*others})


def never_cut(document: DocumentNode) -> DocumentNode:
    """The same operations, in which an error takes its own place only."""
    never = DirectiveNode(name=NameNode(value=GraphQLDisableErrorPropagationDirective.name), arguments=())
    marked = [
        replace(node, directives=(*(node.directives or ()), never))
        if isinstance(node, OperationDefinitionNode)
        else node
        for node in document.definitions
    ]
    return replace(document, definitions=tuple(marked))


def is_cut_short(answer: str) -> bool:
    """Say whether an error took the whole answer."""
    return json.loads(answer)["data"] is None


async def nothing_is_under_way() -> bool:
    """Say whether this task is the only one left, once graphql-core's own have settled."""
    for _ in range(50):
        await asyncio.sleep(0)
    return len(asyncio.all_tasks()) == 1


async def same(
    schema: GraphQLSchema,
    document: str | DocumentNode,
    variables: Mapping[str, Any],
    context: Callable[[], Any],
    name: str | None = None,
) -> Plan:
    """Run an operation both ways, each in a world of its own: the same bytes, after the same calls."""
    parsed = parse(document) if isinstance(document, str) else document
    plan = compile_operation(schema, parsed, name)
    here, there = context(), context()

    mine = written(await plan.run(here, variables))
    called = Counter(getattr(here, "calls", ()))
    assert await nothing_is_under_way()
    reference = written(await fallback.execute(schema, parsed, name, there, variables))

    assert await nothing_is_under_way()
    reference_called = Counter(getattr(there, "calls", ()))

    async def uncut() -> str:
        return written(await fallback.execute(schema, never_cut(parsed), name, context(), variables))

    assert await agree(mine, reference, uncut), f"{mine}\n{reference}"
    # The reference goes on with what was under way when an error took the whole answer; nothing runs more often here.
    assert called <= reference_called if is_cut_short(reference) else called == reference_called
    return plan
