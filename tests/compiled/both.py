"""One operation, run both ways: compiled, and by graphql-core."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, parse

from schema.compiled import fallback
from schema.compiled.plan import Plan, compile_operation


def written(result: ExecutionResult) -> str:
    """An answer as bytes would tell it."""
    errors = [{**error.formatted, "of": type(error.original_error).__name__} for error in result.errors or ()]
    return json.dumps({"data": result.data, "errors": errors})


async def nothing_is_under_way() -> bool:
    """Say whether this task is the only one left, once graphql-core's own have settled."""
    for _ in range(5):
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

    assert mine == reference
    assert called == Counter(getattr(there, "calls", ()))
    return plan
