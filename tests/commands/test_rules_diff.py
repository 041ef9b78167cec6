"""`hub rules diff` shows what a change of the book does, before anybody approves it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from builders import ON
from typer.testing import CliRunner

from adapters.agencies.registry import AGENCIES
from adapters.cli import rules_books, rules_personas
from adapters.cli.main import app
from hub.domain.source import SourceStatus
from hub.errors import BadInput

SHIPPED = rules_books.SHIPPED
ROW = "{ below = 45000, months = 9 }"


def diff(old, new, *options):
    return CliRunner().invoke(app, ["rules", "diff", str(old), str(new), "--on", "2026-11-23", *options])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the shipped book, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "book"))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """One case that a longer table row would change, and one of the protected income."""
    here = Path(__file__).resolve().parents[1] / "cases"
    kept = tmp_path / "cases"
    for name in ("betalingsregeling_rijk/e04-exactly-120-euros-is-six-months.toml", "beslagvrije_voet/2026"):
        place = kept / name
        place.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (here / name).is_dir() else shutil.copy
        copy(here / name, place)
    return kept


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_same_book_changes_nothing(book, cases):
    ran = diff(SHIPPED, book, "--cases", str(cases))

    assert ran.exit_code == 0
    assert ran.stdout.startswith("0 values and 0 outcomes changed; ")


def test_a_changed_row_is_told_with_every_persona_and_case_that_it_moves(book, cases):
    change(book, "instalment_table", "{ below = 30000, months = 6 }", "{ below = 30000, months = 8 }")

    ran = diff(SHIPPED, book, "--cases", str(cases))
    rows = ran.stdout.splitlines()

    assert ran.exit_code == 1
    assert rows[0].startswith("changed instalment_table.months from 2019-05-01: value[1].months 6 → 8 [")
    assert (
        "case betalingsregeling_rijk/e04-exactly-120-euros-is-six-months: "
        "proposal standard by rijk-2025, 6 × €20.00 of €120.00 → proposal standard by rijk-2025, 8 × €15.00 of €120.00"
    ) in rows
    assert any(row.startswith("persona ") and " 6 × " in row and " → " in row for row in rows)
    assert not any("beslagvrije_voet" in row for row in rows)
    assert rows[1].startswith("in place: instalment_table.months from 2019-05-01 was edited in place; ")
    assert rows[-1].startswith("1 value and ")


def test_another_rate_of_interest_is_told_of_every_plan_that_bears_it(book, cases):
    change(book, "rente", "4.3", "5.3")

    rows = diff(SHIPPED, book, "--cases", str(cases)).stdout.splitlines()

    assert any(row.startswith("persona ") and row.count(", interest €") == 2 for row in rows)
    assert not any(row.startswith("case ") for row in rows)


def test_a_change_of_words_alone_moves_no_outcome(book, cases):
    change(book, "instalment_table", 'says = "', 'says = "The ')

    answer = json.loads(diff(SHIPPED, book, "--cases", str(cases), "--json").stdout)

    assert [(row["id"], row["kind"], row["from"], row["changed"]) for row in answer["values"]] == [
        ("instalment_table.months", "changed", None, ["says"])
    ]
    assert answer["outcomes"] == []
    assert answer["looked_at"] > 100


def test_a_value_from_a_later_date_shows_what_it_does_on_that_date(book, cases):
    path = book / "instalment_table.toml"
    text = path.read_text(encoding="utf-8")
    later = "\n[[months.value]]\nfrom = 2027-03-01\nrecorded = 2026-12-01\nvalue = [{ months = 4 }]\n"
    path.write_text(text + later, encoding="utf-8")

    answer = json.loads(diff(SHIPPED, book, "--cases", str(cases), "--json").stdout)

    assert [(row["kind"], row["from"]) for row in answer["values"]] == [("added", "2027-03-01")]
    assert answer["rewritten"] == []
    assert answer["outcomes"]
    assert {row["name"][-10:] for row in answer["outcomes"]} == {"2027-03-01"}


def test_a_rule_that_went_leaves_no_answer(book, cases):
    text = (book / "instalment_table.toml").read_text(encoding="utf-8")
    (book / "instalment_table.toml").write_text(
        text.replace("[months", "[weeks").replace("[[months", "[[weeks"), "utf-8"
    )

    rows = diff(SHIPPED, book, "--cases", str(cases)).stdout.splitlines()

    assert rows[0].startswith("removed instalment_table.months from 2019-05-01: ")
    assert any(row.startswith("in place: instalment_table.months from 2019-05-01 was left out; ") for row in rows)
    assert any(row.endswith("→ no answer (rule.missing)") for row in rows)


def test_a_revision_is_read_from_git_without_checking_it_out(tmp_path, cases, monkeypatch):
    folder = tmp_path / "checkout" / "hub" / "rules" / "book"
    shutil.copytree(SHIPPED, folder)
    git = ["git", "-C", str(tmp_path / "checkout"), "-c", "user.name=jurist", "-c", "user.email=jurist@agency.invalid"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "First book"]):
        subprocess.run([*git, *command], check=True)
    change(folder, "instalment_table", ROW, ROW.replace("9", "10"))
    monkeypatch.setattr(rules_books, "SHIPPED", folder)

    ran = diff("HEAD", tmp_path / "checkout", "--cases", str(cases))

    assert ran.exit_code == 1
    assert "value[2].months 9 → 10" in ran.stdout


@pytest.mark.parametrize("place", ["no-such-revision", "--output=x", "a b", "", "HEAD:hub"])
def test_what_is_neither_folder_nor_revision_is_refused(place, cases):
    ran = CliRunner().invoke(app, ["rules", "diff", "--cases", str(cases), "--", place, str(SHIPPED)])
    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == "rules.no_book"


def test_a_folder_without_rules_is_refused(tmp_path, cases):
    ran = diff(tmp_path, SHIPPED, "--cases", str(cases))

    assert isinstance(ran.exception, BadInput)
    assert str(ran.exception).startswith("rules.no_book: The folder holds no rule book.")


def test_personas_are_told_as_the_agencies_tell_them():
    told = {each.name: each.answers for each in rules_personas.told(ON)}

    assert {report.agency for report in told["noor"].reports} == set(AGENCIES)
    assert {report.status for report in told["noor"].reports} == {SourceStatus.ANSWERED}
    assert told["noor"].claims
    statuses = {str(report.agency): report.status for report in told["omar"].reports}
    assert statuses["belastingdienst"] is SourceStatus.WITHHELD
    assert statuses["duo"] is SourceStatus.UNREACHABLE


def test_what_a_persona_tells_of_the_household_is_read_as_it_was_told():
    told = {each.name: each.situation for each in rules_personas.told(ON)}
    anna = told["anna"]

    assert told["daan"] is None
    assert anna is not None
    assert (anna.means.household, anna.means.monthly_income, anna.already_taken) == ("single", 160000, 0)
    assert anna.expenses is not None
    assert (anna.expenses.rent_benefit, anna.means.registered_address) == (20000, True)
