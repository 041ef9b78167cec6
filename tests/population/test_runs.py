import fcntl
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from api.desk import a_desk
from builders import BOOK
from children import ENVIRONMENT
from populations import bytes_of, drawn
from sources import ROOT

from adapters.population import law, make, parquet, reform, run, sound
from adapters.population.layout import columns_of, part_of, parts_in
from adapters.population.person import Person
from adapters.population.results import AgencyResult, PersonResult, VariantResult
from hub.errors import BadInput
from hub.rules.reformed import laid_over

ON = date(2026, 11, 23)
COMPARE = (ROOT / "schema" / "operations" / "compare.graphql").read_text(encoding="utf-8")
LONGER = run.Reform(name="longer", text=(ROOT / "tests" / "population" / "longer.toml").read_text(encoding="utf-8"))
PARTS, EACH = 3, 14


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> make.Population:
    return make.found(drawn(tmp_path_factory.mktemp("people"), parts=PARTS, each=EACH))


@pytest.fixture(scope="module")
def results(people: make.Population, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("law") / "results"
    run.run(people, out, on=ON, workers=0)
    return out


@pytest.fixture(scope="module")
def reformed(people: make.Population, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reform") / "results"
    run.run(people, out, on=ON, reform=LONGER, workers=0)
    return out


def rows(out: Path, table: str, kind: Any) -> list[Any]:
    found = (parquet.read(part_of(out, number) / f"{table}.parquet", columns_of(kind)) for number in parts_in(out))
    return [kind(*row) for part in found for row in part]


# ── a run ──


def test_everybody_has_a_row_for_each_variant_and_each_agency_adds_up(results: Path) -> None:
    variants = rows(results, "variants", VariantResult)
    owed = {row.person: row.open_cents for row in rows(results, "people", PersonResult)}
    per_agency: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows(results, "agencies", AgencyResult):
        paid = sum(getattr(row, name) for name in row._fields if name.startswith(("year_", "later")))
        if row.told:
            assert paid + row.left_open_cents == row.open_cents
        per_agency[row.person, row.variant] += row.open_cents

    assert len(variants) == len(owed) * 4 == PARTS * EACH * 4
    assert all(cents <= owed[person] for (person, _), cents in per_agency.items())
    assert any(row.human for row in variants)
    assert any(row.measured == "better" for row in variants)
    assert {row.measured for row in variants if row.variant == "separate" and row.told} == {"same"}


def test_the_receipt_names_people_book_reform_day_variants_and_code(results: Path, reformed: Path) -> None:
    plain, other = run.read(results), run.read(reformed)

    assert plain.receipt != other.receipt
    assert (plain.population, plain.on, plain.variants) == (other.population, other.on, other.variants)
    assert plain.reform is None
    assert other.reform is not None
    assert other.reform["name"] == "longer"
    assert plain.book != other.book
    assert plain.code == law.code()


def test_a_run_that_was_stopped_goes_on_where_it_was(people: make.Population, results: Path, tmp_path: Path) -> None:
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    out = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        run.run(people, out, on=ON, workers=0, told=stop)
    (out / ".unfinished-part-00001-1").mkdir()
    (first,) = parts_in(out)
    written = (part_of(out, first) / "variants.parquet").stat().st_mtime_ns
    with pytest.raises(BadInput, match="That run is not whole"):
        run.read(out)

    again: list[int] = []
    run.run(people, out, on=ON, workers=0, told=again.append)

    assert again == [EACH, EACH, EACH]
    assert (part_of(out, first) / "variants.parquet").stat().st_mtime_ns == written
    assert bytes_of(out) == bytes_of(results)


def test_what_a_worker_that_died_left_unfinished_is_gone_when_the_run_is_over(
    people: make.Population, results: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def dies(_people: int) -> None:
        (out / ".unfinished-part-00000-1").mkdir(exist_ok=True)

    run.run(people, out, on=ON, workers=0, told=dies)

    assert bytes_of(out) == bytes_of(results)
    assert not list(out.glob(".unfinished-*"))


def test_some_variants_give_the_rows_that_all_of_them_give(
    people: make.Population, results: Path, tmp_path: Path
) -> None:
    run.run(people, tmp_path / "some", on=ON, variants=("rijk-wide", "bundled"), workers=0)

    wanted = [row for row in rows(results, "variants", VariantResult) if row.variant in ("bundled", "rijk-wide")]
    assert rows(tmp_path / "some", "variants", VariantResult) == wanted


def test_a_folder_with_another_run_is_refused(people: make.Population, results: Path) -> None:
    before = bytes_of(results)

    with pytest.raises(BadInput, match="holds another run"):
        run.run(people, results, on=date(2026, 11, 24), workers=0)

    assert bytes_of(results) == before


def test_two_runs_into_one_folder_at_once_are_refused(people: make.Population, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BadInput, match="Another run writes into that folder"):
            run.run(people, tmp_path / "out", on=ON, workers=0)


def test_results_are_not_written_into_a_folder_of_people(people: make.Population) -> None:
    with pytest.raises(BadInput, match="That folder holds something else"):
        run.run(people, people.folder, on=ON, workers=0)


def test_a_part_that_was_changed_since_is_named(results: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(results, tmp_path / "copy"))
    path = part_of(copy, 1) / "cases.parquet"
    path.write_bytes(path.read_bytes()[:-8])

    with pytest.raises(BadInput, match="part-00001 of the results is not as it was written"):
        run.read(copy)


def test_a_folder_without_results_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There are no results in that folder"):
        run.read(tmp_path)


def test_an_unknown_variant_is_refused_with_those_there_are(people: make.Population, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no variant called wide") as refused:
        run.run(people, tmp_path / "out", on=ON, variants=("wide",), workers=0)

    assert refused.value.todo == "Name some of: separate, bundled, rijk-2025, rijk-wide."


def test_a_disk_that_is_full_is_named_and_nothing_half_written_looks_whole(
    people: make.Population, results: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["population", "run", str(people.folder), "--on", "2026-11-23", "--out", str(out), "--workers", "0"]
    full = (
        "import resource, signal, sys\n"
        "from adapters.cli.main import run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        f"sys.argv = {['hub', *words]!r}\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", full], env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert done.returncode == 3, done.stderr
    assert "population.disk: " in done.stderr
    assert ".parquet could not be written: " in done.stderr
    assert parts_in(out) == []
    assert [*out.glob(".unfinished*")] == []
    run.run(people, out, on=ON, workers=0)
    assert bytes_of(out) == bytes_of(results)


def test_a_worker_with_other_code_or_another_book_does_nothing(people: make.Population, tmp_path: Path) -> None:
    task = run._task(people, tmp_path / "out", 0, run.planned(people, on=ON, variants=None, reform=None), None)

    for other in (task._replace(code="0.0.0+another"), task._replace(book="another")):
        with pytest.raises(BadInput, match="A worker has another rule book or other code"):
            run._decide_part(other)
    assert not (tmp_path / "out").exists()


def test_a_worker_that_does_not_see_the_people_says_so(people: make.Population, tmp_path: Path) -> None:
    task = run._task(people, tmp_path / "out", 9, run.planned(people, on=ON, variants=None, reform=None), None)

    with pytest.raises(BadInput, match="A worker does not see part-00009"):
        run._decide_part(task)


# ── a reform ──


def test_a_reform_changes_only_those_whose_outcome_depends_on_it(results: Path, reformed: Path) -> None:
    before, after = (
        {(row.person, row.variant): row for row in rows(out, "variants", VariantResult)} for out in (results, reformed)
    )
    changed = {key for key, row in before.items() if after[key] != row}
    owed = {row.person: row.open_cents for row in rows(results, "people", PersonResult)}

    assert before.keys() == after.keys()
    assert changed
    assert {variant for _, variant in changed} <= {"separate", "bundled", "rijk-2025", "rijk-wide"}
    assert all(owed[person] >= 400_000 for person, _ in changed)
    assert all(after[key].months > before[key].months for key in changed if after[key].told and before[key].told)
    assert rows(results, "people", PersonResult) == rows(reformed, "people", PersonResult)


def test_the_reform_is_kept_with_the_results(reformed: Path) -> None:
    assert run.reform_of(reformed, run.read(reformed)) == LONGER


HEAD = """
[reform]
from = 2026-01-01
nl = "Zo zou het zijn."
en = "So it would be."
source = "a what-if"
confidence = "our choice"
adr = "0073"
"""
UNSOUND = {
    "no TOML": (HEAD + "\n[[value]]\nparameter = \n", 11, "not readable as TOML"),
    "no source": (HEAD.replace('source = "a what-if"\n', ""), 2, "has no source"),
    "no such parameter": (HEAD + '\n[[value]]\nparameter = "x.y"\nvalue = 1\n', 10, "the book has no x.y"),
    "words for a number": (
        HEAD + '\n[[value]]\nparameter = "betalingsregeling_rijk.longest_standard"\nvalue = "long"\n',
        10,
        "is words, where the book has a number",
    ),
    "no months at all": (
        HEAD + '\n[[value]]\nparameter = "betalingsregeling_rijk.longest_standard"\nvalue = 0\n',
        10,
        "is shorter than a month",
    ),
    "a key of no meaning": (
        HEAD + '\n[[value]]\nparameter = "betalingsregeling_rijk.longest_standard"\nvalue = 4\nuntil = 5\n',
        10,
        "has unknown keys: until",
    ),
    "the second of two": (
        HEAD
        + '\n[[value]]\nparameter = "betalingsregeling_rijk.longest_standard"\nvalue = 48\n'
        + '\n[[value]]\nparameter = "betalingsregeling_rijk.smallest_total"\nvalue = 5000\n',
        14,
        "is a number, where the book has a table",
    ),
    "somebody who takes no part": (
        HEAD
        + '\n[[participant]]\nscheme = "bundled"\nagency = "cak"\nstanding = "under_reform"\narticle = "x"\n'
        + 'replaces = { standing = "current_law", article = "y" }\n',
        10,
        "cak takes no part in bundled",
    ),
    "nothing": (HEAD, 1, "has no [[participant]]"),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_a_reform_that_is_not_sound_is_refused_with_its_line(case: str) -> None:
    text, line, said = UNSOUND[case]

    with pytest.raises(BadInput) as refused, reform.lines_of(text):
        laid_over(BOOK, reform.read(text, "try"))

    assert refused.value.happened.startswith(f"Line {line}: ")
    assert said in refused.value.happened
    assert refused.value.code.startswith("reform.")


def test_a_file_that_is_no_reform_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "long.toml").write_text("#" * (reform.MOST_BYTES + 1), encoding="utf-8")

    for name, said in (("gone.toml", "cannot be read"), ("bytes.toml", "cannot be read"), ("long.toml", "is longer")):
        with pytest.raises(BadInput, match=f"{name} {said}"):
            reform.text_of(tmp_path / name)


# ── the same through the gateway ──


def _somebody(people: make.Population) -> Iterator[Person]:
    known = law.law().known(ON)
    everybody = [one for number in people.parts for one in sound.read(part_of(people.folder, number), known)]
    return iter(Random(5).sample(everybody, 10))  # noqa: S311 any ten will do


def _told(person: Person) -> dict[str, Any]:
    """What the household tells, in the words of the contract."""
    house, income = person.household, person.income
    expenses = ("rent", "rent_benefit", "health_premium", "care_benefit", "tax_debts", "alimony", "childcare", "other")
    return {
        "household": house.household.upper(),
        "taxableIncomeYear": income.taxable_income_year_cents,
        "monthlyIncome": income.monthly_income_cents,
        "partnerMonthlyIncome": income.partner_monthly_income_cents,
        "otherMonthlyIncome": income.other_monthly_income_cents,
        "registeredAddress": house.registered_address,
        "alreadyTaken": house.already_taken_cents,
        "pensionAge": house.pension_age,
        "expenses": {_camel(name): getattr(house, f"{name}_cents") for name in expenses},
        "assets": {},
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def test_ten_people_of_a_run_come_out_of_the_gateway_with_the_same_cents(
    people: make.Population, results: Path
) -> None:
    variants = {(row.person, row.variant): row for row in rows(results, "variants", VariantResult)}
    agencies = {(row.person, row.variant, row.agency): row for row in rows(results, "agencies", AgencyResult)}
    for person in _somebody(people):
        async with a_desk(*person.answers(law.law().agencies(ON), ON).reports) as desk:
            found = await desk.root(COMPARE, situation=_told(person))
        for variant in found["variants"]:
            row = variants[person.number, variant["code"]]
            assert variant["monthly"] == row.monthly_cents
            assert variant["heaviest"] == row.heaviest_cents
            assert variant["leftOpen"] == row.left_open_cents
            assert variant["interest"] == row.interest_cents
            assert variant["roomLeft"] == row.room_left_cents
            assert (variant["knownHeaviest"], variant["letters"]) == (row.known_heaviest_cents, row.letters)
            assert variant["endsOn"] == (row.ends_on.isoformat() if row.ends_on else None)
            for one in variant["rows"]:
                mine = agencies[person.number, variant["code"], one["agency"]["code"]]
                assert (one["monthly"], one["heaviest"]) == (mine.monthly_cents, mine.heaviest_cents)
                assert (one["open"], one["leftOpen"]) == (mine.open_cents, mine.left_open_cents)
                assert (one["interest"], one["measured"].lower()) == (mine.interest_cents, mine.measured)


def test_what_a_run_is_of_stands_beside_its_results(results: Path) -> None:
    told = json.loads((results / run.RUN).read_text(encoding="utf-8"))

    assert told["receipt"] == run.read(results).receipt
    assert run.population_of(results).fingerprint == told["population"]
