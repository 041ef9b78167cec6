"""`hub compute capacity`: the keys of the question, the keys of the answer, and nothing repeated in a refusal."""

import json
import re
import subprocess
import sys

import pytest
from commands.fitting import DOCS, fits, schema
from typer.testing import CliRunner

from adapters.cli.compute_capacity import BELONGINGS, EXPENSES, INDISPENSABLE, OPTIONAL, REQUIRED
from adapters.cli.main import app
from hub.domain.capacity import Authority
from hub.domain.household import Household
from hub.domain.reasons import Confidence
from hub.domain.situation import Assets, Expenses
from hub.errors import BadInput, RuleMissing

INPUT, OUTPUT = schema("capacity.input"), schema("capacity.output")

SOUND = {"on": "2026-01-01", "authority": "tax", "household": "couple", "net_monthly_income": "1851.92"}


def capacity(given, *options):
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    return CliRunner().invoke(app, ["compute", "capacity", *options], input=text, catch_exceptions=True)


def answer(given):
    ran = capacity(given, "--json")
    assert ran.exit_code == 0, ran.exception
    return json.loads(ran.stdout)


def test_a_couple_fifty_euros_above_the_norm_is_remitted_a_part():
    found = answer({**SOUND, "expenses": {}, "assets": {}, "assessment": "600.00"})

    assert found["norm_cents"] == 180192
    assert (found["capacity_month_cents"], found["capacity_year_cents"], found["assets_cents"]) == (5000, 60000, 0)
    assert found["remission"] == {"granted": True, "cents": 12000}
    assert found["refused_because"] == []


def test_without_an_assessment_nothing_is_said_of_remission():
    found = answer(SOUND)

    assert found["remission"] == {"granted": None, "cents": None}
    assert found["refused_because"] == []
    assert not [reason for reason in found["reasons"] if reason["code"].startswith("remission.")]


def test_a_refusal_says_why():
    found = answer({**SOUND, "assets": {"other": "700"}, "assessment": "600.00"})

    assert found["remission"] == {"granted": False, "cents": 0}
    assert [reason["code"] for reason in found["refused_because"]] == ["remission.assets_cover"]


def test_the_schemas_name_what_the_command_knows():
    properties = INPUT["properties"]

    assert set(properties) == {*REQUIRED, *OPTIONAL}
    assert INPUT["required"] == [*REQUIRED]
    assert list(properties["expenses"]["properties"]) == [*EXPENSES] == [*Expenses.__dataclass_fields__]
    assert set(properties["assets"]["properties"]) == {*BELONGINGS, INDISPENSABLE}
    assert set(Assets.__dataclass_fields__) == {*BELONGINGS, INDISPENSABLE, "burdensome_to_sell"}
    assert properties["household"]["enum"] == [household.value for household in Household]
    assert properties["authority"]["enum"] == [authority.value for authority in Authority]
    graded = OUTPUT["$defs"]["reason"]["properties"]["confidence"]["enum"]
    assert graded == [None, *(confidence.value for confidence in Confidence)]


@pytest.mark.parametrize("household", [household.value for household in Household])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"assessment": "0"},
        {"assessment": "5000", "pension_age": True, "assets": {"cash": "9000", "car": "1", "car_indispensable": True}},
        {"expenses": dict.fromkeys(EXPENSES, "1.5"), "assets": dict.fromkeys(BELONGINGS, "5000")},
        {"authority": "local_tax", "norm_percentage": "97.5"},
        {"authority": "local_tax", "norm_percentage": 100},
    ],
)
def test_every_answer_fits_the_schema(household, more):
    given = {**SOUND, "household": household, **more}

    assert fits(INPUT, given)
    assert fits(OUTPUT, answer(given))


