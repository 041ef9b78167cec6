"""`hub work`: an operator sees what is stuck, has it brought again, or gives it up."""

import asyncio
import json
from datetime import date

import pytest
from builders import NOON
from hub_world import a_world
from living import OWED, a_life_world
from payments.paying_folder import end_in_order
from reviews import ReviewWorld
from typer.testing import CliRunner

from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from hub.domain.errand import Answered, Reply
from hub.errors import BadInput
from hub.life.kept import Work, WorkKind
from hub.review.disputes import Taken

STUCK = Answered(reply=Reply.UNREACHABLE, reason="source.rejected_us", may_retry=False)
WHY = ("--by", "operator-7", "--reason", "ticket 12")


@pytest.fixture
def folder(tmp_path) -> DemoFolder:
    """The demo's files, with an errand that waits for an operator."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_stuck(f"sqlite:///{made.path / 'hub.db'}"))
    asyncio.run(end_in_order(made))
    return made


async def _stuck(url: str) -> None:
    async with a_life_world(url=url) as hub:
        hub.desks["cjib"].says = [STUCK]
        await hub.accepted()
        await hub.work()


def work(folder: DemoFolder, *arguments: str, **environment: str):
    return CliRunner(env=environment).invoke(app, ["work", *arguments, "--config", str(folder.config)])


def listed(folder: DemoFolder):
    return json.loads(work(folder, "list", "--json").stdout)


def test_what_is_stuck_is_listed_with_what_came_of_it(folder):
    (row,) = listed(folder)
    said = work(folder, "list")

    assert {name: row[name] for name in ("waits_for", "kind", "agency", "state", "reason", "tries")} == {
        "waits_for": "operator",
        "kind": "request",
        "agency": "cjib",
        "state": "unreachable",
        "reason": "source.rejected_us",
        "tries": 1,
    }
    assert said.stdout.startswith(f"{row['id']}  operator  request  ")
    assert said.stderr == "1 wait.\n"


def test_an_errand_is_due_when_an_operator_says_so(folder):
    errand = listed(folder)[0]["id"]
    told = work(folder, "retry", errand, *WHY, "--json")

    assert json.loads(told.stdout)["agency"] == "cjib"
    assert listed(folder)[0]["waits_for"] != "operator"


def test_an_errand_that_is_given_up_waits_no_longer(folder):
    errand = listed(folder)[0]["id"]
    told = work(folder, "give-up", errand, *WHY, "--json")

    assert json.loads(told.stdout)["state"] == "given_up"
    assert listed(folder) == []
    assert work(folder, "list").stderr == "Nothing waits.\n"
    assert work(folder, "give-up", errand, *WHY).exception.code == "work.unknown"


@pytest.mark.parametrize("command", ["retry", "give-up"])
def test_nothing_is_done_where_the_log_waits_for_its_signature(tmp_path, command):
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_stuck(f"sqlite:///{made.path / 'hub.db'}"))
    before = listed(made)
    made.clock.move(date(2040, 1, 1))
    refused = work(made, command, before[0]["id"], *WHY, HUB__DEMO__CLOCK_FILE=str(made.clock_file))

    assert refused.exception.code == "audit.behind"
    assert listed(made) == before


@pytest.mark.parametrize("command", ["retry", "give-up"])
@pytest.mark.parametrize(
    ("why", "code"),
    [
        (("--by", "operator-7", "--reason", " "), "work.no_reason"),
        (("--by", "operator-7", "--reason", "999990019 called"), "work.tells_too_much"),
        (("--by", "999990019", "--reason", "ticket 12"), "work.tells_too_much"),
    ],
)
@pytest.mark.leaks("an operator's slip of the pen, which is refused")
def test_nothing_is_done_without_a_reason_or_with_a_number_in_it(folder, command, why, code):
    refused = work(folder, command, listed(folder)[0]["id"], *why)

    assert isinstance(refused.exception, BadInput)
    assert refused.exception.code == code
    assert listed(folder)[0]["waits_for"] == "operator"


def test_a_look_that_is_late_is_listed_too(folder):
    async def late() -> None:
        async with a_life_world(url=f"sqlite:///{folder.path / 'hub.db'}") as hub:
            work = Work(id="look:a", kind=WorkKind.LOOK, subject=hub.world.subject, about="a", due_at=NOON)
            async with hub.world.store.transaction(hub.world.subject) as transaction:
                await transaction.arrangements.put_work(work)

    asyncio.run(late())

    assert listed(folder)[1] == {"id": "look:a", "waits_for": NOON.isoformat(), "kind": "look", "arrangement": "a"}


def test_an_event_that_is_late_is_listed_as_one(folder):
    async def late() -> None:
        async with a_life_world(url=f"sqlite:///{folder.path / 'hub.db'}") as hub:
            work = Work(id="event:a:1", kind=WorkKind.EVENT, subject=hub.world.subject, about="e-1", due_at=NOON)
            async with hub.world.store.transaction(hub.world.subject) as transaction:
                await transaction.arrangements.put_work(work)

    asyncio.run(late())

    assert listed(folder)[1] == {"id": "event:a:1", "waits_for": NOON.isoformat(), "kind": "event", "event": "e-1"}


@pytest.fixture
def with_dispute(tmp_path) -> DemoFolder:
    """The demo's files, with a dispute that waits for an operator."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_stuck_dispute(f"sqlite:///{made.path / 'hub.db'}"))
    asyncio.run(end_in_order(made))
    return made


async def _stuck_dispute(url: str) -> None:
    async with a_world(OWED, url=url) as world:
        reviews = ReviewWorld(world)
        await world.give(world.wish())
        dispute = (await reviews.disputed()).open.kept
        reviews.desks[dispute.agency].says = [Taken(taken=False, reason="errand.not_taken", may_retry=False)]
        await reviews.tell(dispute.id, world.subject)


def test_a_dispute_that_cannot_be_told_is_listed_with_its_reason(with_dispute):
    (row,) = listed(with_dispute)

    assert row["dispute"] == row["id"]
    assert {name: row[name] for name in ("waits_for", "kind", "agency", "state", "reason", "tries")} == {
        "waits_for": "operator",
        "kind": "dispute",
        "agency": "cjib",
        "state": "not told yet",
        "reason": "errand.not_taken",
        "tries": 1,
    }


def test_an_operator_has_a_dispute_told_again_and_gives_it_up(with_dispute):
    dispute = listed(with_dispute)[0]["id"]
    told = json.loads(work(with_dispute, "retry", dispute, *WHY, "--json").stdout)
    assert (told["state"], listed(with_dispute)[0]["waits_for"] == "operator") == ("not told yet", False)

    told = json.loads(work(with_dispute, "give-up", dispute, *WHY, "--json").stdout)
    assert (told["state"], told["reason"]) == ("given_up", "dispute.given_up")
    assert listed(with_dispute) == []
    assert work(with_dispute, "retry", dispute, *WHY).exception.code == "work.unknown"
