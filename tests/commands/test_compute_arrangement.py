"""`hub compute arrangement`: strict in what it takes, whole in what it gives."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from commands.fitting import DOCS, fits, schema
from typer.testing import CliRunner

from adapters.cli.arrangement_input import CLAIM_FACTS, MOST_CLAIMS, PERSON_FACTS
from adapters.cli.compute_arrangement import MOST_BYTES
from adapters.cli.main import app
from hub.domain.facts import FactName
from hub.errors import BadInput, RuleMissing

ROOT = Path(__file__).resolve().parents[2]
PAGE = (DOCS / "computing.md").read_text(encoding="utf-8")
INPUT, OUTPUT = (schema(f"arrangement.{which}") for which in ("input", "output"))
CASES = sorted(path for path in (ROOT / "tests" / "cases").glob("*/*.toml") if "[[claims]]" in path.read_text("utf-8"))

FINE = {"owner": "cjib", "kind": "traffic_fine", "imposed_on": "2026-03-01", "principal": "50.00"}
FROM_DUO = {"owner": "duo", "collector": "cjib", "kind": "travel_product_fine", "imposed_on": "2026-02-01"}
SOUND: dict[str, Any] = {
    "on": "2026-11-23",
    "scheme": "rijk-2025",
    "claims": [FINE, {**FROM_DUO, "principal": "250.00"}],
    "facts": {
        **dict.fromkeys(("objection", "writ_on", "in_arrangement", "breached_on", "detention", "bailiff"), "no"),
        "limitation_on": {"answer": "yes", "on": "2031-01-01"},
    },
    "person": {"insolvency": "no"},
}
HOUSE = {
    "household": "single",
    "taxable_income_year": "24000.00",
    "monthly_income": "1850.00",
    "registered_address": True,
    "already_taken": "0",
}


def ask(given, *options):
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    return CliRunner().invoke(app, ["compute", "arrangement", *options], input=text, catch_exceptions=True)


def answer(given):
    ran = ask(given, "--json")
    assert ran.exit_code == 0, ran.exception
    return json.loads(ran.stdout)


def as_json(path: Path) -> dict[str, Any]:
    """The question of a case, with days as JSON has them."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = {key: value for key, value in case.items() if key not in ("says", "article", "expect")}
    plain: dict[str, Any] = json.loads(json.dumps(asked, default=str))
    return plain


def test_the_example_of_the_page_is_what_comes_out():
    (given,) = re.findall(r"compute arrangement <<'QUESTION'\n(.+?)\nQUESTION", PAGE, re.DOTALL)
    (printed,) = re.findall(r"```text\n(rijk-2025: .+?)```", PAGE, re.DOTALL)

    assert fits(INPUT, json.loads(given))
    assert ask(given).stdout.startswith(printed)


def test_the_shortest_example_is_the_shortest():
    (given,) = re.findall(r"compute arrangement <<'QUESTION'\n(.+?)\nQUESTION", PAGE, re.DOTALL)
    asked = json.loads(given)

    for table in ("facts", "person"):
        for name in asked[table]:
            less = {**asked, table: {key: fact for key, fact in asked[table].items() if key != name}}
            outcome = answer(less)
            assert outcome["outcome"] == "needs_human", name
            assert {reason["values"].get("fact") for reason in outcome["reasons"]} == {name}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_cases_and_answers_fit_the_schemas(path):
    given = as_json(path)

    assert fits(INPUT, given)
    assert fits(OUTPUT, answer(given))


def test_an_answer_with_a_household_fits_the_schema():
    told = answer({**SOUND, "situation": HOUSE, "choice": {"months": 5, "payment_day": 15}})

    assert fits(OUTPUT, told)
    assert told["room"]["cents"] > 0
    assert told["months"] == 5
    assert {row["due_on"][-2:] for row in told["instalments"]} == {"15"}


def test_every_fact_is_of_a_claim_or_of_the_person():
    assert {*CLAIM_FACTS, *PERSON_FACTS} == set(FactName)
    assert not {*CLAIM_FACTS} & {*PERSON_FACTS}
    assert {*INPUT["$defs"]["claim_facts"]["properties"]} == {name.value for name in CLAIM_FACTS}
    assert {*INPUT["properties"]["person"]["properties"]} == {name.value for name in PERSON_FACTS}


