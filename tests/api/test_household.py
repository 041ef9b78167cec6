import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from api.desk import Desk, a_desk
from builders import NO, a_claim, a_partner, a_report
from sources import ROOT

from hub.audit import receipt as receipts
from hub.domain.facts import FactName


def document(name: str) -> str:
    return (ROOT / "schema" / "operations" / f"{name}.graphql").read_text(encoding="utf-8")


PREVIEW = """
query Preview($input: PreviewInput!) {
  preview(input: $input) {
    __typename
    ... on Considered {
      decidedBy { how } reasons { code } claims { edges { node { claim { id reference } treatment } } }
    }
    ... on Proposal {
      route floor total months monthlyAmount firstDueOn lastDueOn openAfterReview reviewOn arrangements acceptable
      unconfirmed instalments { dueOn amount } conditions { code }
      alternatives { route months instalments { amount } interest { amount } }
      room { amount bound complete protectedIncome { amount cappedBy } }
      interest { claim { reference } amount windows { startsOn endsBefore days base ratePercent amount } }
    }
    ... on NeedsHuman { room { amount } alternative { route } }
    ... on Problem { code path message(language: EN) }
  }
}
"""

OWED = a_report("cjib", a_claim(200_000), a_claim(150_000, owner="duo", reference="D-1"))

TIGHT = {
    "household": "SINGLE",
    "taxableIncomeYear": 2_000_000,
    "monthlyIncome": 160_000,
    "otherMonthlyIncome": 0,
    "registeredAddress": True,
    "alreadyTaken": 0,
    "expenses": {
        "rent": 60_000,
        "rentBenefit": 20_000,
        "healthPremium": 16_000,
        "careBenefit": 9_000,
        "taxDebts": 0,
        "alimony": 0,
        "childcare": 0,
        "other": 0,
    },
}
"""Everything told, and little left."""

POOR = {**TIGHT, "taxableIncomeYear": 1_500_000, "monthlyIncome": 120_000}


async def preview(desk: Desk, scheme: str = "rijk-2025", **more: Any) -> Any:
    return await desk.root(PREVIEW, input={"scheme": scheme, **more})


async def test_a_household_that_can_pay_keeps_the_standard_plan_with_the_floor_guarded() -> None:
    async with a_desk(OWED) as desk:
        plan = await preview(desk, situation={**TIGHT, "monthlyIncome": 300_000})

    assert (plan["route"], plan["floor"], plan["decidedBy"]["how"]) == ("STANDARD", "GUARDED", "BY_RULE")
    assert plan["room"]["complete"] is True
    assert plan["acceptable"] is True


async def test_what_was_not_told_leaves_the_floor_partly_checked() -> None:
    told = {key: value for key, value in TIGHT.items() if key != "expenses"}
    async with a_desk(OWED) as desk:
        plan = await preview(desk, situation={**told, "monthlyIncome": 300_000})
    assert plan["floor"] == "PARTLY_CHECKED"


async def test_where_the_standard_is_too_much_a_person_decides_on_a_longer_plan_and_the_standard_stands_beside_it() -> (
    None
):
    async with a_desk(OWED) as desk:
        plan = await preview(desk, situation=TIGHT)

    assert (plan["route"], plan["floor"]) == ("TAILOR_MADE", "GUARDED")
    assert plan["decidedBy"]["how"] == "BY_PERSON"
    assert max(line["amount"] for line in plan["instalments"]) <= plan["room"]["amount"]
    assert "accept.agency_must_grant" in {reason["code"] for reason in plan["conditions"]}
    assert [other["route"] for other in plan["alternatives"]] == ["STANDARD"]
    assert sum(line["amount"] for line in plan["instalments"]) + plan["openAfterReview"] == plan["total"]


async def test_a_year_at_what_there_is_room_for_leaves_the_rest_open_until_a_review() -> None:
    much = a_report("cjib", a_claim(800_000), a_claim(150_000, owner="duo", reference="D-1"))
    async with a_desk(much) as desk:
        plan = await preview(desk, situation=TIGHT)

    assert plan["route"] == "CAPACITY"
    assert plan["openAfterReview"] == plan["total"] - 12 * plan["room"]["amount"]
    assert plan["reviewOn"] == "2028-01-01"


