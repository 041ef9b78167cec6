"""Who looked: in the next question, refusals too, with basis, article, activity, mandate and case."""

import json
from dataclasses import replace
from typing import Any

import pytest
from api.commands import ACCESSES, OVERVIEW, accesses, done, grants, mandates, ref_for
from api.desk import BSN, Desk, a_desk
from api.requesters import ACTOR_BSN, CASE, OWED, a_helper, a_worker, acting_for, an_organization
from builders import NOON, a_partner, an_agency
from hub_world import TRACE

from adapters.identity.bsn import Bsn
from consent.parties import Requester, Role

PARTNER = a_partner()


async def look(desk: Desk, requester: Requester | None = None, **more: Any) -> Any:
    """Ask for an overview of the person."""
    person = None if requester is None else ref_for(desk, requester)
    return await desk.root(OVERVIEW, requester=requester, person=person, **more)


async def latest(desk: Desk) -> Any:
    return (await accesses(desk))[0]


async def test_an_access_is_there_in_the_very_next_question_with_basis_article_and_activity() -> None:
    async with a_desk(*OWED) as desk:
        given = await done(
            desk, "giveConsent", agencies=["cjib", "duo"], purposes=["OVERVIEW"], recipient=str(PARTNER.oin)
        )
        desk.world.clock.forward(minutes=5)
        await look(desk, PARTNER)
        seen = await latest(desk)
    by_agency = {decision["agency"]["code"]: decision for decision in seen["decisions"]}

    assert (seen["kind"], seen["at"], seen["refused"]) == ("CLAIMS_RELEASED", "2026-11-23T12:05:00Z", False)
    assert (seen["purpose"], seen["case"], seen["traceId"]) == ("OVERVIEW", None, TRACE.trace_id)
    assert seen["by"] == {
        "role": "AGENCY",
        "you": False,
        "oin": PARTNER.oin,
        "name": None,
        "forYou": False,
        "mandate": None,
    }
    assert by_agency["cjib"] == {
        "agency": {"code": "cjib"},
        "permitted": True,
        "basis": "consent",
        "article": "AVG 6(1)(a)",
        "activity": {"id": "overview-organization:1", "uri": "urn:eenregeling:activity:overview-organization:1"},
        "ground": None,
        "grant": given["grants"][0]["id"],
        "shown": 1,
        "status": "withheld",
    }
    assert (by_agency["cak"]["permitted"], by_agency["cak"]["ground"]) == (False, "consent.missing")
    assert (by_agency["cak"]["shown"], by_agency["cak"]["status"], by_agency["cak"]["grant"]) == (None, None, None)


async def test_an_attempt_that_was_refused_is_shown_with_its_ground() -> None:
    strange = replace(PARTNER, purposes=frozenset())
    async with a_desk(*OWED) as desk:
        await look(desk, strange)
        seen = await latest(desk)
    assert (seen["kind"], seen["refused"], seen["by"]["oin"]) == ("CLAIMS_RELEASED", True, PARTNER.oin)
    assert {decision["ground"] for decision in seen["decisions"]} == {"consent.purpose_not_registered"}
    assert {decision["basis"] for decision in seen["decisions"]} == {None}


@pytest.mark.parametrize("list_", ["accesses", "grants"])
async def test_whoever_tries_to_read_what_is_the_persons_alone_is_shown_to_the_person(list_: str) -> None:
    document = f"query Q($person: PersonInput) {{ {list_}(person: $person) {{ __typename }} }}"
    async with a_desk(*OWED) as desk:
        await desk.root(document, requester=PARTNER, person=ref_for(desk, PARTNER))
        seen = await latest(desk)
    assert (seen["kind"], seen["refused"], seen["by"]["oin"]) == ("ACCESS_REFUSED", True, PARTNER.oin)


async def test_a_look_of_somebody_who_acts_for_the_person_is_marked_with_the_mandate() -> None:
    helper = a_helper()
    async with a_desk(*OWED) as desk:
        actor = acting_for(desk.world.subject, await desk.directory.ref_of(Bsn(ACTOR_BSN)))
        await done(
            desk,
            "giveMandate",
            representative=str(helper.oin),
            acts=["VIEW"],
            purposes=["OVERVIEW"],
            agencies=["cjib"],
        )
        await desk.world.recognize(actor, trace=TRACE)
        by_oin = {mandate["representativeOin"]: mandate["id"] for mandate in await mandates(desk)}
        await look(desk, helper)
        helpers = await latest(desk)
        await desk.root(OVERVIEW, requester=actor)
        actors = await latest(desk)

    for seen, role, oin in ((helpers, "INTERMEDIARY", helper.oin), (actors, "CITIZEN", None)):
        assert (seen["by"]["forYou"], seen["by"]["you"], seen["by"]["role"]) == (True, False, role)
        assert seen["by"]["mandate"] == by_oin[oin]
    assert {decision["grant"] for decision in helpers["decisions"]} == {None}
    assert all(decision["grant"] for decision in actors["decisions"])