def test_an_agency_that_is_silent_is_missing_and_never_owes_nothing():
    told = answer({**SOUND, "claims": [], "silent": ["cjib"]})

    assert told["missing"] == ["cjib"]
    assert [reason["code"] for reason in told["reasons"]] == ["total.unknown"]


def test_the_same_debt_told_by_owner_and_collector_counts_once():
    here, there = ({**FROM_DUO, "reference": "D-1", "principal": "250.00", "collector": who} for who in ("duo", "cjib"))

    assert answer({**SOUND, "claims": [FINE, here, there]})["total_cents"] == 30000


def test_the_book_can_be_taken_as_it_stood_before_it_was_written():
    ran = ask({**SOUND, "known_on": "2020-01-01"})
    assert isinstance(ran.exception, RuleMissing)


def claim(**other: object) -> dict[str, Any]:
    return {"claims": [{**FINE, **other}]}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"on": "23-11-2026"}, "on"),
        ({"scheme": 1}, "scheme"),
        ({"scheme": ""}, "scheme"),
        ({"claims": {}}, "claims"),
        ({"claims": [1]}, r"claims\[0\]"),
        ({"claims": [FINE] * (MOST_CLAIMS + 1)}, "claims"),
        ({"claims": [{**FINE, "reference": "A"}, {**FINE, "reference": "A"}]}, r"claims\[1\].reference"),
        ({"claims": [{}]}, r"claims\[0\].owner"),
        (claim(owner="uwv"), r"claims\[0\].owner"),
        (claim(collector=None), r"claims\[0\].collector"),
        (claim(kind="parking_fine"), r"claims\[0\].kind"),
        (claim(imposed_on="2026-13-01"), r"claims\[0\].imposed_on"),
        (claim(due_on=20260101), r"claims\[0\].due_on"),
        (claim(principal=50), r"claims\[0\].principal"),
        (claim(principal=50.5), r"claims\[0\].principal"),
        (claim(principal="-1.00"), r"claims\[0\].principal"),
        (claim(interest="1.005"), r"claims\[0\].interest"),
        (claim(costs=True), r"claims\[0\].costs"),
        (claim(reference="A\n1"), r"claims\[0\].reference"),
        (claim(reference=""), r"claims\[0\].reference"),
        (claim(amount="50.00"), r"claims\[0\].amount"),
        (claim(facts={"insolvency": "no"}), r"claims\[0\].facts.insolvency"),
        (claim(facts={"gross_negligence": "no"}), r"claims\[0\].facts.gross_negligence"),  # readings 17: no such flag
        (claim(facts={"objection": False}), r"claims\[0\].facts.objection"),
        (claim(facts={"objection": {"on": "2026-01-01"}}), r"claims\[0\].facts.objection.answer"),
        (claim(facts=[]), r"claims\[0\].facts"),
        ({"facts": {"objection": "nee"}}, "facts.objection"),
        ({"person": {"objection": "no"}}, "person.objection"),
        ({"silent": ["uwv"]}, r"silent\[0\]"),
        ({"silent": "cjib"}, "silent"),
        ({"silent": ["cjib"]}, r"claims\[0\].collector"),
        ({"situation": {}}, "situation.household"),
        ({"situation": {**HOUSE, "already_taken": 0}}, "situation.already_taken"),
        ({"situation": {**HOUSE, "registered_address": "yes"}}, "situation.registered_address"),
        ({"situation": {**HOUSE, "expenses": {"food": "1"}}}, "situation.expenses.food"),
        ({"situation": {**HOUSE, "assets": {"car": 1}}}, "situation.assets.car"),
        ({"situation": {**HOUSE, "assets": {"burdensome_to_sell": "yes"}}}, "situation.assets.burdensome_to_sell"),
        ({"choice": {"months": "6"}}, "choice.months"),
        ({"choice": {"months": True}}, "choice.months"),
        ({"choice": {"months": 0}}, "choice.months"),
        ({"choice": {"payment_day": 32}}, "choice.payment_day"),
        ({"choice": {"route": "shorter"}}, "choice.route"),
        ({"choice": {"opt_ins": [{"owner": "cjib"}]}}, r"choice.opt_ins\[0\].reference"),
        ({"known_on": "today"}, "known_on"),
        ({"Jan Jansen": 1}, "a key"),
    ],
)
def test_what_cannot_be_is_refused_and_the_key_named(change, key):
    ran = ask({**SOUND, **change}, "--json")

    assert isinstance(ran.exception, BadInput)
    assert re.match(rf"compute\.input: {key} ", str(ran.exception))
    assert ran.stdout == ""
    assert "Jansen" not in str(ran.exception)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scheme": "rijk-2030"}, "scheme.unknown"),
        ({"choice": {"months": 6, "amount": "10.00"}}, "choice.months_or_amount"),
        ({"situation": {**HOUSE, "partner_monthly_income": "1.00"}}, "means.no_partner"),
    ],
)
def test_what_contradicts_itself_is_refused(change, code):
    ran = ask({**SOUND, **change})
    assert isinstance(ran.exception, BadInput)
    assert ran.exception.code == code


