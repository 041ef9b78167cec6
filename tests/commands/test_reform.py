"""A reform in the configuration: for a demo only, and only one that somebody wrote."""

import json
import shutil
from pathlib import Path

import pytest
from reforming import NAME
from typer.testing import CliRunner

from adapters import bootstrap
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder
from adapters.cli.main import app
from adapters.cli.rules_books import SHIPPED
from hub.errors import BadInput, BookError


def config(path: Path, reform: str | None) -> Path:
    folder = DemoFolder(path=path / "demo")
    folder.make()
    folder.configure(public_url="http://127.0.0.1:8", agencies=[])
    if reform:
        with folder.config.open("a", encoding="utf-8") as file:
            file.write(f'\n[rules]\nreform = "{reform}"\n')
    return folder.config


def findings(file: Path) -> list[str]:
    ran = CliRunner().invoke(app, ["doctor", "--config", str(file), "--json"])
    return [text for text in json.loads(ran.stdout)["findings"] if text.startswith("rules.reform")]


def test_a_demo_computes_under_the_reform_that_it_names_and_otherwise_under_the_law(tmp_path: Path) -> None:
    named = configuration.load(config(tmp_path, NAME))
    unnamed = configuration.load(config(tmp_path, None))
    found = bootstrap.rule_book(named).reform

    assert found is not None
    assert found.name == NAME
    assert bootstrap.rule_book(unnamed).reform is None


def test_the_doctor_finds_nothing_wrong_with_a_reform_in_a_demo(tmp_path: Path) -> None:
    assert findings(config(tmp_path, NAME)) == []


def test_a_reform_that_nobody_wrote_is_named_with_those_there_are(tmp_path: Path) -> None:
    file = config(tmp_path, "nothing")

    assert findings(file) == [f"rules.reform: nothing: no such reform; there are {NAME}"]
    with pytest.raises(BookError, match=r"reform\.unknown"):
        bootstrap.rule_book(configuration.load(file))


def test_production_refuses_every_reform_and_computes_under_the_law(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config(tmp_path, NAME)
    monkeypatch.setenv("HUB__MODE", "production")

    assert findings(file) == [
        "rules.reform: a reform is no law; nobody real can agree to what only a reform makes possible"
    ]
    with pytest.raises(BadInput, match=r"config\.refused: .*rules\.reform: a reform is no law"):
        bootstrap.checked(file)
    assert bootstrap.rule_book(configuration.load(file)).reform is None


def test_a_reform_beside_a_book_is_checked_with_it(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED.parent, rules, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    check = ["rules", "check", "--book", str(rules / "book")]
    assert CliRunner().invoke(app, check).exit_code == 0

    written = rules / "reforms" / f"{NAME}.toml"
    written.write_text(written.read_text(encoding="utf-8").replace('"duo"', '"nobody"'), encoding="utf-8")
    refused = CliRunner().invoke(app, check).exception

    assert isinstance(refused, BookError)
    assert str(refused).startswith(f"reform.no_such_value: {NAME}.participant[3] ")
