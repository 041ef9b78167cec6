import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from populations import a_debt, a_household, a_population, an_income
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.population import draw, make, marginals, measured, parquet, sound
from adapters.population.layout import TABLES, WHOLE, DebtRow, IncomeRow, columns_of, part_of
from hub.errors import BadInput, Unavailable

KNOWN = sound.Known(
    agencies=frozenset({"belastingdienst", "toeslagen", "cjib", "duo", "cak"}),
    kinds=frozenset({"income_tax", "benefit_reclaim", "traffic_fine", "study_debt", "uninsured_fine"}),
    on=date(2026, 11, 23),
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two parts: what a part is, and a few people more."""
    folder = tmp_path_factory.mktemp("made") / "people"
    make.make(folder, people=WHOLE + 20, seed=3, workers=0)
    return folder


# ── made ──


def test_the_same_seed_makes_the_same_bytes_and_another_seed_other_people(tmp_path: Path) -> None:
    again, other = (make.make(tmp_path / str(seed), people=50, seed=seed, workers=0) for seed in (3, 4))
    anew = make.make(tmp_path / "anew", people=50, seed=3, workers=0)

    assert again.fingerprint == anew.fingerprint != other.fingerprint
    assert list(draw.part(4, 0, 50)) != list(draw.part(3, 0, 50))


def test_a_person_is_the_same_in_a_larger_population() -> None:
    (part,) = [list(draw.part(3, 1, 10))]

    assert [one[0].person for one in part] == list(range(WHOLE + 1, WHOLE + 11))
    assert [one[0] for one in part] == list(draw.part(3, 1, 1_000))[:0] + [one[0] for one in draw.part(3, 1, 1_000)][
        :10
    ]


def test_every_marginal_lies_within_its_tolerance_of_its_source(people: Path) -> None:
    found = measured.measure(people)

    assert found.people == WHOLE + 20
    assert [(each.marginal.id, each.found) for each in found.figures if not each.fits] == []


def test_every_figure_has_a_source_and_says_whether_it_is_guessed() -> None:
    figures = marginals.marginals()

    assert {figure.confidence.value for figure in figures} == {"secondary", "derived", "our choice"}
    assert [figure.id for figure in figures if not figure.source] == []
    assert {figure.id for figure in figures if figure.guessed} > {"single", "objection"}


def test_a_figure_that_is_off_is_a_finding(people: Path) -> None:
    tax = next(figure for figure in marginals.marginals() if figure.id == "people_belastingdienst")

    assert measured.Measured(marginal=tax, found=500).fits
    assert not measured.Measured(marginal=tax, found=420).fits
    assert not measured.Measured(marginal=tax, found=None).fits


def test_the_command_prints_each_figure_with_source_and_grade(tmp_path: Path) -> None:
    made = ["make", "--people", "300", "--seed", "5", "--out", str(tmp_path / "few"), "--workers", "0"]
    done = CliRunner().invoke(app, ["population", *made])

    assert done.exit_code == 0, done.output
    assert "People with a tax debt: " in done.stdout
    assert "wanted 500 of a thousand people [secondary: CBS" in done.stdout
    assert "wanted €920.00 euros, median" in done.stdout
    assert "[guessed: no source at hand]" in done.stdout
    assert "240,000 households" in done.stdout


def test_what_is_there_is_kept_and_another_population_is_refused(people: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(people, tmp_path / "people"))
    made = make.found(folder)
    first = part_of(folder, 0) / "debts.parquet"
    written = first.stat().st_mtime_ns
    for path in part_of(folder, 1).iterdir():
        path.unlink()
    part_of(folder, 1).rmdir()

    assert make.make(folder, people=WHOLE + 20, seed=3, workers=0).fingerprint == made.fingerprint
    assert first.stat().st_mtime_ns == written
    with pytest.raises(BadInput, match=r"population.folder_taken"):
        make.make(folder, people=WHOLE + 20, seed=4, workers=0)


def test_a_made_population_that_was_changed_is_refused(tmp_path: Path) -> None:
    make.make(tmp_path, people=20, seed=3, workers=0)
    path = part_of(tmp_path, 0) / "incomes.parquet"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(BadInput, match="part-00000 is not as it was made"):
        make.found(tmp_path)


def test_a_population_that_is_not_whole_yet_is_refused(tmp_path: Path) -> None:
    make.make(tmp_path, people=20, seed=3, workers=0)
    (tmp_path / make.MANIFEST).unlink()

    with pytest.raises(BadInput, match=r"population.unfinished"):
        make.found(tmp_path)


def test_a_folder_with_no_population_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"population.none"):
        make.found(tmp_path)


def test_without_the_extra_it_is_named_before_a_population_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)

    with pytest.raises(BadInput, match=r"population\.extra_missing.*pip install '\.\[lab\]'"):
        make.found(tmp_path)


@pytest.mark.parametrize("people", [0, make.MOST_PEOPLE + 1])
def test_no_people_or_more_than_there_are_cannot_be_made(people: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"population.people"):
        make.make(tmp_path / "none", people=people, seed=1, workers=0)


# ── somebody's own ──


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    own = a_population(
        tmp_path,
        [a_household(7), a_household(9, "couple")],
        [an_income(9, partner_monthly_income_cents=50_000), an_income(7)],
        [a_debt(person=9), a_debt(person=9, reference="A-2", agency="cjib", owner="duo")],
    )

    read = sound.read(part_of(own, 0), KNOWN)

    assert [person.number for person in read] == [7, 9]
    assert [len(person.debts) for person in read] == [0, 2]
    assert make.found(own).made is None


BAD: dict[str, tuple[str, Callable[..., Any], str]] = {
    "a household that is none": (
        "households",
        lambda: a_household(2, "alone"),
        "households.parquet, row 2, column household is none of",
    ),
    "somebody twice": ("households", lambda: a_household(1), "row 2, column person stands there twice"),
    "a negative rent": ("households", lambda: a_household(2, rent_cents=-1), "row 2, column rent_cents is below zero"),
    "a fact that is none": (
        "households",
        lambda: a_household(2, insolvency="maybe"),
        "row 2, column insolvency is neither",
    ),
    "a household without its person": (
        "households",
        lambda: (None, *a_household(3)[1:]),
        "row 2, column person is empty",
    ),
    "an income of nobody": (
        "incomes",
        lambda: an_income(5),
        "incomes.parquet, row 2, column person is nobody of households",
    ),
    "two incomes": ("incomes", lambda: an_income(1), "row 2, column person stands there twice"),
    "a partner who is not there": (
        "incomes",
        lambda: an_income(3, partner_monthly_income_cents=1),
        "row 2, column partner_monthly_income_cents needs a household with a partner",
    ),
    "a negative debt": (
        "debts",
        lambda: a_debt(open_principal_cents=-5, reference="B"),
        "debts.parquet, row 2, column open_principal_cents is below zero",
    ),
    "a debt of nobody": ("debts", lambda: a_debt(person=8), "row 2, column person is nobody of households"),
    "an unknown agency": (
        "debts",
        lambda: a_debt(agency="uwv", reference="B"),
        "row 2, column agency is none of belastingdienst, cak",
    ),
    "an unknown owner": ("debts", lambda: a_debt(owner="uwv", agency="cjib"), "row 2, column owner is none of"),
    "an unknown kind": (
        "debts",
        lambda: a_debt(kind="loan_shark", reference="B"),
        "row 2, column kind is no kind of debt",
    ),
    "a debt twice": ("debts", a_debt, "row 2, column reference stands there twice"),
    "a debt of tomorrow": (
        "debts",
        lambda: a_debt(imposed_on=date(2026, 12, 1), due_on=None, reference="B"),
        "row 2, column imposed_on lies before 1950-01-01 or after 2026-11-23",
    ),
    "due before it was imposed": (
        "debts",
        lambda: a_debt(due_on=date(2026, 2, 1), reference="B"),
        "row 2, column due_on lies before imposed_on",
    ),
    "a day that no calendar has": (
        "debts",
        lambda: a_debt(limitation_on="yes 2027-02-30", reference="B"),
        "row 2, column limitation_on is neither",
    ),
}


@pytest.fixture(scope="module")
def sound_part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, of whom one owes something; nothing is wrong with them."""
    people = [a_household(1), a_household(3)], [an_income(1), an_income(3)], [a_debt()]
    return part_of(a_population(tmp_path_factory.mktemp("own"), *people), 0)


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_named_by_file_row_and_column(case: str, sound_part: Path, tmp_path: Path) -> None:
    table, row, said = BAD[case]
    part = Path(shutil.copytree(sound_part, tmp_path / sound_part.name))
    first = {"households": a_household(1), "incomes": an_income(1), "debts": a_debt()}[table]
    parquet.write(part / f"{table}.parquet", columns_of(TABLES[table]), [first, row()])

    with pytest.raises(BadInput) as refused:
        sound.read(part, KNOWN)

    assert said in refused.value.happened
    assert refused.value.code == "population.unsound"


def test_somebody_without_an_income_is_refused(tmp_path: Path) -> None:
    own = a_population(tmp_path, [a_household(1), a_household(2)], [an_income(1)], [])

    with pytest.raises(BadInput, match=r"incomes.parquet has no row for somebody"):
        sound.read(part_of(own, 0), KNOWN)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    own = a_population(tmp_path, [a_household(1)], [an_income(1)], [])
    columns = [column for column in columns_of(DebtRow) if column.name != "kind"]
    parquet.write(part_of(own, 0) / "debts.parquet", columns, [])

    with pytest.raises(BadInput, match=r"part-00000/debts.parquet has no column kind"):
        sound.read(part_of(own, 0), KNOWN)


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    own = a_population(tmp_path, [a_household(1)], [an_income(1)], [])
    columns = [replace(column, type="VARCHAR") for column in columns_of(IncomeRow)]
    parquet.write(part_of(own, 0) / "incomes.parquet", columns, [("1", "12.50", None, None, None)])

    with pytest.raises(BadInput, match=r"incomes.parquet, column person is VARCHAR, not BIGINT"):
        sound.read(part_of(own, 0), KNOWN)


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    own = a_population(tmp_path, [a_household(1)], [an_income(1)], [a_debt()])
    path = part_of(own, 0) / "debts.parquet"
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(BadInput, match=r"part-00000/debts.parquet cannot be read as Parquet"):
        sound.read(part_of(own, 0), KNOWN)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    own = a_population(tmp_path, [a_household(1)], [an_income(1)], [])
    (part_of(own, 0) / "incomes.parquet").unlink()

    with pytest.raises(BadInput, match=r"part-00000 has no incomes.parquet"):
        sound.read(part_of(own, 0), KNOWN)


def test_a_disk_that_takes_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"population.disk: gone/debts.parquet could not be written"):
        parquet.write(tmp_path / "gone" / "debts.parquet", columns_of(DebtRow), [a_debt()])


def test_the_manifest_says_how_it_was_made_and_what_its_bytes_are(people: Path) -> None:
    told = json.loads((people / make.MANIFEST).read_text(encoding="utf-8"))

    assert (told["people"], told["seed"], told["layout"]) == (WHOLE + 20, 3, 1)
    assert set(told["parts"]) == {"part-00000", "part-00001"}
    assert set(told["parts"]["part-00000"]) == {"debts.parquet", "households.parquet", "incomes.parquet"}


def test_without_the_extra_its_name_is_told() -> None:
    with pytest.raises(BadInput, match=r"pip install '\.\[lab\]'"):
        parquet.lab("adapters.no_such_library")
