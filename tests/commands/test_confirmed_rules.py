"""Values of the rule book that agencies confirmed to the operator (decision 35): where they are told, and what for."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters import bootstrap
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from hub.errors import BadInput

KNOWN = "harmonised.notice_days"


def config(path: Path, confirmed: str = "") -> Path:
    folder = DemoFolder(path=path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    folder.config.write_text(f"{folder.config.read_text(encoding='utf-8')}\n{confirmed}", encoding="utf-8")
    return folder.config


def test_the_doctor_names_every_confirmed_value_that_the_book_does_not_have(tmp_path: Path) -> None:
    file = config(tmp_path, f'[rules]\nconfirmed = ["{KNOWN}", "harmonised.never_was", "nonsense"]\n')

    ran = CliRunner().invoke(app, ["doctor", "--config", str(file), "--json"])
    findings = [text for text in json.loads(ran.stdout)["findings"] if text.startswith("rules.confirmed")]

    assert ran.exit_code == 1
    assert [text.split(": ")[1] for text in findings] == ["harmonised.never_was", "nonsense"]


def test_a_hub_does_not_start_on_a_confirmation_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"rules\.confirmed: nonsense"):
        bootstrap.checked(config(tmp_path, '[rules]\nconfirmed = ["nonsense"]\n'))


def test_in_the_demo_nothing_need_be_confirmed_and_in_production_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config(tmp_path, f'[rules]\nconfirmed = ["{KNOWN}"]\n')
    demo = configuration.load(file)
    monkeypatch.setenv("HUB__MODE", "production")

    assert bootstrap.confirmed_rules(demo) is None
    assert bootstrap.confirmed_rules(configuration.load(file)) == frozenset({KNOWN})
