"""Accepting a proposal, and what agencies say to it, as clients see it."""

import pytest
from api.carrying_out import ACCEPT, DEBIT, IBAN, a_proposal, accept, mine, running, why_not
from api.commands import ACCEPTED, done, problem
from api.desk import a_desk, codes
from api.requesters import CARRIED_OUT, OTHERWISE
from builders import a_claim, a_report
from kept import whole_database

from consent.parties import AgencyCode
from hub.domain.errand import Answered, Reply


async def test_what_is_accepted_waits_for_the_agency_and_runs_when_it_grants_it():
    async with a_desk(*CARRIED_OUT) as desk:
        accepted = await accept(desk, await a_proposal(desk))
        assert (accepted["state"], accepted["problems"]) == ("ACCEPTED", [])
        (cjib, duo) = (await mine(desk))["agencies"]
        (asked,) = cjib["notices"]
        assert (cjib["executes"], asked["kind"], asked["reply"], asked["final"]) == (True, "REQUEST", "WAITING", False)
        assert asked["text"] == "Dit wordt nog aan de organisatie gevraagd of verteld."
        assert duo["notices"] == []

        await desk.life.work()

        now = await mine(desk)
        assert now["state"] == "ACTIVE"
        assert [(each["kind"], each["reply"]) for each in now["agencies"][0]["notices"]] == [("REQUEST", "GRANTED")]
        assert [(each["kind"], each["reply"]) for each in now["agencies"][1]["notices"]] == [("SUSPEND", "GRANTED")]
        assert [edge["node"]["step"] for edge in now["events"]["edges"]] == ["ACCEPT", "REQUEST", "GRANT"]
        assert (now["openAmount"], now["agreedAmount"]) == (90000, 90000)
        assert sum(each["amount"] for each in now["terms"]["instalments"]) == 90000


async def test_an_arrangement_is_found_again_by_its_id():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        one = "query One($id: ID!) { node(id: $id) { __typename id } acceptedArrangement(id: $id) { __typename } }"

        assert await desk.data(one, id=id_) == {
            "node": {"__typename": "AcceptedArrangement", "id": id_},
            "acceptedArrangement": {"__typename": "AcceptedArrangement"},
        }
        assert await desk.data(one, id="bm9uc2Vuc2U=") == {"node": None, "acceptedArrangement": None}


async def test_an_account_is_sealed_and_only_its_end_comes_back():
    async with a_desk(*CARRIED_OUT) as desk:
        accepted = await accept(desk, await a_proposal(desk), payment=DEBIT)

        told = {"method": "DIRECT_DEBIT", "accountEnding": "4300", "mandateReference": "M-77"}
        assert accepted["arrangement"]["terms"] == told
        assert IBAN not in str(await mine(desk))
        kept = await whole_database(desk.world.engine, "sqlite://")
        assert IBAN.encode() not in kept
        assert b"Oorbeeld" not in kept


@pytest.mark.parametrize(
    ("payment", "code", "place"),
    [
        ({**DEBIT, "account": {"iban": "NL92 ABNA 0417 1643 00", "holder": "V."}}, "account.invalid", "account.iban"),
        ({**DEBIT, "account": None}, "account.missing", "account"),
        ({**DEBIT, "mandate": None}, "debit_mandate.missing", "mandate"),
        ({**DEBIT, "method": "TRANSFER"}, "debit_mandate.not_needed", "mandate"),
        (
            {**DEBIT, "mandate": {"reference": "M-77", "signedOn": "2027-01-01"}},
            "debit_mandate.in_future",
            "mandate.signedOn",
        ),
    ],
)
async def test_a_way_to_pay_that_cannot_be_is_refused_where_it_stands(payment, code, place):
    async with a_desk(*CARRIED_OUT) as desk:
        (found,) = (await accept(desk, await a_proposal(desk), payment=payment))["problems"]

        assert (found["__typename"], found["code"]) == ("ArrangementProblem", code)
        assert found["path"] == ["input", "payment", *place.split(".")]
        assert (await desk.root(ACCEPTED))["totalCount"] == 0


