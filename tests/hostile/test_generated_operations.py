"""A thousand operations made from the contract, against a running hub: each is answered, and nothing else comes out."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from hostile.judge import Judge, known_of
from hostile.operations import Operation, operations
from hostile.target import CITIZEN, FLAT_BYTES, PARTNER, STRANGER, Target
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

IN_EVERY_RUN, TO_PROVE = 200, 2_000


def attack(target: Target, many: int) -> tuple[Judge, int]:
    """Send so many operations; give what was seen, and how much more memory the hub holds since half of them."""
    target.hub.consent(STRANGER)
    own, others = known_of(target, CITIZEN), known_of(target, STRANGER)
    judge, memory = Judge(others), 0
    with target.client(CITIZEN) as citizen, target.client(PARTNER) as partner:

        @settings(
            max_examples=many,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation=operations((*own, *others)), client=st.sampled_from((citizen, citizen, partner)))
        def one(operation: Operation, client: Any) -> None:
            nonlocal memory
            judge.look(operation, client.ask(operation.document, operation.variables))
            if sum(judge.seen[name] for name in ("answered", "refused")) == many // 2:
                memory = target.memory

        one()
    return judge, target.memory - memory


def assert_all_kinds(judge: Judge, many: int) -> None:
    """Most of the contract was reached: a test in which all is refused at once shows nothing."""
    # How many moves with every change of the contract, by which the examples are made: a sixth to a quarter were seen.
    assert judge.seen["answered"] > many / 6
    assert judge.seen["refused"] > many / 4
    assert judge.seen["over a limit"] > many / 50


@pytest.mark.timeout(600)
def test_hundreds_of_operations_are_answered_coded_and_leak_nothing(target: Target) -> None:
    judge, more_memory = attack(target, IN_EVERY_RUN)

    assert_all_kinds(judge, IN_EVERY_RUN)
    assert more_memory < FLAT_BYTES


@pytest.mark.prove
def test_thousands_of_operations_are_answered_coded_and_leak_nothing(
    target: Target, record_property: Callable[[str, object], None]
) -> None:
    judge, more_memory = attack(target, TO_PROVE)

    record_property("operations", TO_PROVE)
    record_property("seen", dict(judge.seen))
    record_property("more memory in kB", more_memory // 1_000)
    assert_all_kinds(judge, TO_PROVE)
    assert more_memory < FLAT_BYTES


def an_error(**more: object) -> dict[str, object]:
    return {"message": "No.", "extensions": {"code": "some.code", **more}}


PLAIN, WIDE = "{ agencies { code } }", "{ " + "agencies { code } " * 6 + "}"

FINDINGS = {
    "a fault of the server": (PLAIN, 500, {"errors": [an_error()]}),
    "an incident": (PLAIN, 200, {"data": None, "errors": [an_error(code="internal.error")]}),
    "an error without a code": (PLAIN, 400, {"errors": [{"message": "No.", "extensions": {"code": ""}}]}),
    "six errors": (PLAIN, 400, {"errors": [an_error()] * 6}),
    "somebody's number": (PLAIN, 200, {"data": {"number": "999990019"}}),
    "somebody else's debt": (PLAIN, 200, {"data": {"reference": "THEIRS-1"}}),
    "a stack": (PLAIN, 400, {"errors": [an_error(stack='File "schema/execute.py", line 1, in answer()')]}),
    "an exception": (PLAIN, 400, {"errors": [an_error(kind="KeyError")]}),
    "an answer to too much": (WIDE, 200, {"data": {}}),
    "a refusal of too much for another reason": (WIDE, 400, {"errors": [an_error()]}),
}


@pytest.mark.parametrize(("document", "status", "content"), FINDINGS.values(), ids=FINDINGS)
def test_the_judge_sees_what_must_not_come_back(document: str, status: int, content: object) -> None:
    judge = Judge(("THEIRS-1",))

    with pytest.raises(AssertionError):
        judge.look(Operation(document=document, variables={}), httpx2.Response(status, json=content))


def test_the_judge_is_content_with_a_refusal_that_has_a_code() -> None:
    judge = Judge(("THEIRS-1",))

    judge.look(Operation(document=PLAIN, variables={}), httpx2.Response(400, json={"errors": [an_error()]}))

    assert judge.seen == {"refused": 1, "some.code": 1, "with problems": 0}
