"""`hub work book-rejections`: what a bank refused of a file is in the next one."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from payments.bank import a_report, opened, texts
from payments.paying_folder import a_folder, with_an_arrangement
from typer.testing import CliRunner, Result

from adapters.cli.main import app
from adapters.payments import collection_file

WHY = ("--by", "operator-7", "--reason", "report of 4 january")


class Folder:
    """A folder with an arrangement in it of which a first term is collected."""

    def __init__(self, path: Path) -> None:
        self.path, self.made = path, a_folder(path)
        self.arrangement = asyncio.run(with_an_arrangement(self.made))
        read = opened(self.collect().stdout.encode().strip(), collection_file.SCHEMA)
        (name,), (reference,) = texts(read, ".//MsgId"), texts(read, ".//EndToEndId")
        assert name
        assert reference
        self.name, self.reference = name, reference

    def run(self, *arguments: str, why: tuple[str, ...] = WHY) -> Result:
        config = ("--config", str(self.made.config))
        runner = CliRunner(env={**os.environ, "HUB__DEMO__TODAY": "2026-12-10"})
        return runner.invoke(app, [*arguments, *why, *config])

    def collect(self) -> Result:
        return self.run("export", "collection", "--agency", "cjib", "--on", "2027-01-04")

    def report(self, text: bytes, *more: str, why: tuple[str, ...] = WHY) -> Result:
        file = self.path / "report.xml"
        file.write_bytes(text)
        return self.run("work", "book-rejections", str(file), "--agency", "cjib", *more, why=why)


@pytest.fixture
def hub(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def code(ran: Result) -> str | None:
    return getattr(ran.exception, "code", None)


def test_what_was_refused_is_printed_once_and_collected_by_another_file(hub: Folder) -> None:
    report = a_report((hub.reference, "RJCT", "AC04"), file=hub.name)
    first, second = hub.report(report, "--json"), hub.report(report)

    told = {"file": hub.name, "due_on": "2027-01-01", "reason": "AC04", "arrangement": hub.arrangement}
    assert (first.exit_code, json.loads(first.stdout)) == (0, [{**told, "fate": "rejected"}])
    assert first.stderr == "1 refused, 0 of which are for you to look at.\n"
    assert second.stdout == f"{hub.name}  2027-01-01  AC04  known  {hub.arrangement}\n"
    again = texts(opened(hub.collect().stdout.encode().strip(), collection_file.SCHEMA), ".//EndToEndId")
    assert again == [hub.reference]


def test_what_matches_nothing_is_found(hub: Folder) -> None:
    ran = hub.report(a_report(file="DD-0", group="RJCT"))

    assert (ran.exit_code, ran.stdout) == (1, "DD-0  -  RJCT  unmatched  -\n")
    other = hub.report(a_report((hub.reference, "RJCT", "AC04"), file=hub.name), "--creditor", "duo")
    assert (other.exit_code, "unmatched" in other.stdout) == (1, True)


@pytest.mark.leaks("an operator's slip of the pen, which is refused")
def test_nothing_is_booked_without_a_reason_or_from_what_is_no_report(hub: Folder) -> None:
    report = a_report(file=hub.name, group="RJCT")

    assert code(hub.report(report, why=("--by", "operator-7", "--reason", " "))) == "export.no_reason"
    assert code(hub.report(report, why=("--by", "999990019", "--reason", "x"))) == "work.tells_too_much"
    assert code(hub.report(b"no xml")) == "report.unreadable"
    assert code(hub.run("work", "book-rejections", "nowhere.xml", "--agency", "cjib")) == "report.unreadable"
