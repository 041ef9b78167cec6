import gc
from itertools import product

import pytest
from api.desk import Desk, a_desk, contract
from graphql import DocumentNode

from schema import documents
from schema.compiled.source import Program
from schema.documents import WORTH_COMPILING, Documents, StoppedError

QUERY = "{ agencies { code } }"


def known() -> Documents:
    return Documents(schema=contract())


def test_a_document_that_comes_again_is_not_read_again() -> None:
    some = known()

    assert some.prepared(QUERY) is some.prepared(str(QUERY.encode(), "ascii"))


def test_a_bad_document_pushes_no_good_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 2 * len(QUERY))
    some = known()
    first = some.prepared(QUERY)
    for n in range(10):
        with pytest.raises(StoppedError):
            some.prepared(f"{{ nothing{n} }}")

    assert some.prepared(QUERY) is first


def test_what_was_used_longest_ago_goes_first_and_the_registered_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 2 * len(QUERY) + 4)
    some = known()
    registered = "{ agencies { code name } }"
    some.register(registered)
    kept = some.prepared(registered)
    first, second = some.prepared(QUERY), some.prepared(f"{QUERY} ")
    assert some.prepared(QUERY) is first
    some.prepared(f" {QUERY}")

    assert some.prepared(QUERY) is first
    assert some.prepared(f"{QUERY} ") is not second
    assert some.prepared(registered) is kept


def held() -> int:
    """How many documents are in memory as they were parsed."""
    gc.collect()
    return sum(isinstance(each, DocumentNode) for each in gc.get_objects())


def test_of_a_registered_document_only_the_text_is_held_until_somebody_asks_for_it() -> None:
    some = known()
    before = held()
    some.register(QUERY)

    assert held() == before
    kept = some.prepared(QUERY)
    assert held() == before + 1
    assert kept.is_registered
    assert some.prepared(QUERY) is kept


SWITCHED = """query Q($a: Boolean!, $b: Boolean!, $c: Boolean!) { agencies {
  code @include(if: $a) name @include(if: $b) oin @include(if: $c)
} }"""
EVERY_WAY = [dict(zip("abc", on, strict=True)) for on in product((True, False), repeat=3)]


async def programs_after(desk: Desk, *texts: str) -> int:
    """How many programs are in memory once these documents were asked in every way."""
    for text in texts:
        for switches in EVERY_WAY[:WORTH_COMPILING] + EVERY_WAY:
            await desk.ask(text, switches)
    gc.collect()
    return sum(isinstance(each, Program) for each in gc.get_objects())


async def test_what_was_compiled_counts_and_goes_with_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 10 * len(SWITCHED))
    async with a_desk() as desk:
        before = await programs_after(desk)
        few = await programs_after(desk, SWITCHED) - before
        many = await programs_after(desk, *(f"{SWITCHED}{' ' * number}" for number in range(1, 12))) - before

    assert few == len(EVERY_WAY)
    assert few < many <= 5 * few


async def test_what_is_compiled_of_registered_documents_pushes_no_other_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", len(QUERY))
    async with a_desk() as desk:
        desk.engine.documents.register(SWITCHED)
        kept = desk.engine.documents.prepared(QUERY)
        await programs_after(desk, SWITCHED)

        assert desk.engine.documents.prepared(QUERY) is kept


def test_what_shows_the_schema_is_remembered_for_those_who_may_see_it_only() -> None:
    some = known()
    shows = "{ __schema { types { name } } }"
    some.prepared(shows, introspection=True)

    with pytest.raises(StoppedError) as refused:
        some.prepared(shows)
    assert refused.value.told[0]["extensions"]["code"] == "introspection.refused"


PAGED = "query Q($n: Int = 1) { grants(first: $n) { ... on GrantConnection { edges { node { inForce } } } } }"
SENT = [{}, {"n": None}, {"n": 1}, {"n": 100}, {"n": 100.0}, {"n": 1.0}]


@pytest.mark.parametrize("first", SENT, ids=str)
def test_what_a_request_costs_does_not_depend_on_who_asked_before(first: dict[str, object]) -> None:
    def cost(documents: Documents, variables: dict[str, object]) -> int:
        prepared = documents.prepared(PAGED)
        return prepared.cost(prepared.operation(None), variables)

    shared = known()
    cost(shared, first)

    assert [cost(shared, sent) for sent in SENT] == [cost(known(), sent) for sent in SENT]
    assert cost(shared, {"n": 100.0}) == cost(shared, {"n": 100}) > cost(shared, {})
