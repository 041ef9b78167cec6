"""The command line as a person or a program uses it: exit codes, data on stdout, words on stderr."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import leaks
import pytest
from commands import hub_command
from identity.rings import as_toml, key_settings
from identity.rings import key as as_key
from running_hub import free_port
from typer.testing import CliRunner

from adapters import bootstrap, settings
from adapters import parts as chosen
from adapters.cli.configuration_page import page
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from adapters.cli.terminal import Exit
from adapters.identity.bsn import Bsn
from hub.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]


def hub(*arguments):
    ran = hub_command.hub(*arguments)
    assert leaks.found(ran.stderr) == []  # words for a person; what a command prints was asked for
    return ran


def hub_from_nothing(*arguments):
    command = [sys.executable, "-m", "adapters.cli.main", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=210, check=False, cwd=ROOT)
    assert leaks.found(ran.stderr) == []
    return ran


@pytest.fixture
def folder(tmp_path) -> DemoFolder:
    """The demo's files, with agencies that are not running."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    agency = {"signs_answers": False, "oin": "00000099000000001000", "url": "http://127.0.0.1:9", "jwks_url": "-"}
    made.configure(
        public_url="http://127.0.0.1:8", agencies=[{**agency, "code": "duo", "token_url": "http://127.0.0.1:9/t"}]
    )
    return made


@pytest.mark.timeout(240)  # it starts seven processes and does all that there is to show
def test_the_demo_prints_the_main_job_and_ends(tmp_path):
    port, base = free_port(), 21100
    ran = hub_from_nothing("demo", "--once", "--folder", tmp_path / "demo", "--port", port, "--base-port", base)

    assert ran.returncode == 0, ran.stderr
    assert [line[:3] for line in ran.stderr.splitlines() if line[1:3] == "/5"] == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    printed = re.sub(r" +", " ", ran.stdout)  # how wide a column is belongs to its longest cell
    for fact in (
        "30 months of €130.12, €3,903.61 in all",
        "what-if: no law knows this arrangement today",
        "needs policy change",
        "18 months of €72.75, €1,309.60 in all",
        "Room for a plan €102.01 the lower one: living costs",
        "39 months of €102.01, €3,903.61 in all",
        "Beside it: standard, 30 months of €130.12 (it leaves too little to live on)",
        "separate (today) bundled (what-if) rijk-2025 (law) rijk-wide (what-if)",
        "needs policy change; under reform rijk-breed",
        "No law knows rijk-wide; here it can be agreed to under reform rijk-breed.",
        "a short life of the plan over all agencies (rijk-wide, under reform rijk-breed)",
        "Belastingdienst suspend granted €956.01",
        "2026-11-24 accept You accepted the arrangement. person",
        "CJIB €130.12",
        "The clock moves: it is 2027-02-08.",
        "A reminder: €130.12 is missing; to be paid on 2027-03-01 at the latest.",
        "2027-02-08 pause You need not pay anything until 8 June 2027.",
        "Together €3,903.61 €130.12 €3,773.49",
        "Next: €130.12 on 2027-07-01, €130.12 on 2027-08-01; the last one on 2029-11-01",
        "You owe €75.00 in all. An arrangement is possible only above €75.00.",
        "UNREACHABLE",
        "Receipt ",
    ):
        assert fact in printed


def test_the_demo_says_which_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = hub("demo", "--once", "--folder", tmp_path / "demo", "--port", taken.getsockname()[1])
    assert ran.returncode == 3
    assert "In use: port" in ran.stderr
    assert ".venv/bin/hub demo --port" in ran.stderr


