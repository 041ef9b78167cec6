"""What agencies hear of an arrangement, and in which order."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from builders import ON, an_agency
from hub_world import PlainKey
from living import LivingWorld, StandingDesk, a_life_world, an_agency_client

from consent.parties import AgencyCode, Role, SubjectRef
from hub.actions import arrangement_changes as changes
from hub.actions.change_arrangement import Change
from hub.actions.errand_order import WAITS
from hub.actions.errands import Errands
from hub.actions.living import Alive
from hub.audit.events import Trace
from hub.domain.claim import Amounts, ClaimKey
from hub.domain.errand import Answered, Errand, ErrandKind, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.life.answered import DO_NOT_FIT
from hub.life.events import Payment, Question
from hub.life.kept import OVERTAKEN
from hub.life.life import Life
from hub.life.states import State

CJIB = an_agency_client("cjib")
DUO = an_agency_client("duo")
WORKER = an_agency_client("cjib", Role.STAFF)
DEBT = ClaimKey(owner=AgencyCode("duo"), reference="D-1")
SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)


async def _errands(hub: LivingWorld, alive: Alive) -> list[tuple[str, str, str | None, int]]:
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        made = await transaction.arrangements.errands(alive.kept.id)
    return [(each.agency, each.kind, each.reply, each.tries) for each in made]


async def _first(hub: LivingWorld, alive: Alive) -> str:
    async with hub.world.store.transaction(hub.world.subject) as transaction:
        first, *_ = await transaction.arrangements.errands(alive.kept.id)
    return first.id


async def test_after_debt_settlement_began_nobody_is_told_to_collect() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        ending = changes.early_end("msnp_wsnp_or_cooling_off", "Admitted.", today=ON)
        await hub.change(alive.kept.id, ending, requester=WORKER)
        await hub.work()

        (_, told) = hub.desks["duo"].brought
        assert (told.kind, told.ground) == (ErrandKind.CLOSE, "msnp_wsnp_or_cooling_off")
        assert (told.starts_on, told.ends_on) == (None, None)


# ── one after the other ──


async def test_what_is_over_before_an_agency_was_asked_is_told_to_nobody() -> None:
    async with a_life_world() as hub:
        alive = await hub.accepted()
        await hub.change(alive.kept.id, changes.withdrawal(today=ON))
        await hub.work()

        assert (hub.brought("cjib"), hub.brought("duo")) == ([], [])
        assert await _errands(hub, alive) == [("cjib", "request", OVERTAKEN, 0)]


async def test_a_request_that_may_have_come_is_taken_back_and_never_brought_again() -> None:
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [SILENT]
        alive = await hub.accepted()
        await hub.work()
        await hub.change(alive.kept.id, changes.withdrawal(today=ON))
        await hub.work()
        assert hub.brought("cjib") == ["request"]
        hub.world.clock.forward(hours=1)
        await hub.work()

        assert (hub.brought("cjib"), hub.brought("duo")) == (["request", "withdraw"], [])


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (changes.withdrawal(today=ON), "withdraw"),
        (changes.early_end("finances_changed", "Said so.", today=ON), "resume_collection"),
    ],
)
async def test_no_owner_suspends_after_it_heard_that_it_is_over(ending: Change, kind: str) -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [SILENT]
        alive = await hub.running()
        await hub.change(alive.kept.id, ending, requester=None if kind == "withdraw" else WORKER)
        hub.world.clock.forward(hours=1)
        await hub.work()

        assert hub.brought("duo") == ["suspend", kind]


class FixedIds:
    """One name, that nothing else has here."""

    def new(self) -> str:
        return "again"


@dataclass
class DeskThatIsSlow(StandingDesk):
    """An agency's desk at which something else happens while it makes up its mind."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def bring(self, errand: Errand, subject: SubjectRef, *, within: timedelta, trace: Trace) -> Answered:
        answered = await super().bring(errand, subject, within=within, trace=trace)
        if self.meanwhile is not None:
            await self.meanwhile()
        return answered


