"""`hub db deny`: a token or a client that counts no longer."""

import asyncio
from datetime import timedelta

import pytest
from migrated import bring_up
from typer.testing import CliRunner

from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from adapters.identity import denials
from adapters.store.denials import SqlDenials
from adapters.store.engine import open_engine
from adapters.system import SystemClock
from hub.errors import BadInput

ISSUER = "http://127.0.0.1:8/demo/issuer"


@pytest.fixture
def folder(tmp_path) -> DemoFolder:
    """The demo's files, with a database that is up to date."""
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    asyncio.run(_migrated(made))
    return made


def _open(folder: DemoFolder):
    return open_engine(f"sqlite:///{folder.path / 'hub.db'}")


async def _migrated(folder: DemoFolder) -> None:
    engine = _open(folder)
    await bring_up(engine)
    await engine.dispose()


async def _denied(folder: DemoFolder, digest: bytes, hours: int) -> bool:
    engine = _open(folder)
    found = await SqlDenials(engine).denied((digest,), SystemClock().now() + timedelta(hours=hours, minutes=-1))
    await engine.dispose()
    return digest in found


def is_denied(folder: DemoFolder, digest: bytes, hours: int = 1) -> bool:
    """Say whether it is denied a minute before so many hours from now."""
    return asyncio.run(_denied(folder, digest, hours))


def deny(folder: DemoFolder, *arguments: str, issuer: str = ISSUER):
    return CliRunner().invoke(app, ["db", "deny", issuer, *arguments, "--config", str(folder.config)])


@pytest.mark.parametrize(
    ("option", "value", "digest"),
    [
        ("--token", "jti-1", denials.of_token(ISSUER, "jti-1")),
        ("--client", "portal", denials.of_client(ISSUER, "portal")),
    ],
)
def test_what_is_denied_is_on_the_list_for_six_hours_or_as_long_as_told(folder, option, value, digest) -> None:
    ran = deny(folder, option, value)

    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "Denied for 6 hours.\n")
    assert is_denied(folder, digest, hours=6)
    assert not is_denied(folder, digest, hours=7)
    assert deny(folder, option, value, "--hours", "48").exit_code == 0
    assert is_denied(folder, digest, hours=48)


def test_a_denial_can_be_taken_back(folder) -> None:
    deny(folder, "--client", "portal")
    ran = deny(folder, "--client", "portal", "--hours", "0")

    assert (ran.exit_code, ran.stderr) == (0, "It counts again.\n")
    assert not is_denied(folder, denials.of_client(ISSUER, "portal"))


@pytest.mark.parametrize("arguments", [(), ("--token", "a", "--client", "b")], ids=["neither", "both"])
def test_it_must_be_one_token_or_one_client(folder, arguments) -> None:
    ran = deny(folder, *arguments)

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "deny.unclear"


def test_a_misspelled_issuer_is_told_instead_of_denying_nothing(folder) -> None:
    ran = deny(folder, "--token", "a", issuer=f"{ISSUER}/")

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "deny.unknown_issuer"


@pytest.mark.parametrize("hours", ["-1", "8785", "x"])
def test_a_denial_has_an_end(folder, hours) -> None:
    assert deny(folder, "--token", "a", "--hours", hours).exit_code == 2
