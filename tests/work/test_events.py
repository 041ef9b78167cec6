"""Events to a real receiver over HTTP, sent by an executor: whatever goes wrong there or here, none is lost."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import leaks
import pytest
from children import ENVIRONMENT
from joserfc.jwk import ECKey
from kept import a_person
from ports.test_arrangement_rows import an_arrangement
from receiving import Receiver, a_receiver, octets, status
from telling import SUBSCRIBERS, StandingMessenger, TellingWorld, a_telling_world
from work import event_worker
from work.event_worker import webhooks
from working import at_rest, executor, until, wall

from adapters.store.event_numbers import SqlEventNumbers
from consent.arrangements import ArrangementId
from consent.parties import AgencyCode, SubjectRef
from hub.actions import arrangement_changes as changes
from hub.actions.replay_events import Replaying
from hub.life.news import News, NewsKind
from hub.life.outgoing import Standing

KEY = ECKey.generate_key("P-256", {"kid": "events-1"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
CJIB = SUBSCRIBERS[0]
SOME_NEWS = News(kind=NewsKind.BEGUN, hearers=frozenset({AgencyCode("cjib")}))
MANY = 12


async def in_order(receiver: Receiver, hub: TellingWorld) -> list[str]:
    """What the receiver has, each event once, put in order by number."""
    once = {came.event["id"]: came.event for came in receiver.came}
    assert len(once) == len(await hub.events())
    return [each["type"].split(".")[-2] for each in sorted(once.values(), key=lambda each: int(each["sequence"]))]


async def test_a_receiver_that_fails_in_every_way_has_everything_in_the_end(empty_url: str) -> None:
    """It fails, breaks off, is busy and refuses, and takes it then; the clock is moved, and nobody waits."""
    async with a_receiver(KEYS) as receiver, a_telling_world(StandingMessenger(), empty_url, [CJIB]) as hub:
        messenger = webhooks(receiver.url, KEY, hub.world.clock)
        hub.send = replace(hub.send, messenger=messenger)
        acts: Any = hub.acts
        async with executor(empty_url, hub.world.engine, acts, hub.world.clock) as running:
            receiver.says = [status(500), octets(b""), status(429, Retry_After="3600"), status(400)]
            alive = await hub.accepted()
            await at_rest(running, hub.world.engine, hub.world.clock)
            for seconds in (10, 20, 3600, 80):
                hub.world.clock.forward(seconds=seconds)
                await at_rest(running, hub.world.engine, hub.world.clock)
            # Once for each failure and once more; where a client is not sure that it was heard, it says it again.
            assert len(receiver.came) >= 5
            assert not receiver.says
            await hub.change(alive.kept.id, changes.withdrawal(today=hub.world.clock.today()))
            await at_rest(running, hub.world.engine, hub.world.clock)

        assert await in_order(receiver, hub) == ["regeling-ingegaan", "regeling-beeindigd"]
        assert receiver.forged == []
        assert [each.delivery.state for each in await hub.events()] == [Standing.DELIVERED] * 2
        await messenger.close()
        texts = b"".join(came.body + repr(came.headers).encode() for came in receiver.came)
        assert leaks.found(texts) == []
        secrets = (str(hub.world.subject), alive.kept.id, "60000", "D-1")
        assert [secret for secret in secrets if secret.encode() in texts] == []


async def test_a_receiver_that_is_away_for_three_days_is_given_up_and_can_be_told_again(
    empty_url: str, unused_tcp_port: int
) -> None:
    async with a_receiver(KEYS) as receiver, a_telling_world(StandingMessenger(), empty_url, [CJIB]) as hub:
        away = webhooks(f"http://127.0.0.1:{unused_tcp_port}/", KEY, hub.world.clock)
        hub.send = replace(hub.send, messenger=away)
        acts: Any = hub.acts
        async with executor(empty_url, hub.world.engine, acts, hub.world.clock) as running:
            await hub.accepted()
            await at_rest(running, hub.world.engine, hub.world.clock)
            hub.world.clock.forward(hours=72)
            await at_rest(running, hub.world.engine, hub.world.clock)
        (event,) = await hub.events()
        assert (event.delivery.state, event.delivery.tries) == (Standing.GIVEN_UP, 2)
        assert event.delivery.reason == "subscriber.connection_failed"

        there = webhooks(receiver.url, KEY, hub.world.clock)
        hub.send = replace(hub.send, messenger=there)
        await hub.replay(Replaying(subscriber=CJIB.id, since=1, by="operator-7", reason="ticket 12"), at_most=10)
        await hub.work()
        assert receiver.ids == [event.id]
        assert [each.delivery.state for each in await hub.events()] == [Standing.DELIVERED]
        await away.close()
        await there.close()


async def _worker(folder: Path, number: int, plan: dict[str, Any]) -> Process:
    path = folder / f"{number}.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return await asyncio.create_subprocess_exec(
        sys.executable, event_worker.__file__, path, stdin=PIPE, env=ENVIRONMENT
    )


@pytest.mark.parametrize("empty_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.prove)], indirect=True)
async def test_a_worker_that_is_killed_while_it_sends_loses_no_event(empty_url: str, tmp_path: Path) -> None:
    """The receiver has some when the worker dies, and could not say so: they come again, under their ids."""
    async with a_receiver(KEYS) as receiver, a_telling_world(StandingMessenger(), empty_url, [CJIB]) as hub:
        people = [await a_person(hub.world.engine) for _ in range(MANY)]
        await _told(hub, people)
        plan = {
            "url": empty_url,
            "to": receiver.url,
            "key": KEY.as_dict(private=True),
            "since": wall().isoformat(),
        }
        receiver.open.clear()
        first = await _worker(tmp_path, 1, plan)

        async def has_some() -> bool:
            return len(receiver.came) > 2

        await until(has_some, seconds=40)
        first.kill()
        await first.wait()
        receiver.open.set()
        second = await _worker(tmp_path, 2, plan)
        try:
            await until(partial(_all_delivered, hub), seconds=50, pause=0.2)
        finally:
            second.stdin.close()  # type: ignore[union-attr]  # it was asked for
            assert await second.wait() == 0

        once = {came.event["id"]: int(came.event["sequence"]) for came in receiver.came}
        assert sorted(once.values()) == list(range(1, MANY + 1))
        assert len(receiver.came) > MANY
        assert receiver.forged == []


async def _told(hub: TellingWorld, people: list[SubjectRef]) -> None:
    """Everybody has an arrangement, and CJIB's system is told of each."""
    for number, person in enumerate(people):
        async with hub.world.store.transaction(person) as tx:
            arrangement = replace(an_arrangement(person), id=ArrangementId(f"a-{number}"))
            await tx.arrangements.begin(arrangement)
            await tx.outgoing.tell(SOME_NEWS, about=arrangement.id, at=hub.world.clock.now())


async def _all_delivered(hub: TellingWorld) -> bool:
    rows = await SqlEventNumbers(hub.world.engine).numbered(states=[Standing.DELIVERED], at_most=1000)
    return len(rows) == MANY
