from dataclasses import replace
from datetime import date

import pytest
from hub_world import TRACE, CountingIds
from living import a_life_world, an_agency_client

from adapters.payments import simulated_links
from adapters.payments.reference import reference_of
from adapters.payments.simulated_links import SimulatedPaymentLinks
from hub.actions.arrangement_changes import withdrawal
from hub.actions.change_arrangement import Named
from hub.actions.make_payment_link import MakePaymentLink
from hub.actions.once import OnceProblem
from hub.life.payment_link import LinkWish, PaymentLink
from hub.life.payment_reference import PaymentFor, tag_of
from hub.life.problem import LifeProblem

FIRST = date(2027, 1, 1)


class Links:
    """Links on a world in which an arrangement runs."""

    def __init__(self, hub, alive):
        self.hub, self.alive, self.clock = hub, alive, hub.world.clock
        self.service = SimulatedPaymentLinks(now=self.clock.now, new_id=CountingIds().new)
        self.make_ = MakePaymentLink(change=hub.change_, links=self.service)

    async def make(self, due_on=None, *, key="link", requester=None, arrangement=None):
        named = Named(
            requester=requester or self.hub.world.citizen,
            subject=self.hub.world.subject,
            arrangement=arrangement or self.alive.kept.id,
            trace=TRACE,
            key=key,
        )
        return await self.make_(named, due_on)


@pytest.fixture
async def links():
    async with a_life_world() as hub:
        yield Links(hub, await hub.running())


async def test_a_link_is_for_what_is_unpaid_of_a_term_and_known_by_its_reference(links):
    link = await links.make(FIRST)

    assert link.amount == links.alive.life.terms[0].amount
    assert link.reference == reference_of(PaymentFor(tag=tag_of(links.alive.kept.id), due_on=FIRST))
    assert (link.scheme, link.url) == ("simulator", "https://pay.invalid/id-1")
    assert link.expires_at > links.clock.now()


async def test_a_link_for_everything_is_for_what_is_open(links):
    link = await links.make()

    assert (link.amount, link.reference[-6:]) == (90000, "000000")


async def test_nothing_happens_to_the_arrangement_and_it_stands_in_the_log(links):
    await links.make()

    assert (await links.hub.stands(links.alive.kept.id)).kept.version == links.alive.kept.version
    assert "makePaymentLink" in (await links.hub.world.audit())[-1][2]


async def test_the_same_call_gives_the_same_link_and_another_wish_under_its_key_none(links):
    first = await links.make(FIRST)

    assert await links.make(FIRST) == first
    assert await links.make(FIRST, key="another") != first
    assert await links.make(None) is OnceProblem.REUSED


async def test_what_cannot_be_paid_has_no_link(links):
    assert await links.make(date(2027, 1, 2)) is LifeProblem.TERM_NOT_UNPAID
    assert await links.make(arrangement="another") is LifeProblem.UNKNOWN
    assert await links.make(requester=an_agency_client("cjib")) is LifeProblem.UNKNOWN


async def test_a_link_asked_for_again_after_all_is_over_is_none(links):
    await links.make()
    await links.hub.change(links.alive.kept.id, withdrawal(today=links.clock.today()))

    assert await links.make() is LifeProblem.NOT_RUNNING


async def test_where_no_agency_offers_links_there_is_none(links):
    links.make_ = replace(links.make_, links=None)

    assert await links.make() is LifeProblem.LINK_NOT_OFFERED


async def test_a_link_that_has_expired_is_made_anew_and_not_more_are_remembered_than_can_be(links, monkeypatch):
    monkeypatch.setattr(simulated_links, "MOST", 2)
    first = await links.make()
    links.clock.forward(hours=2)
    second = await links.make()
    assert (first.url, second.url) == ("https://pay.invalid/id-1", "https://pay.invalid/id-2")

    wish = LinkWish(key="x", agency="cjib", about=PaymentFor(tag=tag_of("a")), amount=100)
    for key in ("x", "y", "z"):
        assert isinstance(await links.service.make(replace(wish, key=key)), PaymentLink)
    assert list(links.service.made) == ["y", "z"]
