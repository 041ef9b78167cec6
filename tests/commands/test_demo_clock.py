"""The clock of a demo: whoever runs it moves it, by a file; in production it is the machine's, and nobody moves it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters import settings as configuration
from adapters.agencies.simulator.people import STORY_DAY
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from adapters.parts import clock_of
from adapters.system import DemoClock, SystemClock
from hub.errors import Unavailable


def made(path: Path) -> DemoFolder:
    folder = DemoFolder(path=path / "demo")
    folder.make()
    folder.configure_life(public_url="http://127.0.0.1:8", agencies=[], reform="rijk-breed")
    return folder


def findings(file: Path) -> list[str]:
    ran = CliRunner().invoke(app, ["doctor", "--config", str(file), "--json"])
    return [text for text in json.loads(ran.stdout)["findings"] if text.startswith("demo")]


@pytest.mark.parametrize("day", [date(1999, 12, 31), STORY_DAY, date(2071, 2, 28)])
def test_the_clock_stands_on_the_day_it_was_put_on_and_goes_on_from_there(tmp_path: Path, day: date) -> None:
    clock = DemoClock(tmp_path / "clock")
    clock.move(day)
    before, wall = clock.now(), SystemClock().now()

    assert clock.today() == day
    assert abs((before - wall) - (day - SystemClock().today())) < timedelta(seconds=5)
    assert clock.now() > before


def test_every_process_that_reads_the_file_has_the_same_day(tmp_path: Path) -> None:
    folder = made(tmp_path)
    in_the_hub = clock_of(configuration.load(folder.config))
    assert in_the_hub.today() == STORY_DAY

    folder.clock.move(date(2027, 2, 8))
    assert in_the_hub.today() == date(2027, 2, 8)


@pytest.mark.parametrize("written", [None, b"", b"soon", b"9" * 30, b"\xff"])
def test_a_clock_that_cannot_be_read_is_a_fault_that_repeats_nothing_of_it(
    tmp_path: Path, written: bytes | None
) -> None:
    file = tmp_path / "clock"
    if written is not None:
        file.write_bytes(written)

    with pytest.raises(
        Unavailable, match=r"^clock\.unreadable: The demo's clock cannot be read\. Start the demo anew\.$"
    ):
        DemoClock(file).now()


def test_production_refuses_a_clock_that_moves_and_has_the_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path)
    folder.clock.move(date(2071, 2, 28))
    monkeypatch.setenv("HUB__MODE", "production")

    assert "demo.clock_file: nobody moves the clock of real people" in findings(folder.config)
    assert clock_of(configuration.load(folder.config)).today() == SystemClock().today()


def test_a_day_and_a_clock_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path)
    assert findings(folder.config) == []

    monkeypatch.setenv("HUB__DEMO__TODAY", "2026-11-24")
    assert findings(folder.config) == ["demo: today and clock_file both say which day it is; name one"]