@pytest.mark.parametrize(
    ("principal", "why"),
    [
        ("-1.00", "must not be below zero"),
        ("1.005", "must have at most two decimals"),
        ("1234567890", "must be at most 999999999.99"),
        ("1.234,56", "must have a point before the cents"),
        ("1,50", "must have a point before the cents"),
        (50, "must be euros as text between quotes"),
        ("fifty", "must be euros as text, such as"),
    ],
)
def test_each_mistake_in_an_amount_is_named_for_what_it_is(principal, why):
    told = str(ask({**SOUND, **claim(principal=principal)}).exception)
    assert told.startswith(f"compute.input: claims[0].principal {why}")


def test_an_unknown_kind_names_the_claim_in_the_order_of_the_question_and_lists_the_kinds():
    told = str(
        ask({**SOUND, "claims": [{**FROM_DUO, "principal": "9.00"}, {**FINE, "kind": "parking_fine"}]}).exception
    )

    assert told.startswith("compute.input: claims[1].kind must be one of: ")
    assert "traffic_fine" in told
    assert told.count("See ") == 1


@pytest.mark.parametrize("key", ["on", "scheme", "claims"])
def test_a_missing_key_is_named(key):
    ran = ask({name: value for name, value in SOUND.items() if name != key})
    assert str(ran.exception).startswith(f"compute.input: {key} is missing.")


@pytest.mark.parametrize("text", ["[]", "{", b"\xff", " " * (MOST_BYTES + 1)])
def test_what_is_no_question_is_refused(text):
    assert isinstance(ask(text).exception, BadInput)


def test_a_person_reads_a_statement_of_account_with_articles():
    shown = ask(SOUND).stdout

    assert shown.startswith("rijk-2025: proposal, standard, 9 months, €300.00\n")
    assert "   1  2027-01-01      €33.33  cjib €5.56  duo €27.77\n" in shown
    assert "cjib 1 (traffic_fine) €50.00: included\n" in shown
    assert "[Beleidsregels betalingsregelingen Rijk 2025, 5:1]" in shown


@pytest.mark.parametrize(("due_on", "amount"), [({"due_on": "2026-12-01"}, "€20.83"), ({}, "unknown")])
def test_interest_stands_in_a_line_of_its_own(due_on, amount):
    tax = {"owner": "belastingdienst", "kind": "income_tax", "imposed_on": "2026-10-20", "principal": "900.00"}
    person = {"insolvency": "no", "recovery_operation": "no"}
    claims = [{**tax, **due_on}, {**FINE, "principal": "150.00"}]

    shown = ask({**SOUND, "scheme": "rijk-wide", "claims": claims, "person": person}).stdout

    assert re.findall(r"^Interest on .+: (.+)$", shown, re.MULTILINE) == [amount]
    assert ("We do not know on which day you should have paid this debt." in shown) is (amount == "unknown")


def test_a_person_reads_why_there_is_no_plan():
    shown = ask({**SOUND, "claims": [FINE, {**FROM_DUO, "principal": "25.00"}]}).stdout

    assert shown.startswith("rijk-2025: refusal\n")
    assert "An arrangement is possible only above €75.00." in shown
