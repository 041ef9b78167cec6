"""The table of the variants: what cannot be told, or cannot be joined, stands in it with its reason."""

import pytest

from adapters.cli import variants_table


def a_reason(code: str, text: str) -> dict[str, object]:
    return {"code": code, "article": None, "text": text, "values": []}


def a_row(measured: str, *reasons: dict[str, object], monthly: int | None = 2500) -> dict[str, object]:
    return {
        "agency": {"name": "CJIB"},
        "monthly": monthly,
        "heaviest": monthly,
        "months": 6,
        "endsOn": "2027-06-01",
        "leftOpen": 0,
        "open": 15000,
        "interest": 0,
        "measured": measured,
        "reasons": reasons,
    }


def a_variant(row: dict[str, object]) -> dict[str, object]:
    sums = dict.fromkeys(("monthly", "heaviest", "interest", "roomLeft", "endsOn", "leftOpen"))
    known = {"knownMonthly": 2500, "knownHeaviest": 2600, "knownInterest": 0}
    return {"code": "rijk-2025", "isLaw": True, "reform": None, "letters": 1, "rows": [row], **sums, **known}


def laid(row: dict[str, object]) -> variants_table.Grid:
    return variants_table.grid({"variants": [a_variant(row)]})


def test_a_joint_plan_that_is_refused_says_so_where_it_would_have_stood():
    refused = a_row("UNKNOWN", a_reason("variant.joint_refused", "Not together."), a_reason("x", "Too long."))
    found = laid(refused)

    assert found.rows[0][1][-1] == "cannot be compared (1) (2)"
    assert found.notes == ("(1) Not together.", "(2) Too long.")


def test_what_is_in_no_plan_says_why():
    found = laid(a_row("UNKNOWN", a_reason("variant.in_no_plan", "In no plan."), monthly=None))
    assert (found.rows[0][1], found.notes) == (("no plan yet for all of it (1)",), ("(1) In no plan.",))


def test_of_the_first_month_nobody_says_at_least_where_a_plan_to_come_may_begin_earlier():
    told = {row[0][0]: row[1][0] for row in laid(a_row("SAME")).rows[1:]}

    assert told["First month"] == "€25.00 as far as known"
    assert told["Dearest month"] == "at least €26.00"


def test_a_plan_that_leaves_something_open_is_not_called_paid_off():
    row = {**a_row("SAME"), "open": 795000, "leftOpen": 780000}
    found = variants_table.grid({"variants": [{**a_variant(row), "heaviest": 2600, "leftOpen": 780000}]})

    assert "€7,800.00 open after that" in found.rows[0][1]
    assert {line[0][0]: line[1][0] for line in found.rows}["Paid off"] == "not by then: €7,800.00 open"


@pytest.mark.parametrize(
    ("is_even", "says"), [(True, "€25.00 a month"), (False, "€25.00 at first, €150.00 in all")], ids=["even", "not"]
)
def test_whether_the_months_are_even_is_not_guessed_where_it_is_told(is_even, says):
    assert laid({**a_row("SAME"), "isEven": is_even}).rows[0][1][:2] == (says, "6 ×, last 2027-06-01")


@pytest.mark.parametrize(
    ("open_cents", "heaviest", "says"),
    [
        (15000, 2500, "€25.00 a month"),
        (15003, 2501, "€25.00 a month"),
        (12600, 2500, "€25.00 at first, €126.00 in all"),
        (15021, 2521, "€25.00 at first, €150.21 in all"),
        (16000, 3500, "€25.00 at first, €160.00 in all"),
    ],
    ids=["each the same", "rounded", "a smaller last one, or ends apart", "a greater last one", "begins apart"],
)
def test_of_an_answer_of_the_contract_only_what_its_dearest_month_proves_is_called_so(open_cents, heaviest, says):
    row = {**a_row("SAME"), "open": open_cents, "heaviest": heaviest}

    assert laid(row).rows[0][1][:2] == (says, "6 ×, last 2027-06-01")
