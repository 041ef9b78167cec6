"""Who may ask what: one row for every operation of the contract, asked about a person who allowed nobody anything."""

from dataclasses import replace
from typing import Any

import pytest
from api.desk import a_desk, contract
from api.test_household import TIGHT
from builders import a_claim, a_partner, a_report
from strawberry.relay.utils import to_base64

from consent.parties import Role
from hub.actions.plan_wish import PlanWish
from hub.actions.show_arrangement import Shown
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode

OWED = a_report("cjib", a_claim(20_000))
CODE = "__typename ... on Problem { code }"
PROBLEMS = "problems { ... on Problem { code } }"

ROWS: dict[str, tuple[str, Any, Any]] = {
    # operation: (document, what a partner that nobody allowed anything gets, what somebody else who logged in gets)
    "agencies": ("{ agencies { code } }", "everybody", "everybody"),
    "schemes": ("{ schemes { code } }", "everybody", "everybody"),
    "overview": (
        f"query Q($p: PersonInput) {{ overview(person: $p) {{ {CODE} ... on Overview {{ knownOpen }} }} }}",
        {"__typename": "Overview", "knownOpen": 0},
        "person.unknown",
    ),
    "preview": (
        f"""query Q($p: PersonInput) {{ preview(input: {{scheme: "rijk-2025", person: $p}}) {{ {CODE} }} }}""",
        {"__typename": "NeedsHuman"},
        "person.unknown",
    ),
    "compare": (
        f"""query Q($p: PersonInput) {{ compare(input: {{person: $p}}) {{
            {CODE} ... on Comparison {{ variants {{ rows {{ open }} }} }} }} }}""",
        {"__typename": "Comparison", "variants": [{"rows": []}] * 4},
        "person.unknown",
    ),
    "capacity": (
        f"""query Q($p: PersonInput, $s: SituationInput!) {{
            capacity(input: {{person: $p, situation: $s}}) {{ {CODE} }} }}""",
        {"__typename": "Capacity"},
        "person.unknown",
    ),
    "grants": (
        f"query Q($p: PersonInput) {{ grants(person: $p) {{ {CODE} ... on GrantConnection {{ totalCount }} }} }}",
        {"__typename": "GrantConnection", "totalCount": 0},
        "person.unknown",
    ),
    "arrangement": ("query Q($id: ID!) { arrangement(id: $id) { id } }", None, None),
    "receipt": ("query Q($id: ID!) { receipt(id: $id) { __typename } }", None, None),
    "node": ("query Q($id: ID!) { node(id: $id) { id } }", None, None),
    "proposeArrangement": (
        f"""mutation {{ proposeArrangement(input: {{idempotencyKey: "a", scheme: "rijk-2025"}}) {{
            arrangement {{ id }} {PROBLEMS} }} }}""",
        "consent.not_their_own",
        "own",
    ),
    "giveConsent": (
        f"""mutation {{ giveConsent(input: {{idempotencyKey: "b", agencies: ["cjib"], purposes: [OVERVIEW]}}) {{
            grants {{ id }} {PROBLEMS} }} }}""",
        "consent.not_their_own",
        "own",
    ),
    "withdrawConsent": (
        f"""mutation {{ withdrawConsent(input: {{idempotencyKey: "c", grants: ["{to_base64("Grant", "id-1")}"]}}) {{
            grants {{ id }} {PROBLEMS} }} }}""",
        "consent.not_their_own",
        "grant.unknown",
    ),
}


def test_every_operation_of_the_contract_has_a_row() -> None:
    schema = contract()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    assert set(ROWS) == {*schema.query_type.fields, *schema.mutation_type.fields}


def _seen(answer: Any) -> Any:
    """The code of a refusal, or what came instead."""
    if isinstance(answer, dict) and answer.get("problems"):
        return answer["problems"][0]["code"]
    if isinstance(answer, dict) and answer.get("__typename") in {"AccessRefused", "InputProblem"}:
        return answer["code"]
    return answer


@pytest.mark.parametrize("operation", ROWS)
async def test_somebody_else_gets_what_the_row_says_and_asks_no_agency(operation: str) -> None:
    document, partners, strangers = ROWS[operation]
    async with a_desk(OWED) as desk:
        made = await desk.world.propose(
            desk.world.question(), PlanWish(scheme=SchemeCode("rijk-2025"), choice=Choice()), key="own", name_of=str
        )
        assert isinstance(made, Shown)
        before = dict(desk.asked)
        partner = a_partner()
        given = {
            "p": {"ref": desk.directory.pairwise(desk.world.subject, partner.client)},
            "id": to_base64("Arrangement", made.id),
            "s": TIGHT,
        }
        needed = {name: value for name, value in given.items() if f"${name}:" in document}
        theirs = _seen(await desk.root(document, needed, requester=partner))
        others = _seen(await desk.root(document, needed, requester=await desk.a_stranger()))
        assert dict(desk.asked) == before or operation == "proposeArrangement"

    for told, expected in ((theirs, partners), (others, strangers)):
        if expected == "everybody":
            assert told
        elif expected == "own":
            assert told["problems"] == []
        else:
            assert told == expected


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.PORTAL, Role.INTERMEDIARY])
async def test_a_role_without_a_basis_computes_no_capacity(role: Role) -> None:
    document = ROWS["capacity"][0]
    async with a_desk() as desk:
        requester = replace(a_partner(), role=role)
        ref = desk.directory.pairwise(desk.world.subject, requester.client)
        told = await desk.root(document, requester=requester, p={"ref": ref}, s=TIGHT)
    assert told["code"] in {"consent.role_has_no_basis", "consent.no_mandate"}
