"""Every operation that is known here, at a real desk: compiled, it gives the bytes that graphql-core gives.

A desk is changed by what is asked of it. So graphql-core is handed what the resolvers gave to the compiled operation,
in the order in which they were called: both have completed the same values then, and none may be left over. What may
be asked twice is asked of graphql-core afresh too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from api import commands, test_preview, test_reasons
from api.desk import Desk, contract
from api.requesters import STAGES, Stage, a_counter, given
from api.test_household import TIGHT
from api.visible import ROOTS, document
from compiled.both import written
from graphql import parse
from hub_world import TRACE
from sources import ROOT

from consent.parties import Requester
from schema.compiled import fallback
from schema.compiled.fallback import Memo
from schema.compiled.plan import Plan, compile_operation
from schema.compiled.running import Converted, Request
from schema.context import Context

PARTIES = ("person", "representative", "helper", "agency", "executing agency", "another citizen")
SAID: Mapping[str, Any] = {
    "situation": TIGHT,
    "scheme": "rijk-2025",
    "key": "k",
    "agencies": ["cjib"],
    "id": "QWdlbmN5OmNqaWI=",
    "choice": {"months": 6},
    "bsn": "999990019",
    "paymentDay": 12,
    "person": {"bsn": "999990019"},
    "reference": "P-1",
    "amount": 1_000,
    "receivedOn": "2026-11-23",
}
"""What the stored documents are asked with."""
LISTED = {name: getattr(commands, name) for name in ("GRANTS", "MANDATES", "REQUESTS", "ACCESSES", "OVERVIEW")}


def stored() -> Iterator[tuple[str, str]]:
    """Documents that stand in files: the operations, and those of the pages that people read."""
    for path in sorted((ROOT / "schema" / "operations").glob("*.graphql")):
        yield path.stem, path.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        found = re.findall(r'"query":\s*("(?:[^"\\]|\\.)*")', page.read_text(encoding="utf-8"))
        yield from ((f"{page.stem} {number}", json.loads(text)) for number, text in enumerate(found))
    yield from LISTED.items()
    yield from (("preview", test_preview.PREVIEW), ("reasons", test_reasons.DOCUMENT))


def a_context(desk: Desk, requester: Requester) -> Context:
    return Context.begin(desk.services, requester=requester, trace=TRACE, language="nl")


async def replayed(plan: Plan, desk: Desk, requester: Requester, variables: Mapping[str, Any]) -> str:
    """Run the compiled operation, and hand its calls to graphql-core: the same bytes, and no call left."""
    values = plan._coerced(variables)
    assert values
    program = plan._program(values)
    assert program
    request = Request(a_context(desk, requester), Converted(program.resolved, values))
    data = await request.carry_out(program.steps)
    assert all(types_are_plain(value) for value in data.values())

    memo = Memo(request, [arguments.node for arguments in program.resolved], ValueError())
    reference = await fallback.execute(
        plan.schema, plan.document, plan.name, a_context(desk, requester), variables, memo
    )

    mine = json.dumps({"data": data, "errors": []})
    assert mine == written(reference)
    assert not any(memo._kept.values())
    return mine


def types_are_plain(value: Any) -> bool:
    """Say whether an answer is made of what JSON is made of."""
    if isinstance(value, dict):
        return type(value) is dict and all(types_are_plain(each) for each in value.values())
    if isinstance(value, list):
        return all(types_are_plain(each) for each in value)
    return value is None or isinstance(value, str | int)


STORED = tuple(stored())


@pytest.mark.parametrize(("name", "text"), STORED, ids=[name for name, _ in STORED])
async def test_a_stored_operation_is_answered_as_the_reference_does(name: str, text: str) -> None:
    plan = compile_operation(contract(), parse(text), None)
    assert plan.operation
    needed = {each.variable.name.value for each in plan.operation.node.variable_definitions or ()}
    variables = {key: value for key, value in SAID.items() if key in needed}

    async with a_counter() as counter:
        desk = counter.desk
        mine = await replayed(plan, desk, desk.world.citizen, variables)

        if not plan.operation.is_mutation and name not in {"consent 0", "ACCESSES"}:
            context = a_context(desk, desk.world.citizen)
            assert mine == written(await fallback.execute(contract(), plan.document, None, context, variables))


async def test_every_field_of_the_contract_is_answered_as_the_reference_does_to_everybody() -> None:
    async with a_counter() as usual, a_counter(stage=Stage.RUNNING) as running:
        for party in PARTIES:
            for root in ROOTS:
                if root == "agencyAnswers":  # its list comes item by item, and graphql-core runs it
                    continue
                counter = running if root in STAGES else usual
                requester = counter.parties[party].requester
                plan = compile_operation(contract(), parse(document(root)), None)
                await replayed(plan, counter.desk, requester, given(counter, party, root))


@pytest.mark.parametrize("name", sorted(commands._TOLD))
async def test_a_command_is_answered_as_the_reference_does_to_everybody(name: str) -> None:
    async with a_counter(stage=STAGES.get(name)) as counter:
        for party in PARTIES:
            text = f"""mutation Command($input: {name[0].upper()}{name[1:]}Input!) {{
              {name}(input: $input) {{
                {commands._TOLD[name]} problems {{ __typename ... on Problem {{ code path message }} }}
              }}
            }}"""
            plan = compile_operation(contract(), parse(text), None)
            await replayed(plan, counter.desk, counter.parties[party].requester, given(counter, party, name))
