"""A reason says in a sentence what its values say exactly."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from api.desk import a_desk
from builders import a_claim, a_report

from hub.domain.money import Cents
from hub.domain.reasons import Day, Money, Value
from hub.domain.source import SourceStatus
from schema.types.reason import ReasonValue

DOCUMENT = """
query Q($scheme: String!) {
  preview(input: { scheme: $scheme }) {
    ... on Considered {
      reasons {
        code article version confidence parameters
        text dutch: text(language: NL)
        values(language: EN) { name text amount day number unit }
      }
      receipt { parameters { id } }
    }
    ... on Proposal { blockedBy { code text(language: EN) values(language: EN) { name text } } }
  }
}
"""


async def reasons() -> dict[str, Any]:
    async with a_desk(a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))) as desk:
        outcome = await desk.root(DOCUMENT, scheme="rijk-2025")
    used = {parameter["id"] for parameter in outcome["receipt"]["parameters"]}
    assert all(set(reason["parameters"]) <= used for reason in outcome["reasons"])
    return {reason["code"]: reason for reason in outcome["reasons"]}


async def test_a_sentence_comes_with_its_values_as_what_they_are() -> None:
    told = await reasons()

    amount = {value["name"]: value for value in told["instalment.amount"]["values"]}
    dates = {value["name"]: value for value in told["instalment.dates"]["values"]}
    assert amount["amount"]["amount"] is not None
    assert amount["amount"]["text"].startswith("€")
    assert amount["months"]["number"] == int(amount["months"]["text"])
    assert [amount[name]["unit"] for name in ("amount", "months")] == ["euro_cents", "months"]
    assert dates["first"]["unit"] == "date"
    assert told["scheme.applies"]["version"] == "2025-01-01"
    assert (dates["first"]["day"], dates["first"]["text"]) == ("2027-01-01", "1 January 2027")
    for values in (amount, dates):
        assert list(values) == sorted(values)


async def test_every_step_has_a_sentence_in_the_language_of_the_request_and_in_the_wanted_one() -> None:
    told = await reasons()

    assert all(reason["text"] == reason["dutch"] and reason["text"].endswith(".") for reason in told.values())
    assert all("{" not in reason["text"] for reason in told.values())


async def test_an_agency_is_called_by_its_name_and_a_status_by_a_word() -> None:
    silent = a_report("duo", status=SourceStatus.UNREACHABLE)
    async with a_desk(a_report("cjib", a_claim(20000)), silent) as desk:
        duo = replace(desk.services.agencies[3], name="Dienst Uitvoering Onderwijs")
        agencies = (*desk.services.agencies[:3], duo, desk.services.agencies[4])
        desk.services = replace(desk.services, agencies=agencies)
        outcome = await desk.root(DOCUMENT, scheme="rijk-wide")
    (missing,) = [reason for reason in outcome["blockedBy"] if reason["code"] == "source.missing"]
    values = {value["name"]: value["text"] for value in missing["values"]}
    assert duo.name in missing["text"]
    assert values["agency"] == duo.name
    assert values["status"] in missing["text"]


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (Money(cents=Cents(123456)), {"text": "€1,234.56", "amount": 123456, "unit": "euro_cents"}),
        (Day(on=date(2026, 11, 23)), {"text": "23 November 2026", "day": date(2026, 11, 23), "unit": "date"}),
        (7, {"text": "7", "number": 7, "unit": "name"}),
        ("cjib", {"text": "Collector"}),
        ("2026-11-23", {"text": "2026-11-23"}),
    ],
)
def test_a_value_is_exactly_one_thing(value: Value, exact: dict[str, object]) -> None:
    shown = ReasonValue.from_domain("name", value, "en", {"cjib": "Collector"})

    assert vars(shown) == {"name": "name", "amount": None, "day": None, "number": None, "unit": None, **exact}
