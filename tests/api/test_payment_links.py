"""A person asks for a link by which they pay."""

from api.carrying_out import running
from api.commands import done, problem
from api.desk import a_desk
from api.requesters import CARRIED_OUT


async def test_a_person_gets_a_link_for_an_instalment_or_for_everything():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        one = (await done(desk, "makePaymentLink", arrangement=id_, dueOn="2027-01-01"))["paymentLink"]
        whole = (await done(desk, "makePaymentLink", arrangement=id_))["paymentLink"]

        assert (one["scheme"], one["url"]) == ("simulator", "https://pay.invalid/id-1")
        assert one["expiresAt"].startswith("2026-11-23T13:00:00")
        assert one["reference"][:2] == "RF"
        assert 0 < one["amount"] < whole["amount"] == 90000


async def test_who_transfers_says_the_reference_of_an_instalment_and_a_link_has_the_same():
    document = """query Reference($id: ID!, $on: Date) {
      acceptedArrangement(id: $id) { ... on AcceptedArrangement { paymentReference(dueOn: $on) } }
    }"""
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)

        async def reference(**more):
            return (await desk.root(document, id=id_, **more))["paymentReference"]

        link = (await done(desk, "makePaymentLink", arrangement=id_, dueOn="2027-01-01"))["paymentLink"]
        assert await reference(on="2027-01-01") == link["reference"]
        assert (await reference())[-6:] == "000000"
        assert await reference(on="2027-01-02") is None


async def test_where_there_is_no_link_it_is_said_why():
    async with a_desk(*CARRIED_OUT) as desk:
        id_ = await running(desk)
        link = "makePaymentLink"

        assert (await problem(desk, link, arrangement=id_, dueOn="2027-01-02"))[0] == "payment_link.term_not_unpaid"
        assert (await problem(desk, link, arrangement="bm9uc2Vuc2U="))[0] == "arrangement.unknown"
        assert (await problem(desk, link, arrangement=id_, idempotencyKey="k" * 201))[0] == "idempotency.invalid"
        nobody = {"ref": "nobody"}
        assert (await problem(desk, link, arrangement=id_, person=nobody))[0] == "person.unknown"
