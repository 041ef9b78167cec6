"""The examples of docs/errors.md in GraphQL, played at a counter where everybody has come about one person.

A line is a field with what matters of its arguments; what else it needs is laid under it, so that nothing else can be
wrong. A line that begins with `#` says who comes, what time passes, or what happened before. Who says nothing of that
is the person, on the day on which the arrangement of the example stands as it must.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from api.desk import BSN, NO_BSN, NOT_IN_TEST_RANGE, contract
from api.requesters import STAGES, Counter, Stage, a_counter, given
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from schema.execute import Engine

WORN: Final = {
    "<BSN>": BSN,
    "<nine digits that are no BSN>": NO_BSN,
    "<BSN of somebody real>": NOT_IN_TEST_RANGE,
    "<201 signs>": "x" * 201,
    "<1,001 signs>": "x" * 1_001,
    "<101 ids>": json.dumps(["id"] * 101),
}
"""What no page shows: a reader sees the words on the left."""

PARTIES: Final = {
    "The person": "person",
    "An agency": "agency",
    "An agency without a grant": "agency without grant",
    "An agency without a purpose": "agency without purpose",
    "The executing agency": "executing agency",
    "A worker of the executing agency": "executing worker",
    "A worker": "worker",
    "A worker without a case": "worker without case",
    "A helper": "helper",
    "A helper without a mandate": "helper without mandate",
}
"""Who comes to the counter, as an example names them."""

WHOLE: Final = ("{", "query", "mutation", "fragment")
"""How a document begins that is sent as it stands."""

WRONG: Final = ('"errors": ', '"problems": [{')
"""What stands in no answer but the last."""

TOLD: Final = "... on Problem { code path }"


@dataclass
class Play:
    """Where an example has come: who speaks, what was answered last, and the ids that were handed out."""

    counter: Counter
    patch: pytest.MonkeyPatch
    who: str = "person"
    times: int = 1
    at_once: bool = False
    lines: int = 0
    answer: Any = None
    variables: dict[str, Any] = field(default_factory=dict)


Before = Callable[[Play], Awaitable[None]]


async def told(example: str, befores: Mapping[str, Before]) -> Mapping[str, str]:
    """Play an example, and give every code in the last answer, with the place that it names in the input, if any."""
    lines = list(_lines(example))
    with pytest.MonkeyPatch.context() as patch:
        async with a_counter(stage=_stage(example, lines)) as counter:
            counter.desk.engine = Engine.of(contract(), counter.desk.incidents, incremental=True)
            play = Play(counter, patch, variables=_known(counter))
            for line in lines:
                if line.startswith("#"):
                    await _direct(play, line.removeprefix("#").strip().rstrip(":."), befores)
                else:
                    await _repeat(play, line)
            return dict(_codes(play.answer))


def _lines(example: str) -> Iterator[str]:
    """Give an example line by line; a line that is set in, or closes one, belongs to the line before."""
    yield from re.split(r"\n(?![ })])", example.strip())


def _stage(example: str, lines: list[str]) -> Stage | None:
    """Say how far the person's arrangement has come: as far as the first command about it asks for."""
    begun = (STAGES.get(re.split(r"\W", line)[0]) for line in lines)
    return next((stage for stage in begun if stage), Stage.CHANGING if "$arrangement" in example else None)


def _known(counter: Counter) -> dict[str, Any]:
    ids = counter.ids("person")
    return {"arrangement": ids["AcceptedArrangement"], "claim": ids["Claim"]}


async def _direct(play: Play, said: str, befores: Mapping[str, Before]) -> None:
    if said.startswith("Variables"):
        play.variables |= json.loads(_worn(said.removeprefix("Variables: ")))
    elif later := re.fullmatch(r"(\d+) (days|hours) later", said):
        play.counter.desk.world.clock.forward(**{later[2]: int(later[1])})
    elif often := re.fullmatch(r"(\d+) times( at once)?", said):
        play.times, play.at_once = int(often[1]), bool(often[2])
    elif said in befores:
        await befores[said](play)
    else:
        play.who = PARTIES[said]


