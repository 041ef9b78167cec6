"""A configuration that cannot be read is said in one coded line, with its place and without what stands there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters import settings
from adapters.cli.main import app
from adapters.settings_reading import coded
from hub.errors import BadInput

UNREADABLE = {
    b'mode = "demo"\n[keys]\nwrap = c2VjcmV0\n': "hub.toml, line 3, column 8: no TOML.",
    b'mode = "demo"\nmode = "demo"\n': "hub.toml, line 2, column 14: no TOML.",
    b"[keys": "hub.toml, end of document: no TOML.",
    b'mode = "demo"\npublic_url = "caf\xe9"\n': "hub.toml, line 2, column 18: no UTF-8.",
    b"\xff\xfem\x00": "hub.toml, line 1, column 1: no UTF-8.",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "hub.toml"


@pytest.mark.parametrize(("content", "says"), UNREADABLE.items())
def test_a_file_that_cannot_be_read_is_named_with_the_place_and_what_to_do(
    config: Path, content: bytes, says: str
) -> None:
    config.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        settings.load(config)

    assert (refused.value.code, refused.value.happened) == ("config.unreadable", says)
    assert refused.value.todo.startswith(("Write ", "Save "))
    assert "c2VjcmV0" not in str(refused.value)


@pytest.mark.parametrize("content", UNREADABLE)
def test_the_doctor_finds_a_file_that_cannot_be_read_and_serving_refuses_it(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    found = CliRunner().invoke(app, ["doctor", "--config", str(config)])
    served = CliRunner().invoke(app, ["serve", "--config", str(config)])

    assert (found.exit_code, found.stdout.count("\n")) == (1, 1)
    assert found.stdout.startswith("✗ config.unreadable: hub.toml")
    assert str(config.parent) not in found.stdout
    assert isinstance(served.exception, BadInput)


def test_a_file_that_the_hubs_user_may_not_read_is_named_without_its_path(config: Path) -> None:
    with pytest.raises(BadInput) as refused, coded(config, settings.Settings):
        raise PermissionError(13, "Permission denied", str(config))

    assert str(refused.value) == "config.unreadable: hub.toml may not be read. Let the hub's user read it."


def test_the_environment_is_named_where_it_is_no_json(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.touch()
    monkeypatch.setenv("HUB__KEYS", "{c2VjcmV0")
    with pytest.raises(BadInput) as refused:
        settings.load(config)

    assert refused.value.code == "config.invalid"
    assert '"keys"' in refused.value.happened
    assert "c2VjcmV0" not in str(refused.value)
