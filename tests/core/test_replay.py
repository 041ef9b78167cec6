import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from builders import BOOK, ON, YES, a_claim, a_policy, a_report, answers, told
from reforming import NAME, OWED_AT_ALL, a_reformed_policy

from hub.actions import preview
from hub.actions.replay import MOST_DIFFERENCES, Difference, How, book_of, replay
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.domain.arrangement import Choice, NeedsHuman, Proposal, Refusal, Route
from hub.domain.facts import Fact, FactName
from hub.domain.household import Household, Means
from hub.domain.situation import Assets, Expenses, Situation
from hub.domain.source import SourceStatus
from hub.errors import BadInput
from hub.rules import reader

PLACES = 97
TAX = a_claim(
    300000, owner="belastingdienst", collector="belastingdienst", reference="T-1", due_on=date(2026, 1, 1), costs=900
)
FINE = a_claim(20000)
STUDY = a_claim(5000, owner="duo", reference="D-1")
GIVEN = told(FINE, STUDY)
HOUSEHOLD = Situation(
    means=Means(
        household=Household.SINGLE,
        taxable_income_year=3000000,
        monthly_income=210000,
        other_monthly_income=0,
        registered_address=True,
    ),
    already_taken=0,
    expenses=Expenses(rent=70000, health_premium=15000),
    assets=Assets(cash=10000),
)
SILENT = answers(
    replace(a_report("cjib", FINE), asked_at=datetime(2026, 11, 23, 12, tzinfo=UTC)),
    a_report("duo", STUDY, status=SourceStatus.CONTRADICTORY, reason="source.contradictory"),
)


def made(given=GIVEN, *, scheme="rijk-2025", choice=None, situation=None, policy=None):
    receipt = receipts.closed(
        preview.decide(
            answers=given,
            scheme=scheme,
            choice=choice or Choice(),
            situation=situation,
            policy=policy or a_policy(),
            version="1",
        ).receipt
    )
    return canonical.dumps(receipt)


def forged(written, change):
    """Change a receipt and make its digests anew, as somebody would who knows how."""
    tree = json.loads(written)
    change(tree)
    receipt = canonical.read(receipts.Receipt, tree)
    return canonical.dumps(replace(receipt, digests=receipts.digests(receipt)))


def is_found_out(written):
    try:
        return not replay(written, version="1").same
    except BadInput as refused:
        return refused.code == "receipt.unreadable"


@pytest.fixture(autouse=True)
def no_book(monkeypatch):
    """Whoever opens the rule book while computing again is found out: every receipt here was made before."""
    monkeypatch.setattr(reader, "read_book", lambda _folder: pytest.fail("the rule book was read"))


@pytest.mark.parametrize(
    ("given", "options", "kind"),
    [
        (GIVEN, {}, Proposal),
        (GIVEN, {"choice": Choice(payment_day=25, months=2)}, Proposal),
        (GIVEN, {"choice": Choice(route=Route.PAUSE)}, Proposal),
        (GIVEN, {"situation": HOUSEHOLD}, Proposal),
        (told(a_claim(100)), {}, Refusal),
        (told(FINE, a_claim(5000, owner="duo", reference="D-1", said={FactName.WRIT: YES})), {}, NeedsHuman),
        (told(TAX, FINE, STUDY), {"scheme": "rijk-wide", "situation": HOUSEHOLD}, Proposal),
        (told(TAX), {"scheme": "belastingdienst"}, NeedsHuman),
        (SILENT, {"scheme": "rijk-wide"}, None),
        (told(a_claim(9000, kind="no_such_kind")), {}, None),
        (GIVEN, {"policy": a_policy(date(2023, 3, 1))}, NeedsHuman),
        (GIVEN, {"policy": a_policy(date(2027, 1, 5))}, Proposal),
    ],
    ids=[
        "proposal",
        "months-chosen",
        "pause",
        "household",
        "refusal",
        "human",
        "what-if-with-interest",
        "an-agency-of-its-own",
        "an-agency-contradicts-itself",
        "a-kind-that-the-book-does-not-know",
        "no-text",
        "a-day-after-the-book-was-known",
    ],
)
def test_the_same_bytes_come_out_from_the_receipt_alone(given, options, kind):
    written = made(given, **options)
    again = replay(written, version="1")

    assert again.written == written
    assert again.same
    assert again.differences == ()
    assert kind is None or isinstance(canonical.loads(receipts.Receipt, written).outcome, kind)


def test_the_receipt_can_be_laid_out_over_lines():
    pretty = json.dumps(json.loads(made()), indent=2).encode()
    assert replay(pretty, version="1").same


def test_another_version_compares_and_names_both():
    again = replay(made(), version="2")

    assert again.same
    assert (again.receipt_version, again.computed_version) == ("1", "2")


CHANGES = {
    "inputs.statements.cjib": lambda tree: tree["inputs"]["statements"][2]["claims"][0].update(imposed_on="2026-03-02"),
    "inputs.statements.duo": lambda tree: tree["inputs"]["statements"][3].update(as_of="2026-11-22"),
    "inputs.choice": lambda tree: tree["inputs"]["choice"].update(payment_day=3),
    "inputs.on": lambda tree: tree["inputs"].update(on="2026-11-24"),
    "parameters.rente.basis": lambda tree: tree["parameters"]["rente.basis"].update(value="everything"),
    "parameters.instalment_table.months": lambda tree: tree["parameters"]["instalment_table.months"].update(source="x"),
    "outcome": lambda tree: tree["outcome"]["instalments"][0].update(due_on="2027-01-02"),
    "interest": lambda tree: tree["interest"][0].update(amount=1),
    "version": lambda tree: tree.update(version="3"),
}