def test_the_demo_deletes_nothing_of_anybody_elses(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    ran = hub("demo", "--once", "--folder", tmp_path, "--port", free_port(), "--base-port", 21300)

    assert ran.returncode == 2
    assert "holds other files" in ran.stderr
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_two_demos_never_share_a_folder(tmp_path):
    made = DemoFolder(path=tmp_path / "demo")
    with made.held():
        ran = hub("demo", "--once", "--folder", made.path, "--port", free_port(), "--base-port", 21400)
    assert ran.returncode == 2
    assert "demo.folder_in_use" in ran.stderr


def test_the_demo_knows_its_people():
    ran = hub("demo", "--persona", "nobody")
    assert ran.returncode == 2
    assert ran.stderr.startswith("persona.unknown: ")
    assert "noor" in ran.stderr
    assert "nobody" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_simulate_prints_agencies_and_people_as_json_and_stops_when_told():
    command = [sys.executable, "-m", "adapters.cli.main", "simulate", "--base-port", "0", "--people", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        printed = b""
        while not printed.endswith(b"\n}\n"):
            printed += process.stdout.readline()
        described = json.loads(printed)
        process.send_signal(signal.SIGTERM)

        assert process.wait(15) == 0
    assert [agency["code"] for agency in described["agencies"]] == [
        "belastingdienst",
        "toeslagen",
        "cjib",
        "duo",
        "cak",
    ]
    assert len(described["people"]) > 41


def test_simulate_refuses_an_agency_that_is_not_in_the_registry():
    ran = hub("simulate", "--agency", "nobody")
    assert ran.returncode == 2
    assert "cjib" in ran.stderr


def test_serve_names_every_fault_of_the_configuration_at_once(tmp_path):
    config = tmp_path / "hub.toml"
    config.write_text('mode = "maybe"\nunknown = 1\n', encoding="utf-8")
    ran = hub("serve", "--config", config)

    assert ran.returncode == 2
    for fault in ("mode", "keys", "unknown"):
        assert fault in ran.stderr


def test_a_missing_configuration_is_said(tmp_path):
    ran = hub("serve", "--config", tmp_path / "none.toml")
    assert ran.returncode == 2
    assert "config.missing" in ran.stderr


def test_production_refuses_what_only_the_demo_may_have(folder):
    text = folder.config.read_text(encoding="utf-8").replace('mode = "demo"', 'mode = "production"')
    folder.config.write_text(text, encoding="utf-8")
    ran = hub("serve", "--config", folder.config)

    assert ran.returncode == 2
    for fault in (
        *("a demo key in production", "unencrypted", "not https", "not bound to their sender", "demo issuer"),
        *("no lowest level of assurance", "identity.bsn_basis"),
    ):
        assert fault in ran.stderr


@pytest.mark.parametrize(
    ("mode", "store", "said"),
    [
        ("production", 'url = "postgresql://db/hub"', "store.role: unset"),
        ("production", 'url = "postgresql://db/hub"\nrole = "hub_serving"', None),
        ("demo", 'url = "postgresql://db/hub"', None),
        ("demo", 'url = "sqlite:///hub.db"\nrole = "hub_serving"', "store.role: only PostgreSQL has roles"),
    ],
)
def test_production_on_postgresql_needs_a_role(folder, mode, store, said):
    text = folder.config.read_text(encoding="utf-8").replace('mode = "demo"', f'mode = "{mode}"')
    folder.config.write_text(re.sub(r'url = "sqlite:[^"]*"', store, text), encoding="utf-8")
    found = [fault for fault in bootstrap.all_faults(settings.load(folder.config)) if fault.startswith("store")]

    assert found == [] if said is None else said in found[0]


def test_a_signing_agency_needs_its_keys_named(folder):
    text = folder.config.read_text(encoding="utf-8").replace("[sources.duo]", "[sources.cjib]")
    folder.config.write_text(text, encoding="utf-8")
    ran = hub("doctor", "--config", folder.config)

    assert ran.returncode == 1
    assert "sources.cjib.jwks_url: this agency signs its answers" in ran.stdout


def test_one_client_id_belongs_to_one_issuer(folder):
    text = folder.config.read_text(encoding="utf-8")
    other = '\n[[identity.issuers]]\nissuer = "http://127.0.0.1:7"\naudience = "x"\nkind = "partner"\n'
    again = '[identity.issuers.clients.auditor]\nrole = "auditor"\n'
    folder.config.write_text(f"{text}{other}{again}", encoding="utf-8")
    ran = hub("doctor", "--config", folder.config)

    assert ran.returncode == 1
    assert "client auditor stands under several issuers" in ran.stdout


def test_secrets_are_in_no_message(folder):
    text = folder.config.read_text(encoding="utf-8")
    secret = next(line.split('"')[1] for line in text.splitlines() if line.startswith("wrap ="))
    folder.config.write_text(text.replace('role = "agency"', 'role = "boss"'), encoding="utf-8")
    ran = hub("doctor", "--config", folder.config)
    assert ran.returncode == 1
    assert secret not in ran.stdout + ran.stderr


def test_the_doctor_finds_an_old_database_and_is_content_after_an_upgrade(folder):
    sick = hub("doctor", "--config", folder.config, "--json")
    assert hub("db", "upgrade", "--config", folder.config).returncode == 0
    well = hub("doctor", "--config", folder.config)

    assert sick.returncode == 1
    assert "store.not_current" in json.loads(sick.stdout)["findings"][0]
    assert well.returncode == 0
    assert "nothing is wrong" in well.stdout


def test_the_doctor_names_a_role_that_the_fence_does_not_hold(folder, empty_postgres_url, serving_role, monkeypatch):
    monkeypatch.setenv("HUB__STORE__URL", empty_postgres_url)
    said = {}
    for role in (serving_role, "postgres"):
        monkeypatch.setenv("HUB__STORE__ROLE", role)
        assert hub("db", "upgrade", "--config", folder.config).returncode == 0
        said[role] = hub("doctor", "--config", folder.config).stdout

    assert "nothing is wrong" in said[serving_role]
    assert "store.role: the role postgres is a superuser" in said["postgres"]


def test_the_database_goes_up_and_down(folder):
    runner = CliRunner()
    steps = [("current",), ("upgrade",), ("current",), ("downgrade", "base"), ("current",)]
    said = [runner.invoke(app, ["db", *step, "--config", str(folder.config)]) for step in steps]

    assert [result.exit_code for result in said] == [0] * 5
    assert said[0].stdout.strip() == said[4].stdout.strip() == "empty"
    assert said[2].stdout.strip() != "empty"


def test_keys_are_changed_over_and_the_doctor_names_one_that_is_missing(folder):
    text = folder.config.read_text(encoding="utf-8")
    old = dict(line.split(" = ") for line in re.findall(r"^(?:wrap|index) = .*$", text, re.MULTILINE))
    step = as_toml(key_settings(2)).replace("[keys]\n", "").replace(as_key("index-1"), old["index"].strip('"'))
    (signing,) = re.findall(r"^signing_key_file = .*$", text, re.MULTILINE)
    step = f"{signing}\n{step}"
    retired = "".join(
        f'[[keys.retired]]\nuse = "{use}"\nid = "{name}"\nkey = {old[use]}\n'
        for use, name in (("wrap", "demo-wrap-1"), ("index", "index-1"))
    )
    assert hub("db", "upgrade", "--config", folder.config).returncode == 0
    asyncio.run(_somebody(folder.config))
    new = re.sub(r"\[keys\]\n.*?\n\n", lambda _: f"[keys]\n{step}\n", text, flags=re.DOTALL)
    folder.config.write_text(new, encoding="utf-8")
    sick = hub("doctor", "--config", folder.config)
    folder.config.write_text(f"{new}\n{retired}", encoding="utf-8")
    turned = hub("db", "rotate-keys", "--config", folder.config)
    early = hub("db", "rotate-keys", "--drop", "index-1", "--config", folder.config)
    folder.config.write_text(new, encoding="utf-8")
    well, gone = (
        hub("doctor", "--config", folder.config),
        hub("db", "rotate-keys", "--drop", "index-1", "--config", folder.config),
    )

    assert "keys.unknown: 1 people stand on the wrap key demo-wrap-1" in sick.stdout
    assert "keys.unknown: 1 people stand on the index key index-1" in sick.stdout
    assert "1 people changed over." in turned.stderr
    assert turned.stdout.splitlines() == [
        "wrap   wrap-2  1 people  in use",
        "wrap   demo-wrap-1  0 people  may be taken out of keys.retired",
        "index  index-2  1 people  in use",
        "index  index-1  1 people  may be taken out of keys.retired; then: hub db rotate-keys --drop index-1",
    ]
    assert (early.returncode, "keys.listed" in early.stderr) == (2, True)
    assert (well.returncode, well.stdout) == (0, "✓ nothing is wrong\n")
    assert "1 rows of the index key index-1 are gone." in gone.stderr


async def _somebody(config):
    """Add one person under the keys of a configuration."""
    parts = chosen.parts(settings.load(config))
    await parts.directory.ref_of(Bsn("999990032"))
    await parts.engine.dispose()


@pytest.mark.parametrize("as_", ["agency:duo", "intermediary", "staff:duo", "auditor"])
def test_a_token_is_printed_for_every_role(folder, as_):
    ran = CliRunner().invoke(app, ["token", "--as", as_, "--config", str(folder.config)])
    assert ran.exit_code == 0
    assert ran.stdout.count(".") == 2


def test_a_citizens_token_needs_a_persona_that_exists(folder):
    good = hub("token", "--persona", "noor", "--config", folder.config, "--json")
    bad = hub("token", "--persona", "nobody", "--config", folder.config)

    assert json.loads(good.stdout)["token_type"] == "Bearer"
    assert bad.returncode == 2
    assert "persona.unknown" in bad.stderr


@pytest.mark.parametrize("as_", ["staff:xyz", "agency:xyz", "staff:", "agency:DUO"])
def test_nobody_gets_a_token_of_an_agency_that_is_not_there(folder, as_):
    ran = CliRunner().invoke(app, ["token", "--as", as_, "--config", str(folder.config)])
    assert isinstance(ran.exception, BadInput)
    assert "xyz" not in str(ran.exception)


@pytest.mark.parametrize("day", ["nonsense", "2020-13-01", "20200101", "2020-1-1", "01-07-2026"])
@pytest.mark.parametrize("option", ["--on", "--known-on"])
def test_what_is_no_day_is_refused_in_one_line_that_does_not_repeat_it(option, day):
    ran = CliRunner().invoke(app, ["rules", "show", option, day])
    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "day.unreadable"
    assert day not in str(ran.exception)


def test_the_rules_of_a_date_are_listed_with_article_source_and_confidence():
    rows = json.loads(hub("rules", "show", "--on", "2026-07-01", "--json").stdout)
    by_id = {row["id"]: row for row in rows}

    assert by_id["betalingsregeling_rijk.longest_standard"]["value"] == 36
    assert all(row["article"] and row["source"] and row["confidence"] for row in rows)


def test_a_jurist_reads_lists_and_tables_in_words():
    shown = hub("rules", "show", "--on", "2026-07-01").stdout

    assert "\n  no_cooperation, wrong_data (" in shown
    assert "    - below = 12000, months = 3\n    - below = 30000, months = 6\n" in shown
    assert "    needs = objection, " in shown
    assert "    remedy:\n      name = administratief beroep\n" in shown
    assert "    left_out_kinds: none\n" in shown
    assert not re.search(r"table of \d|[{}\[]'|Decimal", shown)


def test_the_printed_schema_is_the_published_one():
    assert hub_from_nothing("schema").stdout == (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")


def test_every_configuration_key_is_described():
    assert page() == (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert "None" not in page()


@pytest.mark.parametrize("words", [("rules", "show"), ("--help",)], ids=["data", "help"])
def test_whoever_stops_reading_ends_a_command_without_a_word_and_without_a_finding(words):
    command = [sys.executable, "-m", "adapters.cli.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == Exit.UNREAD == 128 + signal.SIGPIPE


def test_the_version_is_printed():
    assert hub("--version").stdout.strip() == "0.1.0"


def test_the_doctor_names_workers_that_sqlite_does_not_serve(folder):
    hub("db", "upgrade", "--config", folder.config)
    said = {workers: hub("doctor", "--config", folder.config, "--workers", workers) for workers in ("1", "2")}

    assert said["1"].returncode == 0
    assert said["2"].returncode == 1
    assert "store.url: SQLite serves one process, not 2; use PostgreSQL, or --workers 1" in said["2"].stdout