async def test_an_answer_that_comes_after_it_is_over_changes_nothing() -> None:
    async with a_life_world() as hub:
        alive = await hub.accepted()
        change = hub.change(alive.kept.id, changes.withdrawal(today=ON))
        hub.desks[AgencyCode("cjib")] = DeskThatIsSlow(agency=an_agency("cjib"), meanwhile=lambda: change)
        await hub.bring(await _first(hub, alive), hub.world.subject)

        assert (await hub.stands(alive.kept.id)).life.state is State.WITHDRAWN
        assert [what for _, *what in await _errands(hub, alive)] == [["request", OVERTAKEN, 1], ["withdraw", None, 0]]


async def test_an_answer_to_what_was_decided_before_changes_nothing() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            errands = Errands(transaction=transaction, key=PlainKey(), ids=FixedIds())
            await errands.ask(alive, ErrandKind.REQUEST, hub.world.clock.now())
        await hub.work()

        assert hub.brought("cjib") == ["request", "request"]
        assert (await hub.stands(alive.kept.id)).kept.version == alive.kept.version


async def test_an_errand_waits_for_the_one_before_and_one_can_see_it() -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [SILENT]
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        await hub.work()
        assert hub.brought("duo") == ["suspend"]
        async with hub.world.store.transaction(hub.world.subject) as transaction:
            *_, last = await transaction.arrangements.errands(alive.kept.id)
        assert (last.agency, last.reason, last.tries) == ("duo", WAITS, 0)
        assert last.next_try_at is not None

        hub.world.clock.forward(seconds=31)
        await hub.work()
        assert hub.brought("duo") == ["suspend", "suspend", "pause"]


async def test_what_waits_for_an_operator_holds_up_what_comes_after_it() -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [replace(SILENT, may_retry=False)]
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        await hub.work()
        hub.world.clock.forward(days=1)
        await hub.work()

        assert hub.brought("duo") == ["suspend"]


# ── written down before ──


async def test_it_is_written_down_who_is_told_before_anything_leaves() -> None:
    async with a_life_world() as hub:
        alive = await hub.accepted()
        seen: list[str] = []

        async def look() -> None:
            seen.append((await hub.world.audit())[-1][2])

        hub.desks[AgencyCode("cjib")] = DeskThatIsSlow(agency=an_agency("cjib"), meanwhile=look)
        await hub.work()

        (line,) = map(json.loads, seen)
        assert (line["event"], line["recipient"]) == ("errand.brought", str(an_agency("cjib").oin))
        assert line["outcome"]["article"] == alive.kept.article
        assert line["outcome"]["kind"] == "request"


async def test_an_agency_without_a_desk_is_told_nothing_and_no_line_says_so() -> None:
    async with a_life_world() as hub:
        del hub.desks[AgencyCode("cjib")]
        await hub.accepted()
        await hub.work()

        assert "errand.brought" not in [event for _, event, _ in await hub.world.audit()]


# ── the agency that carries it out counts on what we count on ──


def _terms(life: Life) -> list[tuple[date, int]]:
    return [(term.due_on, term.amount) for term in life.unpaid]


def _last(hub: LivingWorld) -> tuple[ErrandKind, list[tuple[date, int]]]:
    errand = hub.desks["cjib"].brought[-1]
    return errand.kind, [(term.due_on, term.amount) for term in errand.terms]


async def test_a_grant_that_moves_the_terms_is_followed_by_the_new_ones() -> None:
    async with a_life_world() as hub:
        hub.desks["cjib"].says = [replace(SILENT, after=timedelta(days=20))]
        alive = await hub.accepted()
        await hub.work()
        hub.world.clock.forward(days=30)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert hub.brought("cjib") == ["request", "request", "amend"]
        assert _last(hub) == (ErrandKind.AMEND, _terms(now.life))
        assert hub.brought("duo") == ["suspend"]


