"""Whatever is asked, and whatever the objects hold: a compiled operation gives the bytes that graphql-core gives."""

import asyncio
from collections.abc import Callable

import pytest
from compiled.any_answer import any_answer
from compiled.both import same
from compiled.fakes import Fakes
from compiled.generated import Written, operations
from compiled.shapes import shapes
from effort import PROVING
from graphql import GraphQLSchema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# graphql-core forgets coroutines of its own where an error ends a list of things that it waits for.
pytestmark = pytest.mark.filterwarnings(r"ignore:coroutine 'Executor\.:RuntimeWarning")

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(QUIET, max_examples=60 if PROVING else 20)
MANY = settings(QUIET, max_examples=600 if PROVING else 150)
SEED = st.integers(0, 2**32)
OFTEN = (0, 1, 4, 15, 50)
"""How many of a hundred values are at fault."""


async def compare(schema: GraphQLSchema, written: Written, seed: int) -> None:
    """Run an operation both ways over equal objects, more and more of them at fault."""
    for often in OFTEN:
        await same(schema, written.text, written.variables, fakes(schema, seed, often))


def fakes(schema: GraphQLSchema, seed: int, often: int) -> Callable[[], Fakes]:
    return lambda: Fakes(schema=schema, seed=seed, often=often)


@FEW
@given(written=operations(shapes()), seed=SEED)
async def test_every_shape_of_answer_is_the_reference_s_to_the_byte(written: Written, seed: int) -> None:
    await compare(shapes(), written, seed)


@FEW
@given(written=operations(any_answer()), seed=SEED)
async def test_every_type_of_ours_is_answered_as_the_reference_does_whatever_it_holds(
    written: Written, seed: int
) -> None:
    await compare(any_answer(), written, seed)


@pytest.mark.prove
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("schema", [shapes(), any_answer()], ids=["every shape", "every type of ours"])
def test_thousands_of_operations_are_answered_as_the_reference_does(
    schema: GraphQLSchema, record_property: Callable[[str, object], None]
) -> None:
    ran = 0

    @MANY
    @given(written=operations(schema), seed=SEED)
    def many(written: Written, seed: int) -> None:
        nonlocal ran
        ran += len(OFTEN)
        asyncio.run(compare(schema, written, seed))

    many()
    record_property("operations over objects", ran)
