"""`hub export collection|payout` and `hub work book-statement`: money moves by files, and never by way of the hub."""

import asyncio
import json
import os
import re
import sqlite3
from datetime import date

import pytest
from payments.bank import DIRECT, a_part, a_statement, an_entry, opened, texts
from payments.paying_folder import a_folder, with_an_arrangement
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.payments import collection_file, payout_file
from adapters.payments.reference import reference_of
from hub.life.payment_reference import PaymentFor, tag_of

WHY = ("--by", "operator-7", "--reason", "run of january")
NEW_YEAR, FIRST_BANK_DAY = date(2027, 1, 1), "2027-01-04"


class Folder:
    """A folder with an arrangement in it, and what is done with it."""

    ends_in_order = True

    def __init__(self, path, **how):
        self.made = a_folder(path, **how)
        self.arrangement = asyncio.run(with_an_arrangement(self.made, ends_in_order=self.ends_in_order))
        self.path = path

    def run(self, *arguments, today="2026-12-10"):
        config = ("--config", str(self.made.config))
        return CliRunner(env={**os.environ, "HUB__DEMO__TODAY": today}).invoke(app, [*arguments, *WHY, *config])

    def collect(self, *more, on=FIRST_BANK_DAY, agency="cjib", **how):
        return self.run("export", "collection", "--agency", agency, "--on", on, *more, **how)

    def pay_out(self, *more, on=FIRST_BANK_DAY, today="2027-01-02"):
        period = ("--since", "2026-12-01", "--until", "2027-01-01")
        return self.run("export", "payout", "--agency", "cjib", "--on", on, *period, *more, today=today)

    def book(self, *entries, agency="cjib", more=(), **how):
        file = self.path / "statement.xml"
        file.write_bytes(a_statement(*entries, **how))
        return self.run("work", "book-statement", str(file), "--agency", agency, *more)

    @property
    def reference(self):
        return reference_of(PaymentFor(tag=tag_of(self.arrangement), due_on=NEW_YEAR))

    def logged(self):
        with sqlite3.connect(self.made.path / "hub.db") as connection:
            return [row[0] for row in connection.execute("SELECT event FROM audit_event ORDER BY seq")]


@pytest.fixture
def hub(tmp_path):
    return Folder(tmp_path)


def refused(ran):
    return ran.exception.code


def test_what_is_due_is_collected_by_a_file_on_standard_output(hub):
    ran = hub.collect()
    read = opened(ran.stdout.encode().strip(), collection_file.SCHEMA)

    (name,) = texts(read, ".//MsgId")
    assert (ran.exit_code, ran.stderr) == (0, f"1 terms are collected on 2027-01-04, by file {name}.\n")
    assert texts(read, ".//RmtInf/Strd/CdtrRefInf/Ref") == [hub.reference]
    assert texts(read, ".//DbtrAcct/Id/IBAN") == [DIRECT.account.iban]
    assert hub.logged()[-1] == "collection.exported"


def test_a_second_run_gives_no_file_and_an_earlier_one_is_given_again_by_its_name(hub):
    hub.book(an_entry("10.00", rf=hub.reference))
    for schema, run in ((collection_file.SCHEMA, hub.collect), (payout_file.SCHEMA, hub.pay_out)):
        first, second = run(), run()
        (name,) = texts(opened(first.stdout.encode().strip(), schema), ".//MsgId")
        again = run("--again", name)

        assert (second.exit_code, second.stdout) == (0, "")
        assert (again.exit_code, again.stdout, again.stderr) == (0, first.stdout, first.stderr)
        assert refused(run("--again", "DD-0")) == "export.unknown_file"


def test_a_day_before_which_another_term_is_due_is_refused(hub):
    assert refused(hub.collect(on="2027-02-01")) == "export.too_early"


def test_where_it_breaks_off_the_name_of_the_file_is_told(hub, monkeypatch):
    def broken(_debits, **_file):
        raise RuntimeError("a file for the bank does not follow its schema")

    monkeypatch.setattr(collection_file, "collection_file", broken)
    ran = hub.collect()

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert re.fullmatch(
        r"Broken off\. If anything was written down, `--again DD-[0-9a-f]{20}` gives the file with it\.\n", ran.stderr
    )
    assert "collection.exported" not in hub.logged()


def test_on_a_day_on_which_nothing_is_due_there_is_no_file(hub):
    ran = hub.collect(on="2027-01-05")

    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "Nothing is collected on 2027-01-05.\n")


