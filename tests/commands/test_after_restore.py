"""A database is restored from before somebody was erased: they stay erased, and every proof still holds.

The hub is a process and the person comes over HTTP; the copy is a real copy of the database file.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from running_hub import Agencies, RunningHub, free_port, hub_in
from sources import ROOT
from typer.testing import CliRunner

from adapters import bootstrap
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from hub.errors import BadInput

PERSONA = "omar"
ERASE = 'mutation { erasePerson(input: {idempotencyKey: "away"}) { erased problems { __typename } } }'
CHECK = ROOT / "adapters" / "exports" / "verify_export.py"
WHY = ("--by", "operator-7", "--reason", "yearly audit")


class Restoring:
    """A hub's folder, and what is done with its database while nobody serves."""

    def __init__(self, path: Path) -> None:
        self.folder = DemoFolder(path=path / "demo")
        self.clients = self.folder.make()
        self.port = free_port()
        self.database = self.folder.path / "hub.db"

    @contextmanager
    def serving(self) -> Iterator[RunningHub]:
        with hub_in(self.folder, RunningHub, clients=self.clients, configure=self._configure, port=self.port) as hub:
            yield hub

    def _configure(self, url: str, agencies: Agencies) -> None:
        if not self.folder.config.exists():
            self.folder.configure(public_url=url, agencies=agencies)

    def copied(self, name: str) -> Path:
        """Copy the database as it stands, what is in its journal too."""
        copy = self.folder.path.with_name(name)
        with closing(sqlite3.connect(self.database)) as ours, closing(sqlite3.connect(copy)) as theirs:
            ours.backup(theirs)
        return copy

    def restore(self, copy: Path) -> None:
        for left in ("-wal", "-shm"):
            self.database.with_name(self.database.name + left).unlink(missing_ok=True)
        shutil.copy(copy, self.database)

    def ask(self, question: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as connection:
            return [row[0] for row in connection.execute(question)]

    def people(self) -> int:
        """Count those whose key is there."""
        return len(self.ask("SELECT ref FROM subject WHERE key_wrapped IS NOT NULL"))

    def events(self) -> list[str]:
        return self.ask("SELECT event FROM audit_event ORDER BY seq")

    def run(self, *arguments: object) -> Any:
        config = ("--config", str(self.folder.config))
        return CliRunner().invoke(app, [*map(str, arguments), *config])

    def take_out(self, export: Path) -> Path:
        days = ("--from", "2026-01-01", "--to", "2027-12-31")
        assert self.run("export", "log", *days, "--output", export, *WHY).exit_code == 0
        return export


def faults(export: Path, *, since: Path) -> list[str]:
    """What an auditor's check finds, who took a checkpoint home before; checked by a program of its own."""
    command = [sys.executable, str(CHECK), str(export), "--since", str(since / "checkpoint"), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return [fault["code"] for fault in json.loads(ran.stdout)["faults"]]


class Erased(Restoring):
    """Somebody consented, a copy was made, they were erased. An auditor took the log home before."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with self.serving() as running:
            running.consent(PERSONA)
        self.at_home = self.take_out(path / "at-home")
        self.backup = self.copied("backup.db")
        with self.serving() as running:
            answer = running.post(ERASE, token=running.token(persona=PERSONA))
        assert answer["data"]["erasePerson"] == {"erased": True, "problems": []}
        self._after, self._listed = self.copied("after.db"), self.folder.destroyed_keys.read_bytes()

    def anew(self) -> "Erased":
        """Take back whatever a test did."""
        self.restore(self._after)
        self.folder.destroyed_keys.write_bytes(self._listed)
        return self


@pytest.fixture(scope="module")
def _erased(tmp_path_factory: pytest.TempPathFactory) -> Erased:
    return Erased(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def erased(_erased: Erased) -> Erased:
    return _erased.anew()


def test_after_an_erasure_every_proof_of_before_still_holds(erased: Erased, tmp_path: Path) -> None:
    export = erased.take_out(tmp_path / "export")
    (gone,) = erased.ask("SELECT subject_ref FROM audit_event WHERE event = 'person.erased'")
    lines = [json.loads(line)["record"] for line in (export / "records.ndjson").read_bytes().splitlines()]

    assert erased.people() == 0
    assert faults(export, since=erased.at_home) == []
    assert {"consent.given", "person.erased"} <= {line["event"] for line in lines if line["subject"] == gone}


def test_whoever_was_erased_is_on_the_list_by_a_reference_and_nothing_else(erased: Erased) -> None:
    (gone,) = erased.ask("SELECT subject_ref FROM audit_event WHERE event = 'person.erased'")
    _, listed = erased.folder.destroyed_keys.read_text(encoding="ascii").split()

    assert listed == gone


def test_a_hub_that_starts_on_a_restored_copy_destroys_the_key_again_before_it_serves(
    erased: Erased, tmp_path: Path
) -> None:
    erased.restore(erased.backup)
    assert erased.people() == 1
    before = erased.events()
    assert "person.erased" not in before

    with erased.serving():
        assert erased.people() == 0
        assert erased.events() == [*before, "key.destroyed_again"]

    assert faults(erased.take_out(tmp_path / "export"), since=erased.at_home) == []


def test_the_command_does_the_same_and_says_so(erased: Erased) -> None:
    erased.restore(erased.backup)

    first, second = erased.run("db", "after-restore"), erased.run("db", "after-restore")

    assert (first.exit_code, "1 keys were destroyed again" in first.output) == (0, True)
    assert (second.exit_code, "nobody who was erased" in second.output) == (0, True)
    assert erased.people() == 0
    assert erased.events()[-1] == "key.destroyed_again"


def test_until_that_is_done_doctor_names_it_and_keys_are_not_changed(erased: Erased) -> None:
    erased.restore(erased.backup)
    told = erased.run("doctor").output
    ran = erased.run("db", "rotate-keys")

    assert "keys.brought_back: A restored backup brought 1 keys back" in told
    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "keys.brought_back"
    assert erased.people() == 1

    erased.run("db", "after-restore")
    assert "keys.brought_back" not in erased.run("doctor").output


def test_a_backup_of_before_restored_by_the_command_has_the_same_log_and_nobody_who_was_erased(
    erased: Erased, tmp_path: Path
) -> None:
    erased.restore(erased.backup)
    made = erased.run("db", "backup", tmp_path / "copy")
    full = erased.run("db", "restore", tmp_path / "copy")
    erased.database.rename(tmp_path / "hub-of-before.db")
    for left in ("-wal", "-shm"):
        erased.database.with_name(erased.database.name + left).unlink(missing_ok=True)
    restored = erased.run("db", "restore", tmp_path / "copy")

    assert (made.exit_code, restored.exit_code) == (0, 0)
    assert json.loads(made.stdout) == json.loads(restored.stdout)
    assert json.loads(made.stdout)["lines"] > 0
    assert "1 keys were destroyed again" in restored.stderr
    assert erased.people() == 0
    assert erased.events()[-1] == "key.destroyed_again"
    assert isinstance(full.exception, BadInput)
    assert full.exception.code == "restore.not_empty"


@pytest.mark.parametrize(("wrong", "code"), [("missing", "keys.list_missing"), ("torn", "keys.list_unreadable")])
def test_without_a_list_that_can_be_read_nothing_starts(erased: Erased, wrong: str, code: str) -> None:
    listed = erased.folder.destroyed_keys
    erased.restore(erased.backup)
    if wrong == "missing":
        listed.unlink()
    else:
        listed.write_text("nonsense\n" + listed.read_text(encoding="ascii"), encoding="ascii")

    ran = erased.run("db", "after-restore")

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == code
    with pytest.raises(BadInput, match=code.replace(".", r"\.")):
        bootstrap.checked(erased.folder.config)
    assert erased.people() == 1


def test_a_hub_without_a_list_says_that_it_has_none_and_production_demands_one(tmp_path: Path) -> None:
    hub = Restoring(tmp_path)
    hub.folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    lines = hub.folder.config.read_text(encoding="utf-8").splitlines(keepends=True)
    without = "".join(line for line in lines if not line.startswith("destroyed_file"))
    hub.folder.config.write_text(without, encoding="utf-8")
    ran = hub.run("db", "after-restore")
    hub.folder.config.write_text(without.replace('"demo"\n', '"production"\n', 1), encoding="utf-8")

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "keys.no_list"
    named = bootstrap.all_faults(configuration.load(hub.folder.config))
    assert "keys.destroyed_file: unset, so a restored backup would bring back whoever was erased" in named
