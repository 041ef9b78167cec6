"""What happened before an example of docs/errors.md begins, by the words that stand in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from actions.test_request_review import LawOf
from api.commands import done, grants
from api.playing import Before, Play
from api.test_consent_life import reworded
from api.test_mandates import by_court
from asking import a_reclaim
from builders import NO, a_claim, a_report
from reviews import LITTLE, ReviewWorld

from adapters.web.budgets import LookUps
from consent import decide
from consent.parties import Agency
from hub.actions.reviewing import Standing
from hub.domain.facts import FactName
from hub.domain.source import SourceStatus
from hub.review import say


async def _text_changed(play: Play) -> None:
    desk = play.counter.desk
    object.__setattr__(desk.world.collect, "register", reworded())
    desk.world.clock.forward(days=1)


async def _guardian(play: Play) -> None:
    await by_court(play.counter.desk, play.counter.parties["representative"].requester)


async def _nothing_allowed(play: Play) -> None:
    desk = play.counter.desk
    given = [grant["id"] for grant in await grants(desk) if grant["recipient"] == "self"]
    await done(desk, "withdrawConsent", grants=given)


async def _waits(play: Play) -> None:
    waiting = a_claim(40_000, kind="penalty_order", said={FactName.IRREVOCABLE: NO})
    play.counter.desk.world.sources["cjib"].report = a_report("cjib", waiting)


async def _another_amount(play: Play) -> None:
    play.counter.desk.world.sources["cjib"].report = a_report("cjib", a_claim(50_000))


async def _contradicts(play: Play) -> None:
    source = play.counter.desk.world.sources["cjib"]
    source.report = replace(source.report, status=SourceStatus.CONTRADICTORY)


async def _looked_up(play: Play) -> None:
    object.__setattr__(play.counter.desk.world.collect, "pace", LookUps(most=0))


async def _answers(play: Play) -> None:
    await play.counter.desk.life.work()


async def _lapses_soon(play: Play) -> None:
    desk = play.counter.desk
    soon = desk.world.clock.today() + timedelta(days=180)
    fine = a_claim(60_000, kind="penalty_order", until=soon)
    desk.world.sources["cjib"].report = a_report("cjib", fine, a_claim(30_000, owner="duo", reference="D-1"))


async def _in_its_place(play: Play) -> None:
    claims = (a_claim(60_000, reference="A-2"), a_claim(30_000, owner="duo", reference="D-1"))
    play.counter.desk.world.sources["cjib"].report = a_report("cjib", *claims)


async def _owes_toeslagen(play: Play) -> None:
    play.counter.desk.world.sources["toeslagen"].report = a_report("toeslagen", a_reclaim(48_000))


async def _without_text(play: Play) -> None:
    world = play.counter.desk.world
    reviews = play.counter.desk.services.actions.reviews
    earlier = replace(world.compute, clock=LawOf(world.clock.at, 2024))
    _act(play, reviews=replace(reviews, request=replace(reviews.request, compute=earlier)))
    world.sources["cjib"].report = LITTLE


async def _disputed(play: Play) -> None:
    world = play.counter.desk.world
    claims = [a_claim(1_000, reference=f"B-{number}") for number in range(10)]
    world.sources["cjib"].report = a_report("cjib", a_claim(60_000), *claims)
    for number in range(10):
        await ReviewWorld(world).disputed(f"B-{number}", key=f"B-{number}")


async def _nobody_applied(play: Play) -> None:
    desk = play.counter.desk
    ask = "{ humanReviews(first: 9) { ... on HumanReviewConnection { edges { node { id decideBy } } } } }"
    found = await desk.root(ask)
    (opened,) = [edge["node"]["id"] for edge in found["edges"] if not edge["node"]["decideBy"]]
    object.__setattr__(play.counter, "reviewed", {**play.counter.reviewed, "HumanReview": opened})


async def _undecided(play: Play) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    play.patch.setattr(decide, "_decided", fails)


async def _many_wait(play: Play) -> None:
    reviews = ReviewWorld(play.counter.desk.world)
    for number in range(8):  # two wait since everybody came
        assert isinstance(await reviews.request(reviews.outcome("cak"), key=f"more {number}"), Standing)


async def _much_said(play: Play) -> None:
    play.patch.setattr(say, "MOST_SAID", 2)  # as many as stand there: a hundred take twenty seconds to be written


class Damaged:
    """A vault in which nothing sound is left."""

    async def key(self, _subject: object) -> "Damaged":
        return self

    def open(self, _label: str, _sealed: bytes) -> bytes:
        return b"{"


async def _damaged(play: Play) -> None:
    actions = play.counter.desk.services.actions
    reviews = replace(actions.reviews, show=replace(actions.reviews.show, vault=Damaged()))
    _act(play, show_accepted=replace(actions.show_accepted, vault=Damaged()), reviews=reviews)


async def _locked(play: Play) -> None:
    await play.counter.desk.world.show.vault.destroy(play.counter.desk.world.subject)


class Broken:
    """An agency's adapter with a fault in it."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency

    async def ask(self, *_: object, **__: object) -> object:
        raise ZeroDivisionError


async def _unforeseen(play: Play) -> None:
    collect = play.counter.desk.world.collect
    first, *rest = collect.sources
    object.__setattr__(collect, "sources", (Broken(first.agency), *rest))


def _act(play: Play, **actions: Any) -> None:
    """Put other actions behind the desk."""
    services = play.counter.desk.services
    play.counter.desk.services = replace(services, actions=replace(services.actions, **actions))


async def _no_links(play: Play) -> None:
    _act(play, make_payment_link=replace(play.counter.desk.services.actions.make_payment_link, links=None))


BEFORES: Final[Mapping[str, Before]] = {
    "The text that was read has changed": _text_changed,
    "A court has appointed a guardian": _guardian,
    "Nothing is allowed any more": _nothing_allowed,
    "The claim waits for its objection": _waits,
    "An agency states another amount": _another_amount,
    "An agency contradicts itself": _contradicts,
    "This minute the person was looked up as often as may be": _looked_up,
    "No agency offers links": _no_links,
    "The agency answers": _answers,
    "A fine can be collected for half a year more": _lapses_soon,
    "The agency states another claim in the place of one": _in_its_place,
    "The person owes toeslagen": _owes_toeslagen,
    "We have no text of the law of that day": _without_text,
    "The person disputed 10 claims": _disputed,
    "Nobody applied, but an agency does not follow the arrangement": _nobody_applied,
    "Deciding fails, by a fault of ours": _undecided,
    "10 requests for a review wait": _many_wait,
    "100 messages stand in the review": _much_said,
    "What was kept cannot be read": _damaged,
    "What was kept cannot be opened": _locked,
    "Something fails that nobody foresaw": _unforeseen,
}
