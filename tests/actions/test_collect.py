import asyncio
import json
from dataclasses import replace

import pytest
from builders import a_claim, a_partner, a_report
from hub_world import TRACE, PlainVault, World, a_world

from consent.purposes import Purpose
from hub.actions import collect
from hub.actions.change_grants import Named
from hub.audit.commitment import mark
from hub.domain.source import Received, SourceStatus
from hub.errors import Unavailable


def statuses(answers):
    return {report.agency: report.status for report in answers.reports}


async def test_nothing_is_asked_without_consent():
    async with a_world() as world:
        answers = await world.collect(world.question())

        assert set(statuses(answers).values()) == {SourceStatus.WITHHELD}
        assert {report.reason for report in answers.reports} == {"consent.missing"}
        assert not any(source.asked for source in world.sources.values())


async def test_only_permitted_agencies_are_asked_and_all_are_reported():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib", "duo"))
        answers = await world.collect(world.question())

        assert [code for code, source in world.sources.items() if source.asked] == ["cjib", "duo"]
        assert statuses(answers)["cjib"] is SourceStatus.ANSWERED
        assert statuses(answers)["cak"] is SourceStatus.WITHHELD
        assert len(answers.claims) == 1


async def test_a_grant_for_one_purpose_does_not_serve_another():
    async with a_world() as world:
        await world.give(world.wish("cjib", purposes=(Purpose.OVERVIEW,)))
        answers = await world.collect(world.question(purpose=Purpose.PROPOSAL))
        assert statuses(answers)["cjib"] is SourceStatus.WITHHELD


async def withdraw_all(world: World) -> None:
    states = await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)
    wish = Named(
        requester=world.citizen,
        subject=world.subject,
        grants=tuple(state.grant.id for state in states),
        trace=TRACE,
        key="w",
    )
    assert isinstance(await world.withdraw(wish), tuple)


async def test_a_withdrawal_while_agencies_are_answering_keeps_their_answers_from_leaving():
    async with a_world(a_report("cjib", a_claim())) as world:
        await world.give(world.wish("cjib"))
        source = world.sources["cjib"]
        source.gate = asyncio.Event()
        running = asyncio.create_task(world.collect(world.question()))
        await source.reached.wait()

        await withdraw_all(world)
        source.gate.set()
        answers = await running

        assert statuses(answers)["cjib"] is SourceStatus.WITHHELD
        assert answers.claims == ()


async def test_a_grant_that_comes_while_agencies_answer_changes_nothing_any_more():
    async with a_world() as world:
        await world.give(world.wish("cjib"))
        fetched = await world.collect.fetch(world.question())
        await world.give(world.wish("duo", key="later"))
        async with world.store.transaction(world.subject) as transaction:
            released = await world.collect.release(world.question(), fetched, transaction)
        assert statuses(released)["duo"] is SourceStatus.WITHHELD


async def test_an_agency_that_never_answers_is_unreachable_and_the_others_stand(monkeypatch):
    async with a_world(a_report("duo", a_claim(owner="duo", collector="duo"))) as world:
        monkeypatch.setattr(collect, "REQUEST_BUDGET", collect.REQUEST_BUDGET / 500)
        await world.give(world.wish())
        world.sources["cjib"].gate = asyncio.Event()
        answers = await world.collect(world.question())

        assert statuses(answers)["cjib"] is SourceStatus.UNREACHABLE
        assert len(answers.claims) == 1


async def test_the_audit_line_is_there_before_the_answer_and_holds_no_amount_or_reference():
    async with a_world(a_report("cjib", a_claim(123456, reference="SECRET-REF"))) as world:
        await world.give(world.wish("cjib"))
        await world.collect(world.question())
        lines = await world.audit()

        assert [(seq, event) for seq, event, _ in lines] == [
            (1, "consent.given"),
            (2, "claims.asked"),
            (3, "claims.released"),
        ]
        assert '"cjib":"answered:1"' in lines[2][2]
        for _, _, line in lines:
            assert "123456" not in line
            assert "SECRET-REF" not in line


@pytest.mark.parametrize(("signed", "said"), [(True, "answered:1:signed"), (False, "answered:1:unsigned")])
async def test_the_line_says_whether_the_agency_signed_what_was_read(signed, said):
    report = replace(a_report("cjib", a_claim()), signed=signed, received=Received(digest="f" * 64))
    async with a_world(report) as world:
        await world.give(world.wish("cjib"))
        await world.collect(world.question())
        line = (await world.audit())[2][2]

        assert f'"cjib":"{said}"' in line
        assert "f" * 64 not in line


async def test_the_line_has_the_bytes_of_each_answer_under_the_persons_key():
    reports = [
        replace(a_report(code, a_claim(owner=code, collector=code)), signed=True, received=Received(digest=digest))
        for code, digest in (("cjib", "f" * 64), ("duo", "e" * 64))
    ]
    async with a_world(*reports) as world:
        await world.give(world.wish("cjib", "duo"))
        await world.collect(world.question())
        await world.collect(world.question())
        all_lines = [json.loads(line) for _, event, line in await world.audit() if event == "claims.released"]
        key = await PlainVault().key(world.subject)

    for line in all_lines:
        marks = {name: said for name, said in line["outcome"].items() if name.endswith(".received")}
        assert marks == {"cjib.received": mark(key, "f" * 64), "duo.received": mark(key, "e" * 64)}