async def test_a_workers_look_is_shown_with_reason_and_case() -> None:
    async with a_desk(*OWED) as desk:
        await look(desk, a_worker(), case=CASE)
        seen = await latest(desk)
    permitted = [decision for decision in seen["decisions"] if decision["permitted"]]
    assert (seen["case"], seen["by"]["role"], seen["refused"]) == ("contact:Z-2026-17", "STAFF", False)
    assert [(one["agency"]["code"], one["basis"], one["activity"]["id"], one["grant"]) for one in permitted] == [
        ("duo", "public_task", "casework:1", None)
    ]


async def test_reading_the_list_stands_in_the_list() -> None:
    async with a_desk(*OWED) as desk:
        await accesses(desk)
        seen = await latest(desk)
    assert (seen["kind"], seen["by"]["you"], seen["refused"]) == ("ACCESSES_READ", True, False)


async def test_everybody_who_looked_is_counted_by_organization_refusals_apart() -> None:
    other = an_organization("agency-9", Role.AGENCY, 9)
    async with a_desk(*OWED) as desk:
        await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"], recipient=str(PARTNER.oin))
        for minutes, requester in enumerate((PARTNER, PARTNER, other), start=1):
            desk.world.clock.forward(minutes=minutes)
            await look(desk, requester)
        desk.world.clock.forward(minutes=1)
        listed = await desk.root(ACCESSES, first=1)
    told = {
        group["by"]["oin"]: (group["count"], group["refused"], group["latest"]) for group in listed["organizations"]
    }

    assert told[PARTNER.oin] == (2, 0, "2026-11-23T12:03:00Z")
    assert told[other.oin] == (1, 1, "2026-11-23T12:06:00Z")
    assert [group["by"]["you"] for group in listed["organizations"]] == [False, False, True]
    assert len(listed["edges"]) == 1


async def test_the_list_comes_page_by_page_and_reading_it_moves_no_page() -> None:
    async with a_desk(*OWED) as desk:
        for _ in range(4):
            await look(desk)
        first = await desk.root(ACCESSES, first=2)
        second = await desk.root(ACCESSES, first=2, after=first["pageInfo"]["endCursor"])
        whole = await accesses(desk)
        wrong = await desk.root(ACCESSES, after="nowhere")
    ids = [edge["node"]["id"] for page in (first, second) for edge in page["edges"]]

    assert first["pageInfo"]["hasNextPage"]
    assert ids == [access["id"] for access in whole if access["kind"] != "ACCESSES_READ"][:4]
    assert (wrong["__typename"], wrong["code"], wrong["path"]) == ("InputProblem", "page.unknown_cursor", ["after"])


async def test_the_list_is_narrowed_by_organization_kind_and_moment() -> None:
    async with a_desk(*OWED) as desk:
        await look(desk, PARTNER)
        desk.world.clock.forward(hours=1)
        await look(desk)
        by_them = await accesses(desk, organization=str(PARTNER.oin))
        given = await accesses(desk, kinds=["CONSENT_GIVEN", "CONSENT_WITHDRAWN"])
        lately = await accesses(desk, since=(NOON.replace(hour=13)).isoformat())
        by_nobody = await accesses(desk, organization="9" * 20)
    assert [access["by"]["oin"] for access in by_them] == [PARTNER.oin]
    assert {access["kind"] for access in given} == {"CONSENT_GIVEN"}
    assert {access["at"] for access in lately} == {"2026-11-23T13:00:00Z"}
    assert "CLAIMS_RELEASED" in {access["kind"] for access in lately}
    assert by_nobody == []


async def test_the_list_holds_no_amount_no_number_and_no_reference() -> None:
    async with a_desk(*OWED) as desk:
        await look(desk, replace(PARTNER, bsn_basis="art. 10 Wabb"))
        await look(desk, a_worker(), case=CASE)
        await look(desk)
        told = json.dumps(await desk.root(ACCESSES))
    for secret in ("20000", "25000", BSN, "A-1", "D-1", desk.world.subject):
        assert secret not in told


async def test_of_a_persons_look_it_stands_on_which_grant_and_how_many_claims() -> None:
    async with a_desk(*OWED) as desk:
        given = {grant["id"] for grant in await grants(desk)}
        await look(desk)
        seen = await latest(desk)
    assert seen["by"] == {"role": "CITIZEN", "you": True, "oin": None, "name": None, "forYou": False, "mandate": None}
    assert {decision["grant"] for decision in seen["decisions"]} <= given
    assert {one["agency"]["code"]: one["shown"] for one in seen["decisions"]} == {
        "belastingdienst": 0,
        "toeslagen": 0,
        "cjib": 1,
        "duo": 1,
        "cak": 0,
    }


async def test_an_agency_of_this_hub_is_shown_by_its_name() -> None:
    of_here = replace(PARTNER, oin=an_agency().oin)
    async with a_desk(*OWED) as desk:
        await look(desk, of_here)
        assert (await latest(desk))["by"]["name"] == "BELASTINGDIENST"
