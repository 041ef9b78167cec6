"""Who acts for a person: given, recorded on paper, recognized at a log-in, seen by the person, and ended."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from api.commands import OVERVIEW, accesses, command, done, grants, mandates, problem, ref_for, statuses
from api.desk import BSN, OTHER_BSN, Desk, a_desk
from api.requesters import ACTOR_BSN, OWED, a_helper, a_request, acting_for
from builders import AGENCIES, a_claim, a_partner, a_report
from hub_world import TRACE

from adapters.identity.bsn import Bsn
from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import Requester
from consent.purposes import Purpose
from consent.requests import ConsentRequest

HELPER = a_helper()
HELP: Mapping[str, Any] = {"acts": ["VIEW"], "purposes": ["OVERVIEW"], "agencies": ["cjib", "duo"]}
PAPER: Mapping[str, Any] = {
    "kind": "HELP",
    "evidence": {"kind": "PAPER", "signedOn": "2026-11-20", "reference": "M-2026-7"},
    **HELP,
}
COURT: Mapping[str, Any] = {
    **PAPER,
    "kind": "GUARDIANSHIP",
    "evidence": {"kind": "COURT_ORDER", "signedOn": "2026-11-20", "reference": "C/09-1"},
}


async def given(desk: Desk, **more: Any) -> Any:
    """The person mandates the helper."""
    return (await done(desk, "giveMandate", **{"representative": str(HELPER.oin), **HELP, **more}))["mandates"][0]


async def recorded(desk: Desk, **more: Any) -> Any:
    """The helper records a mandate on paper."""
    wish = {"person": ref_for(desk, HELPER), **PAPER, **more}
    return (await done(desk, "recordMandate", by=HELPER, **wish))["mandates"][0]


async def known_open(desk: Desk, requester: Requester) -> int:
    overview = await desk.root(OVERVIEW, requester=requester, person=ref_for(desk, requester))
    return int(overview["knownOpen"])


async def test_a_mandate_of_the_person_lets_a_helper_see_what_it_names_and_no_more() -> None:
    async with a_desk(*OWED, consents=False, secrecy="art. 67 AWR") as desk:
        mandate = await given(desk)
        told = await statuses(desk, HELPER, person=ref_for(desk, HELPER))
        narrow = await desk.root(
            """query Q($p: PersonInput) { preview(input: {scheme: "rijk-2025", person: $p}) {
                 ... on Considered { sources { reason } } } }""",
            requester=HELPER,
            p=ref_for(desk, HELPER),
        )
        seen = await known_open(desk, HELPER)
    assert (mandate["representativeOin"], mandate["kind"], mandate["evidence"]) == (HELPER.oin, "HELP", "LOGIN")
    assert (mandate["inForce"], mandate["canEnd"], mandate["validUntil"]) == (True, True, "2027-11-23T12:00:00Z")
    assert {told[agency] for agency in ("belastingdienst", "toeslagen", "cak")} == {"consent.no_mandate"}
    assert {source["reason"] for source in narrow["sources"]} == {"consent.no_mandate"}
    assert seen == 25_000


async def test_the_person_ends_a_mandate_and_the_helper_sees_nothing_in_the_next_question() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        mandate = await given(desk)
        before = await known_open(desk, HELPER)
        desk.world.clock.forward(minutes=1)
        (ended,) = (await done(desk, "endMandates", mandates=[mandate["id"]]))["mandates"]
        after = await known_open(desk, HELPER)
    assert (before, after) == (25_000, 0)
    assert (ended["endedAt"], ended["inForce"], ended["canEnd"]) == ("2026-11-23T12:01:00Z", False, False)


async def test_a_helper_records_a_mandate_on_paper_and_the_person_sees_and_ends_it() -> None:
    entitled = replace(HELPER, bsn_basis="art. 8 Wgs")
    async with a_desk(*OWED, consents=False) as desk:
        refused = await problem(desk, "recordMandate", by=HELPER, person={"bsn": BSN}, **PAPER)
        made = await done(desk, "recordMandate", by=entitled, person={"bsn": BSN}, **PAPER)
        seen = await known_open(desk, HELPER)
        (own,) = await mandates(desk)
        await done(desk, "endMandates", mandates=[own["id"]])
        after = await known_open(desk, HELPER)
    (mandate,) = made["mandates"]
    assert refused == ("bsn.no_basis", ["input", "person"])
    assert (mandate["evidence"], mandate["signedOn"], mandate["reference"]) == ("PAPER", "2026-11-20", "M-2026-7")
    assert own == mandate
    assert (seen, after) == (25_000, 0)


async def test_a_helper_ends_its_own_mandate_and_nobody_elses() -> None:
    other = a_helper(5)
    async with a_desk(*OWED, consents=False) as desk:
        mandate = await given(desk)
        named = {"mandates": [mandate["id"]]}
        theirs = await problem(desk, "endMandates", by=other, person=ref_for(desk, other), **named)
        ended = await done(desk, "endMandates", by=HELPER, person=ref_for(desk, HELPER), **named)
        again = await done(desk, "endMandates", by=HELPER, person=ref_for(desk, HELPER), **named)
    assert theirs == ("mandate.unknown", ["input", "mandates", "0"])
    assert ended["mandates"][0]["inForce"] is False
    assert again == ended


async def test_what_a_court_decided_the_person_cannot_end_here_and_the_representative_can() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await recorded(desk, **COURT)
        (own,) = await mandates(desk)
        refused = await problem(desk, "endMandates", mandates=[own["id"]])
        ended = await done(desk, "endMandates", by=HELPER, person=ref_for(desk, HELPER), mandates=[own["id"]])
    assert (own["kind"], own["canEnd"]) == ("GUARDIANSHIP", False)
    assert refused == ("mandate.by_court", ["input", "mandates", "0"])
    assert ended["mandates"][0]["endedAt"]


@pytest.mark.parametrize(
    ("wish", "code", "path"),
    [
        ({"agencies": ["nobody"]}, "agency.unknown", ["agencies", "0"]),
        ({"agencies": []}, "mandate.incomplete", ["agencies"]),
        ({"purposes": []}, "mandate.incomplete", ["purposes"]),
        ({"acts": []}, "mandate.incomplete", ["acts"]),
        ({"until": "2026-11-23T12:00:00Z"}, "consent.ends_before_it_begins", ["until"]),
        ({"until": "2028-11-23T12:00:00Z"}, "consent.too_long", ["until"]),
        ({"representative": "12345"}, "representative.malformed", ["representative"]),
        ({"representative": "self"}, "representative.malformed", ["representative"]),
    ],
)
async def test_a_mandate_that_cannot_be_is_refused_and_nothing_is_written(
    wish: dict[str, Any], code: str, path: list[str]
) -> None:
    async with a_desk(consents=False) as desk:
        found = await problem(desk, "giveMandate", **{"representative": str(HELPER.oin), **HELP, **wish})
        assert found == (code, ["input", *path])
        assert await mandates(desk) == []


@pytest.mark.parametrize(
    ("requester", "wish", "code", "path"),
    [
        (replace(HELPER, scopes=frozenset()), {}, "mandate.may_not_record", ["evidence"]),
        (a_partner(), {}, "mandate.may_not_record", ["evidence"]),
        (HELPER, {"kind": "GUARDIANSHIP"}, "mandate.evidence_does_not_fit", ["evidence"]),
        (HELPER, {"evidence": COURT["evidence"]}, "mandate.evidence_does_not_fit", ["evidence"]),
        (
            HELPER,
            {"evidence": {**PAPER["evidence"], "signedOn": "2026-11-24"}},
            "mandate.signed_in_future",
            ["evidence", "signedOn"],
        ),
    ],
)
async def test_a_paper_that_cannot_be_recorded_is_refused(
    requester: Requester, wish: dict[str, Any], code: str, path: list[str]
) -> None:
    async with a_desk(consents=False) as desk:
        asked = {"person": ref_for(desk, requester), **PAPER, **wish}
        assert await problem(desk, "recordMandate", by=requester, **asked) == (code, ["input", *path])
        assert await mandates(desk) == []


async def test_under_administration_the_person_hands_on_what_is_still_theirs_and_no_more() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        order = {**COURT["evidence"], "reference": "C/09-2"}
        await recorded(desk, **{**COURT, "kind": "ADMINISTRATION", "evidence": order})
        wish = {"representative": str(HELPER.oin), **HELP}
        to_accept = await problem(desk, "giveMandate", **{**wish, "acts": ["VIEW", "ACCEPT"]})
        to_look = await done(desk, "giveMandate", **wish)
    assert to_accept == ("consent.under_guardianship", ["input", "person"])
    assert to_look["mandates"][0]["acts"] == ["VIEW"]


async def test_a_person_records_no_paper_for_themselves() -> None:
    async with a_desk(consents=False) as desk:
        asked = {**PAPER, "evidence": {**PAPER["evidence"], "kind": "LOGIN"}}
        found = await problem(desk, "recordMandate", person=ref_for(desk, desk.world.citizen), **asked)
        assert found == ("consent.not_their_own", ["input", "person"])
        assert await mandates(desk) == []


@pytest.mark.parametrize("kind", ["LOGIN", "PROVIDER"])
async def test_a_helper_cannot_claim_that_the_person_or_a_provider_vouched_for_it(kind: str) -> None:
    async with a_desk(consents=False) as desk:
        asked = {**PAPER, "evidence": {**PAPER["evidence"], "kind": kind}}
        payload = await command(desk, "recordMandate", by=HELPER, person=ref_for(desk, HELPER), **asked)
        assert payload["mandates"] is None
        assert await mandates(desk) == []


async def test_no_mandate_named_is_a_problem() -> None:
    async with a_desk(consents=False) as desk:
        assert await problem(desk, "endMandates", mandates=[]) == ("mandate.none_named", ["input", "mandates"])


# ── whoever logs in for somebody ──


@dataclass(frozen=True, kw_only=True)
class Acting:
    """A desk, and somebody who logged in there to act for the person."""

    desk: Desk
    actor: Requester


@asynccontextmanager
async def somebody_acts(*, consents: bool = True) -> AsyncIterator[Acting]:
    async with a_desk(*OWED, consents=consents) as desk:
        actor = acting_for(desk.world.subject, await desk.directory.ref_of(Bsn(ACTOR_BSN)))
        await desk.world.recognize(actor, trace=TRACE)
        yield Acting(desk=desk, actor=actor)


async def test_whoever_logs_in_for_somebody_is_on_record_before_they_see_anything() -> None:
    async with somebody_acts() as acting:
        (mandate,) = await mandates(acting.desk)
        noted = await accesses(acting.desk, kinds=["MANDATE_GIVEN"])
        seen = await acting.desk.root(OVERVIEW, requester=acting.actor)
    assert (mandate["evidence"], mandate["representativeOin"], mandate["canEnd"]) == ("PROVIDER", None, True)
    assert [access["by"]["forYou"] for access in noted] == [True]
    assert seen["knownOpen"] == 25_000


async def test_a_second_log_in_writes_nothing_down() -> None:
    async with somebody_acts() as acting:
        await acting.desk.world.recognize(acting.actor, trace=TRACE)
        assert len(await mandates(acting.desk)) == 1


async def test_after_the_person_ended_it_a_log_in_for_them_sees_nothing_whatever_the_token_says() -> None:
    async with somebody_acts() as acting:
        desk, actor = acting.desk, acting.actor
        asked = await desk.world.ask_consent(a_request(desk, a_partner()))
        assert isinstance(asked, ConsentRequest)
        (mandate,) = await mandates(desk)
        await done(desk, "endMandates", mandates=[mandate["id"]])
        await desk.world.recognize(actor, trace=TRACE)
        desk_asked = dict(desk.asked)
        told = await statuses(desk, actor)
        lists = await grants(desk, actor), (await desk.root(_REQUESTS, requester=actor))["requests"]
        looked = await desk.root(_ACCESSES, requester=actor)
        refused = await problem(desk, "giveConsent", by=actor, agencies=["cjib"], purposes=["OVERVIEW"])
        theirs = await mandates(desk, actor)
        (whole,) = await mandates(desk)
    assert set(told.values()) == {"consent.no_mandate"}
    assert dict(desk.asked) == desk_asked
    assert lists == ([], [])
    assert looked == {"code": "consent.no_mandate"}
    assert refused == ("consent.no_mandate", ["input", "person"])
    assert theirs == [whole]
    assert whole["inForce"] is False


_REQUESTS = "{ consentRequests { ... on ConsentRequestList { requests { id } } } }"
_ACCESSES = "{ accesses { ... on Problem { code } } }"


async def test_what_a_representative_allows_is_marked_as_theirs() -> None:
    async with somebody_acts(consents=False) as acting:
        await done(acting.desk, "giveConsent", by=acting.actor, agencies=["cjib"], purposes=["OVERVIEW"])
        (grant,) = await grants(acting.desk)
        (noted, *_) = await accesses(acting.desk, kinds=["CONSENT_GIVEN"])
        (mandate,) = await mandates(acting.desk)
    assert grant["givenByRepresentative"] is True
    assert (noted["by"]["forYou"], noted["by"]["mandate"]) == (True, mandate["id"])


async def test_a_representative_passes_their_leave_on_to_nobody() -> None:
    async with somebody_acts() as acting:
        wish = {"representative": str(HELPER.oin), **HELP}
        refused = await problem(acting.desk, "giveMandate", by=acting.actor, **wish)
    assert refused == ("consent.not_their_own", ["input", "person"])


async def test_under_guardianship_the_representative_consents_and_the_person_does_not() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        actor = acting_for(desk.world.subject, await desk.directory.ref_of(Bsn(ACTOR_BSN)))
        await by_court(desk, actor)
        wish = {"agencies": ["cjib"], "purposes": ["OVERVIEW"]}
        own = await problem(desk, "giveConsent", **wish)
        given_for_them = await done(desk, "giveConsent", by=actor, **wish)
        named = {"grants": [given_for_them["grants"][0]["id"]]}
        await done(desk, "withdrawConsent", **named)
        forgotten = await problem(desk, "erasePerson")
        mine = await statuses(desk)
    assert own == ("consent.under_guardianship", ["input", "person"])
    assert forgotten[0] == "consent.under_guardianship"
    assert mine["cjib"] == "consent.missing", "taking back is never kept from the person"


async def test_under_guardianship_the_person_mandates_nobody_around_their_guardian() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await by_court(desk, acting_for(desk.world.subject, await desk.directory.ref_of(Bsn(ACTOR_BSN))))
        wish = {"representative": str(HELPER.oin), **HELP, "acts": ["VIEW", "CONSENT", "ACCEPT"]}
        refused = await problem(desk, "giveMandate", **wish)
    assert refused == ("consent.under_guardianship", ["input", "person"])


async def by_court(desk: Desk, actor: Requester) -> None:
    """A court put the person under guardianship, and the guardian logs in."""
    at = desk.world.clock.now()
    mandate = Mandate(
        id=MandateId("by-court"),
        subject=desk.world.subject,
        representative=str(actor.actor),
        kind=MandateKind.GUARDIANSHIP,
        acts=frozenset(Act),
        purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
        agencies=frozenset(source.agency.code for source in desk.world.sources.values()),
        evidence=Evidence.PROVIDER,
        valid_from=at,
        valid_until=at.replace(year=at.year + 1),
    )
    async with desk.world.store.transaction(desk.world.subject) as transaction:
        await transaction.append_mandate(MandateGiven(mandate=mandate, at=at))


# ── a partner is just another person ──


async def test_a_partners_debts_are_shown_to_nobody_without_the_partners_own_leave() -> None:
    """The person, whoever acts for the person, and organizations that the person let look: none of them sees them."""
    async with a_desk(a_report("cjib", a_claim(20_000))) as desk:
        partner = await desk.a_stranger()
        assert partner.subject is not None
        actor = acting_for(desk.world.subject, await desk.directory.ref_of(Bsn(ACTOR_BSN)))
        await desk.world.recognize(actor, trace=TRACE)
        await given(desk, agencies=list(AGENCIES))
        wish = {"agencies": ["cjib"], "purposes": ["OVERVIEW"], "recipient": str(a_partner().oin)}
        await done(desk, "giveConsent", **wish)
        ways = [
            await desk.root(OVERVIEW, requester=requester, person=person)
            for requester in (desk.world.citizen, actor, replace(HELPER, bsn_basis="art. 8 Wgs"), a_partner())
            for person in ({"bsn": OTHER_BSN}, {"ref": desk.directory.pairwise(partner.subject, requester.client)})
        ]
        about_the_partner = [source for source in desk.world.sources.values() if partner.subject in source.asked]
        shown_to_themselves = await desk.root(OVERVIEW, requester=partner)
    assert about_the_partner == []
    assert {way["code"] if "code" in way else way["knownOpen"] for way in ways} == {"person.unknown", "bsn.no_basis", 0}
    assert shown_to_themselves["knownOpen"] == 0
