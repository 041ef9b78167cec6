"""The agencies' answers one by one, as one answer."""

from typing import Any

from api.desk import Desk, a_desk, codes
from api.test_cost import cost_of
from builders import AGENCIES, YES, a_claim, a_report

from adapters.web.budgets import LookUps
from hub.domain.facts import FactName
from hub.domain.source import SourceStatus
from schema.released_on import ASKING, READING

ANSWERS = """
query Answers($asOf: Date, $first: Int! = 100) {
  agencyAnswers(asOf: $asOf) {
    __typename
    ... on Problem { code }
    ... on AgencyAnswers {
      asOf
      sources {
        report { agency { code } status reason claimCount }
        claims(first: $first) { totalCount edges { node { id reference openAmount } } }
      }
    }
  }
}
"""

MOVED = {"owner": "duo", "reference": "D-1"}


async def rows(desk: Desk, **variables: Any) -> dict[str, dict[str, Any]]:
    answer = await desk.root(ANSWERS, **variables)
    return {row["report"]["agency"]["code"]: row for row in answer["sources"]}


async def test_every_agency_stands_in_it_once_with_what_it_told() -> None:
    late = a_report("duo", status=SourceStatus.UNREACHABLE, reason="source.timed_out")
    async with a_desk(a_report("cjib", a_claim(reference="B"), a_claim(reference="A")), late) as desk:
        found = await rows(desk)

    assert sorted(found) == sorted(AGENCIES)
    assert [edge["node"]["reference"] for edge in found["cjib"]["claims"]["edges"]] == ["A", "B"]
    assert found["cjib"]["report"]["claimCount"] == 2
    assert (found["duo"]["report"]["status"], found["duo"]["report"]["claimCount"]) == ("UNREACHABLE", None)
    assert found["cak"]["claims"]["totalCount"] == 0


async def test_a_debt_that_moved_stands_with_both_under_one_id_and_once_in_the_overview() -> None:
    theirs = a_report("duo", a_claim(collector="duo", **MOVED))
    async with a_desk(theirs, a_report("cjib", a_claim(**MOVED))) as desk:
        found = await rows(desk)
        overview = await desk.root("{ overview { ... on Overview { claims { totalCount } } } }")

    ids = {edge["node"]["id"] for row in found.values() for edge in row["claims"]["edges"]}
    assert [found[code]["claims"]["totalCount"] for code in ("cjib", "duo")] == [1, 1]
    assert len(ids) == 1
    assert overview["claims"]["totalCount"] == 1


async def test_the_last_answer_has_everything_together_as_the_overview_has_it() -> None:
    whole = """overview { complete knownOpen totalOpen possibleDuplicates { claims { id } } signals { reason { code } }
      sources { agency { code } status } claims { totalCount edges { node { id } } } }"""
    ask = f"{{ agencyAnswers {{ ... on AgencyAnswers {{ sources {{ {whole} }} }} }} }}"
    told = (a_claim(**MOVED), a_claim(reference="A", said={FactName.EVIDENT_ERROR: YES}))
    async with a_desk(a_report("duo", a_claim(collector="duo", **MOVED)), a_report("cjib", *told)) as desk:
        *before, last = [row["overview"] for row in (await desk.root(ask))["sources"]]
        asked = dict(desk.asked)
        plain = await desk.root(f"{{ {whole.replace('overview {', 'overview { ... on Overview {', 1)} }} }}")
    assert before == [None] * 4
    assert last == plain
    assert last["signals"]
    assert set(asked.values()) == {1}


async def test_nobody_is_asked_until_the_answers_are() -> None:
    async with a_desk() as desk:
        await desk.data("{ agencyAnswers { ... on AgencyAnswers { asOf } } }")
        assert not any(desk.asked.values())


async def test_a_day_to_come_is_a_problem_and_nobody_is_asked() -> None:
    async with a_desk() as desk:
        answer = await desk.root(ANSWERS, asOf="2030-01-01")
        assert not any(desk.asked.values())
    assert (answer["__typename"], answer["code"]) == ("InputProblem", "asof.in_future")


async def test_whoever_looks_too_often_is_told_so() -> None:
    async with a_desk() as desk:
        object.__setattr__(desk.world.collect, "pace", LookUps(most=1))
        await rows(desk)
        answer = await desk.ask(ANSWERS)
    assert (answer.data, codes(answer)) == (None, ["person.asked_too_often"])


def test_asking_one_by_one_weighs_no_less_than_asking_together() -> None:
    once = "{ agencyAnswers { ... on AgencyAnswers { sources { report { status } } } } }"
    twice = once.replace("sources {", "more: sources { report { asOf } } sources {")
    assert cost_of(once) >= ASKING
    assert cost_of(twice) == 2 * cost_of(once) - READING
