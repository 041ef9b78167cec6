from datetime import date
from typing import Any

from api.desk import Desk, a_desk
from api.test_household import OWED as LITTLE_ROOM
from api.test_household import TIGHT
from builders import NO, YES, a_claim, a_partner, a_report

from hub.domain.facts import Fact, FactName

CLAIMS = """
query Q($person: PersonInput) {
  overview(person: $person) {
    ... on Overview {
      signals { claimId referral reason { code text(language: EN) } }
      claims { edges { node {
        id reference
        legalRoute { remedy body weeks endsOn isOpen }
        legalRemedies { against remedy endsOn isOpen effectOnPayment says { text(language: NL) } effect { code } }
        guards {
          enforcement { allowed grounds { code article } }
          limitation { mustInterruptBefore needed reason { code } }
          setOff { allowed reasons { code } undo { code } }
          ladder { steps { code reached label(language: NL) } next { code } reason { code } }
          remission { code article }
        }
        liability { joint until reasons { code article } }
      } } }
    }
  }
}
"""

STATED = {
    FactName.WRIT: NO,
    FactName.BAILIFF: NO,
    FactName.ENFORCED: NO,
    FactName.REMINDED: Fact(answer=NO),
    FactName.PAUSED: NO,
    FactName.TAILOR_MADE: NO,
    FactName.REMISSION_PENDING: NO,
}
FRESH = a_claim(
    20_000, imposed_on=date(2026, 11, 2), due_on=date(2026, 12, 28), said={**STATED, FactName.IRREVOCABLE: NO}
)
LATE = a_claim(
    40_000,
    owner="toeslagen",
    collector="toeslagen",
    reference="T-1",
    imposed_on=date(2026, 1, 5),
    due_on=date(2026, 2, 16),
    said={**STATED, FactName.ENTITLEMENT: YES, FactName.EVIDENT_ERROR: YES},
)
OWED = (a_report("cjib", FRESH), a_report("toeslagen", LATE), a_report("cak", a_claim(owner="cak", collector="cak")))


async def shown(desk: Desk, **more: Any) -> tuple[Any, dict[str, Any]]:
    overview = await desk.root(CLAIMS, **more)
    return overview, {edge["node"]["reference"]: edge["node"] for edge in overview["claims"]["edges"]}


async def test_every_claim_says_until_which_day_it_can_be_challenged() -> None:
    async with a_desk(*OWED) as desk:
        _, claims = await shown(desk)
    fresh, late = claims["A-1"], claims["T-1"]

    assert (fresh["legalRoute"]["endsOn"], fresh["legalRoute"]["isOpen"]) == ("2026-12-14", "YES")
    assert (late["legalRoute"]["endsOn"], late["legalRoute"]["isOpen"]) == ("2026-02-16", "NO")
    assert fresh["legalRemedies"][0]["against"] == "DEBT"
    assert all(remedy["says"]["text"] for claim in claims.values() for remedy in claim["legalRemedies"])


async def test_force_is_guarded_and_what_is_not_known_is_not_a_yes() -> None:
    async with a_desk(*OWED) as desk:
        _, claims = await shown(desk)
    guard = claims["A-1"]["guards"]["enforcement"]

    assert guard["allowed"] in {"NO", "UNKNOWN"}
    assert all(ground["article"] for ground in guard["grounds"])
    ladder = claims["A-1"]["guards"]["ladder"]
    assert ladder["steps"][0]["reached"] == "YES"
    assert ladder["next"]["code"] in {step["code"] for step in ladder["steps"]}


async def test_a_claim_says_who_owes_it_too_and_silence_is_unknown() -> None:
    async with a_desk(*OWED) as desk:
        _, claims = await shown(desk)

    assert claims["T-1"]["liability"]["joint"] == "UNKNOWN"
    assert claims["T-1"]["liability"]["reasons"][0]["code"] == "liability.unknown"
    assert claims["A-1"]["liability"]["reasons"] == []


async def test_a_kind_that_the_book_does_not_know_has_no_guards() -> None:
    async with a_desk(a_report("cjib", a_claim(20_000, kind="never_heard_of"))) as desk:
        _, claims = await shown(desk)
    assert (claims["A-1"]["guards"], claims["A-1"]["legalRoute"], claims["A-1"]["legalRemedies"]) == (None, None, [])
    assert claims["A-1"]["liability"] is None


async def test_signals_reach_the_person_and_nobody_else() -> None:
    async with a_desk(*OWED) as desk:
        own, claims = await shown(desk)
        partner = a_partner()
        await desk.world.give(desk.world.wish(key="more", recipient=str(partner.oin)))
        ref = desk.directory.pairwise(desk.world.subject, partner.client)
        theirs, seen = await shown(desk, requester=partner, person={"ref": ref})

    codes = {signal["reason"]["code"]: signal for signal in own["signals"]}
    assert codes["signal.debt_help"]["referral"] == "MUNICIPAL_DEBT_HELP"
    assert codes["signal.debt_help"]["claimId"] is None
    assert codes["signal.evident_error"]["claimId"] == claims["T-1"]["id"]
    assert seen
    assert theirs["signals"] == []


PERSONAL = """
query P($input: PreviewInput!) {
  preview(input: $input) { ... on Considered { signals { reason { code } } } }
}
"""


async def test_a_personal_plan_is_offered_where_the_standard_one_does_not_fit() -> None:
    async with a_desk(LITTLE_ROOM) as desk:
        plain = await desk.root(PERSONAL, input={"scheme": "rijk-2025"})
        tight = await desk.root(PERSONAL, input={"scheme": "rijk-2025", "situation": TIGHT})
    assert "signal.personal_plan" not in {signal["reason"]["code"] for signal in plain["signals"]}
    assert "signal.personal_plan" in {signal["reason"]["code"] for signal in tight["signals"]}


async def test_a_claim_by_its_id_knows_what_was_stated_about_the_person() -> None:
    document = """query N($id: ID!) { node(id: $id) { ... on Claim {
      guards { enforcement { grounds { code } } } } } }"""
    insolvent = a_report("duo", person={FactName.INSOLVENCY: YES})
    async with a_desk(a_report("cjib", FRESH), insolvent) as desk:
        _, claims = await shown(desk)
        found = await desk.root(document, id=claims["A-1"]["id"])
    grounds = claims["A-1"]["guards"]["enforcement"]["grounds"]
    assert [ground["code"] for ground in grounds] == [
        ground["code"] for ground in found["guards"]["enforcement"]["grounds"]
    ]
