"""`hub doctor` finds whatever is wrong at once and names each in one sentence; nothing is half started."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from agencies.certificates import authority as an_authority
from cryptography.x509.oid import ExtendedKeyUsageOID
from running_hub import free_port
from sources import ROOT
from sqlalchemy import text
from typer.testing import CliRunner, Result

from adapters import settings as configuration
from adapters import soundness
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.demo_print import Printer
from adapters.cli.main import app
from adapters.cli.terminal import speak_anywhere
from adapters.settings_mended import without_faults
from adapters.store import migrate
from adapters.store.engine import open_engine
from hub.errors import HubError

NOW = datetime.now(UTC)  # noqa: TID251 certificates end by the machine's clock, and the doctor asks it
AGENCY = {"signs_answers": False, "oin": "00000099000000001000", "url": "http://127.0.0.1:9", "jwks_url": "-"}
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 as the library's own

PLANTED = """
unknown_key = 1

[limits]
in_flight = "many"

[telemetry]
endpoint = "https://collector.example/v1/traces"

[[audit.witnesses]]
name = "away"
url = "http://127.0.0.1:{nowhere}"
vkey = "{vkey}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(
        public_url="http://127.0.0.1:8", agencies=[{**AGENCY, "code": "duo", "token_url": "http://127.0.0.1:9/t"}]
    )
    return made


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as place:
        yield place.getsockname()[1]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def findings(folder: DemoFolder, *more: object) -> list[str]:
    ran = run("doctor", "--config", folder.config, "--json", *more)
    found: list[str] = json.loads(ran.stdout)["findings"]
    assert ran.exit_code == (1 if found else 0)
    return found


def change(folder: DemoFolder, old: str, new: str) -> None:
    told = folder.config.read_text(encoding="utf-8")
    assert old in told
    folder.config.write_text(told.replace(old, new, 1), encoding="utf-8")


async def _stands_at(url: str, revision: str) -> None:
    engine = open_engine(url)
    if await migrate.current(engine) is None:
        await migrate.upgrade(engine, "0001")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    await engine.dispose()


