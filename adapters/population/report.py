"""Writes the report of a run: one HTML file that needs nothing else, and a CSV file for each table."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from adapters.population import bars, figures, run, whole
from adapters.population.figures import Figure
from adapters.population.marginals import marginals, people_in_the_country
from adapters.population.questions import EUROS
from adapters.population.run import SHORT, Run
from hub.arrange.explain import money
from hub.domain.money import Cents

PAGE: Final = "report.html"

_STYLE: Final = """
body{font:16px/1.5 sans-serif;max-width:62rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}
figure{margin:2rem 0;border-top:1px solid #999;padding-top:1rem}
table{border-collapse:collapse;margin:.5rem 0}caption{text-align:left;font-weight:bold}
th,td{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:right}
th[scope=row]{text-align:left;font-weight:normal}
svg{width:100%;height:auto}.receipt{color:#555;font-size:.85rem}
"""


Names = Mapping[str, str]
"""What agencies are called, by code."""


def write(results: Path, names: Names) -> Path:
    """Write the report beside the results. Raises BadInput where the run is not whole."""
    this = run.read(results)
    found = [_named(figure, names) for figure in figures.figures(results, this.variants)]
    for figure in found:
        whole.write_text(results / f"report-{figure.id}.csv", _csv(figure, this))
    page = results / PAGE
    whole.write_text(page, _page(this, run.variants_of(results), found, *figures.headline(results)))
    return page


def _named(figure: Figure, names: Names) -> Figure:
    return replace(figure, rows=tuple(row._replace(group=names.get(row.group, row.group)) for row in figure.rows))


def _page(this: Run, told: Mapping[str, Any], found: list[Figure], everybody: int, alike: int) -> str:
    sections = "\n".join(_section(figure, this) for figure in found)
    contents = "".join(f'<li><a href="#{figure.id}">{escape(figure.title)}</a></li>' for figure in found)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What each variant would do: run {this.receipt[:SHORT]}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>What each variant would do to {everybody:,} people</h1>
<p>Nobody here is real. {escape(_people(this, everybody))}</p>
<p>{escape(_law(this))} The decision is the one that the hub makes for a single person. It says what would be agreed,
not whether somebody then pays.</p>
<p>Of {alike:,} of them everything can be told under every variant; where a figure lays amounts side by side, it is
about them. For all others a person must look first, at least once: what cannot be told counts as nothing nowhere.</p>
{_variants(told)}
<h2>The run</h2>
<dl>{_receipt(this)}</dl>
<nav aria-label="Figures"><ol>{contents}</ol></nav>
{sections}
{_sources()}
</body>
</html>
"""


def _people(this: Run, everybody: int) -> str:
    if this.made is None:
        return "The population is somebody's own file."
    each = people_in_the_country() // max(everybody, 1)
    return (
        f"The people were made with seed {this.made['seed']}; each stands for about {each:,} of the "
        f"{people_in_the_country():,} with arrears at the national government."
    )


def _law(this: Run) -> str:
    under = f" under the reform {this.reform['name']}, which is no law" if this.reform else ""
    return f"Computed on {this.on} by the rule book{under}."


def _variants(told: Mapping[str, Any]) -> str:
    """What each variant is, in the words of the book of the run."""
    rows = "".join(
        f"<dt>{escape(code)}</dt>"
        f"<dd>{escape(each['says'])}.{'' if each['is_law'] else ' A what-if: no law knows it.'}</dd>"
        for code, each in told.items()
    )
    return f"<h2>The variants</h2>\n<dl>{rows}</dl>" if rows else ""


def _receipt(this: Run) -> str:
    seed = str(this.made["seed"]) if this.made else "none: somebody's own file"
    told = {
        "Run": this.receipt,
        "Rule book": this.book,
        "Reform": f"{this.reform['name']} {this.reform['sha256']}" if this.reform else "none",
        "Seed": seed,
        "People": this.population,
        "Code": this.code,
    }
    return "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in told.items())


def _section(figure: Figure, this: Run) -> str:
    written = _written(figure.unit)
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in figure.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f"<td>{'none' if value is None else escape(written(value))}</td>" for value in row.values)
        + "</tr>"
        for row in figure.rows
    )
    return f"""<figure id="{figure.id}">
<h2>{escape(figure.title)}</h2>
<p>{escape(sentence(figure))}</p>
{_chart(figure, this)}
<table><caption>{escape(figure.title)} ({escape(_unit(figure.unit))})</caption>
<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>
<figcaption class="receipt">{escape(source(this))}</figcaption>
</figure>"""


def _chart(figure: Figure, this: Run) -> str:
    """A bar for each value, in the color that its variant has everywhere; or bars of parts that are of one whole."""
    written = _written(figure.unit)
    if not figure.tints:
        every = [*this.variants, *figure.columns]
        rows = [(row.label, row.values) for row in figure.rows]
        return bars.chart(figure.title, figure.columns, rows, written, [every.index(name) for name in figure.columns])
    groups = [(group, list(rows)) for group, rows in groupby(figure.rows, attrgetter("group"))]
    parts = [row.part for row in figure.rows[: len(figure.tints)]]
    values = [(group, [row.values for row in rows]) for group, rows in groups]
    return bars.stacked(figure.title, figure.columns, parts, values, written, figure.tints)


def sentence(figure: Figure) -> str:
    """Say the first row in words."""
    if not figure.rows:
        return f"{figure.lead.format(group='the first of them')}: nobody."
    written = _written(figure.unit)
    first = figure.rows[0]
    told = ", ".join(
        f"{column} {'none' if value is None else written(value)}"
        for column, value in zip(figure.columns, first.values, strict=True)
    )
    unit = "" if figure.unit == EUROS else f" {figure.unit}"
    return f"{figure.lead.format(group=first.group)}: {told}{unit}."


def source(this: Run) -> str:
    """What every figure says of where it comes from."""
    reform = f"reform {this.reform['name']}" if this.reform else "no reform"
    seed = f"seed {this.made['seed']}" if this.made else "own people"
    return f"Run {this.receipt[:SHORT]}: book {this.book[:SHORT]}, {reform}, {seed}, code {this.code}."


def _sources() -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(each.says)}</th><td>{escape(_written(_of(each.unit))(each.value))}</td>'
        f"<td>{escape(each.unit)}</td><td>{'guessed' if each.guessed else escape(each.confidence.value)}</td>"
        f"<td>{escape(each.source)}</td></tr>"
        for each in marginals()
    )
    return f"""<h2>What made people are drawn from</h2>
<table><caption>Each figure, its grade and its source</caption><thead><tr><td></td><th scope="col">Value</th>
<th scope="col">Unit</th><th scope="col">Grade</th><th scope="col">Source</th></tr></thead>
<tbody>{rows}</tbody></table>"""


def _of(unit: str) -> str:
    return EUROS if unit.startswith("euros") else unit


def _written(unit: str) -> Callable[[int], str]:
    return _euros if unit == EUROS else "{:,}".format


def _euros(cents: int) -> str:
    return f"-{money(Cents(-cents), 'en')}" if cents < 0 else money(Cents(cents), "en")


def _unit(unit: str) -> str:
    return "euros" if unit == EUROS else unit


def _csv(figure: Figure, this: Run) -> str:
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow(["label", *figure.columns, "unit", "run"])
    for row in figure.rows:
        out.writerow([row.label, *("" if value is None else value for value in row.values), figure.unit, this.receipt])
    return written.getvalue()
