from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOON, a_citizen, a_claim, a_partner, a_report
from consenting import ACTOR, HELPER, a_helper, a_worker, acting_for, done, mandated
from hub_world import TRACE, a_world
from kept import a_person

from consent.mandates import Act, Evidence, MandateKind
from consent.parties import SubjectRef
from consent.purposes import Purpose
from hub.actions.acting import ConsentProblem
from hub.actions.change_grants import Named
from hub.actions.give_mandate import RECORDS, RECORDS_COURT_ORDERS, MandateWish
from hub.actions.once import OnceProblem
from hub.domain.source import SourceStatus
from hub.errors import BadInput

RECORDER = a_helper(scopes=frozenset({RECORDS, RECORDS_COURT_ORDERS}))
PAPER = {"evidence": Evidence.PAPER, "signed_on": date(2026, 11, 20), "reference": "file 12"}
ORDER = {**PAPER, "evidence": Evidence.COURT_ORDER, "kind": MandateKind.GUARDIANSHIP}


def giving(world, *, key="m", **more):
    """The person lets the helper look at CJIB."""
    wish = MandateWish(
        requester=world.citizen,
        subject=world.subject,
        representative=HELPER,
        kind=MandateKind.HELP,
        acts=frozenset({Act.VIEW}),
        purposes=frozenset({Purpose.OVERVIEW}),
        agencies=("cjib",),
        evidence=Evidence.LOGIN,
        trace=TRACE,
        key=key,
    )
    return replace(wish, **more)


def recording(world, **more):
    return giving(world, **{"requester": RECORDER, **PAPER, **more})


async def ending(world, *wanted, requester=None, subject=None, key="e"):
    return await world.end_mandate(
        requester=requester or world.citizen,
        subject=subject or world.subject,
        wanted=tuple(wanted),
        trace=TRACE,
        key=key,
    )


async def shown(world, requester=None):
    return await world.mandates(requester=requester or world.citizen, subject=world.subject, trace=TRACE)


async def looked(world, requester):
    answers = await world.collect(world.question(requester, purpose=Purpose.OVERVIEW))
    return {report.agency: report.reason or report.status.value for report in answers.reports}


def problem(code, path):
    return ConsentProblem(code=code, path=path)


# ── Giving ──


async def test_a_helper_looks_where_the_person_lets_them_and_nowhere_else():
    async with a_world(a_report("cjib", a_claim())) as world:
        assert set((await looked(world, a_helper())).values()) == {"consent.no_mandate"}
        (state,) = done(await world.give_mandate(giving(world)))
        seen = await looked(world, a_helper())

    assert seen.pop("cjib") == "consent.other_owners_withheld"
    assert set(seen.values()) == {"consent.no_mandate"}
    assert (state.mandate.valid_from, state.mandate.valid_until) == (NOON, NOON.replace(year=2027))
    assert (state.given_by.client, state.given_by.representative) == ("portal", None)


async def test_a_helper_sees_what_is_secret_within_the_mandate():
    async with a_world(secrecy="AWR 67") as world:
        await world.give_mandate(giving(world, agencies=tuple(world.sources)))
        answers = await world.collect(world.question(a_helper(), purpose=Purpose.OVERVIEW))
    assert {report.status for report in answers.reports} == {SourceStatus.ANSWERED}


async def test_the_same_wish_again_gives_one_mandate():
    async with a_world() as world:
        first = await world.give_mandate(giving(world))

        assert await world.give_mandate(giving(world)) == first
        assert await world.give_mandate(giving(world, agencies=("duo",))) is OnceProblem.REUSED
        assert await world.give_mandate(giving(world, key=" ")) is OnceProblem.MISSING
        assert len(await shown(world)) == 1
        assert [event for _, event, _ in await world.audit()] == ["mandate.given", "mandate.read"]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"requester": a_citizen(SubjectRef("other"))}, "consent.not_their_own", "person"),
        ({"requester": a_partner()}, "consent.not_their_own", "person"),
        ({"requester": RECORDER}, "consent.not_their_own", "person"),
        ({"agencies": ("cjib", "svb")}, "agency.unknown", "agencies.1"),
        ({"agencies": ()}, "mandate.incomplete", "agencies"),
        ({"purposes": frozenset()}, "mandate.incomplete", "purposes"),
        ({"acts": frozenset()}, "mandate.incomplete", "acts"),
        ({"until": NOON}, "consent.ends_before_it_begins", "until"),
        ({"until": NOON + timedelta(days=400)}, "consent.too_long", "until"),
    ],
)
async def test_a_mandate_that_cannot_be_says_why_and_leaves_nothing(change, code, path):
    async with a_world() as world:
        assert await world.give_mandate(giving(world, **change)) == problem(code, path)
        assert await world.audit() == []


async def test_whoever_acts_for_a_person_gives_nobody_else_a_mandate():
    async with a_world() as world:
        await world.recognize(acting_for(world.subject), trace=TRACE)
        came = await world.give_mandate(giving(world, requester=acting_for(world.subject)))
    assert came == problem("consent.not_their_own", "person")