async def test_a_claim_that_shrinks_is_followed_by_the_terms_that_are_left() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        restated = changes.restatement(DEBT, Amounts(principal=Cents(10000)), today=ON)
        now = await hub.change(alive.kept.id, restated, requester=DUO)
        await hub.work()
        assert isinstance(now, Alive)
        assert _last(hub) == (ErrandKind.AMEND, _terms(now.life))

        await hub.change(alive.kept.id, restated, requester=DUO, key="d")
        grown = changes.restatement(DEBT, Amounts(principal=Cents(20000)), today=ON)
        await hub.change(alive.kept.id, grown, requester=DUO, key="e")
        await hub.work()
        assert hub.brought("cjib") == ["request", "amend"]


async def test_a_pause_is_asked_for_with_the_terms_after_it() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.pause_wish(helped=False, today=ON))
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert now.life.state is State.PAUSED
        assert _last(hub) == (ErrandKind.PAUSE, _terms(now.life))
        assert now.life.pause
        told = {hub.desks[code].brought[-1].article for code in (AgencyCode("cjib"), AgencyCode("duo"))}
        assert told == {now.life.pause.reason.article} != {alive.kept.article}


async def test_the_agency_that_carries_it_out_hears_that_it_is_over() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        payment = changes.payment(Payment(reference="P-1", amount=Cents(90000), on=ON), today=ON)
        await hub.change(alive.kept.id, payment, requester=CJIB)
        await hub.work()

        assert hub.brought("cjib") == ["request", "close"]
        assert hub.desks["cjib"].brought[-1].ground == "all_paid"


async def test_whoever_pays_everything_after_an_early_end_is_collected_from_no_more() -> None:
    async with a_life_world() as hub:
        alive = await hub.running()
        await hub.change(alive.kept.id, changes.early_end("finances_changed", "So.", today=ON), requester=WORKER)
        ended = (await hub.stands(alive.kept.id)).kept.ended_at
        hub.world.clock.forward(days=2)
        for reference, cents in (("P-1", 40000), ("P-2", 50000)):
            payment = changes.payment(Payment(reference=reference, amount=Cents(cents), on=ON), today=ON)
            await hub.change(alive.kept.id, payment, requester=CJIB, key=reference)
        await hub.work()

        now = await hub.stands(alive.kept.id)
        assert (now.life.state, now.kept.ended_at) == (State.COMPLETED, ended)
        assert hub.brought("duo") == ["suspend", "resume_collection", "close"]


# ── an owner that does not follow ──


@pytest.mark.parametrize(
    "says",
    [
        Answered(reply=Reply.REFUSED, reason="collection.goes_on", article="4:94"),
        Answered(reply=Reply.GRANTED_OTHERWISE),
        replace(SILENT, may_retry=False),
    ],
    ids=lambda says: says.reply.value,
)
async def test_an_owner_that_does_not_follow_leaves_a_decision_for_a_person(says: Answered) -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [says]
        alive = await hub.running()

        assert alive.life.asked == {Question.OWNER_DOES_NOT_FOLLOW}
        assert alive.life.state is State.ACTIVE


async def test_an_owner_that_takes_its_time_asks_nobody() -> None:
    async with a_life_world() as hub:
        hub.desks["duo"].says = [SILENT, Answered(reply=Reply.RECEIVED)]
        alive = await hub.running()
        hub.world.clock.forward(hours=1)
        await hub.work()

        assert (await hub.stands(alive.kept.id)).life.asked == frozenset()


async def test_other_terms_that_do_not_fit_wait_for_an_operator() -> None:
    async with a_life_world() as hub:
        terms = (PlannedTerm(due_on=date(2027, 1, 1), amount=Cents(90001)),)
        hub.desks["cjib"].says = [Answered(reply=Reply.GRANTED_OTHERWISE, terms=terms)]
        alive = await hub.accepted()
        await hub.work()

        async with hub.world.store.transaction(hub.world.subject) as transaction:
            (errand,) = await transaction.arrangements.errands(alive.kept.id)
        assert (errand.reply, errand.reason) == ("unreachable", DO_NOT_FIT)
        assert (errand.next_try_at, errand.is_over) == (None, False)
        assert (await hub.stands(alive.kept.id)).life.state is State.ACCEPTED
