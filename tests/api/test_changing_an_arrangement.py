"""Other terms for an arrangement that runs: seen in words, asked for, answered, and who sees them."""

from typing import Any

from api.carrying_out import OWNER, SYSTEM, mine, paid, running, theirs
from api.commands import done, problem, ref_for
from api.desk import Desk, a_desk
from api.requesters import CARRIED_OUT
from builders import a_claim, a_report
from strawberry.relay.utils import to_base64

from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents

PROPOSE = """
mutation Propose($input: ProposeArrangementInput!) {
  proposeArrangement(input: $input) {
    arrangement { id }
    change { until openAfterwards instalments { amount } joins { owner { code } reference amount }
      difference { code text(language: EN) } }
    problems { ... on Problem { code path } }
  }
}
"""
MORE = a_report("cjib", *CARRIED_OUT[0].claims, a_claim(12_000, owner="cak", reference="C-1"))


async def proposed(
    desk: Desk, arrangement: str, key: str = "q", joining: tuple[str, ...] = (), months: int = 20
) -> Any:
    amends = {"arrangement": arrangement, "joining": list(joining)}
    wish = {"idempotencyKey": key, "scheme": "rijk-2025", "choice": {"months": months}, "amends": amends}
    return await desk.root(PROPOSE, input=wish)


def claim_id(desk: Desk, owner: str, reference: str) -> str:
    requester = desk.world.citizen
    ref = desk.directory.pairwise(desk.world.subject, requester.client)
    return to_base64("Claim", f"{ref}.{desk.services.directory.opaque('claim', ref, owner, reference)}")


async def test_who_can_pay_less_sees_in_words_what_would_change_and_asks_for_it():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        made = await proposed(desk, id_)

        said = [reason["text"] for reason in made["change"]["difference"]]
        assert said[0].startswith("You pay less a month: €45.00 at most.")
        assert [reason["code"] for reason in made["change"]["difference"]] == ["change.month_less", "change.ends_later"]
        assert (await mine(desk))["change"] is None

        asked = await done(desk, "requestChange", arrangement=id_, proposal=made["arrangement"]["id"])
        assert (asked["state"], asked["arrangement"]["change"]["until"]) == ("ACTIVE", None)
        await desk.life.work()

        now = await mine(desk)
        assert now["change"] is None
        assert [each["amount"] for each in now["terms"]["instalments"]] == [4500] * 20
        steps = [edge["node"]["step"] for edge in now["events"]["edges"]]
        assert steps[-2:] == ["ASK_CHANGE", "AMEND"]


async def test_a_claim_joins_and_its_owner_sees_its_own_part():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        desk.world.sources["cjib"].report = MORE
        made = await proposed(desk, id_, joining=(claim_id(desk, "cak", "C-1"),))

        assert made["change"]["joins"] == [{"owner": {"code": "cak"}, "reference": "C-1", "amount": 12_000}]
        await done(desk, "requestChange", arrangement=id_, proposal=made["arrangement"]["id"])
        await desk.life.work()

        assert (await mine(desk))["openAmount"] == 102_000
        assert (await theirs(desk, OWNER))["openAmount"] == 30_000
        assert (await theirs(desk, OWNER))["change"] is None


async def test_other_terms_that_the_agency_grants_wait_for_the_person():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        made = await proposed(desk, id_)
        await done(desk, "requestChange", arrangement=id_, proposal=made["arrangement"]["id"])
        await paid(desk, id_, 1_000)
        terms = (PlannedTerm(due_on=desk.world.clock.today().replace(year=2027), amount=Cents(90_000)),)
        desk.life.desks["cjib"].says = [Answered(reply=Reply.GRANTED_OTHERWISE, terms=terms)]
        await desk.life.work()

        offered = (await mine(desk))["change"]
        assert (offered["until"] is not None, [each["amount"] for each in offered["instalments"]]) == (True, [90_000])
        now = await done(desk, "agreeToOtherTerms", arrangement=id_)

        assert now["arrangement"]["terms"]["instalments"] == [
            {"number": 1, "dueOn": str(terms[0].due_on), "amount": 90_000, "paidAmount": 1_000}
        ]


async def test_what_cannot_be_asked_says_where_it_is_wrong():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        unknown = await proposed(desk, to_base64("AcceptedArrangement", "nobody's"))
        joining = await proposed(desk, id_, "r", joining=("nothing",))
        same = await proposed(desk, id_, "s", months=len((await mine(desk))["terms"]["instalments"]))

        assert unknown["problems"] == [{"code": "arrangement.unknown", "path": ["input", "amends", "arrangement"]}]
        assert joining["problems"] == [{"code": "change.unknown_claim", "path": ["input", "amends", "joining"]}]
        assert same["problems"] == [{"code": "change.nothing_changes", "path": ["input", "proposal"]}]
        assert same["arrangement"] is not None
        named: dict[str, Any] = {"arrangement": id_, "proposal": same["arrangement"]["id"]}
        assert await problem(desk, "requestChange", **named) == ("change.nothing_changes", ["input", "proposal"])


async def test_what_changed_since_the_proposal_is_named():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        made = await proposed(desk, id_)
        await paid(desk, id_, 9_000)

        found = await problem(desk, "requestChange", arrangement=id_, proposal=made["arrangement"]["id"])

        assert found == ("proposal.changed", ["input", "proposal"])


async def test_no_agency_asks_for_a_change():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        named: dict[str, Any] = {"by": SYSTEM, "person": ref_for(desk, SYSTEM), "arrangement": id_}

        found = await problem(desk, "requestChange", proposal=to_base64("Arrangement", "x"), **named)

        assert found == ("consent.not_their_own", ["input", "person"])
