"""Every field of the contract is asked for by everybody, and holds something for nobody but whom the table names."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from api.desk import contract
from api.requesters import AND_ANOTHERS, Counter, Party, Stage, a_counter, given
from api.test_household import TIGHT
from api.visible import ROOTS, document, home, object_types, seen
from api.who_may_what import CLASSES, FIELDS, REQUESTERS
from builders import NO, NOON, ON, YES, a_claim, a_report
from graphql import GraphQLObjectType, get_named_type
from reforming import BREED, OWED_AT_ALL, WIDE
from sealing import Sealed

from hub.actions import arrangement_changes as changes
from hub.actions.amending import Amends
from hub.actions.change_arrangement import Change
from hub.actions.living import Alive
from hub.domain.arrangement import Choice
from hub.domain.claim import Issue, IssueCode
from hub.domain.facts import Fact, FactName

DUO = {"owner": "duo", "collector": "duo"}
TAX = {"owner": "belastingdienst", "collector": "belastingdienst"}
MOVED = partial(a_claim, 30_000, owner="cak", reference="C-1")
ODD = (Issue(code=IssueCode.CONTRADICTORY, detail="owed", stated=1, computed=2),)
MUCH = (
    a_report(
        "cjib",
        a_claim(20_000, imposed_on=date(2026, 11, 2), due_on=date(2026, 12, 28), said={FactName.IRREVOCABLE: NO}),
        person={FactName.INSOLVENCY: Fact(answer=YES)},
    ),
    a_report(
        "duo",
        a_claim(5_000, reference="D-1", due_on=date(2026, 4, 1), issues=ODD, **DUO),
        a_claim(5_000, reference="D-2", due_on=date(2026, 4, 1), **DUO),
        MOVED(collector="duo", taken_over_at=NOON - timedelta(days=9)),
    ),
    a_report("cak", MOVED(collector="cak", handed_over_at=NOON - timedelta(days=9))),
)
"""A bit of everything: a disputed claim, two that look alike, one that contradicts itself, and one that was moved."""

LITTLE = (a_report("cjib", a_claim(100)),)
TAXED = (a_report("belastingdienst", a_claim(90_000, due_on=date(2026, 10, 30), **TAX)),)

COMMANDED = "what a command answers"
REFUSAL = "refusal"

PROBLEMS = {
    "ArrangementChanged",
    "ArrangementProblem",
    "ClaimChange",
    "ConsentProblem",
    "IdempotencyProblem",
    "DisputeProblem",
    "ReviewProblem",
}
"""What commands alone tell, beside their payloads."""

PARTS = {"PaymentLink"}
"""What stands in a payload and nowhere else."""

Told = Mapping[tuple[str, str], Mapping[str, bool]]
"""By type and field: who finds it in an answer, and whether it held anything."""


async def asked(counter: Counter, found: Any, *roots: str, **instead: Any) -> None:
    """Ask for every field as everybody, with other input than usual where that is given."""
    for root in roots or ROOTS:
        for name, party in counter.parties.items():
            variables = given(counter, name, root)
            if instead:
                variables = {"input": {**variables["input"], **instead}}
            data = await counter.desk.data(document(root), variables, requester=party.requester)
            for type_, field, value in seen(data):
                found[type_, field][name] = found[type_, field].get(name, False) or bool(value)


async def lives() -> AsyncIterator[Counter]:
    """Arrangements at several points of their lives."""
    async with a_counter(stage=Stage.OFFERED) as counter:
        yield counter
    async with a_counter(stage=Stage.RUNNING) as counter:
        yield counter
        await happens(counter, changes.pause_wish(helped=False, today=ON), counter.parties["person"])
        yield counter
        await a_change(counter)
        yield counter
    async with a_counter(stage=Stage.RUNNING) as counter:
        clock = counter.desk.world.clock
        for days in (45, 45):
            clock.forward(days=days)
            await counter.desk.life.work()
            yield counter
        ended = changes.early_end("ground_gone", "They have moved abroad.", today=clock.today())
        await happens(counter, ended, counter.parties["executing worker"])
        yield counter


async def a_change(counter: Counter) -> None:
    """The person asks that a claim joins; nobody has answered yet."""
    assert counter.accepted
    life, arrangement = counter.desk.life, counter.accepted.kept.id
    source = counter.desk.world.sources["cjib"]
    source.report = replace(source.report, claims=(*source.report.claims, a_claim(12_000, reference="A-9")))
    amends = Amends(arrangement=arrangement, joining=frozenset({"claim A-9"}))
    made = await life.propose("amends", choice=Choice(months=5), amends=amends)
    assert isinstance(await life.want(arrangement, made.id), Alive)


async def happens(counter: Counter, change: Change, by: Party) -> None:
    """Let something happen to the arrangement."""
    assert counter.accepted
    came = await counter.desk.life.change(
        counter.accepted.kept.id, change, key=change.operation, requester=by.requester
    )
    assert isinstance(came, Alive), came
    await counter.desk.life.work()


async def everything() -> Told:
    """Ask for everything there is."""
    found: Any = defaultdict(dict)
    for owed in (AND_ANOTHERS, MUCH, LITTLE):
        async with a_counter(*owed) as counter:
            await asked(counter, found)
    async with a_counter(*TAXED) as counter:
        await asked(counter, found, "preview", scheme="belastingdienst")
        await asked(counter, found, "capacity", situation={**TIGHT, "monthlyIncome": -1})
    async for counter in lives():
        await asked(counter, found, "acceptedArrangements")
    async with a_counter(*OWED_AT_ALL, stage=Stage.RUNNING, book=BREED, scheme=WIDE) as counter:
        await asked(counter, found, "preview", scheme=WIDE)
        await asked(counter, found, "compare", "schemes", "acceptedArrangements")
    async with a_counter(stage=Stage.RUNNING) as counter:
        await asked(counter, found, "humanReviews", "disputes")
    async with a_counter() as counter:
        await Sealed(counter.desk.world.engine).once()
        await asked(counter, found, "receipt")
    async with a_counter() as counter:
        counter.desk.world.clock.forward(days=15)
        await asked(counter, found, "receipt")
    told: Told = found
    return told


def rows() -> dict[tuple[str, str], str]:
    """The class of every field that has a row."""
    return {
        (type_, field): name for type_, classes in FIELDS.items() for name, all_ in classes.items() for field in all_
    }


def test_every_field_of_the_contract_has_one_row_and_every_row_a_field() -> None:
    in_contract = {(name, field) for name, type_ in object_types().items() for field in type_.fields}
    assert set(rows()) == in_contract
    assert sum(len(fields) for classes in FIELDS.values() for fields in classes.values()) == len(in_contract)


def test_every_class_is_explained_and_used_and_names_only_who_is_known() -> None:
    assert set(rows().values()) == set(CLASSES)
    assert all(set(told["sees"]) <= set(REQUESTERS) and told["says"] for told in CLASSES.values())


def test_what_no_query_leads_to_is_told_to_whoever_commands() -> None:
    mutation = contract().mutation_type
    assert isinstance(mutation, GraphQLObjectType)
    payloads = {get_named_type(field.type).name for field in mutation.fields.values()}
    told = {type_ for (type_, _), name in rows().items() if name == COMMANDED}
    homeless = {name for name in object_types() if home(name) is None}
    assert told == payloads | PARTS
    assert homeless == payloads | PARTS | PROBLEMS | {"_Service"}


async def test_every_field_holds_something_for_nobody_but_whom_the_table_names() -> None:
    found = await everything()
    filled: dict[str, set[str]] = defaultdict(set)
    wrong = {}
    for (type_, field), name in rows().items():
        if home(type_) is None:
            continue
        sees, told = CLASSES[name]["sees"], found.get((type_, field), {})
        who = {requester for requester, held in told.items() if held}
        filled[name] |= who
        if not told or who - set(sees) or (name != REFUSAL and sees[0] not in told):
            wrong[type_, field] = (name, sorted(who), sorted(told))
    assert wrong == {}
    assert {name: sorted(who) for name, who in filled.items() if name != REFUSAL} == {
        name: sorted(told["sees"]) for name, told in CLASSES.items() if name not in {REFUSAL, COMMANDED}
    }
