"""`hub events`: an operator sees what was not taken, and has it sent again."""

import asyncio
import json
from datetime import date

import pytest
from payments.paying_folder import end_in_order
from telling import SUBSCRIBERS, StandingMessenger, a_telling_world
from typer.testing import CliRunner

from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from hub.errors import BadInput
from hub.life.outgoing import Taken

GONE = Taken(is_taken=False, is_gone=True)
BUSY = Taken(is_taken=False, reason="subscriber.busy")
WHY = ("--by", "operator-7", "--reason", "ticket 12")
AGAIN = ("replay", "--subscriber", "cjib-1", "--since", "1")


@pytest.fixture
def folder(tmp_path) -> DemoFolder:
    """The demo's files, with an event that CJIB's system took, one that DUO's did not, and one of it that is gone."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_told(f"sqlite:///{made.path / 'hub.db'}"))
    asyncio.run(end_in_order(made))
    return made


async def _told(url: str) -> None:
    messenger = StandingMessenger(says=[GONE, BUSY])
    async with a_telling_world(messenger, url=url, subscribers=SUBSCRIBERS[:2]) as hub:
        await hub.running()


def events(folder: DemoFolder, *arguments: str, **environment: str):
    return CliRunner(env=environment).invoke(app, ["events", *arguments, "--config", str(folder.config)])


def listed(folder: DemoFolder, *arguments: str):
    return json.loads(events(folder, "list", "--json", *arguments).stdout)


def test_what_is_not_taken_is_listed_with_the_reason_and_what_it_waits_for(folder):
    gone, busy = listed(folder)

    assert (gone["subscriber"], gone["sequence"], gone["reason"], gone["waits_for"]) == (
        "cjib-1",
        1,
        "subscriber.gone",
        "operator",
    )
    assert (busy["subscriber"], busy["state"], busy["reason"], busy["tries"]) == (
        "duo-1",
        "waiting",
        "subscriber.busy",
        1,
    )
    assert busy["waits_for"] > busy["time"]
    assert listed(folder, "--subscriber", "duo-1") == [busy]
    assert listed(folder, "--subscriber", "duo-1", "--since", "2") == []


def test_a_person_reads_the_same_in_columns(folder):
    told = events(folder, "list")

    assert [line.split()[:5] for line in told.stdout.splitlines()] == [
        ["cjib-1", "1", "waiting", "operator", "subscriber.gone"],
        ["duo-1", "1", "waiting", listed(folder)[1]["waits_for"], "subscriber.busy"],
    ]
    assert told.stderr == "2 events.\n"
    assert events(folder, "list", "--since", "2").stderr == "There are none.\n"


def test_sent_again_it_waits_for_no_operator_and_keeps_its_id_and_number(folder):
    before = listed(folder)[0]
    told = events(folder, *AGAIN, *WHY, "--json")

    (again,) = json.loads(told.stdout)
    assert (again["id"], again["sequence"]) == (before["id"], 1)
    assert again["waits_for"] != "operator"
    assert told.stderr == "1 are sent again within seconds, where a hub is running.\n"
    assert events(folder, *AGAIN, *WHY).stdout == ""
    assert listed(folder)[0] == {**again, "waits_for": listed(folder)[0]["waits_for"]}


def test_nothing_is_sent_again_where_the_log_waits_for_its_signature(tmp_path):
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_told(f"sqlite:///{made.path / 'hub.db'}"))
    before = listed(made)

    made.clock.move(date(2040, 1, 1))

    refused = events(made, *AGAIN, *WHY, HUB__DEMO__CLOCK_FILE=str(made.clock_file))
    assert refused.exception.code == "audit.behind"
    assert listed(made) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*AGAIN, "--by", "operator-7", "--reason", " "), "events.no_reason"),
        ((*AGAIN, "--by", "operator-7", "--reason", "999990019 called"), "events.tells_too_much"),
        ((*AGAIN, "--by", "999990019", "--reason", "ticket 12"), "events.tells_too_much"),
        (("replay", "--subscriber", "nobody", "--since", "1", *WHY), "events.none_there"),
        (("replay", "--subscriber", "duo-1", "--since", "2", *WHY), "events.none_there"),
    ],
)
@pytest.mark.leaks("an operator's slip of the pen, which is refused")
def test_nothing_is_sent_again_without_a_reason_or_with_a_number_in_it_or_where_there_is_nothing(
    folder, arguments, code
):
    before = listed(folder)
    refused = events(folder, *arguments)

    assert isinstance(refused.exception, BadInput)
    assert refused.exception.code == code
    assert listed(folder) == before


def test_what_was_delivered_is_listed_on_request(tmp_path):
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])

    async def told() -> None:
        url = f"sqlite:///{made.path / 'hub.db'}"
        async with a_telling_world(StandingMessenger(), url=url, subscribers=SUBSCRIBERS[:1]) as hub:
            await hub.running()

    asyncio.run(told())
    assert listed(made) == []
    (delivered,) = listed(made, "--all")
    assert (delivered["state"], delivered["waits_for"], delivered["type"]) == ("delivered", None, "regeling-ingegaan")
