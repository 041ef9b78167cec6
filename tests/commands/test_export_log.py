"""`hub export log`: lines of the audit log in a folder, by whom and why, and gone on with where it broke off."""

import asyncio
import base64
import json
import os
import re
import shlex
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from commands.test_export import WHY, Folder
from joserfc import jws
from joserfc.jwk import ECKey
from payments.paying_folder import SOMEBODY
from ports.test_whole_log import sealed
from sources import ROOT
from typer.testing import CliRunner
from whole_logs import root_of, seqs

from adapters.cli.main import app
from adapters.exports import audit_export
from adapters.store.engine import open_engine
from adapters.system import SystemClock

PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
DAYS = ("--from", "2026-11-01", "--to", "2026-12-31")


class Unsealed(Folder):
    """A folder of a hub that was killed before it sealed anything."""

    ends_in_order = False


class Logging(Folder):
    """A folder whose log is in a tree."""

    ends_in_order = False  # it is sealed here, under the tests' own name

    def __init__(self, path):
        super().__init__(path)
        self.output = path / "export"
        self.lines = [record for (record,) in self.ask("SELECT record FROM audit_event ORDER BY seq")]
        asyncio.run(self._seal())

    async def _seal(self):
        engine = open_engine(f"sqlite:///{self.made.path / 'hub.db'}")
        try:
            await sealed(engine, at=datetime(2020, 1, 1, tzinfo=UTC))
        finally:
            await engine.dispose()

    def late(self, *more, **environment):
        """Take it a day after a line that nobody has signed yet."""
        config = ("--config", str(self.made.config), "--output", str(self.output))
        self.made.clock.move(SystemClock().today() + timedelta(days=2))
        settings = {**os.environ, "HUB__DEMO__CLOCK_FILE": str(self.made.clock_file), **environment}
        return CliRunner(env=settings).invoke(app, ["export", "log", *DAYS, *WHY, *config, *more])

    def ask(self, question):
        with sqlite3.connect(self.made.path / "hub.db") as connection:
            return list(connection.execute(question))

    def take(self, *more, name="log", days=DAYS):
        named = [name] if name else []
        return self.run("export", *named, *days, "--output", str(self.output), *more)

    def manifest(self):
        return json.loads((self.output / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return Logging(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def hub(served, tmp_path):
    """A folder whose log grows with every export, and never what is sealed of it."""
    served.output = tmp_path / "export"
    return served


def printed(command):
    """What the page prints of this command, word by word."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", " ")
    return [shlex.split(found) for found in re.findall(rf"^(?:hub )?({command} .*)$", blocks, re.MULTILINE)]


def test_the_commands_on_the_page_run_as_they_are_printed(served, tmp_path, monkeypatch):
    """In a folder with the hub's configuration, and with a reference that is in the log."""
    ((subject,),) = served.ask("SELECT subject_ref FROM audit_event WHERE subject_ref <> 'log' LIMIT 1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hub.toml").symlink_to(served.made.config)
    taken = [[word.replace("REFERENCE", subject) for word in words] for words in printed("export log")]
    ran = [CliRunner().invoke(app, words) for words in taken]

    assert [each.exit_code for each in ran] == [0, 0], [(each.output, each.exception) for each in ran]
    assert {"november", "case"} <= {each.name for each in tmp_path.iterdir()}
    ((_, _, question),) = printed("duckdb")
    counted = dict(duckdb.sql(question).fetchall())
    assert sum(counted.values()) == len((tmp_path / "november" / "records.ndjson").read_bytes().splitlines()) > 0


def refused(ran):
    return ran.exception.code


@pytest.mark.parametrize("name", ["log", ""], ids=["by its name", "as what is meant"])
def test_the_whole_log_leads_to_its_root_and_says_who_took_it(hub, name):
    ran = hub.take("--json", name=name)
    told = hub.manifest()
    first, last = (json.loads(record) for (record,) in hub.ask("SELECT record FROM audit_event ORDER BY seq")[-2:])

    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout) == {
        "export": told["export"],
        "records": len(hub.lines),
        "nodes": 0,
        "missing": 0,
    }
    assert seqs(hub.output) == [*range(1, len(hub.lines) + 1)]
    assert root_of(hub.output) == told["root"]
    assert [(line["event"], line["subject"], line["worker"], line["case"]) for line in (first, last)] == [
        ("log.exported", "log", "operator-7", "run of january")
    ] * 2
    assert SOMEBODY.digits not in "".join(file.read_text(encoding="utf-8") for file in hub.output.iterdir())


def test_the_manifest_is_signed_with_the_key_that_the_hub_publishes(hub):
    hub.take()
    (key,) = json.loads((hub.output / "keys.json").read_bytes())["keys"]
    head, _, seal = (hub.output / "manifest.json.jws").read_text(encoding="ascii").split(".")
    payload = base64.urlsafe_b64encode((hub.output / "manifest.json").read_bytes()).decode().rstrip("=")
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    opened = jws.deserialize_compact(f"{head}.{payload}.{seal}", ECKey.import_key(key), registry=registry)

    assert opened.headers()["kid"] == hub.manifest()["key"]


def test_a_filter_discloses_less_and_a_person_finds_it_in_their_log(hub):
    ((subject,),) = hub.ask("SELECT DISTINCT subject_ref FROM audit_event WHERE subject_ref <> 'log'")
    before = len(hub.ask("SELECT 1 FROM audit_event"))
    ran = hub.take("--subject", subject, "--agency", "cjib", "--format", "csv", "--format", "xlsx")
    events = [event for (event,) in hub.ask("SELECT event FROM audit_event ORDER BY seq")][before:]

    assert ran.exit_code == 0, ran.output
    assert events == ["log.exported", "accesses.read", "log.exported"]
    assert 0 < len(seqs(hub.output)) < len(hub.lines)
    assert root_of(hub.output) == hub.manifest()["root"]
    assert {"records.csv", "records.xlsx"} <= {file.name for file in hub.output.iterdir()}


def test_the_two_dutch_logs_are_made_of_the_same_lines_and_join_them_by_trace(hub):
    ran = hub.take("--format", "ldv", "--format", "adl")
    lines = [json.loads(line)["record"] for line in (hub.output / "records.ndjson").read_text("utf-8").splitlines()]
    processing, decisions = (
        [json.loads(line) for line in (hub.output / f"{name}.ndjson").read_text("utf-8").splitlines()]
        for name in ("ldv", "adl")
    )

    assert ran.exit_code == 0, ran.output
    assert {line["trace_id"] for line in processing} == {line["trace_id"] for line in lines}
    assert len(decisions) == sum("decided" in line and line["event"].startswith("claims.") for line in lines) > 0
    told = {line["attributes"].get("dpl.core.foreign_operation.processor") for line in processing}
    assert any(str(each).startswith("urn:nld:oin:") for each in told)


def test_a_sample_has_so_many(hub):
    hub.take("--sample", "2", "--seed", "7")

    assert len(seqs(hub.output)) == 2
    assert hub.manifest()["filter"] == {"sample": 2, "seed": 7}


def test_what_breaks_off_is_gone_on_with(hub, monkeypatch):
    def full(*_arguments):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(audit_export, "package", full)
        first = hub.take()
    second, third = hub.take(), hub.take("--resume")

    assert "Broken off. The same command with --resume goes on where it stood." in first.stderr
    assert first.exit_code == 1
    assert refused(second) == "export.half_done"
    assert (third.exit_code, root_of(hub.output)) == (0, hub.manifest()["root"])


def test_a_line_that_is_gone_is_a_finding(tmp_path):
    hub = Logging(tmp_path)
    with sqlite3.connect(hub.made.path / "hub.db") as connection:
        for trigger in ("audit_event_refuse_delete", "audit_event_refuse_update"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute("DELETE FROM audit_event WHERE seq = 2")
    ran = hub.take()

    assert ran.exit_code == 1
    assert "missing: line 2 of the log is not there any more" in ran.stderr
    assert hub.manifest()["missing"] == [2]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--agency", "rabobank"), "agency.unknown"),
        (("--subject", SOMEBODY.digits), "work.tells_too_much"),
        (("--by", " "), "export.no_reason"),
        (("--to", "2026-10-31"), "export.period_empty"),
        (("--to", "yesterday"), "day.unreadable"),
        (("--to", "9999-12-31"), "export.day_impossible"),
        (("--activity", "Jan de Vries, Utrecht"), "export.activity_unclear"),
    ],
    ids=["agency", "number of a person", "nobody", "period", "day", "the last of all days", "somebody for an activity"],
)
def test_what_is_no_order_is_refused_and_nothing_is_written(hub, more, code):
    before, config = hub.ask("SELECT seq FROM audit_head"), ("--config", str(hub.made.config))
    arguments = ("export", "log", *DAYS, "--output", str(hub.output), "--by", "a", "--reason", "b", *more, *config)
    ran = CliRunner(env={**os.environ, "HUB__DEMO__TODAY": "2026-12-10"}).invoke(app, arguments)

    assert refused(ran) == code
    assert not hub.output.exists()
    assert hub.ask("SELECT seq FROM audit_head") == before


def test_a_log_that_waits_is_not_taken_unless_an_operator_lets_one_command_wait_longer(tmp_path):
    hub = Logging(tmp_path)
    assert hub.take().exit_code == 0
    hub.output = tmp_path / "later"
    before = hub.ask("SELECT seq FROM audit_head")
    closed = hub.late()
    nothing = hub.ask("SELECT seq FROM audit_head")
    opened = hub.late(HUB__AUDIT__BEHIND_AFTER_S="604800")
    ((last,),) = hub.ask("SELECT record FROM audit_event ORDER BY seq DESC LIMIT 1")

    assert (refused(closed), nothing) == ("audit.behind", before)
    assert (opened.exit_code, root_of(hub.output)) == (0, hub.manifest()["root"])
    assert json.loads(last)["event"] == "log.exported"


def test_where_nothing_is_sealed_there_is_nothing_to_check_and_so_nothing_to_take(tmp_path: Path):
    hub = Unsealed(tmp_path)
    ran = hub.run("export", "log", *DAYS, "--output", str(tmp_path / "export"))

    assert refused(ran) == "audit.not_sealed"