@pytest.mark.parametrize(
    ("iban", "code"), [("91ABNA0417164300", "iban.malformed"), ("x" * 40, "iban.malformed"), (7, "iban.malformed")]
)
async def test_what_is_no_iban_is_refused_and_not_repeated(iban, code):
    async with a_desk(*CARRIED_OUT) as desk:
        payment = {**DEBIT, "account": {"iban": iban, "holder": "V."}}
        answer = await desk.ask(ACCEPT, input={"idempotencyKey": "a", "proposal": "x", "payment": payment})

    assert codes(answer) == [code]
    assert str(iban) not in str(answer.errors[0]["message"])


async def test_an_iban_in_the_document_is_refused():
    async with a_desk(*CARRIED_OUT) as desk:
        answer = await desk.ask(
            f"""mutation {{ acceptArrangement(input: {{ idempotencyKey: "a", proposal: "x", payment: {{
              method: TRANSFER, account: {{ iban: "{IBAN}", holder: "V." }} }} }}) {{ state }} }}"""
        )

    assert codes(answer) == ["iban.literal"]
    assert IBAN not in str(answer.errors)


async def test_years_later_what_was_accepted_can_be_opened_with_its_receipt():
    asked = "query It($id: ID!) { arrangement(id: $id) { state expiresAt } receipt(id: $id) { __typename } }"
    async with a_desk(*CARRIED_OUT) as desk:
        proposal, left = await a_proposal(desk), await a_proposal(desk, key="q")
        await accept(desk, proposal)
        desk.world.clock.forward(days=800)

        found = await desk.data(asked, id=proposal)
        assert found["arrangement"] == {"state": "ACCEPTED", "expiresAt": "2026-12-07T12:00:00Z"}
        assert found["receipt"]["__typename"] == "ReceiptCopy"
        gone = await desk.data(asked, id=left)
        assert (gone["arrangement"], gone["receipt"]["__typename"]) == (None, "ReceiptProblem")


async def test_what_the_agencies_state_otherwise_is_said_claim_by_claim():
    async with a_desk(*CARRIED_OUT) as desk:
        proposal = await a_proposal(desk)
        desk.world.sources["cjib"].report = a_report("cjib", a_claim(50_000), a_claim(40_000, reference="A-2"))

        (found,) = (await accept(desk, proposal))["problems"]

        assert (found["__typename"], found["code"], found["path"]) == (
            "ArrangementChanged",
            "proposal.changed",
            ["input", "proposal"],
        )
        assert [(each["reference"], each["change"], each["before"], each["now"]) for each in found["claims"]] == [
            ("A-1", "AMOUNT", 60000, 50000),
            ("A-2", "NEW", 0, 40000),
            ("D-1", "GONE", 30000, 0),
        ]


async def test_a_proposal_that_cannot_be_accepted_says_why():
    async with a_desk(*CARRIED_OUT) as desk:
        proposal, other = await a_proposal(desk), await a_proposal(desk, "rijk-wide", "q")
        assert await why_not(desk, "bm90aGluZw==", "k-1") == "proposal.unknown"
        assert await why_not(desk, other, "k-2") == "scheme.not_law"
        assert (await accept(desk, proposal, "k-3"))["state"] == "ACCEPTED"
        assert await why_not(desk, proposal, "k-4") == "arrangement.open_already"

        desk.world.clock.forward(days=14)
        assert await why_not(desk, proposal, "k-5") == "proposal.expired"


async def test_the_same_key_accepts_once_and_serves_for_nothing_else():
    async with a_desk(*CARRIED_OUT) as desk:
        proposal = await a_proposal(desk)
        first, again = await accept(desk, proposal), await accept(desk, proposal)
        assert first == again
        for key, more, code in (
            ("a", {"payment": DEBIT}, "idempotency.reused"),
            ("", {}, "idempotency.missing"),
            ("x" * 201, {}, "idempotency.invalid"),
        ):
            (found,) = (await accept(desk, proposal, key, **more))["problems"]
            assert (found["__typename"], found["code"]) == ("IdempotencyProblem", code)


