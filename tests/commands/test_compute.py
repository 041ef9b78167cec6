"""`hub compute`: strict in what it takes, exact in what it gives."""

import json
import re
import subprocess
import sys

import pytest
from commands.fitting import DOCS, fits, schema
from typer.testing import CliRunner

from adapters.cli.compute_bvv import OPTIONAL, REQUIRED
from adapters.cli.compute_input import MOST_BYTES
from adapters.cli.main import app
from hub.domain.household import Bound, Household
from hub.errors import BadInput, RuleMissing

INPUT, OUTPUT = schema("bvv.input"), schema("bvv.output")

SOUND = {"on": "2026-07-01", "household": "single", "taxable_income_year": "30000.00"}


def bvv(given, *options):
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    return CliRunner().invoke(app, ["compute", "bvv", *options], input=text, catch_exceptions=True)


def answer(given):
    ran = bvv(given, "--json")
    assert ran.exit_code == 0, ran.exception
    return json.loads(ran.stdout)


def test_the_schemas_name_what_the_command_knows():
    assert set(INPUT["properties"]) == {*REQUIRED, *OPTIONAL}
    assert INPUT["required"] == [*REQUIRED]
    assert INPUT["properties"]["household"]["enum"] == [household.value for household in Household]
    assert OUTPUT["properties"]["capped_by"]["enum"] == [None, *(bound.value for bound in Bound)]


@pytest.mark.parametrize("household", [household.value for household in Household])
@pytest.mark.parametrize("more", [{}, {"registered_address": False}, {"monthly_income": "1"}])
def test_every_answer_fits_the_schema(household, more):
    given = {**SOUND, "household": household, **more}
    assert fits(INPUT, given)
    assert fits(OUTPUT, answer(given))


def test_a_decimal_may_be_short():
    amounts = {answer({**SOUND, "taxable_income_year": text})["bvv_cents"] for text in ("30000", "30000.0", "30000.00")}
    assert len(amounts) == 1


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"on": None}, "on"),
        ({"on": 20260701}, "on"),
        ({"on": "20260701"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "2026-07-01T00:00"}, "on"),
        ({"household": "alone"}, "household"),
        ({"household": ["single"]}, "household"),
        ({"household": None}, "household"),
        ({"taxable_income_year": 30000}, "taxable_income_year"),
        ({"taxable_income_year": 30000.5}, "taxable_income_year"),
        ({"taxable_income_year": True}, "taxable_income_year"),
        ({"taxable_income_year": ""}, "taxable_income_year"),
        ({"taxable_income_year": "-1"}, "taxable_income_year"),
        ({"taxable_income_year": "1e3"}, "taxable_income_year"),
        ({"taxable_income_year": "1.000,00"}, "taxable_income_year"),
        ({"taxable_income_year": "1.005"}, "taxable_income_year"),
        ({"taxable_income_year": "NaN"}, "taxable_income_year"),
        ({"taxable_income_year": "٣٠"}, "taxable_income_year"),
        ({"taxable_income_year": "1\n"}, "taxable_income_year"),
        ({"taxable_income_year": "1234567890"}, "taxable_income_year"),
        ({"monthly_income": None}, "monthly_income"),
        ({"other_monthly_income": 1}, "other_monthly_income"),
        ({"partner_monthly_income": []}, "partner_monthly_income"),
        ({"partner_monthly_income": "1"}, "partner_monthly_income"),
        ({"registered_address": "yes"}, "registered_address"),
        ({"registered_address": None}, "registered_address"),
        ({"registered_address": 1}, "registered_address"),
        ({"income": "1"}, "income"),
        ({"Jan Jansen": "1"}, "a key"),
    ],
)
def test_what_cannot_be_is_refused_and_the_key_named(change, key):
    ran = bvv({**SOUND, **change}, "--json")

    assert isinstance(ran.exception, BadInput)
    assert re.match(rf"(compute\.input|means\.no_partner): {key} ", str(ran.exception))
    assert ran.stdout == ""
    assert "Jansen" not in str(ran.exception)


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named(key):
    ran = bvv({name: value for name, value in SOUND.items() if name != key})
    assert str(ran.exception).startswith(f"compute.input: {key} is missing.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "body.malformed"),
        ("[]", "body.malformed"),
        ("{", "body.malformed"),
        (b"\xff", "body.malformed"),
        ('{"on": "2026-07-01", "on": "2025-07-01"}', "body.malformed"),
        (" " * (MOST_BYTES + 1), "compute.input"),
    ],
)
def test_what_is_no_json_object_is_refused(text, code):
    ran = bvv(text)
    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == code


@pytest.mark.parametrize("on", ["2020-12-31", "2027-01-01"])
def test_a_date_outside_the_book_is_never_computed(on):
    ran = bvv({**SOUND, "on": on}, "--json")
    assert isinstance(ran.exception, RuleMissing)
    assert on in str(ran.exception)


def test_the_book_can_be_taken_as_it_stood_before_it_was_written():
    ran = bvv(SOUND, "--known-on", "2026-11-22")
    assert isinstance(ran.exception, RuleMissing)


def test_a_person_reads_sentences_with_articles():
    ran = bvv({**SOUND, "monthly_income": "1000"})

    assert ran.exit_code == 0
    assert "We start from a part of the social-assistance norm: €1,348.49 a month. [Rv, 475da(2) and (3)]" in ran.stdout
    assert "Of your income €950.00 a month is protected." in ran.stdout


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [({}, 0, ""), ({"household": "x"}, 2, "compute.input: household "), ({"on": "2027-01-01"}, 2, "rule.missing: ")],
)
def test_the_exit_code_says_how_it_went_and_only_data_reaches_stdout(change, code, line):
    command = [sys.executable, "-m", "adapters.cli.main", "compute", "bvv", "--json"]
    given = json.dumps({**SOUND, **change})
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=DOCS.parent)

    assert ran.returncode == code
    assert ran.stderr.startswith(line)
    assert len(ran.stderr.splitlines()) == (1 if line else 0)
    assert bool(ran.stdout) is not bool(line)