def test_every_key_of_the_question_changes_the_answer():
    whole = {
        **SOUND,
        "authority": "local_tax",
        "net_monthly_income": "4000",
        "expenses": {**dict.fromkeys(EXPENSES, "100.00"), "rent": "700", "health_premium": "400"},
        "assets": {**dict.fromkeys(BELONGINGS, "5000"), "preferential_debts": "100", "car_indispensable": False},
        "assessment": "50000",
    }
    before = answer(whole)
    changes = [
        {"on": "2026-07-01"},
        {"household": "single"},
        {"net_monthly_income": "4000.01"},
        {"partner_net_monthly_income": "0.01"},
        {"pension_age": True},
        {"norm_percentage": "91"},
        {"assessment": "50000.01"},
        *({"expenses": {**whole["expenses"], key: "99"}} for key in EXPENSES),
        *({"assets": {**whole["assets"], key: "4999"}} for key in BELONGINGS if key != "household_goods"),
        {"assets": {**whole["assets"], "household_goods": "0"}},
        {"assets": {**whole["assets"], "car_indispensable": True}},
    ]
    for change in changes:
        assert answer({**whole, **change}) != before, change


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"on": "2026-02-30"}, "on"),
        ({"authority": "city"}, "authority"),
        ({"authority": None}, "authority"),
        ({"household": 1}, "household"),
        ({"pension_age": "yes"}, "pension_age"),
        ({"pension_age": None}, "pension_age"),
        ({"net_monthly_income": 1999.99}, "net_monthly_income"),
        ({"net_monthly_income": "-4321"}, "net_monthly_income"),
        ({"net_monthly_income": None}, "net_monthly_income"),
        ({"partner_net_monthly_income": 1}, "partner_net_monthly_income"),
        ({"household": "single", "partner_net_monthly_income": "43.21"}, "partner_net_monthly_income"),
        ({"expenses": None}, "expenses"),
        ({"expenses": []}, "expenses"),
        ({"expenses": {"rent": 600}}, r"expenses\.rent"),
        ({"expenses": {"rent": "-1"}}, r"expenses\.rent"),
        ({"expenses": {"food": "1"}}, r"expenses\.food"),
        ({"expenses": {"Jan Jansen": "1"}}, "a key"),
        ({"assets": {"cash": True}}, r"assets\.cash"),
        ({"assets": {"car_indispensable": "true"}}, r"assets\.car_indispensable"),
        ({"assets": {"boat": "1"}}, r"assets\.boat"),
        ({"assessment": "4321,00"}, "assessment"),
        ({"assessment": None}, "assessment"),
        ({"norm_percentage": "95"}, "norm_percentage"),
        ({"norm_percentage": 95.5, "authority": "local_tax"}, "norm_percentage"),
        ({"norm_percentage": True, "authority": "local_tax"}, "norm_percentage"),
        ({"norm_percentage": "101", "authority": "local_tax"}, "norm_percentage"),
        ({"norm_percentage": "89.99", "authority": "local_tax"}, "norm_percentage"),
        ({"norm_percentage": "1e2", "authority": "local_tax"}, "norm_percentage"),
        ({"norm_percentage": -95, "authority": "local_tax"}, "norm_percentage"),
        ({"income": "1"}, "income"),
        ({"Jan Jansen": "1"}, "a key"),
    ],
)
def test_what_cannot_be_is_refused_and_the_key_named(change, key):
    ran = capacity({**SOUND, **change}, "--json")

    assert isinstance(ran.exception, BadInput)
    assert re.match(rf"(compute\.input|means\.no_partner|capacity\.norm_percentage): {key} ", str(ran.exception))
    assert ran.stdout == ""
    assert not re.search("Jansen|4321|43.21", str(ran.exception))


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named(key):
    ran = capacity({name: value for name, value in SOUND.items() if name != key})
    assert str(ran.exception).startswith(f"compute.input: {key} is missing.")


@pytest.mark.parametrize("on", ["2025-12-31", "2027-01-01"])
def test_a_date_outside_the_text_is_never_computed(on):
    ran = capacity({**SOUND, "on": on}, "--json")

    assert isinstance(ran.exception, RuleMissing)
    assert on in str(ran.exception)


def test_a_person_reads_sentences_with_articles():
    ran = capacity({**SOUND, "assessment": "480"})

    assert ran.exit_code == 0
    assert "you have €50.00 a month left. [Uitvoeringsregeling Invorderingswet 1990, 13]" in ran.stdout
    assert "By the rules nothing is remitted: what you have left in a year is enough to pay." in ran.stdout
    assert "remitted" not in capacity(SOUND).stdout


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({}, 0, ""),
        ({"expenses": {"rent": 4321}}, 2, "compute.input: expenses.rent "),
        ({"household": "single", "partner_net_monthly_income": "4321"}, 2, "means.no_partner: partner_net_monthly_"),
        ({"on": "2025-12-31"}, 2, "rule.missing: "),
    ],
)
def test_the_exit_code_says_how_it_went_in_one_line_without_the_value(change, code, line):
    command = [sys.executable, "-m", "adapters.cli.main", "compute", "capacity", "--json"]
    given = json.dumps({**SOUND, **change})
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=DOCS.parent)

    assert ran.returncode == code
    assert ran.stderr.startswith(line)
    assert len(ran.stderr.splitlines()) == (1 if line else 0)
    assert "4321" not in ran.stderr
    assert bool(ran.stdout) is not bool(line)
