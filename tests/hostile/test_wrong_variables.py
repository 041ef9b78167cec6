"""Our own operations with variables that nobody in their right mind would send."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputType, OperationDefinitionNode, parse, type_from_ast, validate_input_value
from hostile.judge import Judge, known_of
from hostile.operations import Operation, contract
from hostile.target import CITIZEN, STRANGER, Target
from sources import ROOT

OPERATIONS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "schema" / "operations").glob("*.graphql"))
}

GOOD: dict[str, Any] = {
    "scheme": "rijk-2025",
    "key": "wrong-variables",
    "agencies": ["cjib"],
    "id": "x",
    "situation": {"household": "SINGLE", "taxableIncomeYear": 2_000_000},
}
"""What stands in the variables that are not the wrong one."""

WRONG: list[Any] = [
    *[None, True, False, 0, -1, 1.5, 2**31, 2**63 - 1, 10**19, -(10**19), 1e300],
    *[
        "",
        " ",
        "x",
        "x" * 1_001,
        "x" * 80_000,
        "\x00",
        "\ud800",
        "\u202e",
        "999990019",
        "../../etc/passwd",
        "' OR 1=1 --",
    ],
    *[[], [None], [[]], [[["x"]]], ["x"] * 1_000, [1, "x", None], list(range(5_000))],
    *[
        {},
        {"": 1},
        {"x": {}},
        {"__proto__": {}},
        {"__typename": "Query"},
        {"bsn": "999990019"},
        {"ref": "x", "bsn": "1"},
    ],
    *[{"household": "NOPE"}, {"household": "SINGLE", "taxableIncomeYear": "1"}, {"amount": 1.5}, {"amount": -1}],
    *[{"months": 2**31}, {"paymentDay": 0}, {"optIns": [{"claim": "x"}]}, {"x" * 5_000: 1}, {"999990019": "999990019"}],
]


def declared(document: str) -> Iterator[tuple[str, GraphQLInputType]]:
    """Give the variables of an operation, with their types."""
    (operation,) = (each for each in parse(document).definitions if isinstance(each, OperationDefinitionNode))
    for variable in operation.variable_definitions or ():
        type_ = type_from_ast(contract(), variable.type)
        assert type_ is not None
        yield variable.variable.name.value, type_  # type: ignore[misc]  # a variable has a type of inputs


def cannot_be(value: object, type_: GraphQLInputType) -> bool:
    """Say whether a value breaks the published contract; its scalars, which only a hub knows, let everything pass."""
    faults: list[object] = []
    validate_input_value(value, type_, lambda *fault: faults.append(fault))
    return bool(faults)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_variable_of_another_shape_is_refused_with_a_code_and_whatever_is_answered_leaks_nothing(
    target: Target, name: str
) -> None:
    target.hub.consent(STRANGER)
    document, judge = OPERATIONS[name], Judge(known_of(target, STRANGER))
    with target.client(CITIZEN) as client:
        for variable, type_ in declared(document):
            for value in WRONG:
                operation = Operation(document=document, variables={**GOOD, variable: value})
                answer = client.ask(document, operation.variables)
                judge.look(operation, answer)
                assert not cannot_be(value, type_) or answer.status_code == 400, (variable, value)

    assert judge.seen["refused"] > len(WRONG) / 3


def test_variables_that_nobody_asked_for_change_nothing(target: Target) -> None:
    judge = Judge(())
    with target.client(CITIZEN) as client:
        for value in WRONG:
            operation = Operation(document="{ agencies { code } }", variables={"unasked": value})
            judge.look(operation, client.ask(operation.document, operation.variables))

    assert judge.seen["answered"] > 0