async def test_what_is_withheld_after_all_leaves_no_mark_of_its_bytes():
    report = replace(a_report("cjib", a_claim()), signed=True, received=Received(digest="f" * 64))
    async with a_world(report) as world:
        await world.give(world.wish("cjib"))
        fetched = await world.collect.fetch(world.question())
        await withdraw_all(world)
        async with world.store.transaction(world.subject) as transaction:
            await world.collect.release(world.question(), fetched, transaction)
        line = (await world.audit())[-1][2]

    assert '"cjib":"withheld:0"' in line
    assert "received" not in line


async def test_an_answer_that_cannot_be_written_down_is_not_given():
    report = replace(a_report("cjib", a_claim()), signed=True, received=Received(digest="f" * 64))
    async with a_world(report) as world:
        await world.give(world.wish("cjib"))
        vault = PlainVault()
        await vault.destroy(world.subject)
        collecting = replace(world.collect, vault=vault)

        with pytest.raises(Unavailable):
            await collecting(world.question())
        with pytest.raises(Unavailable):
            [each async for each in collecting.one_by_one(world.question())]
        assert not any('"cjib":"answered' in line for _, _, line in await world.audit())


# ── a partner ──


async def test_a_partner_sees_a_claim_only_where_collector_and_owner_are_permitted():
    moved = a_claim(owner="duo", reference="D-1")
    async with a_world(a_report("cjib", a_claim(), moved)) as world:
        partner = a_partner("cak")
        await world.give(world.wish("cjib", recipient=partner.recipient))
        answers = await world.collect(world.question(partner))

        assert [claim.owner for claim in answers.claims] == ["cjib"]
        assert statuses(answers)["cjib"] is SourceStatus.WITHHELD


async def test_whether_anything_was_left_out_cannot_be_told_from_the_report():
    reports = []
    for claims in ((a_claim(),), (a_claim(), a_claim(owner="duo", reference="D-1"))):
        async with a_world(a_report("cjib", *claims)) as world:
            partner = a_partner("cak")
            await world.give(world.wish("cjib", recipient=partner.recipient))
            answers = await world.collect(world.question(partner))
            reports.append(next(report for report in answers.reports if report.agency == "cjib"))
    assert replace(reports[0], claims=()) == replace(reports[1], claims=())


@pytest.mark.parametrize("status", [SourceStatus.CONTRADICTORY, SourceStatus.NOT_UNDERSTOOD])
async def test_what_is_wrong_with_a_hidden_claim_does_not_show_in_the_status(status):
    hidden = a_claim(owner="duo", reference="D-1")
    plain, odd = a_report("cjib", a_claim()), a_report("cjib", a_claim(), hidden, status=status, reason="source.x")
    reports = []
    for report in (plain, replace(odd, person=plain.person)):
        async with a_world(report) as world:
            partner = a_partner("cak")
            await world.give(world.wish("cjib", recipient=partner.recipient))
            answers = await world.collect(world.question(partner))
            reports.append(next(report for report in answers.reports if report.agency == "cjib"))
    assert reports[0] == reports[1]


async def test_a_partner_gets_what_is_stated_about_the_person_for_planning_only():
    async with a_world(a_report("cjib", a_claim())) as world:
        partner = a_partner("cak")
        await world.give(world.wish(recipient=partner.recipient))
        shown = await world.collect(world.question(partner, purpose=Purpose.OVERVIEW))
        planned = await world.collect(world.question(partner, purpose=Purpose.PROPOSAL))

        assert all(not report.person for report in shown.reports)
        assert any(report.person for report in planned.reports)


async def test_a_partner_with_every_permission_sees_the_whole_answer():
    async with a_world(a_report("cjib", a_claim(), a_claim(owner="duo", reference="D-1"))) as world:
        partner = a_partner("cak")
        await world.give(world.wish(recipient=partner.recipient))
        answers = await world.collect(world.question(partner))

        assert len(answers.claims) == 2
        assert statuses(answers)["cjib"] is SourceStatus.ANSWERED


async def test_a_silent_agency_stays_silent_for_a_partner_too():
    silent = a_report("cjib", status=SourceStatus.BUSY, reason="source.busy")
    async with a_world(silent) as world:
        partner = a_partner("cak")
        await world.give(world.wish("cjib", recipient=partner.recipient))
        answers = await world.collect(world.question(partner))
        assert statuses(answers)["cjib"] is SourceStatus.BUSY


@pytest.mark.parametrize("code", ["cak", "duo"])
async def test_secret_data_is_not_asked_for_a_partner_whatever_was_granted(code):
    async with a_world(secrecy="AWR 67") as world:
        partner = a_partner(code)
        await world.give(world.wish(recipient=partner.recipient))
        answers = await world.collect(world.question(partner))
        (report,) = [report for report in answers.reports if report.agency == "belastingdienst"]

        assert (report.status, report.reason, report.article) == (SourceStatus.WITHHELD, "needs.legal_basis", "AWR 67")
        assert not world.sources["belastingdienst"].asked
