"""The page, the dashboard and the alert rules name what is counted, and nothing else."""

import json
import re

import pytest
import yaml
from sources import ROOT

from adapters.cli.metrics_page import library_names, page
from adapters.exports.meters import METERS

OPERATIONS = ROOT / "docs" / "operations"
DASHBOARD = json.loads((OPERATIONS / "grafana-dashboard.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((OPERATIONS / "alerts.yml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
SHOWN = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]

NAME = re.compile(r"\b(?:hub|process|python)_\w+")
LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
GROUPED = re.compile(r"\b(?:by|without)\s*\(([^)]*)\)")
OF_PROMETHEUS = {"job", "instance", "le"}
"""Labels that whoever collects adds, and the bound of a histogram."""


def counted() -> set[str]:
    """Every name under which something is read: of a histogram, those of its parts."""
    names = {meter.name for meter in METERS if not meter.bounds_s}
    parts = {f"{meter.name}_{part}" for meter in METERS if meter.bounds_s for part in ("bucket", "sum", "count")}
    return names | parts | set(library_names())


def test_the_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("expressions", [SHOWN, [rule["expr"] for rule in RULES]], ids=["dashboard", "alerts"])
def test_whatever_is_shown_or_alarms_is_counted_under_that_name_with_those_labels(expressions: list[str]) -> None:
    known = {label for meter in METERS for label in meter.labels} | OF_PROMETHEUS
    named = {name for each in expressions for name in NAME.findall(each)}
    labels = {label for each in expressions for label in LABEL.findall(each)} | {
        label.strip() for each in expressions for group in GROUPED.findall(each) for label in group.split(",")
    }

    assert named
    assert named - counted() == set()
    assert labels - known == set()


def test_whatever_the_hub_counts_is_on_the_dashboard() -> None:
    shown = {name.removesuffix("_bucket") for each in SHOWN for name in NAME.findall(each)}

    assert {meter.name for meter in METERS} - shown == set()


def test_panels_have_their_own_place_and_a_name() -> None:
    panels = DASHBOARD["panels"]
    fields = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]

    assert len(set(fields)) == len(fields)
    assert max(x for x, _ in fields) < 24
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_an_alarm_says_what_is_the_matter_how_bad_it_is_and_what_to_do() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
        assert {"summary", "todo"} <= rule["annotations"].keys(), rule["alert"]
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_a_code_that_an_alarm_waits_for_is_one_that_there_is() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "schema").rglob("*.py"))
    waited = {found for rule in RULES for found in re.findall(r'code="([^"]+)"', rule["expr"])}

    assert waited
    assert [each for each in waited if f'"{each}"' not in code] == []
