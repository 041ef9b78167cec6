"""Who may ask what: every cell of `authorization.toml` is asked, and what has no row there fails."""

from typing import Any

import pytest
from api.desk import contract
from api.requesters import STAGES, Counter, a_counter, given
from api.who_may_what import OPERATIONS, OUTCOMES, PAGE, REQUESTERS, outcome_of, rendered
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_interface_type, is_leaf_type

SEES = {
    "agencies": "{ code }",
    "schemes": "{ code }",
    "processingActivities": "{ id }",
    "overview": "... on Overview { sources { status } claims { edges { node { owner { code } } } } }",
    "agencyAnswers": (
        "... on AgencyAnswers { sources { report { status } claims { edges { node { owner { code } } } } } }"
    ),
    "preview": "... on Considered { sources { status } claims { edges { node { claim { owner { code } } } } } }",
    "compare": "... on Comparison { sources { status } variants { rows { agency { code } } } }",
    "capacity": "... on Capacity { on }",
    "grants": "... on GrantConnection { edges { node { id } } }",
    "mandates": "... on MandateList { mandates { id } }",
    "consentRequests": "... on ConsentRequestList { requests { id } }",
    "person": "... on Person { ref }",
    "accesses": "... on AccessConnection { edges { node { id } } }",
    "arrangement": "{ id }",
    "acceptedArrangement": "... on AcceptedArrangement { id terms { paymentDay } }",
    "acceptedArrangements": ("... on AcceptedArrangementConnection { edges { node { id terms { paymentDay } } } }"),
    "humanReviews": "... on HumanReviewConnection { edges { node { id } } }",
    "disputes": "... on ClaimDisputeConnection { edges { node { id } } }",
    "receipt": "",
    "node": "{ id }",
    "_entities": "{ __typename }",
    "_service": "{ sdl }",
}
"""What of each query is looked at."""

SHOWS = {
    (frozenset({"cjib", "duo", "cak"}), True): "all",
    (frozenset({"cjib", "duo"}), False): "granted",
    (frozenset({"duo"}), False): "own agency",
    (frozenset(), False): "withheld",
}
"""Whose debts are shown, and whether every agency answered, as a word."""

ON_RECORD = {"mandates": 3, "requests": 2}
"""How many there are about the person; whoever sees fewer sees only their own."""


def document(operation: str) -> str:
    """Ask an operation for what tells how it went."""
    name = operation.partition("(")[0]
    query, mutation = contract().query_type, contract().mutation_type
    assert query is not None
    assert mutation is not None
    field = (query if name in query.fields else mutation).fields[name]
    needed = {
        arg: value for arg, value in field.args.items() if arg in {"input", "person", "case", "id", "representations"}
    }
    head = ", ".join(f"${arg}: {value.type}" for arg, value in needed.items())
    args = ", ".join(f"{arg}: ${arg}" for arg in needed)
    told = _queried(name) if name in SEES else _commanded(field)
    kind = "query" if name in SEES else "mutation"
    return f"{kind} Asked{f'({head})' if head else ''} {{ {name}{f'({args})' if args else ''} {told} }}"


def _queried(name: str) -> str:
    if SEES[name].startswith("{"):
        return SEES[name]
    return f"{{ __typename ... on Problem {{ code }} {SEES[name]} }}"


def _commanded(field: GraphQLField) -> str:
    """Every field of a payload."""
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    fields = [
        name if is_leaf_type(get_named_type(one.type)) else f"{name} {{ __typename }}"
        for name, one in payload.fields.items()
        if name != "problems"
    ]
    return f"{{ {' '.join(fields)} problems {{ ... on Problem {{ code }} }} }}"


def outcome(answer: Any, *, one_of_a_kind: bool = False) -> str:
    """Say in a word how an operation went; `one_of_a_kind`: a list of the one thing that was asked for."""
    if one_of_a_kind:
        (answer,) = answer
    if answer is None:
        return "nothing"
    if isinstance(answer, list) or "sdl" in answer:
        return "public"
    return _commanded_outcome(answer) if "problems" in answer else _queried_outcome(answer)