# ── On paper, or by a court ──


async def test_a_registered_helper_records_a_signed_paper_with_what_shows_it():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(recording(world, until=NOON + timedelta(days=30))))
        (of_person,) = await shown(world)

    assert of_person == state
    assert (state.mandate.evidence, state.mandate.signed_on, state.mandate.reference) == tuple(PAPER.values())
    assert (state.given_by.client, state.given_by.representative) == ("helper", HELPER)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"requester": a_helper()}, "mandate.may_not_record", "evidence"),
        ({"requester": a_partner()}, "mandate.may_not_record", "evidence"),
        ({"requester": a_worker()}, "mandate.may_not_record", "evidence"),
        (
            {"requester": replace(a_partner(), scopes=frozenset({RECORDS}))},
            "mandate.may_not_record",
            "evidence",
        ),
        ({"representative": "00000099000000008000"}, "mandate.may_not_record", "representative"),
        ({"kind": MandateKind.ADMINISTRATION}, "mandate.evidence_does_not_fit", "evidence"),
        ({"evidence": Evidence.COURT_ORDER}, "mandate.evidence_does_not_fit", "evidence"),
        ({"evidence": Evidence.PROVIDER}, "mandate.evidence_does_not_fit", "evidence"),
        (
            {"evidence": Evidence.PROVIDER, "kind": MandateKind.GUARDIANSHIP},
            "mandate.evidence_does_not_fit",
            "evidence",
        ),
        ({"signed_on": None}, "mandate.incomplete", "evidence"),
        ({"reference": None}, "mandate.incomplete", "evidence"),
        ({"reference": ""}, "mandate.incomplete", "evidence"),
        ({"signed_on": date(2026, 11, 24)}, "mandate.signed_in_future", "evidence.signedOn"),
    ],
)
async def test_what_cannot_be_recorded_says_why_and_leaves_nothing(change, code, path):
    async with a_world() as world:
        assert await world.give_mandate(recording(world, **change)) == problem(code, path)
        assert await world.audit() == []


async def test_a_paper_of_today_can_be_recorded_today():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(recording(world, signed_on=NOON.date())))
    assert state.in_force(NOON)


@pytest.mark.parametrize("kind", [MandateKind.ADMINISTRATION, MandateKind.GUARDIANSHIP])
async def test_a_court_order_is_recorded_and_takes_consent_out_of_the_hands_of_whom_it_is_about(kind):
    async with a_world() as world:
        given = done(await world.give(world.wish("cjib", key="before")))
        await world.give_mandate(recording(world, **{**ORDER, "kind": kind, "acts": frozenset(Act)}))
        came = await world.give(world.wish("cjib"))
        back = Named(
            requester=world.citizen,
            subject=world.subject,
            grants=(given[0].grant.id,),
            trace=TRACE,
            key="w",
        )
        taken = await world.withdraw(back)

    if kind is MandateKind.GUARDIANSHIP:
        assert came == problem("consent.under_guardianship", "person")
    else:
        assert isinstance(came, tuple)
    assert isinstance(taken, tuple), "taking back is never kept from the person"


async def test_nobody_hands_on_what_a_court_took_out_of_their_own_hands():
    async with a_world() as world:
        for kind in (MandateKind.ADMINISTRATION, MandateKind.GUARDIANSHIP):
            order = recording(world, **{**ORDER, "kind": kind, "acts": frozenset(Act)}, key=kind.value)
            (state,) = done(await world.give_mandate(order))
            came = {act: await world.give_mandate(giving(world, acts=frozenset({act}), key=act.value)) for act in Act}
            kept = {act for act, one in came.items() if one == problem("consent.under_guardianship", "person")}
            await ending(world, state.mandate.id, requester=a_helper(), key=f"end {kind.value}")

            assert kept == ({Act.ACCEPT} if kind is MandateKind.ADMINISTRATION else set(Act))
        assert all([isinstance(await world.give_mandate(giving(world, key=f"free {act}")), tuple) for act in Act])


# ── Ending ──


async def test_the_person_ends_a_mandate_and_the_next_look_is_refused():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(giving(world)))
        world.clock.forward(hours=1)
        (ended,) = done(await ending(world, state.mandate.id))

        assert (ended.ended_at, ended.ended_by.client) == (world.clock.now(), "portal")
        assert set((await looked(world, a_helper())).values()) == {"consent.no_mandate"}


async def test_ending_again_changes_nothing():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(giving(world)))
        first = await ending(world, state.mandate.id)
        world.clock.forward(hours=1)

        assert await ending(world, state.mandate.id) == first
        assert await ending(world, state.mandate.id, state.mandate.id, key="f") == first
        assert await ending(world, state.mandate.id, key="") is OnceProblem.MISSING
        assert [event for _, event, _ in await world.audit()].count("mandate.ended") == 2


async def test_whoever_acts_can_stop_acting():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(giving(world)))
        (ended,) = done(await ending(world, state.mandate.id, requester=a_helper()))
    assert ended.ended_by.representative == HELPER


