from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api.desk import a_desk, codes
from builders import AGENCIES, NOON, a_claim, a_report

from hub.domain.source import SourceStatus

OVERVIEW = """
query Overview($asOf: Date, $knownAt: DateTime) {
  overview(asOf: $asOf, knownAt: $knownAt) {
    __typename
    ... on Overview {
      asOf
      knownAt
      complete
      totalOpen
      knownOpen
      sources { agency { code } status reason claimCount }
      claims { totalCount edges { node { reference openAmount owner { code } collector { code } } } }
      history { totalCount edges { node { reference collector { code } } } }
      possibleDuplicates { claims { reference } }
    }
    ... on Problem { code path message(language: EN) }
  }
}
"""

SILENT = [status for status in SourceStatus if status is not SourceStatus.ANSWERED]


async def test_a_complete_overview_adds_every_debt_up_once() -> None:
    owed = a_report("cjib", a_claim(10000), a_claim(500, reference="A-2", costs=70))
    async with a_desk(owed, a_report("duo", a_claim(2000, owner="duo", collector="duo", reference="D-1"))) as desk:
        overview = await desk.root(OVERVIEW)

    assert overview["complete"] is True
    assert overview["totalOpen"] == overview["knownOpen"] == 12570
    assert [source["agency"]["code"] for source in overview["sources"]] == list(AGENCIES)
    assert [source["claimCount"] for source in overview["sources"]] == [0, 0, 2, 1, 0]


@pytest.mark.parametrize("status", SILENT)
async def test_an_agency_that_does_not_answer_is_shown_and_never_counts_as_zero(status: SourceStatus) -> None:
    silent = a_report("duo", status=status, reason="source.some_reason")
    async with a_desk(a_report("cjib", a_claim(10000)), silent) as desk:
        overview = await desk.root(OVERVIEW)

    assert (overview["complete"], overview["totalOpen"], overview["knownOpen"]) == (False, None, 10000)
    assert overview["sources"][3] == {
        "agency": {"code": "duo"},
        "status": status.name,
        "reason": "source.some_reason",
        "claimCount": None,
    }


async def test_without_consent_nobody_is_asked_and_the_total_is_unknown() -> None:
    async with a_desk(a_report("cjib", a_claim(10000)), consents=False) as desk:
        overview = await desk.root(OVERVIEW)

        assert (overview["complete"], overview["totalOpen"], overview["knownOpen"]) == (False, None, 0)
        assert {(source["status"], source["reason"]) for source in overview["sources"]} == {
            ("WITHHELD", "consent.missing")
        }
        assert set(desk.asked.values()) == {0}


async def test_a_person_who_owes_nothing_anywhere_owes_zero() -> None:
    async with a_desk() as desk:
        overview = await desk.root(OVERVIEW)
    assert (overview["complete"], overview["totalOpen"]) == (True, 0)
    assert overview["claims"] == {"totalCount": 0, "edges": []}


async def test_a_debt_that_two_agencies_report_stands_once_and_the_older_report_is_history() -> None:
    handed = a_claim(5000, owner="duo", collector="duo", reference="D-1", handed_over_at=NOON - timedelta(days=9))
    taken = a_claim(5000, owner="duo", collector="cjib", reference="D-1", taken_over_at=NOON - timedelta(days=9))
    async with a_desk(a_report("duo", handed), a_report("cjib", taken)) as desk:
        overview = await desk.root(OVERVIEW)

    assert overview["totalOpen"] == 5000
    (edge,) = overview["claims"]["edges"]
    assert edge["node"]["collector"] == {"code": "cjib"}
    assert overview["history"] == {
        "totalCount": 1,
        "edges": [{"node": {"reference": "D-1", "collector": {"code": "duo"}}}],
    }


async def test_claims_that_look_alike_are_both_counted_and_named_together() -> None:
    async with a_desk(a_report("cjib", a_claim(700, reference="X-1"), a_claim(700, reference="X-2"))) as desk:
        overview = await desk.root(OVERVIEW)
    assert overview["totalOpen"] == 1400
    assert overview["possibleDuplicates"] == [{"claims": [{"reference": "X-1"}, {"reference": "X-2"}]}]


async def test_an_earlier_day_can_be_asked_for_and_is_said_back() -> None:
    async with a_desk() as desk:
        overview = await desk.root(OVERVIEW, asOf="2026-10-31", knownAt="2026-11-01T12:00:00+01:00")
    assert (overview["asOf"], overview["knownAt"]) == ("2026-10-31", "2026-11-01T11:00:00Z")