# ── what agencies say ──


async def test_a_refusal_comes_with_its_code_and_its_article():
    async with a_desk(*CARRIED_OUT) as desk:
        refusal = Answered(reply=Reply.REFUSED, reason="arrangement.breached", article="2:4(2)")
        desk.life.desks[AgencyCode("cjib")].says = [refusal]
        await running(desk)

        now = await mine(desk)

    (notice,) = now["agencies"][0]["notices"]
    assert (now["state"], notice["reply"], notice["reason"], notice["article"], notice["final"]) == (
        "DECLINED",
        "REFUSED",
        "arrangement.breached",
        "2:4(2)",
        True,
    )
    last = now["events"]["edges"][-1]["node"]
    assert (last["step"], last["reason"]["article"], last["by"]["agency"]["code"]) == ("DECLINE", "2:4(2)", "cjib")
    assert last["reason"]["text"] == "De organisatie heeft dit geweigerd."


async def test_an_agency_that_is_not_reached_says_when_it_is_tried_again():
    async with a_desk(*CARRIED_OUT) as desk:
        silent = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)
        desk.life.desks[AgencyCode("cjib")].says = [silent]
        await running(desk)

        (notice,) = (await mine(desk))["agencies"][0]["notices"]

    assert (notice["reply"], notice["reason"], notice["final"], notice["tries"]) == (
        "UNREACHABLE",
        "source.timed_out",
        False,
        1,
    )
    assert notice["nextTryAt"] == "2026-11-23T12:00:30Z"


async def test_other_terms_come_back_to_the_person_who_agrees_in_time():
    async with a_desk(*CARRIED_OUT) as desk:
        desk.life.desks[AgencyCode("cjib")].says = [OTHERWISE]
        id_ = await running(desk)
        offered = await mine(desk)
        assert (offered["state"], offered["otherTerms"]["until"]) == ("OFFERED", "2026-12-07")
        assert offered["otherTerms"]["instalments"] == [{"dueOn": "2027-01-01", "amount": 90000}]

        agreed = await done(desk, "agreeToOtherTerms", arrangement=id_)

        assert (agreed["state"], agreed["arrangement"]["otherTerms"]) == ("ACTIVE", None)
        assert [each["amount"] for each in agreed["arrangement"]["terms"]["instalments"]] == [90000]
        assert await problem(desk, "agreeToOtherTerms", arrangement=id_, idempotencyKey="again") == (
            "offer.unknown",
            ["input", "arrangement"],
        )


async def test_whoever_agrees_to_other_terms_too_late_is_told_so():
    async with a_desk(*CARRIED_OUT) as desk:
        desk.life.desks[AgencyCode("cjib")].says = [OTHERWISE]
        id_ = await running(desk)
        desk.world.clock.forward(days=14)

        assert await problem(desk, "agreeToOtherTerms", arrangement=id_) == ("offer.expired", ["input", "arrangement"])


async def test_nobody_is_forgotten_while_their_arrangement_runs():
    async with a_desk(*CARRIED_OUT) as desk:
        await running(desk)

        assert (await problem(desk, "erasePerson"))[0] == "consent.arrangement_runs"


async def test_what_an_ending_overtook_says_so():
    async with a_desk(*CARRIED_OUT) as desk:
        silent = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)
        desk.life.desks[AgencyCode("cjib")].says = [silent]
        id_ = await running(desk)
        await done(desk, "withdrawArrangement", arrangement=id_)

        notices = [each for agency in (await mine(desk))["agencies"] for each in agency["notices"]]
        assert "OVERTAKEN" in {each["reply"] for each in notices}
        assert all(each["text"] for each in notices)