def test_a_statement_is_booked_once_and_what_matches_nothing_is_found(hub):
    entries = (an_entry("90.00", rf=hub.reference), an_entry("5.00", a_part(typed="huur"), bank="B-2"))
    first, second = hub.book(*entries, more=("--json",)), hub.book(*entries)

    assert first.exit_code == second.exit_code == 1
    assert json.loads(first.stdout) == [
        {
            "line": 1,
            "on": "2026-12-01",
            "amount": 9000,
            "bank_reference": "B-1",
            "fate": "booked",
            "why": None,
            "arrangement": hub.arrangement,
        },
        {
            "line": 2,
            "on": "2026-12-01",
            "amount": 500,
            "bank_reference": "B-2",
            "fate": "unmatched",
            "why": "line.no_reference",
            "arrangement": None,
        },
    ]
    assert second.stdout.splitlines() == [
        f"1  2026-12-01  9000  B-1  known  -  {hub.arrangement}",
        "2  2026-12-01  500  B-2  unmatched  line.no_reference  -",
    ]
    assert second.stderr == "2 lines, 1 of which match nothing.\n"
    assert hub.book(an_entry("90.00", rf=hub.reference)).exit_code == 0


def test_what_was_received_is_paid_out_to_the_owners(hub):
    hub.book(an_entry("90.00", rf=hub.reference))
    ran = hub.pay_out()
    read = opened(ran.stdout.encode().strip(), payout_file.SCHEMA)

    (name,) = texts(read, ".//MsgId")
    assert (ran.exit_code, ran.stderr) == (0, f"Counted over 1 arrangements, paid by file {name}.\n")
    assert texts(read, ".//Cdtr/Nm") == ["Dienst Uitvoering Onderwijs"]
    assert texts(read, ".//InstdAmt") == ["30.00"]
    assert hub.logged()[-1] == "payout.exported"


def test_an_owner_that_owes_back_is_told_and_not_in_the_file(hub):
    hub.book(an_entry("90.00", rf=hub.reference, on="2026-11-30"))
    assert hub.pay_out().exit_code == 0
    back = an_entry("90.00", a_part(end_to_end=hub.reference, returned="AM04"), out=True, bank="B-2")
    file = hub.path / "back.xml"
    file.write_bytes(a_statement(back))
    booked = hub.run("work", "book-statement", str(file), "--agency", "cjib", today="2027-01-05")
    assert "returned" in booked.stdout

    period = ("--since", "2027-01-01", "--until", "2027-02-01", "--on", "2027-02-03")
    ran = hub.run("export", "payout", "--agency", "cjib", *period, today="2027-02-02")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "owes back: duo: 3000 cents. It is not in the file." in ran.stderr


def test_where_each_collects_its_own_the_owner_is_named_and_nobody_is_paid_out(tmp_path):
    hub = Folder(tmp_path, model="each_collects")

    assert refused(hub.collect()) == "collection.creditor_missing"
    assert refused(hub.collect("--creditor", "duo")) == "payments.no_creditor_id"
    assert refused(hub.pay_out()) == "payout.each_collects"
    read = opened(hub.collect("--creditor", "cjib").stdout.encode().strip(), collection_file.SCHEMA)
    assert texts(read, ".//InstdAmt") == ["50.00"]
    account = "NL20INGB0001234567"
    booked = hub.book(an_entry("12.50", rf=hub.reference), agency="duo", account=account)
    assert (booked.exit_code, booked.stdout.split()[4]) == (0, "booked")


def test_where_one_collects_no_other_creditor_is_named(hub):
    assert refused(hub.collect("--creditor", "duo")) == "collection.one_collector"


def test_no_money_moves_on_an_account_that_nobody_configured(tmp_path):
    hub = Folder(tmp_path, without="duo")
    hub.book(an_entry("90.00", rf=hub.reference))

    assert refused(hub.collect(agency="duo")) == "payments.no_account"
    assert refused(hub.pay_out()) == "payments.no_account"


def test_another_accounts_statement_is_not_booked(hub):
    assert refused(hub.book(an_entry(rf=hub.reference), account="NL44RABO0123456789")) == "statement.other_account"
    assert refused(hub.run("work", "book-statement", "nowhere.xml", "--agency", "cjib")) == "statement.unreadable"


@pytest.mark.parametrize(
    ("on", "code"),
    [("2026-12-09", "export.in_past"), ("2027-01-01", "export.no_bank_day"), ("2027-01-02", "export.no_bank_day")],
)
def test_on_a_day_on_which_no_bank_moves_money_nothing_is_written(hub, on, code):
    assert refused(hub.collect(on=on)) == code
    assert refused(hub.pay_out(on="2027-01-03")) == "export.no_bank_day"


@pytest.mark.leaks("an operator's slip of the pen, which is refused")
@pytest.mark.parametrize(("why", "code"), [("999990019 called", "work.tells_too_much"), (" ", "export.no_reason")])
def test_nothing_is_done_without_a_reason_or_with_a_number_in_it(hub, why, code):
    given = ("--agency", "cjib", "--by", "operator-7", "--reason", why, "--config", str(hub.made.config))
    file = hub.path / "statement.xml"
    file.write_bytes(a_statement())

    for command in (("export", "collection", "--on", "2027-01-04"), ("work", "book-statement", str(file))):
        assert refused(CliRunner().invoke(app, [*command, *given])) == code