async def test_without_room_a_person_looks_and_a_pause_can_be_asked_for_in_which_nothing_is_paid() -> None:
    async with a_desk(OWED) as desk:
        outcome = await preview(desk, situation=POOR)
        plan = await preview(desk, situation=POOR, choice={"route": "PAUSE"})

    assert outcome["__typename"] == "NeedsHuman"
    assert outcome["room"]["amount"] < 0
    assert outcome["alternative"]["route"] == "PAUSE"
    assert plan["route"] == "PAUSE"
    assert (plan["months"], plan["monthlyAmount"], plan["instalments"]) == (0, 0, [])
    assert (plan["firstDueOn"], plan["lastDueOn"]) == (None, None)
    assert plan["openAfterReview"] == plan["total"] == 350_000
    assert plan["reviewOn"] == "2027-03-23"


@pytest.mark.parametrize("missing", ["alreadyTaken", "monthlyIncome"])
async def test_a_fact_that_room_needs_and_that_was_not_told_goes_to_a_person(missing: str) -> None:
    told = {key: value for key, value in TIGHT.items() if key != missing}
    async with a_desk(OWED) as desk:
        outcome = await preview(desk, situation=told)
    assert (outcome["__typename"], outcome["room"]) == ("NeedsHuman", None)


@pytest.mark.parametrize(
    ("choice", "months", "monthly"),
    [({"months": 10}, 10, 35_000), ({"amount": 50_000}, 7, 50_000), ({"paymentDay": 5}, 30, None), ({}, 30, None)],
    ids=["months", "an amount", "a day", "nothing"],
)
async def test_a_plan_can_be_chosen_by_months_or_by_amount(
    choice: dict[str, int], months: int, monthly: int | None
) -> None:
    async with a_desk(OWED) as desk:
        plan = await preview(desk, choice=choice)
    assert plan["months"] == months
    assert monthly in {None, plan["monthlyAmount"]}


async def test_a_day_in_the_choice_counts_before_the_older_one_beside_it() -> None:
    async with a_desk(OWED) as desk:
        old = await preview(desk, paymentDay=9)
        both = await preview(desk, paymentDay=9, choice={"paymentDay": 5})
        beside = await preview(desk, paymentDay=9, choice={"months": 6})
    assert [plan["firstDueOn"][-2:] for plan in (old, both, beside)] == ["09", "05", "09"]


MISTAKES = [
    ({"choice": {"months": 6, "amount": 5000}}, "choice.months_or_amount", ["choice"]),
    ({"choice": {"months": 0}}, "choice.not_positive", ["choice"]),
    ({"choice": {"months": -1}}, "choice.not_positive", ["choice"]),
    ({"choice": {"amount": 0}}, "choice.not_positive", ["choice"]),
    ({"choice": {"amount": -5}}, "choice.not_positive", ["choice"]),
    ({"choice": {"paymentDay": 0}}, "choice.no_such_day", ["choice", "paymentDay"]),
    ({"choice": {"paymentDay": 32}}, "choice.no_such_day", ["choice", "paymentDay"]),
    ({"choice": {"route": "PERSONAL"}}, "choice.route_unknown", ["choice", "route"]),
    ({"choice": {"optIns": [{"claim": "nonsense", "givesUp": "x"}]}}, "opt_in.unknown_claim", ["choice", "optIns"]),
    ({"situation": {**TIGHT, "alreadyTaken": -1}}, "means.negative", ["situation"]),
    ({"situation": {**TIGHT, "taxableIncomeYear": -1}}, "means.negative", ["situation"]),
    ({"situation": {**TIGHT, "expenses": {"rent": -1}}}, "means.negative", ["situation"]),
    ({"situation": {**TIGHT, "assets": {"cash": -1}}}, "means.negative", ["situation"]),
    ({"situation": {**TIGHT, "partnerMonthlyIncome": 1}}, "means.no_partner", ["situation"]),
]


@pytest.mark.parametrize(
    ("wish", "code", "path"), MISTAKES, ids=[f"{code} {n}" for n, (_, code, _) in enumerate(MISTAKES)]
)
async def test_a_wish_that_cannot_be_says_where_and_repeats_nothing(
    wish: dict[str, Any], code: str, path: list[str]
) -> None:
    propose = """mutation P($input: ProposeArrangementInput!) {
      proposeArrangement(input: $input) { arrangement { id } problems { ... on Problem { code path } } }
    }"""
    async with a_desk(OWED) as desk:
        problem = await preview(desk, **wish)
        payload = await desk.root(propose, input={"idempotencyKey": "k", "scheme": "rijk-2025", **wish})

    assert (problem["__typename"], problem["code"], problem["path"]) == ("InputProblem", code, ["input", *path])
    assert payload == {"arrangement": None, "problems": [{"code": code, "path": ["input", *path]}]}