async def test_today_and_this_moment_are_not_the_future() -> None:
    async with a_desk() as desk:
        overview = await desk.root(OVERVIEW, asOf="2026-11-23", knownAt="2026-11-23T12:00:00Z")
    assert overview["__typename"] == "Overview"


@pytest.mark.parametrize(
    ("wish", "code", "path"),
    [
        ({"asOf": "2026-11-24"}, "asof.in_future", "asOf"),
        ({"knownAt": (NOON + timedelta(seconds=1)).isoformat()}, "known_at.in_future", "knownAt"),
        ({"knownAt": datetime(9999, 12, 31, 23, tzinfo=UTC).isoformat()}, "known_at.in_future", "knownAt"),
    ],
)
async def test_what_has_not_come_cannot_be_asked_for(wish: dict[str, Any], code: str, path: str) -> None:
    async with a_desk() as desk:
        problem = await desk.root(OVERVIEW, wish)
        assert (problem["__typename"], problem["code"], problem["path"]) == ("InputProblem", code, [path])
        assert set(desk.asked.values()) == {0}


async def test_two_fields_of_one_request_ask_each_agency_once() -> None:
    async with a_desk() as desk:
        await desk.data("{ one: overview { __typename } two: overview { ... on Overview { totalOpen } } }")
        assert set(desk.asked.values()) == {1}


async def test_two_requests_share_nothing_that_was_fetched() -> None:
    async with a_desk() as desk:
        await desk.root(OVERVIEW)
        await desk.root(OVERVIEW)
        assert set(desk.asked.values()) == {2}


async def test_an_overview_and_a_preview_are_two_questions_because_their_purposes_differ() -> None:
    async with a_desk() as desk:
        await desk.data('{ overview { __typename } preview(input: {scheme: "rijk-2025"}) { __typename } }')
        assert set(desk.asked.values()) == {2}


PAGE = """
query Page($first: Int!, $after: String) {
  overview { ... on Overview { claims(first: $first, after: $after) {
    edges { cursor node { reference } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  } } }
}
"""


async def test_claims_come_page_by_page_each_once() -> None:
    many = [a_claim(100 + number, reference=f"R-{number}") for number in range(5)]
    seen: list[str] = []
    turns: list[tuple[bool, bool]] = []
    page: dict[str, Any] = {"pageInfo": {"endCursor": None}}
    async with a_desk(a_report("cjib", *many)) as desk:
        for _ in range(3):
            page = (await desk.root(PAGE, first=2, after=page["pageInfo"]["endCursor"]))["claims"]
            seen += [edge["node"]["reference"] for edge in page["edges"]]
            assert page["totalCount"] == 5
            more = (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"])
            turns.append(more)
    assert seen == [f"R-{number}" for number in range(5)]
    assert turns == [(False, True), (True, True), (True, False)]


async def test_a_page_of_nothing_is_a_page() -> None:
    async with a_desk(a_report("cjib", a_claim(100))) as desk:
        page = (await desk.root(PAGE, first=0))["claims"]
    assert page["edges"] == []
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"first": -1}, "page.size"),
        ({"first": 101}, "page.size"),
        ({"first": 1, "after": "nonsense"}, "page.unknown_cursor"),
    ],
)
async def test_a_page_that_cannot_be_is_a_coded_error(wish: dict[str, Any], code: str) -> None:
    async with a_desk(a_report("cjib", a_claim(100))) as desk:
        answer = await desk.ask(PAGE, wish)
    assert codes(answer) == [code]
    assert desk.incidents.kept == []


async def test_a_claim_tells_its_kind_facts_and_remedy_in_the_wanted_language() -> None:
    document = """{ overview { ... on Overview { claims { edges { node {
      kind { code label(language: EN) }
      facts { name answer }
      legalRoute { remedy weeks }
      ownPlan { says }
      parts { costs interest principal }
    } } } } } }"""
    async with a_desk(a_report("cjib", a_claim(100, costs=5))) as desk:
        overview = await desk.root(document)
    node = overview["claims"]["edges"][0]["node"]
    assert node["kind"]["code"] == "traffic_fine"
    assert node["kind"]["label"] != node["kind"]["code"]
    assert node["parts"] == {"costs": 5, "interest": 0, "principal": 100}
    assert {"name": "objection", "answer": "NO"} in node["facts"]
    assert node["legalRoute"]["weeks"] > 0
