import csv
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars as pl
import pytest
from populations import drawn
from sources import ROOT
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.population import bars, decide, figures, look_up, make, parquet, report, run
from adapters.population.layout import DebtRow, HouseholdRow, IncomeRow, columns_of, part_of
from adapters.population.results import RESULTS, VariantResult
from hub.errors import BadInput

ON = date(2026, 11, 23)
PAGE = ROOT / "docs" / "policy-lab.md"
NAMES = {"belastingdienst": "Belastingdienst"}
OUTSIDE = ("src", "href", "xlink:href", "data", "action", "poster")


class Seen(HTMLParser):
    """What stands in a page: addresses, and what each figure holds."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts = 0
        self.figures: list[list[str]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in OUTSIDE]
        self.scripts += tag in ("script", "link", "iframe", "img")
        if tag == "figure":
            self.figures.append([])
        elif self.figures:
            self.figures[-1].append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reported") / "results"
    run.run(make.found(drawn(out.parent / "people", parts=2, each=20)), out, on=ON, workers=0)
    return out


@pytest.fixture(scope="module")
def page(results: Path) -> Path:
    return report.write(results, NAMES)


# ── report ──


def test_the_report_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    seen = Seen()
    seen.feed(text)

    assert [address for address in seen.addresses if not address.startswith("#")] == []
    assert seen.scripts == 0
    assert re.findall(r"url\(|@import|https?://|//\w", text) == []


def test_every_figure_has_a_chart_a_sentence_a_table_and_the_receipt_of_the_run(page: Path, results: Path) -> None:
    seen = Seen()
    seen.feed(page.read_text(encoding="utf-8"))
    this = run.read(results)

    assert len(seen.figures) == len(list(figures.figures(results, this.variants))) >= 18
    for inside in seen.figures:
        assert {"h2", "p", "svg", "table", "caption", "figcaption"} <= set(inside)
    assert seen.words.count(report.source(this)) == len(seen.figures)
    assert this.receipt in seen.words


def test_every_table_stands_beside_it_as_csv_with_the_same_numbers(page: Path, results: Path) -> None:
    this = run.read(results)
    for figure in figures.figures(results, this.variants):
        labels = [row._replace(group=NAMES.get(row.group, row.group)).label for row in figure.rows]
        with (results / f"report-{figure.id}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == ["label", *figure.columns, "unit", "run"]
        assert [row[0] for row in rows] == labels
        assert [row[1:-2] for row in rows] == [
            ["" if value is None else str(value) for value in row.values] for row in figure.rows
        ]


def test_a_sentence_says_the_first_row_of_its_table(results: Path) -> None:
    found = {each.id: each for each in figures.figures(results, run.read(results).variants)}
    months, winners = found["months"], found["winners-household"]

    assert report.sentence(months).startswith(f"{months.lead}: separate {months.rows[0].values[0]}, ")
    assert report.sentence(months).endswith(" months.")
    assert report.sentence(winners).startswith(
        f"Of {winners.rows[0].group}, so many are better off than today: bundled"
    )
    nobody = figures.Figure(id="x", title="X", lead="So many", unit="people", columns=("a",), rows=())
    assert report.sentence(nobody) == "So many: nobody."
    many = replace(nobody, rows=(figures.Row("first", "", (13496,)),))
    assert report.sentence(many) == "So many: a 13,496 people."


def test_the_report_says_what_each_variant_is_and_which_no_law_knows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert "<dt>separate</dt><dd>Each agency by its own rules, as today.</dd>" in text
    assert "<dt>rijk-wide</dt><dd>One plan over all five agencies. A what-if: no law knows it.</dd>" in text


def test_people_and_agencies_are_called_what_they_are_called(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert "Belastingdienst: year 1<" in text
    assert "belastingdienst" not in text
    assert "people who live alone: better<" in text


def test_a_variant_has_the_same_color_in_every_chart(page: Path) -> None:
    legends = re.findall(
        r'fill="(#\w+)"/><text x="\d+" y="14">(separate|bundled|rijk-2025|rijk-wide)<', page.read_text(encoding="utf-8")
    )

    assert len(legends) > 30
    assert len(set(legends)) == 4


def test_shares_of_better_same_worse_and_unknown_are_of_everybody(results: Path) -> None:
    winners = next(
        each for each in figures.figures(results, run.read(results).variants) if each.id == "winners-long-high"
    )

    for place in range(len(winners.columns)):
        for group in ("long-term high debt", "everybody else"):
            shares = [row.values[place] for row in winners.rows if row.group == group]
            assert len(shares) == 4
            assert 996 < sum(share or 0 for share in shares) <= 1000


def test_a_guess_that_is_left_as_it_is_gives_what_was_found(results: Path) -> None:
    found = {each.id: each for each in figures.figures(results, run.read(results).variants)}
    humans = {row.label: row.values for row in found["outcome"].rows}["a person must look"]

    told = {row.label: row.values for row in found["sensitivity"].rows}
    assert told["people who live alone: as guessed"] == humans
    assert told["a low income: a quarter more"] != humans


def test_a_chart_says_none_where_there_is_none_and_draws_less_than_nothing_lighter() -> None:
    drawing = bars.chart('Room & "floor"', ("a", "b"), (("x", (None, -5)), ("y", (10, 0))), str, (0, 1))

    assert 'aria-label="Room &amp; &quot;floor&quot;"' in drawing
    assert ">none</text>" in drawing
    assert 'fill-opacity="0.45"' in drawing
    assert drawing.count("<rect") == 2 + 3


def test_parts_of_one_whole_stand_one_after_the_other_and_a_number_only_where_there_is_room() -> None:
    tints = bars.VERDICTS[:2]
    drawing = bars.stacked("Shares", ("a", "b"), ("yes", "no"), (("x", ((600, None), (3, None))),), str, tints)

    wide, narrow = re.findall(r'<rect x="(\d+)" y="27" width="(\d+)"', drawing)
    assert int(wide[0]) + int(wide[1]) == int(narrow[0])
    assert int(narrow[0]) + int(narrow[1]) == 900
    assert ">600<" in drawing
    assert ">3<" not in drawing
    assert drawing.count(">none<") == 1


def test_a_run_that_is_not_whole_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There are no results"):
        report.write(tmp_path, NAMES)


# ── explain ──


def test_one_person_is_explained_to_the_last_instalment(results: Path) -> None:
    rows = parquet.read(part_of(results, 0) / "variants.parquet", columns_of(VariantResult))
    number = next(row.person for row in (VariantResult(*row) for row in rows) if row.told and (row.months or 0) > 1)
    done = CliRunner().invoke(app, ["population", "explain", str(number), str(results)])

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"Person {number} on 2026-11-23, run {run.read(results).receipt}")
    for told in ("Room: €", "── separate", "── rijk-wide (what-if", "claim.included", "Contradiction: "):
        assert told in done.stdout
    assert re.search(r"\n      1\. 20\d\d-\d\d-\d\d €", done.stdout)
    assert done.stdout.rstrip().endswith("The same as in the results.")


def test_everybody_can_be_computed_again_and_is_the_same(results: Path) -> None:
    assert [look_up.find(results, number).same for number in (1, 20, 5_001)] == [True, True, True]


def test_nobody_and_other_people_are_named_so(results: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nobody with that number"):
        look_up.find(results, 21)
    with pytest.raises(BadInput, match="not the people of that run"):
        look_up.find(results, 1, drawn(tmp_path / "others", parts=1, each=2, seed=12))


# ── the page ──


def _questions(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_three_questions_of_the_page_can_be_asked(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(results.parent)
    asked = _questions("python")
    assert len(asked) == 3

    for question in asked:
        names: dict[str, object] = {}
        exec(question, names)  # noqa: S102 what the page shows
        answer = names["answer"]
        assert isinstance(answer, pl.DataFrame | duckdb.DuckDBPyRelation)
        assert (answer.height if isinstance(answer, pl.DataFrame) else len(answer.fetchall())) > 0


@pytest.mark.parametrize("kind", [HouseholdRow, IncomeRow, DebtRow, *RESULTS.values()])
def test_the_page_tells_every_column(kind: type[tuple[object, ...]]) -> None:
    told = PAGE.read_text(encoding="utf-8")

    assert [column.name for column in columns_of(kind) if f"`{column.name}`" not in told] == []


def test_the_page_names_the_variant_that_others_are_measured_against() -> None:
    assert f"`{decide.TODAY}`" in PAGE.read_text(encoding="utf-8")