async def test_a_claim_that_waits_joins_by_its_id_and_a_repeated_remedy() -> None:
    waits = a_claim(40_000, reference="W", kind="penalty_order", said={FactName.IRREVOCABLE: NO})
    async with a_desk(a_report("cjib", a_claim(200_000), waits)) as desk:
        before = await preview(desk)
        ids = {edge["node"]["claim"]["reference"]: edge["node"]["claim"]["id"] for edge in before["claims"]["edges"]}
        wish = {"claim": ids["W"], "givesUp": "verzet"}
        after = await preview(desk, choice={"optIns": [wish]})
        unconfirmed = await preview(desk, choice={"optIns": [{**wish, "givesUp": "bezwaar"}]})
    assert (before["total"], after["total"]) == (200_000, 240_000)
    assert unconfirmed["code"] == "opt_in.not_confirmed"


async def test_interest_is_forecast_per_claim_window_by_window_beside_the_instalments() -> None:
    due = date(2026, 10, 30)
    tax = a_claim(90_000, owner="belastingdienst", collector="belastingdienst", reference="T", due_on=due)
    async with a_desk(a_report("belastingdienst", tax)) as desk:
        plan = await preview(desk, "belastingdienst")
    (forecast,) = plan["interest"]

    assert forecast["claim"]["reference"] == "T"
    assert forecast["amount"] > 0
    assert [window["ratePercent"] for window in forecast["windows"]] == ["4.3"] * len(forecast["windows"])
    begins = [window["startsOn"] for window in forecast["windows"]]
    assert begins[1:] == [window["endsBefore"] for window in forecast["windows"]][:-1]
    cents = 100 * sum(Decimal(window["amount"]) for window in forecast["windows"])
    assert forecast["amount"] <= cents < forecast["amount"] + 1
    assert sum(line["amount"] for line in plan["instalments"]) == 90_000


# ── capacity ──


async def test_capacity_is_computed_without_any_agency_and_without_consent() -> None:
    async with a_desk(OWED, consents=False) as desk:
        found = await desk.root(document("capacity"), situation=TIGHT)
        assert set(desk.asked.values()) == {0}

    assert found["__typename"] == "Capacity"
    room = found["room"]
    assert room["amount"] == min(room["aboveProtectedIncome"], room["aboveLivingCosts"])
    assert found["protectedIncome"]["amount"] > 0
    assert found["taxCapacity"]["year"] == 12 * found["taxCapacity"]["month"]
    assert found["roomUnknown"] == []


async def test_capacity_says_why_there_is_no_room_to_tell() -> None:
    told = {"household": "COUPLE_WITH_CHILDREN", "taxableIncomeYear": 3_000_000}
    async with a_desk() as desk:
        found = await desk.root(document("capacity"), situation=told)
    assert found["room"] is None
    assert found["taxCapacity"] is None
    assert {why["code"] for why in found["roomUnknown"]} == {
        "capacity.income_unknown",
        "capacity.already_taken_unknown",
    }


CAPACITY_OF = """query C($input: CapacityInput!) {
  capacity(input: $input) { __typename ... on Problem { code path } }
}"""


async def test_capacity_is_for_the_person_and_for_who_may_plan() -> None:
    async with a_desk() as desk:
        partner, stranger = a_partner(), await desk.a_stranger()
        ref = desk.directory.pairwise(desk.world.subject, partner.client)
        wish = {"situation": TIGHT, "person": {"ref": ref}}
        may = await desk.root(CAPACITY_OF, requester=partner, input=wish)
        without = await desk.root(CAPACITY_OF, requester=a_partner(purposes=("overview",)), input=wish)
        nobody = await desk.root(CAPACITY_OF, requester=partner, input={"situation": TIGHT})
        other = await desk.root(CAPACITY_OF, requester=stranger, input=wish)
        wrong = await desk.root(CAPACITY_OF, input={"situation": {**TIGHT, "monthlyIncome": -1}})
    assert may["__typename"] == "Capacity"
    assert without == {"__typename": "AccessRefused", "code": "consent.purpose_not_registered", "path": ["input"]}
    assert nobody == {"__typename": "AccessRefused", "code": "person.not_named", "path": ["input", "person"]}
    assert other == {"__typename": "AccessRefused", "code": "person.unknown", "path": ["input", "person"]}
    assert wrong == {"__typename": "InputProblem", "code": "means.negative", "path": ["input", "situation"]}


# ── compare ──

TAX = a_report("belastingdienst", a_claim(60_000, owner="belastingdienst", collector="belastingdienst"))