async def _repeat(play: Play, line: str) -> None:
    times, at_once = play.times, play.at_once
    play.times, play.at_once = 1, False
    if at_once:
        play.answer = await asyncio.gather(*(_answer(play, line) for _ in range(times)))
        return
    for _ in range(times):
        play.answer = await _answer(play, line)
        play.variables |= {"id": next(_ids(play.answer), None)}


async def _answer(play: Play, line: str) -> Any:
    before = json.dumps(play.answer)
    assert not any(wrong in before for wrong in WRONG), before
    play.lines += 1
    desk, requester = play.counter.desk, play.counter.parties[play.who].requester
    text = _worn(line)
    if text.startswith(WHOLE):
        answer = await desk.ask(text, play.variables, requester=requester)
    else:
        answer = await desk.ask(*_filled(play, text), requester=requester)
    return json.loads(json.dumps(answer.plain()))


def _filled(play: Play, text: str) -> tuple[str, dict[str, Any]]:
    """Make a whole document of a field, and lay under its arguments what makes them whole."""
    (operation,) = parse(f"{{ {text} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (one,) = operation.selection_set.selections
    assert isinstance(one, FieldNode)
    name = one.name.value
    told = {each.name.value: value_from_ast_untyped(each.value, play.variables) for each in one.arguments or ()}
    arguments = given(play.counter, play.who, name) | told
    if isinstance(under := given(play.counter, play.who, name).get("input"), dict):
        fresh = {"idempotencyKey": f"key {play.lines}"} if "idempotencyKey" in under else {}
        arguments["input"] = {**under, **fresh, **told.get("input", {})}
    return _document(name, arguments, print_ast(one.selection_set) if one.selection_set else ""), arguments


def _document(name: str, arguments: Mapping[str, Any], selection: str) -> str:
    schema = contract()
    changes = schema.mutation_type is not None and name in schema.mutation_type.fields
    root = schema.mutation_type if changes else schema.query_type
    assert root is not None
    types = root.fields[name].args
    heads = ", ".join(f"${each}: {types[each].type}" for each in arguments)
    passed = ", ".join(f"{each}: ${each}" for each in arguments)
    found = selection or _selection(str(root.fields[name].type).strip("!"), changes=changes)
    word, listed = ("mutation" if changes else "query"), (f"({heads})", f"({passed})") if heads else ("", "")
    return f"{word} Example{listed[0]} {{ {name}{listed[1]} {found} }}"


def _selection(payload: str, *, changes: bool) -> str:
    """Ask for what is wrong, and for the id of what a command made."""
    if not changes:
        return f"{{ __typename {TOLD} }}"
    made = _fields(contract().type_map[payload])
    ids = [name for name, each in made.items() if "id" in _fields(get_named_type(each.type))]
    return f"{{ {' '.join(f'{name} {{ id }}' for name in ids)} problems {{ {TOLD} }} }}"


def _fields(type_: GraphQLNamedType) -> Mapping[str, GraphQLField]:
    return type_.fields if isinstance(type_, GraphQLObjectType) else {}


def _worn(text: str) -> str:
    for words, worn in WORN.items():
        text = text.replace(words, worn)
    return text


def _codes(answer: Any) -> Iterator[tuple[str, str]]:
    """Give every code and every reason in an answer, wherever it stands."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if name in ("code", "reason") and isinstance(value, str):
                yield value, ".".join(answer.get("path", ()))
            yield from _codes(value)
    elif isinstance(answer, list):
        for each in answer:
            yield from _codes(each)


def _ids(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        if isinstance(answer.get("id"), str):
            yield answer["id"]
        for value in answer.values():
            yield from _ids(value)
    elif isinstance(answer, list):
        for each in answer:
            yield from _ids(each)