def _queried_outcome(answer: dict[str, Any]) -> str:  # noqa: PLR0911 - one answer per kind of thing
    match answer.get("__typename"):
        case "AccessRefused" | "InputProblem":
            return str(answer["code"])
        case "Overview":
            return _shown(answer, {edge["node"]["owner"]["code"] for edge in answer["claims"]["edges"]})
        case "AgencyAnswers":
            return _one_by_one(answer["sources"])
        case "Proposal" | "NeedsHuman":
            return _shown(answer, {edge["node"]["claim"]["owner"]["code"] for edge in answer["claims"]["edges"]})
        case "Comparison":
            return _shown(answer, {row["agency"]["code"] for row in answer["variants"][0]["rows"]})
        case "AcceptedArrangementConnection" | "AcceptedArrangement":
            return _accepted(answer)
        case "GrantConnection" | "AccessConnection" | "HumanReviewConnection" | "ClaimDisputeConnection":
            return "all" if answer["edges"] else "none"
        case "MandateList" | "ConsentRequestList":
            return _listed(answer)
        case other:
            return "computed" if other == "Capacity" else "opened"


def _commanded_outcome(payload: dict[str, Any]) -> str:
    """A command is done, or has one problem and tells nothing else."""
    problems = payload.pop("problems")
    if not problems:
        assert any(payload.values()), payload
        was_done = payload.get("arrangement", payload) is not None or payload.get("state")
        return "done" if was_done else "withheld"
    assert not any(payload.values()), payload
    (problem,) = problems
    return str(problem["code"])


def _accepted(answer: dict[str, Any]) -> str:
    """The one arrangement, by itself or in a list: all of it, or one's own claims in it."""
    (arrangement,) = [edge["node"] for edge in answer.get("edges", [{"node": answer}])]
    if "terms" not in arrangement:
        return "opened"
    return "all" if arrangement["terms"] else "own claims"


def _shown(answer: dict[str, Any], owners: set[str]) -> str:
    all_answered = {source["status"] for source in answer["sources"]} == {"ANSWERED"}
    return SHOWS[frozenset(owners), all_answered]


def _one_by_one(sources: list[dict[str, Any]]) -> str:
    owners = {edge["node"]["owner"]["code"] for source in sources for edge in source["claims"]["edges"]}
    return _shown({"sources": [source["report"] for source in sources]}, owners)


def _listed(answer: dict[str, Any]) -> str:
    ((name, found),) = [(name, found) for name, found in answer.items() if name in ON_RECORD]
    return "none" if not found else "all" if len(found) == ON_RECORD[name] else "own"


def test_every_operation_of_the_contract_has_a_row_and_every_row_an_operation() -> None:
    schema = contract()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    node = schema.type_map["Node"]
    assert is_interface_type(node)
    operations = {*schema.query_type.fields, *schema.mutation_type.fields} - {"node", "_entities"}
    kinds = {f"{root}({type_.name})" for type_ in schema.get_possible_types(node) for root in ("node", "_entities")}
    assert set(OPERATIONS) == operations | kinds


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_requester_stands_in_a_row_once(operation: str) -> None:
    asked = [who for whos in OPERATIONS[operation].values() for who in whos]
    assert sorted(asked) == sorted(REQUESTERS)


def test_every_word_of_the_table_is_explained_and_used() -> None:
    used = {word for outcomes in OPERATIONS.values() for word in outcomes if "." not in word}
    assert used == set(OUTCOMES)


ASKS_AGENCIES = {"all", "granted", "own agency"}
"""Outcomes for which agencies were asked; nobody asks an agency for anything else."""


async def ask(counter: Counter, operation: str, name: str) -> Any:
    """Ask, and check that no agency was asked about somebody whose data is not shown."""
    desk, before = counter.desk, dict(counter.desk.asked)
    answer = await desk.root(
        document(operation),
        given(counter, name, operation),
        requester=counter.parties[name].requester,
        introspection=operation == "_service",
    )
    word = outcome(answer, one_of_a_kind=operation.startswith("_entities"))
    is_about_debts = operation in {
        "overview",
        "agencyAnswers",
        "preview",
        "compare",
        "proposeArrangement",
        "acceptArrangement",
        "requestChange",
        "disputeClaim",
        "node(Claim)",
        "_entities(Claim)",
    }
    may_ask = is_about_debts and word in {*ASKS_AGENCIES, "done", "opened"}
    assert may_ask is (dict(desk.asked) != before), (operation, name, word)
    return word


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_everybody_gets_what_the_row_says(operation: str) -> None:
    changing = [name for name in REQUESTERS if outcome_of(operation, name) == "done"]
    told = {}
    stage = STAGES.get(operation)
    async with a_counter(stage=stage) as counter:
        for name in counter.parties:
            if name not in changing:
                told[name] = await ask(counter, operation, name)
    for name in changing:
        async with a_counter(stage=stage) as counter:
            told[name] = await ask(counter, operation, name)
    assert told == {name: outcome_of(operation, name) for name in REQUESTERS}


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == rendered()
