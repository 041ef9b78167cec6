"""What somebody may decide for a person, and what nobody keeps from them: consent on a mandate, and courts' orders."""

from dataclasses import replace

import pytest
from api.commands import accesses, done, grants, problem, ref_for, statuses
from api.desk import a_desk
from api.requesters import OWED
from api.test_mandates import COURT, HELPER, given, recorded


async def test_a_helper_with_leave_to_consent_gives_and_takes_back_for_the_person() -> None:
    wish = {"purposes": ["OVERVIEW"], "agencies": ["cjib"]}
    async with a_desk(*OWED, consents=False) as desk:
        person = ref_for(desk, HELPER)
        nobody = await problem(desk, "giveConsent", by=HELPER, **wish)
        early = await problem(desk, "giveConsent", by=HELPER, person=person, **wish)
        await given(desk, acts=["VIEW", "CONSENT"])
        beyond = await problem(desk, "giveConsent", by=HELPER, person=person, purposes=["OVERVIEW"], agencies=["cak"])
        planning = await problem(
            desk, "giveConsent", by=HELPER, person=person, purposes=["PROPOSAL"], agencies=["cjib"]
        )
        made = await done(desk, "giveConsent", by=HELPER, person=person, **wish)
        (grant,) = made["grants"]
        mine = await statuses(desk)
        await done(desk, "withdrawConsent", by=HELPER, person=person, grants=[grant["id"]])
        (after,) = await grants(desk)
        looks = [(look["kind"], look["refused"]) for look in await accesses(desk) if look["by"]["forYou"]]
    assert nobody == ("person.not_named", ["input", "person"])
    assert early == ("consent.no_mandate", ["input", "person"])
    assert beyond == ("consent.no_mandate", ["input", "agencies", "0"])
    assert planning == ("consent.no_mandate", ["input", "purposes", "0"])
    assert grant["givenByRepresentative"] is True
    assert mine["cjib"] == "ANSWERED"
    assert after["status"] == "WITHDRAWN"
    assert ("ACCESS_REFUSED", True) in looks


async def test_a_court_order_is_recorded_only_by_whom_the_operator_registered_for_it() -> None:
    ordinary = replace(HELPER, scopes=frozenset({"mandates.record"}))
    async with a_desk(*OWED, consents=False) as desk:
        refused = await problem(desk, "recordMandate", by=ordinary, person=ref_for(desk, HELPER), **COURT)
    assert refused == ("mandate.may_not_record", ["input", "evidence"])


async def test_an_order_lasts_until_the_court_ends_it() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await recorded(desk, **{**COURT, "acts": ["VIEW", "CONSENT"]})
        desk.world.clock.forward(days=800)
        later = await problem(desk, "giveConsent", purposes=["OVERVIEW"], agencies=["cjib"])
    assert later[0] == "consent.under_guardianship"


@pytest.mark.parametrize("kind", ["GUARDIANSHIP", "ADMINISTRATION"])
async def test_nobody_is_rid_of_an_order_by_being_forgotten(kind: str) -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await recorded(desk, **{**COURT, "kind": kind})
        assert (await problem(desk, "erasePerson"))[0] == "consent.under_guardianship"


async def test_whoever_may_act_no_longer_sees_nothing_under_an_old_key() -> None:
    wish = {"purposes": ["OVERVIEW"], "agencies": ["cjib"], "idempotencyKey": "again"}
    async with a_desk(*OWED, consents=False) as desk:
        person = ref_for(desk, HELPER)
        mandate = await given(desk, acts=["VIEW", "CONSENT"])
        await done(desk, "giveConsent", by=HELPER, person=person, **wish)
        await done(desk, "endMandates", mandates=[mandate["id"]])
        replayed = await problem(desk, "giveConsent", by=HELPER, person=person, **wish)
    assert replayed == ("consent.no_mandate", ["input", "person"])


async def test_an_empty_list_gives_nothing() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        nothing = await problem(desk, "giveConsent", purposes=["OVERVIEW"], agencies=["cjib"], categories=[])
    assert nothing == ("consent.category_not_needed", ["input", "categories"])
