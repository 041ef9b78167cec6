from typing import Any

import pytest
from api.desk import Desk, a_desk
from builders import AGENCIES, NO, UNKNOWN, YES, a_claim, a_report

from hub.domain.facts import Answer, FactName
from hub.domain.source import SourceStatus

PREVIEW = """
query Preview($scheme: String!, $paymentDay: Int) {
  preview(input: { scheme: $scheme, paymentDay: $paymentDay }) {
    __typename
    ... on Considered {
      isWhatIf
      executes { code }
      decidedBy { agency { code } how }
      participants { agency { code } standing }
      reasons { code text(language: EN) }
      missing { agency { code } status }
      claims { edges { node { treatment claim { reference } reasons { code } } } }
      receipt { fingerprint version parameters { id value article confidence } }
    }
    ... on Proposal { ...Plan }
    ... on NeedsHuman { alternative { ...Plan } }
    ... on Problem { code path message(language: EN) }
  }
}
fragment Plan on Proposal {
  total months monthlyAmount firstDueOn lastDueOn indicative acceptable floor route
  instalments { number dueOn amount perAgency { amount agency { code } } allocations { amount claim { reference } } }
  blockedBy { code }
}
"""

TWO_DEBTS = a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))


async def preview(desk: Desk, scheme: str = "rijk-2025", **more: Any) -> Any:
    return await desk.root(PREVIEW, {"scheme": scheme, **more})


async def test_a_proposal_adds_up_to_the_last_cent() -> None:
    async with a_desk(TWO_DEBTS) as desk:
        proposal = await preview(desk)

    assert proposal["__typename"] == "Proposal"
    assert proposal["total"] == 25000
    assert len(proposal["instalments"]) == proposal["months"]
    assert sum(line["amount"] for line in proposal["instalments"]) == 25000
    for line in proposal["instalments"]:
        assert sum(share["amount"] for share in line["perAgency"]) == line["amount"]
        assert sum(share["amount"] for share in line["allocations"]) == line["amount"]
    assert (proposal["acceptable"], proposal["indicative"], proposal["isWhatIf"]) == (True, False, False)
    assert proposal["decidedBy"]["how"] == "BY_RULE"
    assert len(proposal["receipt"]["fingerprint"]) == 64


async def test_a_refusal_is_an_answer_with_grounds_and_a_person_decides() -> None:
    async with a_desk(a_report("cjib", a_claim(100))) as desk:
        refusal = await preview(desk)
    assert refusal["__typename"] == "Refusal"
    assert refusal["reasons"]
    assert refusal["decidedBy"]["how"] == "BY_PERSON"


async def test_a_doubt_about_the_person_goes_to_a_human() -> None:
    doubt = a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))
    insolvent = a_report("duo", person={FactName.INSOLVENCY: YES})
    async with a_desk(doubt, insolvent) as desk:
        outcome = await preview(desk)
    assert outcome["__typename"] in {"NeedsHuman", "Refusal"}
    assert outcome["decidedBy"]["how"] == "BY_PERSON"


async def test_look_alikes_need_a_human() -> None:
    alike = a_report("cjib", a_claim(20000, reference="X-1"), a_claim(20000, reference="X-2"))
    async with a_desk(alike) as desk:
        outcome = await preview(desk)
    assert (outcome["__typename"], outcome["alternative"]) == ("NeedsHuman", None)


async def test_a_writ_needs_a_human_who_gets_the_rest_as_an_alternative() -> None:
    writ = a_claim(30000, reference="W", said={FactName.WRIT: YES})
    async with a_desk(a_report("cjib", a_claim(20000), writ, a_claim(5000, owner="duo", reference="D-1"))) as desk:
        outcome = await preview(desk)
    assert outcome["__typename"] == "NeedsHuman"
    assert outcome["decidedBy"]["how"] == "BY_PERSON"
    assert outcome["alternative"]["total"] == 25000


async def test_a_what_if_can_be_looked_at_and_never_accepted() -> None:
    owed = a_report("belastingdienst", a_claim(40000, owner="belastingdienst", collector="belastingdienst"))
    async with a_desk(owed, TWO_DEBTS) as desk:
        schemes = await desk.root("{ schemes { code isWhatIf participants { standing } } }")
        code = next(scheme["code"] for scheme in schemes if len(scheme["participants"]) == len(AGENCIES))
        assert {scheme["code"]: scheme["isWhatIf"] for scheme in schemes}[code] is True
        outcome = await preview(desk, code)
    assert outcome["isWhatIf"] is True
    assert "NEEDS_POLICY_CHANGE" in {participant["standing"] for participant in outcome["participants"]}
    assert outcome.get("acceptable", False) is False


async def test_a_plan_without_a_needed_agency_is_indicative() -> None:
    silent = a_report("duo", status=SourceStatus.UNREACHABLE, reason="source.timed_out")
    async with a_desk(a_report("cjib", a_claim(20000)), silent) as desk:
        outcome = await preview(desk, "rijk-wide")
    assert outcome["__typename"] == "Proposal"
    assert outcome["missing"] == [{"agency": {"code": "duo"}, "status": "UNREACHABLE"}]
    assert (outcome["indicative"], outcome["acceptable"]) == (True, False)


@pytest.mark.parametrize("day", [0, 32, -1])
async def test_a_day_that_no_month_has_is_refused_before_anybody_is_asked(day: int) -> None:
    async with a_desk(TWO_DEBTS) as desk:
        problem = await preview(desk, paymentDay=day)
        assert (problem["code"], problem["path"]) == ("payment_day.out_of_range", ["input", "paymentDay"])
        assert set(desk.asked.values()) == {0}


async def test_a_wished_day_of_payment_is_kept_and_short_months_take_their_last_day() -> None:
    async with a_desk(TWO_DEBTS) as desk:
        proposal = await preview(desk, paymentDay=31)
    days = {line["dueOn"][5:] for line in proposal["instalments"]}
    assert days
    assert days <= {f"{month:02}-{day}" for month in range(1, 13) for day in (28, 29, 30, 31)}


async def test_an_unknown_scheme_is_a_problem_that_repeats_nothing() -> None:
    async with a_desk(TWO_DEBTS) as desk:
        problem = await preview(desk, "secret-scheme")
    assert (problem["__typename"], problem["code"]) == ("InputProblem", "scheme.unknown")
    assert problem["path"] == ["input", "scheme"]
    assert "secret-scheme" not in problem["message"]


async def test_schemes_side_by_side_ask_each_agency_once() -> None:
    document = """{
      a: preview(input: {scheme: "rijk-2025"}) { __typename }
      b: preview(input: {scheme: "rijk-2025", paymentDay: 5}) { __typename }
    }"""
    async with a_desk(TWO_DEBTS) as desk:
        await desk.data(document)
        assert set(desk.asked.values()) == {1}


@pytest.mark.parametrize("said", [NO, UNKNOWN, YES])
async def test_every_outcome_shows_every_claim_once_with_a_reason(said: Answer) -> None:
    report = a_report("cjib", a_claim(20000, said={FactName.OBJECTION: said}), a_claim(700, reference="B"))
    async with a_desk(report) as desk:
        outcome = await preview(desk)
    claims = [edge["node"] for edge in outcome["claims"]["edges"]]
    assert [claim["claim"]["reference"] for claim in claims] == ["A-1", "B"]
    assert all(claim["reasons"] or claim["treatment"] == "INCLUDED" for claim in claims)
