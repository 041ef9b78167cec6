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


def agree(mine: str, reference: str) -> bool:
    """Say whether two answers are the same to the byte.

    The one exception: several errors of one moment. What waits at different depths has no order there, and an error
    that takes the whole answer cuts off whichever of the others had not come.
    """
    if mine == reference:
        return True
    (data, errors), (other, others) = (
        (json.dumps(each["data"]), each["errors"]) for each in map(json.loads, (mine, reference))
    )
    if data != other or max(len(errors), len(others)) == 1:
        return False
    return sorted(map(json.dumps, errors)) == sorted(map(json.dumps, others)) or (
        is_cut_short(reference) and any(error in others for error in errors)
    )


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

    assert agree(mine, reference), f"{mine}\n{reference}"
    if not is_cut_short(reference):
        assert called == Counter(getattr(there, "calls", ()))
    return plan
