"""A consent from the text that is read before it to its end, as a client sees it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from api.commands import GRANTS, command, done, grants, problem, ref_for, statuses
from api.desk import Desk, a_desk
from api.requesters import OWED
from builders import AGENCIES, REGISTER, ROOT, a_partner

from consent import register
from consent.register import Register

PARTNER = a_partner()
ACTIVITIES = """{ processingActivities {
  id purpose footing recipients sources categories article lapsesAfterMonths notices { id language text }
} }"""


async def to_read(desk: Desk, purpose: str = "OVERVIEW", recipient: str = "self") -> Any:
    """The activity that a person would consent to."""
    found = await desk.root(ACTIVITIES)
    return next(
        one
        for one in found
        if one["purpose"] == purpose and one["footing"] == "GRANT" and recipient in one["recipients"]
    )


async def test_a_grant_says_what_it_is_for_how_often_and_which_text_was_read() -> None:
    async with a_desk(consents=False) as desk:
        activity = await to_read(desk)
        payload = await done(
            desk,
            "giveConsent",
            agencies=["cjib"],
            purposes=["OVERVIEW"],
            categories=["CLAIMS"],
            use="ONCE",
            notices=[activity["notices"][0]["id"]],
        )
    (grant,) = payload["grants"]
    assert (grant["categories"], grant["use"], grant["activity"]) == (["CLAIMS"], "ONCE", "overview-self:1")
    assert (grant["notice"], activity["notices"][0]["language"]) == (activity["notices"][0]["id"], "nl")
    assert (grant["status"], grant["inForce"], grant["givenByRepresentative"]) == ("IN_FORCE", True, False)
    assert (grant["validUntil"], grant["lapsesAt"]) == ("2027-11-23T12:00:00Z", "2027-05-23T12:00:00Z")


@pytest.mark.parametrize(
    ("wish", "code", "path"),
    [
        ({"purposes": ["EXECUTION"]}, "consent.not_by_consent", ["input", "purposes", "0"]),
        ({"purposes": ["OVERVIEW", "EXECUTION"]}, "consent.not_by_consent", ["input", "purposes", "1"]),
        ({"notices": ["nl:of-another-day"]}, "consent.notice_outdated", ["input", "notices"]),
        (
            {"recipient": str(PARTNER.oin), "categories": ["CIRCUMSTANCES"]},
            "consent.category_not_needed",
            ["input", "categories"],
        ),
    ],
)
async def test_what_cannot_be_consented_to_is_refused_and_nothing_is_given(
    wish: dict[str, Any], code: str, path: list[str]
) -> None:
    async with a_desk(consents=False) as desk:
        assert await problem(desk, "giveConsent", **{"agencies": ["cjib"], "purposes": ["OVERVIEW"], **wish}) == (
            code,
            path,
        )
        assert await grants(desk) == []


async def test_consent_hands_nobody_what_a_law_keeps_secret() -> None:
    async with a_desk(*OWED, consents=False, secrecy="art. 67 AWR") as desk:
        wish = {"agencies": ["cjib", "belastingdienst"], "purposes": ["OVERVIEW"]}
        refused = await problem(desk, "giveConsent", **wish, recipient=str(PARTNER.oin))
        own = await done(desk, "giveConsent", **wish)
    assert refused == ("needs.legal_basis", ["input", "agencies", "1"])
    assert [grant["recipient"] for grant in own["grants"]] == ["self", "self"]


async def test_consent_for_once_is_used_up_by_one_answer() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"], use="ONCE")
        first, second = await statuses(desk), await statuses(desk)
        (grant,) = await grants(desk)
    assert (first["cjib"], second["cjib"]) == ("ANSWERED", "consent.used_up")
    assert (grant["status"], grant["usedAt"], grant["inForce"]) == ("USED_UP", "2026-11-23T12:00:00Z", False)
    assert desk.asked["cjib"] == 1


async def test_use_puts_off_the_moment_at_which_consent_lapses() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"])
        desk.world.clock.forward(days=150)
        used = await statuses(desk)
        (grant,) = await grants(desk)
        desk.world.clock.forward(days=100)
        in_use = await statuses(desk)
    assert (used["cjib"], in_use["cjib"]) == ("ANSWERED", "ANSWERED")
    assert (grant["usedAt"], grant["lapsesAt"]) == ("2027-04-22T12:00:00Z", "2027-10-22T12:00:00Z")


async def test_consent_that_was_never_used_lapses_after_six_months() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"])
        desk.world.clock.forward(days=180)
        (before,) = await grants(desk)
        desk.world.clock.forward(days=1)
        (after,) = await grants(desk)
        told = await statuses(desk)
    assert (before["status"], before["lapsesAt"]) == ("IN_FORCE", "2027-05-23T12:00:00Z")
    assert (after["status"], after["lapsesAt"], after["inForce"]) == ("LAPSED", None, False)
    assert (told["cjib"], desk.asked["cjib"]) == ("consent.lapsed", 0)


def reworded() -> Register:
    """The register of somebody who changed a text: a new version, in force from tomorrow."""
    text = (ROOT / "consent" / "register.toml").read_text(encoding="utf-8")
    parts = text.split("[[activity]]")
    first = parts[1]
    old = first.replace("valid_from = 2025-01-01", "valid_from = 2025-01-01\nvalid_to = 2026-11-23")
    new = first.replace("version    = 1", "version    = 2").replace(
        "valid_from = 2025-01-01", "valid_from = 2026-11-24"
    )
    new = new.replace("Dat laten wij alleen aan u zien.", "Dat laten wij aan u zien.")
    return register.read(["[[activity]]".join([parts[0], old, new, *parts[2:]])])


async def test_consent_to_a_text_that_has_changed_must_be_asked_for_again() -> None:
    changed = reworded()
    async with a_desk(*OWED, consents=False) as desk:
        given = await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"])
        read = given["grants"][0]["notice"]
        for action in (desk.world.collect, desk.world.give):
            object.__setattr__(action, "register", changed)
        desk.services = replace(desk.services, register=changed)
        same_day = await statuses(desk)
        desk.world.clock.forward(days=1)
        (grant,) = await grants(desk)
        told = await statuses(desk)
        old_text = await problem(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"], notices=[read])
        again = await done(desk, "giveConsent", idempotencyKey="again", agencies=["cjib"], purposes=["OVERVIEW"])
        shown = await statuses(desk)
    assert (same_day["cjib"], told["cjib"], shown["cjib"]) == ("ANSWERED", "consent.outdated", "ANSWERED")
    assert (grant["status"], grant["inForce"]) == ("OUTDATED", False)
    assert old_text == ("consent.notice_outdated", ["input", "notices"])
    assert again["grants"][0]["activity"] == "overview-self:2"


async def test_consent_can_become_less_and_never_more() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        (given,) = (await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"]))["grants"]
        named = {"grants": [given["id"]]}
        desk.world.clock.forward(hours=1)
        (less,) = (await done(desk, "narrowConsent", **named, categories=["CLAIMS"], until="2026-12-24T00:00:00Z"))[
            "grants"
        ]
        wider = await problem(desk, "narrowConsent", **named, until="2026-12-25T00:00:00Z")
        nothing = await problem(desk, "narrowConsent", **named, categories=["CIRCUMSTANCES"])
        unsaid = await problem(desk, "narrowConsent", **named)
        past = await problem(desk, "narrowConsent", **named, until="2026-11-23T13:00:00Z")
        await done(desk, "withdrawConsent", **named)
        gone = await problem(desk, "narrowConsent", **named, categories=["CLAIMS"])
        unnamed = await problem(desk, "narrowConsent", grants=[], categories=["CLAIMS"])
    assert (less["categories"], less["validUntil"]) == (["CLAIMS"], "2026-12-24T00:00:00Z")
    assert less["narrowedAt"] == "2026-11-23T13:00:00Z"
    assert wider == ("consent.would_widen", ["input", "until"])
    assert nothing == ("consent.narrowed_to_nothing", ["input", "categories"])
    assert unsaid == ("consent.nothing_to_narrow", ["input", "grants"])
    assert past == ("consent.ends_before_it_begins", ["input", "until"])
    assert gone == ("grant.withdrawn", ["input", "grants"])
    assert unnamed == ("grant.none_named", ["input", "grants"])


async def test_after_narrowing_an_organization_sees_less_in_the_next_question() -> None:
    wish = {"agencies": ["cjib"], "purposes": ["PROPOSAL"], "recipient": str(PARTNER.oin)}
    document = """query Q($p: PersonInput) {
      preview(input: {scheme: "rijk-2025", person: $p}) { ... on Considered { claims { totalCount } } }
    }"""
    async with a_desk(*OWED, consents=False) as desk:
        (given,) = (await done(desk, "giveConsent", **wish))["grants"]
        person = ref_for(desk, PARTNER)
        before = await desk.root(document, requester=PARTNER, p=person)
        await done(desk, "narrowConsent", grants=[given["id"]], categories=["CIRCUMSTANCES"])
        after = await desk.root(document, requester=PARTNER, p=person)
    assert (before["claims"]["totalCount"], after["claims"]["totalCount"]) == (1, 0)


async def test_what_was_known_earlier_can_be_asked_for() -> None:
    async with a_desk(consents=False) as desk:
        (given,) = (await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"]))["grants"]
        desk.world.clock.forward(hours=2)
        await done(desk, "withdrawConsent", grants=[given["id"]])
        now = await desk.root(GRANTS)
        earlier = await desk.root(GRANTS, knownAt="2026-11-23T13:00:00Z")
        before = await desk.root(GRANTS, knownAt="2026-11-23T11:00:00Z")
    assert [edge["node"]["withdrawnAt"] for edge in now["edges"]] == ["2026-11-23T14:00:00Z"]
    assert [edge["node"]["withdrawnAt"] for edge in earlier["edges"]] == [None]
    assert before["edges"] == []


@dataclass
class Counted:
    """A client that counts how often it asks."""

    desk: Desk
    calls: int = 0

    async def list(self, document: str) -> Any:
        self.calls += 1
        return await self.desk.root(document)

    async def command(self, name: str, **wish: object) -> Any:
        self.calls += 1
        return await done(self.desk, name, **wish)


async def test_withdrawing_takes_no_more_calls_than_giving() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        client = Counted(desk=desk)
        activities = await client.list(ACTIVITIES)
        read = [notice["id"] for one in activities for notice in one["notices"]]
        wish = {"agencies": list(AGENCIES), "purposes": ["OVERVIEW", "PROPOSAL"], "notices": read}
        await client.command("giveConsent", **wish)
        to_give = client.calls
        standing = await client.list(GRANTS)
        named = [edge["node"]["id"] for edge in standing["edges"] if edge["node"]["inForce"]]
        await client.command("withdrawConsent", grants=named)
        to_withdraw = client.calls - to_give
        told = await statuses(desk)
    assert len(named) == 10
    assert to_withdraw <= to_give == 2
    assert set(told.values()) == {"consent.missing"}


async def test_a_withdrawn_consent_is_not_given_again_by_sending_the_old_command_once_more() -> None:
    wish = {"idempotencyKey": "once", "agencies": ["cjib"], "purposes": ["OVERVIEW"]}
    async with a_desk(*OWED, consents=False) as desk:
        (given,) = (await done(desk, "giveConsent", **wish))["grants"]
        await done(desk, "withdrawConsent", grants=[given["id"]])
        again = await command(desk, "giveConsent", **wish)
        told = await statuses(desk)
    assert [(grant["id"], grant["inForce"]) for grant in again["grants"]] == [(given["id"], False)]
    assert told["cjib"] == "consent.missing"


async def test_the_register_that_is_shown_is_the_one_that_decides() -> None:
    async with a_desk() as desk:
        shown = await desk.root(ACTIVITIES)
    in_force = REGISTER.in_force(date(2026, 11, 23))
    assert [one["id"] for one in shown] == [activity.id for activity in in_force]
    assert {notice["language"] for one in shown for notice in one["notices"]} == {"nl", "en"}
    assert all(one["article"] and one["categories"] and one["sources"] for one in shown)