def test_ten_faults_at_once_are_ten_findings(
    folder: DemoFolder, taken: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Keys that nobody knows, values of the wrong kind, certificates, files, places, and what production refuses."""
    authority = an_authority(tmp_path, "agencies")
    soon = authority.issue("hub", ExtendedKeyUsageOID.CLIENT_AUTH, until=NOW + timedelta(days=9, hours=12))
    over = authority.issue("old", ExtendedKeyUsageOID.SERVER_AUTH, until=NOW - timedelta(days=2))
    vkey = folder.vkeys["partner"][0]
    asyncio.run(_stands_at(f"sqlite:///{folder.path / 'hub.db'}", "0001"))
    change(folder, 'mode = "demo"\n', f'mode = "production"\n{PLANTED.split("[limits]", maxsplit=1)[0]}')
    change(folder, "[sources.duo]\n", f'[sources.duo]\ncert_file = "{soon}"\nca_file = "{over}"\n')
    change(folder, "hub-client.jwk", "nowhere.jwk")
    rest = "[limits]" + PLANTED.split("[limits]")[1]
    with folder.config.open("a", encoding="utf-8") as config:
        config.write(rest.format(nowhere=free_port(), vkey=vkey))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9 - 10**8, 10**8))
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    found = findings(folder, "--port", taken)

    for planted in (
        "unknown_key: there is no such key",
        "limits.in_flight: Input should be a valid integer",
        f"serve.port_taken: Port {taken}",
        "sources.duo.cert_file: a certificate in agencies-hub.pem ends on",
        "sources.duo.ca_file: a certificate in agencies-old.pem ended on",
        "sources.duo.key_file: the file nowhere.jwk is not there",
        "keys: a demo key in production",
        "store.not_current: The database is not up to date. Run `hub db upgrade`.",
        "audit.witnesses away: nobody answers at its url",
        "its disk has room for 100 MB only",
        "telemetry.endpoint: To send spans, the extra `telemetry` must be installed.",
        "sources.duo.url: unencrypted",
    ):
        assert any(planted in finding for finding in found), planted
    assert all("\n" not in finding for finding in found)


@pytest.mark.parametrize("of_environment", [False, True])
def test_without_a_mode_all_is_said_that_does_not_depend_on_it(
    folder: DemoFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, of_environment: bool
) -> None:
    over = an_authority(tmp_path, "agencies").issue("old", ExtendedKeyUsageOID.SERVER_AUTH, until=NOW - timedelta(2))
    change(folder, "[sources.duo]\n", f'[sources.duo]\nca_file = "{over}"\n')
    change(folder, "hub-client.jwk", "nowhere.jwk")
    if of_environment:
        monkeypatch.setenv("HUB__MODE", "production!")
    else:
        change(folder, 'mode = "demo"', 'mode = "production!"')
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9 - 10**8, 10**8))

    mode, *rest = findings(folder)

    assert mode == "mode: Input should be 'production' or 'demo'"
    assert [finding.partition(":")[0] for finding in rest] == [
        "sources.duo.key_file",
        "sources.duo.ca_file",
        "keys.destroyed_file",
        "store.url",
        "store.not_current",
    ]


def test_a_database_that_others_can_read_is_named_with_what_to_do(folder: DemoFolder) -> None:
    run("db", "upgrade", "--config", folder.config)
    (folder.path / "hub.db").chmod(0o640)

    said = "store.url: others than the hub's user may use hub.db; take that away: chmod 600 hub.db"
    assert findings(folder) == [said]


def test_a_row_of_the_environment_is_not_called_by_a_row_of_the_file(
    folder: DemoFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with folder.config.open("a", encoding="utf-8") as config:
        config.write('\n[[audit.witnesses]]\nname = "file-one"\nurl = "http://127.0.0.1:9"\nvkey = "x"\n')
    assert any("audit.witnesses file-one" in finding for finding in findings(folder))

    monkeypatch.setenv("HUB__AUDIT__WITNESSES", json.dumps([{"name": "env-one", "url": "http://127.0.0.1:9"}]))
    found = findings(folder)
    assert "audit.witnesses.0.vkey: Field required" in found
    assert "file-one" not in "".join(found)


def test_who_comes_to_an_address_stands_in_no_finding(folder: DemoFolder) -> None:
    change(folder, 'issuer = "http://127', 'issuers = 1\nissuer = "http://somebody:hunter2@127')
    change(folder, 'mode = "demo"', 'mode = "production"')
    found = "".join(findings(folder))

    assert "identity.issuers http://127.0.0.1:8/demo/issuer" in found
    assert "hunter2" not in found
    assert "somebody" not in found


def test_each_fault_is_a_finding_with_the_key_that_was_meant_and_the_row_by_its_name(folder: DemoFolder) -> None:
    change(folder, 'mode = "demo"\n', 'mode = "demo"\npublic_ulr = "x"\n')
    change(folder, 'audience = "http://127.0.0.1:8"\nkind = "partner"', 'audiense = 1\nkind = "partner"')
    change(folder, "[sources.duo]\n", '[sources.duo]\ntoken_uri = "x"\n')
    change(folder, 'role = "portal"\n', 'role = "portal"\nscope = ["graphql.free"]\n')
    issuers = "identity.issuers http://127.0.0.1:8/demo/issuer"

    assert set(findings(folder)) >= {
        "public_ulr: there is no such key; did you mean public_url?",
        f"{issuers} partner: audience: Field required",
        f"{issuers} partner: audiense: there is no such key; did you mean audience?",
        f"{issuers} citizen: clients.portal.scope: there is no such key; did you mean scopes?",
        "sources.duo.token_uri: there is no such key; did you mean token_url?",
    }


@pytest.mark.parametrize("file", ["hub-client.jwk", "hub-signing.jwk"])
def test_a_file_that_is_not_there_is_one_finding(folder: DemoFolder, file: str) -> None:
    run("db", "upgrade", "--config", folder.config)
    change(folder, file, "nowhere.jwk")

    (found,) = findings(folder)
    assert "the file nowhere.jwk is not there" in found


def test_a_file_that_cannot_be_used_is_found_though_another_is_away(folder: DemoFolder, tmp_path: Path) -> None:
    """Neither its setting nor the name of the file that is away hides what is said of another."""
    run("db", "upgrade", "--config", folder.config)
    (tmp_path / "garbage").write_text("garbage", encoding="utf-8")
    change(folder, "[sources.duo]\n", f'[sources.duo]\nca_file = "{tmp_path / "garbage"}"\n')
    alone = findings(folder)
    change(folder, "hub-client.jwk", "key")

    assert alone == ["config.ca_file: sources.duo.ca_file cannot be used. Name a PEM file."]
    assert [*findings(folder)[1:]] == alone
    assert findings(folder)[0].startswith("sources.duo.key_file: the file key is not there")


@pytest.mark.parametrize(
    "more", ['[consent]\nregister_files = ["nowhere.toml"]\n', '[[graphql.documents]]\nfile = "nowhere.json"\n']
)
def test_a_file_of_a_list_that_is_not_there_is_one_finding(folder: DemoFolder, more: str) -> None:
    run("db", "upgrade", "--config", folder.config)
    with folder.config.open("a", encoding="utf-8") as config:
        config.write(f"\n{more}")

    (found,) = findings(folder)
    assert "is not there; put it in its place" in found


def test_where_nothing_is_wrong_it_says_so(folder: DemoFolder) -> None:
    assert run("db", "upgrade", "--config", folder.config).exit_code == 0

    assert findings(folder, "--port", free_port()) == []


def test_a_folder_that_is_not_there_and_a_file_that_may_not_be_written_are_named(
    folder: DemoFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB__STORE__URL", f"sqlite:///{folder.path / 'nowhere' / 'hub.db'}")
    found = findings(folder)
    assert "store.url: the folder of hub.db is not there; make it" in found
    assert "store.unavailable" not in "".join(found)

    monkeypatch.setattr(os, "access", lambda _file, how: how != os.W_OK)
    settings = configuration.load(folder.config)
    cares = [*soundness.cares(settings, NOW, soundness.unread_files(settings))]
    assert "keys.destroyed_file: destroyed-keys may not be written; let the hub's user write it" in cares


@pytest.mark.parametrize("url", ["127.0.0.1:9312", "cjib.example", "ftp://cjib.example", "https://"])
def test_an_address_of_an_agency_that_is_none_is_named(
    folder: DemoFolder, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HUB__SOURCES__DUO__URL", url)

    assert "sources.duo.url: no address" in "".join(findings(folder))


def test_a_port_that_is_taken_ends_serving_before_a_database_is_made(folder: DemoFolder, taken: int) -> None:
    for command in ("serve",):
        ran = run(command, "--config", folder.config, "--port", taken)
        assert isinstance(ran.exception, HubError)
        assert ran.exception.code == "serve.port_taken"
        assert "--port" in str(ran.exception)
    assert not (folder.path / "hub.db").exists()


def test_a_database_that_a_newer_hub_changed_is_named_where_this_one_cannot_follow(folder: DemoFolder) -> None:
    assert run("db", "upgrade", "--config", folder.config).exit_code == 0
    said = {}
    for revision in ("9998", "9999-needs-9998", "somebody else's"):
        asyncio.run(_stands_at(f"sqlite:///{folder.path / 'hub.db'}", revision))
        said[revision] = (findings(folder), run("db", "upgrade", "--config", folder.config).exception)

    assert said["9998"] == ([], None)
    for revision in ("9999-needs-9998", "somebody else's"):
        (found,), fault = said[revision]
        assert found.startswith("store.ahead: A newer hub brought the database further than this version can follow.")
        assert isinstance(fault, HubError)


@pytest.mark.parametrize("wrong", ["[keys]\nwrap = 1\n", "x", "[sources]\nduo = 1\n"])
def test_of_a_configuration_of_which_nothing_can_be_made_the_first_fault_is_all(tmp_path: Path, wrong: str) -> None:
    config = tmp_path / "hub.toml"
    config.write_text(wrong, encoding="utf-8")

    assert without_faults(config) is None
    assert run("doctor", "--config", config).exit_code == 1


def test_what_is_left_without_the_faults_is_read_as_it_stands_and_the_environment_wins(
    folder: DemoFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with folder.config.open("a", encoding="utf-8") as config:
        config.write('\n[limits]\nin_flight = -1\nlogins_per_address = 7\n\n[[events.subscribers]]\nid = "A B"\n')
    monkeypatch.setenv("HUB__LIMITS__LOGINS_PER_ADDRESS", "8")
    left = without_faults(folder.config)

    assert left is not None
    assert (left.limits.in_flight, left.limits.logins_per_address) == (200, 8)
    assert left.events.subscribers == ()
    assert [*left.sources] == ["duo"]


def test_without_a_terminal_and_without_utf_8_a_command_says_what_it_has_to_say(folder: DemoFolder) -> None:
    bare = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "adapters.cli.main", "doctor", "--config", str(folder.config)]
    how: dict[str, Any] = {"cwd": ROOT, "env": bare, "stdin": subprocess.DEVNULL, "capture_output": True}
    words = subprocess.run(command, timeout=110, check=False, **how)

    assert (words.returncode, words.stderr) == (1, b"")
    assert b"store.not_current: The database is not up to date. Run `hub db upgrade`." in words.stdout


def test_tables_and_json_are_written_where_letters_beyond_ascii_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO, TextIOWrapper  # noqa: PLC0415 beside what they stand in for

    from rich.table import Table  # noqa: PLC0415 as above

    from adapters.cli.terminal import say_json  # noqa: PLC0415 as above

    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written, encoding="ascii"))
    speak_anywhere()
    table = Table("één", "€ 12")
    table.add_row("✓", "…")
    Printer().show(table)
    say_json({"name": "één"})
    sys.stdout.flush()

    printed = written.getvalue()
    assert b"n" in printed
    assert json.loads(printed[printed.index(b"{") :]) == {"name": "één"}