@pytest.mark.parametrize("where", CHANGES)
def test_what_was_changed_is_named(where):
    tree = json.loads(made())
    CHANGES[where](tree)
    again = replay(json.dumps(tree).encode(), version="1")

    assert not again.same
    assert Difference(where=where, how=How.CHANGED) in again.differences


def test_what_was_changed_in_the_outcome_is_named_to_the_place_even_with_new_digests():
    written = forged(made(), lambda tree: tree["outcome"]["instalments"][1].update(due_on="2027-02-02"))
    again = replay(written, version="1")

    assert again.differences == (Difference(where="outcome.instalments[1].due_on", how=How.COMPUTED),)
    assert again.written == made()


def test_a_changed_fact_with_new_digests_contradicts_its_outcome():
    written = forged(
        made(),
        lambda tree: tree["inputs"]["statements"][2]["claims"][0]["open"].update(principal=20001),
    )
    assert {difference.how for difference in replay(written, version="1").differences} == {How.COMPUTED}


def test_a_rule_that_is_missing_in_the_receipt_is_a_difference_of_versions():
    written = forged(made(), lambda tree: tree["parameters"].pop("rente.basis"))
    again = replay(written, version="2")

    assert again.differences == (Difference(where="parameters", how=How.COMPUTED),)
    assert again.written is None


@pytest.mark.parametrize("value", [0, "x", [], {"is": "Decimal", "text": "x"}, None])
def test_values_that_no_rule_can_have_make_it_unreadable_or_different(value):
    assert is_found_out(forged(made(told(TAX), scheme="belastingdienst"), _every_value(value)))


def _every_value(value):
    def change(tree):
        for entry in tree["parameters"].values():
            for row in (entry, *entry.get("series", ())):
                row["value"] = value

    return change


def test_a_changed_byte_anywhere_is_found():
    written = made(told(TAX, FINE, STUDY), scheme="rijk-wide", situation=HOUSEHOLD)
    for place in range(0, len(written), len(written) // PLACES):
        other = b"7" if written[place : place + 1] != b"7" else b"8"
        assert is_found_out(written[:place] + other + written[place + 1 :]), place


def test_names_from_a_changed_receipt_are_not_repeated():
    tree = json.loads(made())
    tree["parameters"]["999990019"] = {"value": 1}
    tree["digests"]["Jan de Vries"] = ""
    again = replay(json.dumps(tree).encode(), version="1")

    assert {difference.where for difference in again.differences} == {"parameters", "…"}


def test_there_is_an_end_to_differences():
    tree = json.loads(made())
    tree["digests"] = {f"part{number}": "" for number in range(200)}

    assert len(replay(json.dumps(tree).encode(), version="1").differences) == MOST_DIFFERENCES


def test_the_book_of_a_receipt_holds_what_was_in_force_and_knows_what_was_not():
    receipt = canonical.loads(receipts.Receipt, made())
    book = book_of(receipt)

    assert set(book) == {name for name, entry in receipt.parameters.items() if entry.get("in_book", True)}
    assert book["betalingsregeling_rijk.single_claim_cap"].values == ()


def test_the_values_in_it_are_those_of_the_rule_book():
    book = book_of(canonical.loads(receipts.Receipt, made(told(TAX, FINE, STUDY), scheme="rijk-wide")))

    for parameter in book.values():
        for row in parameter.values:
            assert (
                row.value
                == max(
                    (kept for kept in BOOK[parameter.id].values if kept.start <= row.start), key=lambda kept: kept.start
                ).value
            )


def test_a_fact_about_a_person_is_told_again():
    stopped = answers(a_report("cjib", FINE, person={FactName.INSOLVENCY: Fact(answer=YES, on=ON)}))
    assert replay(made(stopped), version="1").same


@pytest.mark.parametrize("confirmed", [frozenset(), frozenset({"harmonised.notice_days", "harmonised.not_used"})])
def test_what_an_operator_had_confirmed_is_replayed_with_the_decision(confirmed):
    written = made(policy=replace(a_policy(), confirmed=confirmed))
    inputs = json.loads(written)["inputs"]

    assert inputs["confirmed"] == sorted(confirmed - {"harmonised.not_used"})
    assert json.loads(written)["outcome"]["unconfirmed"]
    assert replay(written, version="1").same
    assert json.loads(made())["inputs"]["confirmed"] is None


def test_what_only_a_reform_makes_possible_is_computed_again_under_that_reform_without_its_file():
    written = made(answers(*OWED_AT_ALL), scheme="rijk-wide", policy=a_reformed_policy())
    again = replay(written, version="1")

    assert again.same
    assert again.written == written
    assert again.reform == NAME
    assert replay(made(answers(*OWED_AT_ALL), scheme="rijk-wide"), version="1").reform is None


def test_a_receipt_that_names_another_reform_than_its_values_have_is_found_out():
    def renamed(tree):
        tree["outcome"]["considered"]["reform"]["name"] = "Of somebody's own: 9"

    written = made(answers(*OWED_AT_ALL), scheme="rijk-wide", policy=a_reformed_policy())
    again = replay(forged(written, renamed), version="1")

    assert [each.where for each in again.differences] == ["outcome.considered.reform.name"]
    assert again.reform == "…"


def test_a_receipt_of_before_reforms_were_known_is_what_it_was_to_the_byte():
    written = made()

    assert b"reform" not in written
    assert replay(written, version="1").written == written
