from dataclasses import replace
from datetime import timedelta

import pytest
from builders import REGISTER, a_citizen, a_partner
from consenting import HELPER, a_helper, a_worker, acting_for, mandated
from hub_world import TRACE, a_world
from kept import a_person
from sqlalchemy import text

from consent.grants import Use
from consent.mandates import MandateKind
from consent.parties import SELF, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.requests import RequestAnswer, RequestState
from hub.actions.acting import ConsentProblem
from hub.actions.answer_request import Answered, Answering
from hub.actions.change_grants import Named
from hub.actions.once import OnceProblem
from hub.actions.request_consent import OPEN_AT_ONCE, RequestWish

PARTNER = a_partner("cak")


def asking(world, *agencies, key="r", **more):
    wish = RequestWish(
        requester=PARTNER,
        subject=world.subject,
        agencies=agencies or ("cjib", "duo"),
        purposes=(Purpose.OVERVIEW, Purpose.PROPOSAL),
        trace=TRACE,
        key=key,
    )
    return replace(wish, **more)


def answering(world, request, answer=RequestAnswer.GIVE, *, key="a", **more):
    wish = Answering(
        requester=world.citizen, subject=world.subject, request=request.id, answer=answer, trace=TRACE, key=key
    )
    return replace(wish, **more)


async def seen_by(world, requester=PARTNER):
    """What whoever asked is shown of their requests: everything but the answer, and how each stands."""
    requests = await world.requests(requester=requester, subject=world.subject, trace=TRACE)
    blank = {"answer": None, "answered_at": None, "grants": ()}
    return [(replace(one, **blank), one.state_for(requester.recipient, world.clock.now())) for one in requests]


# ── Asking ──


async def test_a_request_waits_thirty_days_for_the_person_and_is_written_down():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        of_person = await world.requests(requester=world.citizen, subject=world.subject, trace=TRACE)
        lines = [event for _, event, _ in await world.audit()]

    assert of_person == (request,)
    assert request.recipient == PARTNER.recipient
    assert request.expires_at - request.asked_at == timedelta(days=REGISTER.request_days) == timedelta(days=30)
    assert (request.categories, request.use) == (frozenset(Category), Use.ONGOING)
    assert lines == ["consent.asked", "consent.read"]


async def test_the_same_wish_again_asks_once():
    async with a_world() as world:
        first = await world.ask_consent(asking(world))

        assert await world.ask_consent(asking(world)) == first
        assert await world.ask_consent(asking(world, "cjib")) is OnceProblem.REUSED
        assert await world.ask_consent(asking(world, key="")) is OnceProblem.MISSING
        assert len(await seen_by(world)) == 1


async def test_what_is_named_twice_is_asked_once():
    async with a_world() as world:
        twice = (Purpose.OVERVIEW, Purpose.OVERVIEW)
        request = await world.ask_consent(asking(world, "cjib", "cjib", purposes=twice))
    assert (request.agencies, request.purposes) == (("cjib",), (Purpose.OVERVIEW,))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"requester": a_citizen()}, ("consent.role_has_no_basis", "person")),
        ({"requester": a_helper()}, ("consent.role_has_no_basis", "person")),
        ({"requester": a_worker()}, ("consent.role_has_no_basis", "person")),
        ({"requester": replace(PARTNER, oin=None)}, ("consent.role_has_no_basis", "person")),
        ({"agencies": ()}, ("consent.no_agency", "agencies")),
        ({"agencies": ("cjib", "svb")}, ("agency.unknown", "agencies.1")),
        ({"agencies": ("duo", "belastingdienst")}, ("needs.legal_basis", "agencies.1")),
        ({"purposes": ()}, ("consent.no_purpose", "purposes")),
        ({"requester": a_partner(purposes=("overview",))}, ("consent.purpose_not_registered", "purposes.1")),
        (
            {"requester": a_partner(purposes=("overview", "execution")), "purposes": (Purpose.EXECUTION,)},
            ("consent.not_by_consent", "purposes.0"),
        ),
        ({"categories": frozenset()}, ("consent.category_not_needed", "categories")),
        ({"categories": frozenset({Category.CIRCUMSTANCES})}, ("consent.category_not_needed", "categories")),
    ],
)
async def test_what_could_never_be_given_is_refused_at_once_and_not_left_to_the_person(change, problem):
    async with a_world(secrecy="AWR 67") as world:
        code, path = problem
        assert await world.ask_consent(replace(asking(world), **change)) == ConsentProblem(code=code, path=path)
        assert await world.audit() == []


