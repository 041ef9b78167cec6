"""The probe for numbers and tokens in logs and databases is seen to trip, in a test run of its own."""

import os
import subprocess
import sys
from pathlib import Path

import leaks
import pytest

TESTS = Path(__file__).parent.parent
TOKEN = "eyJhbGciOiJFUzI1NiJ9." + "eyJzdWIiOiJub29yIn0.c2ln"
HEAD = f"""
import logging, os, sqlite3, subprocess, sys
import pytest, structlog
NUMBER = "99999" + "0032"
TOKEN = {TOKEN[:20]!r} + {TOKEN[20:]!r}
ACCOUNT = "NL91" + "ABNA0417164300"
"""

A_FAULT = """
def test_it():
    try:
        raise ValueError(ACCOUNT)
    except ValueError:
        logging.exception('x')
"""
A_CHILD = """
def test_it():
    subprocess.run([sys.executable, '-c', 'import sys; print(sys.argv[1], file=sys.stderr)', TOKEN])
"""
A_FILE = """
def test_it(tmp_path):
    db = sqlite3.connect(tmp_path / 'hub.db')
    db.execute('CREATE TABLE t (a)')
    db.execute('INSERT INTO t VALUES (?)', ['a' + NUMBER])
    db.commit()
    db.close()
"""
IN_MEMORY = """
from sqlalchemy import text

@pytest.mark.parametrize('database', ['memory'], indirect=True)
async def test_it(engine):
    async with engine.begin() as it:
        await it.execute(text(f"CREATE TABLE t AS SELECT '{NUMBER}' AS a"))
"""
ON_POSTGRESQL = """
import asyncpg

async def test_it(empty_postgres_url):
    it = await asyncpg.connect(empty_postgres_url)
    await it.execute(f"CREATE TABLE t AS SELECT '{TOKEN}'::bytea AS a")
    await it.close()
"""
A_SHARED_FOLDER = """
@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp('hub')

def test_it(folder):
    (folder / 'hub.log').write_text(TOKEN)
"""

LEAKS = {
    "a library logs a number": ("def test_it():\n logging.getLogger('x').warning('got %s', NUMBER)", "a test number"),
    "a library logs a token": ("def test_it():\n logging.getLogger('x').info(TOKEN)", "a token"),
    "a fault quotes an account": (A_FAULT, "an account number"),
    "our own log, before the filter": (
        "def test_it():\n structlog.get_logger().info('x', who=NUMBER)",
        "a test number",
    ),
    "a child's standard error": (A_CHILD, "a token in Captured stderr call"),
    "a child's standard output": ("def test_it():\n subprocess.run(['echo', NUMBER])", "a test number"),
    "a hub's log": ("def test_it(tmp_path):\n (tmp_path / 'hub.log').write_text(NUMBER)", "a test number in hub.log"),
    "a database file": (A_FILE, "a test number in hub.db"),
    "a database in memory": (IN_MEMORY, "a test number in the database in memory"),
    "a database on PostgreSQL": (ON_POSTGRESQL, "a token in PostgreSQL"),
    "a folder of several tests": (A_SHARED_FOLDER, "a token in hub0/hub.log"),
}

CLEAN = {
    "on purpose": "@pytest.mark.leaks('why')\ndef test_it():\n logging.warning(NUMBER)",
    "captured by the test": "def test_it():\n assert subprocess.run(['echo', NUMBER], capture_output=True).stdout",
    "a number in a digest": "def test_it():\n logging.warning('4bf92f3577b34da6a3c' + NUMBER + 'abcdef')",
    "sealed text that begins like a token": "def test_it():\n logging.warning('keyJhbG9vdGhlcl8x.c2VhbGVkX3ZhbHVl')",
    "a configuration": "def test_it(tmp_path):\n (tmp_path / 'hub.toml').write_text(TOKEN)",
}


def ran(folder: Path, test: str, *more: str) -> tuple[int, str]:
    (folder / "test_inner.py").write_text(HEAD + test, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", encoding="utf-8")
    plugins = [
        word for name in ("leaks", "databases", "pytest_asyncio.plugin", "no:cacheprovider") for word in ("-p", name)
    ]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *more]
    done = subprocess.run(
        [
            *command,
            "--basetemp",
            str(folder / "base"),
            "-o",
            "asyncio_default_fixture_loop_scope=function",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]),
            # Reading all that is installed would take three times as long as the run.
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.leaks("the run inside this test does")
@pytest.mark.parametrize(("test", "said"), LEAKS.values(), ids=LEAKS)
def test_a_leak_fails_the_run_and_is_not_repeated(tmp_path: Path, test: str, said: str) -> None:
    code, words = ran(tmp_path, test, "--show-capture=no")

    assert code == 1, words
    assert "1 passed" in words
    assert said in words
    assert not any(value in words for value in ("99999" + "0032", TOKEN, "ABNA"))


@pytest.mark.parametrize("test", CLEAN.values(), ids=CLEAN)
def test_what_is_no_leak_passes(tmp_path: Path, test: str) -> None:
    code, words = ran(tmp_path, test)

    assert code == 0, words


@pytest.mark.leaks("the run inside this test does")
def test_a_worker_hands_over_what_it_found(tmp_path: Path) -> None:
    _, said = LEAKS["a folder of several tests"]
    code, words = ran(tmp_path, A_SHARED_FOLDER, "-p", "xdist", "-n", "1")

    assert code == 1, words
    assert said.removeprefix("a token in ") in words


@pytest.mark.parametrize("number", ["999990033", "9999900321", "199999003"])
def test_a_number_that_belongs_to_no_test_person_is_none(number: str) -> None:
    assert leaks.found(number) == []