async def test_variants_stand_side_by_side_and_today_comes_first() -> None:
    async with a_desk(OWED, TAX) as desk:
        found = await desk.root(document("compare"), situation=TIGHT)

    assert found["__typename"] == "Comparison"
    assert found["complete"] is True
    assert [variant["code"] for variant in found["variants"]] == ["separate", "bundled", "rijk-2025", "rijk-wide"]
    wide = found["variants"][-1]
    assert wide["isLaw"] is False
    measured = {row["agency"]["code"]: row["measured"] for row in wide["rows"]}
    assert measured["belastingdienst"] == "NEEDS_POLICY_CHANGE"
    assert all(row["reasons"][0]["article"] for row in wide["rows"] if row["measured"] == "NEEDS_POLICY_CHANGE")
    assert found["room"]["complete"] is True


async def test_a_preview_and_a_comparison_in_one_document_ask_each_agency_once() -> None:
    both = """{
      preview(input: {scheme: "rijk-2025"}) { __typename }
      compare(input: {}) { __typename ... on Comparison { room { amount } variants { roomLeft } } }
    }"""
    async with a_desk(OWED, TAX) as desk:
        found = await desk.data(both)
        assert set(desk.asked.values()) == {1}
    assert found["compare"]["room"] is None
    assert {variant["roomLeft"] for variant in found["compare"]["variants"]} == {None}


async def test_a_sum_paid_at_once_lowers_every_variant_and_says_who_gets_what() -> None:
    ask = """query C($input: CompareInput!) { compare(input: $input) { ... on Comparison {
      lumpSum { amount left perAgency { agency { code } amount } reasons { code confidence } }
      variants { rows { open } } } } }"""
    async with a_desk(OWED, TAX) as desk:
        before = await desk.root(ask, input={})
        after = await desk.root(ask, input={"lumpSum": 50_000})
    assert before["lumpSum"] is None
    paid = after["lumpSum"]
    assert (paid["amount"], paid["left"], sum(each["amount"] for each in paid["perAgency"])) == (50_000, 0, 50_000)
    assert paid["reasons"][0] == {"code": "lump_sum.spread", "confidence": "OUR_CHOICE"}
    for was, one in zip(before["variants"], after["variants"], strict=True):
        assert sum(row["open"] for row in one["rows"]) == sum(row["open"] for row in was["rows"]) - 50_000


async def test_who_may_not_ask_gets_no_comparison() -> None:
    ask = "query C($input: CompareInput!) { compare(input: $input) { __typename ... on Problem { code path } } }"
    async with a_desk(OWED) as desk:
        nobody = await desk.root(ask, requester=a_partner(), input={})
        wrong = await desk.root(ask, input={"choice": {"months": 3, "amount": 100}})
        none = await desk.root(ask, input={"lumpSum": 0})
    assert none == {"__typename": "InputProblem", "code": "lump_sum.not_positive", "path": ["input", "lumpSum"]}
    assert nobody == {"__typename": "AccessRefused", "code": "person.not_named", "path": ["input", "person"]}
    assert wrong == {"__typename": "InputProblem", "code": "choice.months_or_amount", "path": ["input", "choice"]}


# ── receipt ──


async def test_a_receipt_is_handed_out_whole_to_the_person_only_and_until_it_is_destroyed() -> None:
    propose = """mutation P($input: ProposeArrangementInput!) {
      proposeArrangement(input: $input) { arrangement { id proposal { receipt { fingerprint } } } }
    }"""
    receipt = document("receipt")
    wish = {"idempotencyKey": "k", "scheme": "rijk-2025", "situation": TIGHT, "choice": {"paymentDay": 25}}
    async with a_desk(OWED) as desk:
        made = (await desk.root(propose, input=wish))["arrangement"]
        own = await desk.root(receipt, id=made["id"])
        others = [
            await desk.root(receipt, requester=requester, id=made["id"])
            for requester in (await desk.a_stranger(), a_partner())
        ]
        nonsense = [await desk.root(receipt, id=text) for text in ("", "nonsense", "QXJyYW5nZW1lbnQ6bmV2ZXItd2Fz")]
        desk.world.clock.forward(days=14)
        gone = await desk.root(receipt, id=made["id"])
        gone_for_others = await desk.root(receipt, requester=await desk.a_stranger(), id=made["id"])

    assert own["fingerprint"] == made["proposal"]["receipt"]["fingerprint"]
    written = json.loads(own["document"])
    assert written["inputs"]["situation"]["means"]["monthly_income"] == TIGHT["monthlyIncome"]
    assert written["inputs"]["choice"]["payment_day"] == 25
    assert receipts.read(own["document"].encode()).fingerprint == own["fingerprint"]
    assert [*others, *nonsense, gone_for_others] == [None] * 6
    assert (gone["__typename"], gone["code"]) == ("ReceiptProblem", "receipt.shredded")