async def test_an_agency_may_ask_to_look_at_what_it_keeps_secret_itself():
    async with a_world(secrecy="AWR 67") as world:
        tax = asking(world, "belastingdienst", requester=a_partner("belastingdienst"))
        assert (await world.ask_consent(tax)).agencies == ("belastingdienst",)


async def asked_often(world):
    requests = [await world.ask_consent(asking(world, key=f"r{number}")) for number in range(OPEN_AT_ONCE)]
    return requests[-1], await world.ask_consent(asking(world, key="more"))


async def test_one_organization_has_five_requests_open_at_most():
    async with a_world() as world:
        _, sixth = await asked_often(world)
        other = replace(a_partner("duo"), oin="00000099000000003000")

        assert sixth == ConsentProblem(code="consent_request.too_many", path="person")
        assert (await world.ask_consent(asking(world, key="o", requester=other))).recipient == other.recipient
        world.clock.forward(days=30)
        assert (await world.ask_consent(asking(world, key="more"))).asked_at == world.clock.now()


async def test_a_no_makes_no_room_for_the_next_question_and_a_yes_does():
    async with a_world() as world:
        last, _ = await asked_often(world)
        await world.answer_request(answering(world, last, RequestAnswer.REFUSE))
        assert isinstance(await world.ask_consent(asking(world, key="after a no")), ConsentProblem)

    async with a_world() as world:
        last, _ = await asked_often(world)
        await world.answer_request(answering(world, last))
        assert not isinstance(await world.ask_consent(asking(world, key="after a yes")), ConsentProblem)


async def test_an_organization_sees_its_own_requests_and_nobody_elses():
    async with a_world() as world:
        await world.ask_consent(asking(world))
        other = replace(a_partner("duo"), oin="00000099000000003000")

        assert len(await seen_by(world)) == 1
        assert await seen_by(world, other) == []
        assert await seen_by(world, a_citizen(await a_person(world.engine))) == []


# ── Answering ──


async def test_a_yes_gives_what_was_asked_to_whoever_asked():
    async with a_world() as world:
        request = await world.ask_consent(asking(world, use=Use.ONCE))
        came = await world.answer_request(answering(world, request, language="en"))

    assert isinstance(came, Answered)
    assert (came.request.answer, came.request.answered_at) == (RequestAnswer.GIVE, world.clock.now())
    assert [(one.grant.agency, one.grant.purpose.value) for one in came.grants] == [
        ("cjib", "overview"),
        ("cjib", "proposal"),
        ("duo", "overview"),
        ("duo", "proposal"),
    ]
    assert {(one.grant.recipient, one.grant.use) for one in came.grants} == {(PARTNER.recipient, Use.ONCE)}
    assert {one.grant.notice.partition(":")[0] for one in came.grants} == {"en"}
    assert came.request.grants == tuple(one.grant.id for one in came.grants)


async def test_a_person_may_give_a_part_of_what_was_asked():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        part = answering(world, request, agencies=("duo",), purposes=(Purpose.OVERVIEW,))
        came = await world.answer_request(part)
        shown = await world.collect(world.question(PARTNER, purpose=Purpose.OVERVIEW))

    assert [(one.grant.agency, one.grant.purpose) for one in came.grants] == [("duo", Purpose.OVERVIEW)]
    assert {report.agency for report in shown.reports if report.reason != "consent.missing"} == {"duo"}


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"agencies": ("duo", "cak")}, ("consent_request.more_than_asked", "agencies")),
        ({"purposes": (Purpose.EXECUTION,)}, ("consent_request.more_than_asked", "purposes")),
        ({"agencies": ()}, ("consent.no_agency", "agencies")),
        ({"purposes": ()}, ("consent.no_purpose", "purposes")),
    ],
)
async def test_nobody_gives_more_than_was_asked_or_nothing_at_all_and_may_answer_again(part, problem):
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        code, path = problem

        came = await world.answer_request(answering(world, request, **part))
        assert came == ConsentProblem(code=code, path=path)
        assert await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE) == ()
        assert isinstance(await world.answer_request(answering(world, request, key="b")), Answered)


