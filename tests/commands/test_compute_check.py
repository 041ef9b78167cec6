"""`hub compute check`: form and check digits of one number."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from stdnum.nl import bsn as eleven
from typer.testing import CliRunner

from adapters.cli.compute_check import CHECKS, REGISTERS, WHY, Register, iban, oin
from adapters.cli.main import app
from hub.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "computing.md").read_text(encoding="utf-8")
INPUT, OUTPUT = (
    json.loads((ROOT / "docs" / "schemas" / f"check.{which}.json").read_text(encoding="utf-8"))
    for which in ("input", "output")
)
EIGHT_DIGITS = next(str(number) for number in range(10_000_000, 10_000_100) if eleven.is_valid(str(number)))

ARABIC = "".join(chr(0x0660 + int(digit)) for digit in "999990019")


def check(given, *options):
    text = given if isinstance(given, str) else json.dumps(given)
    return CliRunner().invoke(app, ["compute", "check", *options], input=text)


def answer(kind, number):
    ran = check({kind: number}, "--json")
    assert ran.exit_code == 0, ran.exception
    told = json.loads(ran.stdout)
    assert set(told) == ({"valid", "normalized"} if told["valid"] else {"valid", "why"})
    return told.get("normalized") or told["why"]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("999990019", "999990019"),
        ("9999.90.019", "999990019"),
        ("9999-90 019", "999990019"),
        (EIGHT_DIGITS, f"0{EIGHT_DIGITS}"),
        ("999990018", "eleven_test"),
        ("123456789", "eleven_test"),
        ("000000000", "zeros"),
        ("00000000", "zeros"),
        (EIGHT_DIGITS[1:], "length"),
        ("9999900190", "length"),
        ("", "length"),
        ("99999001a", "characters"),
        ("99999001\uff19", "characters"),
        (ARABIC, "characters"),
        ("999990019\n", "characters"),
        ("99999–0019", "characters"),
    ],
)
def test_a_citizen_service_number_passes_the_eleven_test(number, found):
    assert answer("bsn", number) == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("NL91ABNA0417164300", "NL91ABNA0417164300"),
        ("nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
        ("NL91-ABNA-0417-1643-00", "NL91ABNA0417164300"),
        ("GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("NO9386011117947", "NO9386011117947"),
        ("NL92ABNA0417164300", "check_digits"),
        ("NLABABNA0417164300", "check_digits"),
        ("NL91ABNA041716430", "structure"),
        ("NL91ABNA04171643000", "structure"),
        ("NL911234041716430A", "structure"),
        ("ZZ91ABNA0417164300", "country"),
        ("9191ABNA0417164300", "country"),
        ("NL91", "length"),
        ("NL91" + "A" * 31, "length"),
        ("NL91.ABNA.0417.1643.00", "characters"),
        ("NL91ABNA041716430\uff10", "characters"),
        ("NL91ABNA0417164300\n", "characters"),
        ("\u017fL91ABNA0417164300", "characters"),
    ],
)
def test_a_bank_account_number_has_the_structure_of_its_country(number, found):
    assert answer("iban", number) == found


@pytest.mark.parametrize(("right", "twin"), [("97", "00"), ("98", "01"), ("02", "99")])
def test_check_digits_that_leave_the_same_remainder_but_are_never_given_out_are_refused(right, twin):
    account = next(f"ABNA{number:010}" for number in range(1000) if iban(f"NL{right}ABNA{number:010}").normalized)
    assert iban(f"NL{twin}{account}").why == "check_digits"


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("00000001999990019000", "00000001999990019000"),
        ("00000001999990018000", "eleven_test"),
        ("00000001000000000000", "zeros"),
        ("00000003123456780000", "00000003123456780000"),
        ("00000003123456789000", "structure"),
        ("0000000312345A780000", "structure"),
        ("00000004000000001000", "00000004000000001000"),
        ("0000000700000AB01000", "0000000700000AB01000"),
        ("00000099000000001000", "00000099000000001000"),
        ("00000099000000001001", "structure"),
        ("00000005000000001000", "prefix"),
        ("12345678000000001000", "prefix"),
        ("0000009900000000100", "length"),
        ("000000990000000010000", "length"),
        ("00000099 00000001000", "characters"),
        ("0000000700000ab01000", "characters"),
        ("0000009900000000100\uff10", "characters"),
    ],
)
def test_an_organisation_number_has_the_form_of_its_register(number, found):
    assert answer("oin", number) == found


def test_the_registers_are_a_list_that_can_be_another():
    new = {**REGISTERS, "00000005": Register("new", "[0-9]{9}000")}
    assert oin("00000005000000001000", new).normalized == "00000005000000001000"


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ({}, "compute.input", "exactly one of: bsn, iban, oin"),
        ({"bsn": "999990019", "oin": "00000099000000001000"}, "compute.input", "exactly one of"),
        ({"rsin": "999990019"}, "compute.input", "rsin is not known here"),
        ({"999990019": "bsn"}, "compute.input", "a key is not known here"),
        ({"bsn": 999990019}, "compute.input", "bsn must be text"),
        ({"iban": None}, "compute.input", "iban must be text"),
        ({"oin": ["00000099000000001000"]}, "compute.input", "oin must be text"),
        ('{"bsn": "999990019", "bsn": "1"}', "body.malformed", "twice"),
        ("999990019", "body.malformed", "no JSON object"),
        (json.dumps({"bsn": "9" * 20_000}), "compute.input", "too long"),
    ],
)
def test_what_is_no_question_is_refused_without_the_number(given, code, named):
    ran = check(given, "--json")

    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == code
    assert named in str(ran.exception)
    assert "99999" not in str(ran.exception)
    assert ran.stdout == ""


def test_a_person_reads_a_verdict_without_the_number():
    assert check({"bsn": "999990019"}).stdout == "Valid.\n"
    assert check({"bsn": "999990018"}).stdout == "Not valid. It does not pass the eleven-test.\n"


def test_the_exit_code_says_whether_there_is_an_answer():
    command = [sys.executable, "-m", "adapters.cli.main", "compute", "check", "--json"]
    for given, code in ({"bsn": "999990018"}, 0), ({}, 2):
        ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False, cwd=ROOT)
        assert ran.returncode == code
        assert bool(ran.stdout) is not bool(ran.stderr)


def test_the_schemas_and_the_page_name_what_the_command_knows():
    section = PAGE.split("## `hub compute check`")[1].split("\n## ")[0]
    question, told = section.split("IN'\n")[1].split("\nIN")[0], section.split("```json\n")[1].split("```")[0]

    assert check(question, "--json").stdout == told
    assert set(INPUT["properties"]) == set(CHECKS)
    assert OUTPUT["properties"]["why"]["enum"] == [*WHY]
    assert set(OUTPUT["properties"]) == {"valid", "normalized", "why"}
    assert all(f"`{why}`" in section for why in WHY)