async def test_the_person_cannot_end_what_a_court_decided_and_the_representative_can():
    async with a_world() as world:
        (order,) = done(await world.give_mandate(recording(world, **ORDER)))

        assert await ending(world, order.mandate.id) == problem("mandate.by_court", "mandates.0")
        assert (await shown(world))[0].ended_at is None
        (ended,) = done(await ending(world, order.mandate.id, requester=a_helper(), key="f"))
        assert ended.ended_at == world.clock.now()
        assert isinstance(await world.give(world.wish("cjib")), tuple)


async def test_all_named_mandates_end_or_none():
    async with a_world() as world:
        (state,) = done(await world.give_mandate(giving(world)))

        assert await ending(world, state.mandate.id, "never") == problem("mandate.unknown", "mandates.1")
        assert await ending(world) == problem("mandate.none_named", "mandates")
        assert (await shown(world))[0].ended_at is None


@pytest.mark.parametrize(
    "requester",
    [a_helper("00000099000000008000"), a_partner(), a_worker(), a_citizen(SubjectRef("other"))],
    ids=["another helper", "an agency", "a worker", "somebody else"],
)
async def test_to_anybody_else_a_mandate_is_one_that_never_was(requester):
    async with a_world() as world:
        (state,) = done(await world.give_mandate(giving(world)))

        assert await shown(world, requester) == ()
        for name in (state.mandate.id, "never"):
            assert await ending(world, name, requester=requester) == problem("mandate.unknown", "mandates.0")


# ── Showing ──


async def test_the_person_sees_every_mandate_and_whoever_acts_their_own():
    async with a_world() as world:
        (of_helper,) = done(await world.give_mandate(giving(world)))
        actor = acting_for(world.subject)
        await world.recognize(actor, trace=TRACE)
        everything = await shown(world)

        assert [state.mandate.representative for state in everything] == [HELPER, ACTOR]
        assert await shown(world, a_helper()) == (of_helper,)
        assert await shown(world, actor) == everything[1:]


# ── A log-in that says for whom somebody acts ──


async def test_a_log_in_for_a_person_is_on_record_from_the_first_time_and_once():
    async with a_world() as world:
        actor = acting_for(world.subject)
        for _ in range(3):
            await world.recognize(actor, trace=TRACE)
            world.clock.forward(days=1)
        (state,) = await shown(world)

    assert (state.mandate.kind, state.mandate.evidence) == (MandateKind.HELP, Evidence.PROVIDER)
    assert (state.mandate.acts, state.mandate.agencies) == (frozenset(Act), frozenset(world.sources))
    assert (state.mandate.valid_from, state.mandate.valid_until) == (NOON, NOON.replace(year=2027))


async def test_a_log_in_that_the_person_ended_stays_ended_until_they_give_a_new_one():
    async with a_world() as world:
        actor = acting_for(world.subject)
        await world.recognize(actor, trace=TRACE)
        (state,) = await shown(world)
        await ending(world, state.mandate.id)
        await world.recognize(actor, trace=TRACE)

        assert len(await shown(world)) == 1
        assert set((await looked(world, actor)).values()) == {"consent.no_mandate"}
        await world.give_mandate(giving(world, representative=ACTOR))
        await world.give(world.wish("cjib"))
        assert (await looked(world, actor))["cjib"] == "consent.other_owners_withheld"  # asked: only cjib was allowed


async def test_a_log_in_after_the_mandates_time_is_a_new_mandate():
    async with a_world() as world:
        await world.recognize(acting_for(world.subject), trace=TRACE)
        world.clock.forward(days=365)
        await world.recognize(acting_for(world.subject), trace=TRACE)
        states = await shown(world)

    assert [state.in_force(world.clock.now()) for state in states] == [False, True]


async def test_a_log_in_for_oneself_is_no_mandate():
    async with a_world() as world:
        await world.recognize(world.citizen, trace=TRACE)
        await world.recognize(replace(acting_for(world.subject), subject=None), trace=TRACE)

        assert await world.audit() == []


async def test_whoever_logs_in_for_a_person_sees_the_persons_grants_only_on_a_mandate():
    async with a_world() as world:
        await world.give(world.wish("cjib"))
        actor = acting_for(world.subject)

        assert await world.grants(requester=actor, subject=world.subject, trace=TRACE) == ()
        await world.recognize(actor, trace=TRACE)
        assert len(await world.grants(requester=actor, subject=world.subject, trace=TRACE)) == 2


async def test_a_mandate_for_one_person_is_kept_with_no_other():
    async with a_world() as world:
        other = await a_person(world.engine)
        await world.give_mandate(giving(world))
        strange = mandated(subject=other)

        assert await world.mandates(requester=a_helper(), subject=other, trace=TRACE) == ()
        with pytest.raises(BadInput, match="somebody else"):
            async with world.store.transaction(world.subject) as transaction:
                await transaction.append_mandate(strange)