async def test_an_answer_is_given_once():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        first = await world.answer_request(answering(world, request))

        assert await world.answer_request(answering(world, request)) == first
        assert await world.answer_request(answering(world, request, key="b")) == ConsentProblem(
            code="consent_request.closed", path="request"
        )
        assert await world.answer_request(answering(world, request, RequestAnswer.REFUSE)) is OnceProblem.REUSED


async def test_a_request_whose_time_is_over_is_closed():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        world.clock.forward(days=30)
        assert (await world.answer_request(answering(world, request))).code == "consent_request.closed"


async def test_whoever_asked_cannot_tell_a_no_from_no_answer_before_or_after_it_expires():
    seen = []
    for refuses in (True, False):
        async with a_world() as world:
            request = await world.ask_consent(asking(world))
            world.clock.forward(days=1)
            if refuses:
                came = await world.answer_request(answering(world, request, RequestAnswer.REFUSE))
                assert came.request.state_for(SELF, world.clock.now()) is RequestState.REFUSED
                assert came.grants == ()
            told = []
            for _ in range(3):
                listed = await seen_by(world)
                again = await world.ask_consent(asking(world))
                more = await world.answer_request(answering(world, request, key="x", requester=PARTNER))
                access = await world.collect(world.question(PARTNER, purpose=Purpose.OVERVIEW))
                told.append(
                    (
                        [(replace(one, subject=""), state) for one, state in listed],
                        again.state_for(PARTNER.recipient, world.clock.now()),
                        more,
                        access,
                    )
                )
                world.clock.forward(days=14, hours=13)
            seen.append(told)

    assert seen[0] == seen[1]
    assert [told[1] for told in seen[0]] == [RequestState.AWAITING, RequestState.AWAITING, RequestState.EXPIRED]


async def test_a_yes_can_be_taken_back_like_any_consent():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        came = await world.answer_request(answering(world, request))
        wish = Named(requester=world.citizen, subject=world.subject, grants=came.request.grants, trace=TRACE, key="w")
        await world.withdraw(wish)
        shown = await world.collect(world.question(PARTNER, purpose=Purpose.OVERVIEW))

    assert {report.reason for report in shown.reports} == {"consent.missing"}


@pytest.mark.parametrize(
    "requester",
    [PARTNER, a_helper(), a_worker(), a_citizen(SubjectRef("other"))],
    ids=["whoever asked", "a helper", "a worker", "somebody else"],
)
async def test_nobody_else_answers(requester):
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        came = await world.answer_request(answering(world, request, requester=requester))
    code = "consent.no_mandate" if requester.role is Role.INTERMEDIARY else "consent.not_their_own"
    assert came == ConsentProblem(code=code, path="person")


async def test_a_request_that_never_was_is_unknown():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        never = replace(answering(world, request), request="never")
        assert await world.answer_request(never) == ConsentProblem(code="consent_request.unknown", path="request")
        assert await world.answer_request(answering(world, request, key="")) is OnceProblem.MISSING


async def test_an_answer_to_a_request_that_can_no_longer_be_read_is_not_given_twice():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        await world.answer_request(answering(world, request))
        async with world.engine.begin() as connection:
            await connection.execute(text("UPDATE consent_request SET purposes = 'marketing'"))

        assert (await world.answer_request(answering(world, request))).code == "consent_request.unknown"
        assert len(await world.grants(requester=world.citizen, subject=world.subject, trace=TRACE)) == 4


async def test_under_guardianship_the_person_cannot_answer_and_the_request_stays_open():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        async with world.store.transaction(world.subject) as transaction:
            order = mandated(subject=world.subject, kind=MandateKind.GUARDIANSHIP, representative=HELPER)
            await transaction.append_mandate(order)

        came = await world.answer_request(answering(world, request))
        assert came == ConsentProblem(code="consent.under_guardianship", path="person")
        assert (await seen_by(world))[0][1] is RequestState.AWAITING


async def test_whoever_logged_in_for_the_person_answers_on_their_mandate():
    async with a_world() as world:
        request = await world.ask_consent(asking(world))
        actor = acting_for(world.subject)
        wish = answering(world, request, requester=actor)
        assert (await world.answer_request(wish)).code == "consent.no_mandate"

        await world.recognize(actor, trace=TRACE)
        came = await world.answer_request(wish)
        by = came.grants[0].given_by

    assert (by.representative, by.mandate) == (actor.actor, "id-2")
