"""Two roles stand behind each change of the book; only the first book is exempt."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.cli.rules_approvals import NAMESPACE
from adapters.cli.rules_books import SHIPPED
from hub.errors import BadInput

RULE = """
[longest]
says = "Longest plan"
unit = "months"
article = "3:3"

[[longest.value]]
from = 2025-01-01
recorded = 2026-11-24
value = {months}
source = "Stcrt. 2024, 41002"
confidence = "verified"
"""
FIRST = '[first_book]\nid = "first-book"\ndate = 2026-11-24\nsays = "The first book."\nfingerprint = ""\n'


def hub(*command):
    return CliRunner().invoke(app, ["rules", *command])


def write(folder: Path, months: int) -> str:
    (folder / "table.toml").write_text(RULE.format(months=months), encoding="utf-8")
    return str(hub("fingerprint", "--book", str(folder)).stdout.strip())


def add(folder: Path, **change: str) -> None:
    rows = "".join(
        f"{key} = {value if key in ('date', 'signatures') else repr(value)}\n" for key, value in change.items()
    )
    path = folder / "approvals.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[[change]]\n{rows}", encoding="utf-8")


def a_change(**other: str) -> dict[str, str]:
    return {
        "id": "2027-001",
        "date": "2027-01-04",
        "says": "The longest plan becomes two years.",
        "proposed_by": "policy officer",
        "approved_by": "jurist",
        **other,
    }


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sealed first book of one rule."""
    (tmp_path / "approvals.toml").write_text(FIRST, encoding="utf-8")
    write(tmp_path, 12)
    assert hub("fingerprint", "--seal", "--book", str(tmp_path)).exit_code == 0
    return tmp_path


def faults(folder: Path, *options: str) -> list[str]:
    ran = hub("check", "--book", str(folder), *options)
    lines = [line.removeprefix("approvals: ") for line in ran.stderr.splitlines()]
    assert ran.exit_code == (1 if lines else 0), ran.exception
    return lines


def test_a_sealed_first_book_is_exempt(book):
    assert faults(book) == []
    assert "approved as first-book on 2026-11-24" in hub("check", "--book", str(book)).stdout


def test_a_first_book_that_nobody_sealed_is_a_finding(tmp_path):
    (tmp_path / "approvals.toml").write_text(FIRST, encoding="utf-8")
    write(tmp_path, 12)

    assert faults(tmp_path) == [
        "first_book is not sealed yet: `hub rules fingerprint --seal` when the first book is done"
    ]


def test_the_first_book_is_sealed_once(book):
    write(book, 24)
    again = hub("fingerprint", "--seal", "--book", str(book))

    assert isinstance(again.exception, BadInput)
    assert again.exception.code == "approvals.sealed"


def test_a_change_that_nobody_approved_is_found(book):
    now = write(book, 24)

    assert faults(book) == [f"the book is not the one of first-book: its fingerprint is {now}; add a [[change]] for it"]


def test_a_change_behind_which_two_roles_stand_is_approved(book):
    before, now = write(book, 12), write(book, 24)
    add(book, **a_change(after=before, fingerprint=now))

    assert faults(book) == []


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"approved_by": " Policy Officer"}, "2027-001: proposed and approved by the same role"),
        ({"date": "2026-11-23"}, "2027-001: its date is before that of first-book"),
        ({"after": "0" * 64}, "2027-001: after is not the fingerprint of first-book"),
        ({"id": "first-book"}, "an id stands there twice"),
    ],
    ids=["one role twice", "before the first book", "not the book before it", "the same id"],
)
def test_what_does_not_fit_the_chain_is_found(book, other, fault):
    before, now = write(book, 12), write(book, 24)
    add(book, **a_change(**{"after": before, "fingerprint": now, **other}))

    assert faults(book) == [fault]


def test_an_approval_of_nothing_is_found(book):
    before = write(book, 12)
    add(book, **a_change(after=before, fingerprint=before))

    assert faults(book) == ["2027-001: changes nothing"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "first_book is missing"),
        ("[first_book", "the file is no TOML"),
        (FIRST + "[second_book]\n", "second_book is not known; only first_book is exempt"),
        (FIRST + '[change]\nid = "1"\n', "change must be written as [[change]]"),
        (FIRST + '[[change]]\nid = "1"\nexempt = "yes"\n', "change 1 has the unknown key exempt"),
        (FIRST + '[[change]]\nid = "1"\n', "change 1 has no date"),
        (FIRST + '[[change]]\nid = "1"\ndate = 2027-01-01\n', "change 1 has no "),
        (FIRST.replace('fingerprint = ""', 'fingerprint = "soon"'), "first_book fingerprint is no fingerprint"),
        (FIRST.replace("2026-11-24", '"2026-11-24"'), "first_book has no date"),
    ],
)
def test_what_is_no_chain_is_refused_and_the_entry_named(tmp_path, text, named):
    write(tmp_path, 12)
    (tmp_path / "approvals.toml").write_text(text, encoding="utf-8")

    ran = hub("check", "--book", str(tmp_path))

    assert isinstance(ran.exception, BadInput)
    assert named in ran.exception.happened


def test_a_book_without_approvals_is_refused(tmp_path):
    write(tmp_path, 12)
    assert isinstance(hub("check", "--book", str(tmp_path)).exception, BadInput)


# Signatures, where the operator asks for them

ROLES = (("proposed_by", "officer@agency.invalid"), ("approved_by", "jurist@agency.invalid"))


@pytest.fixture
def signers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two keys, and a file that allows both."""
    place = tmp_path_factory.mktemp("keys")
    allowed = []
    for role, who in ROLES:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / role)], check=True)
        allowed.append(f"{who} {(place / f'{role}.pub').read_text(encoding='utf-8')}")
    (place / "allowed").write_text("".join(allowed), encoding="utf-8")
    return place / "allowed"


def signed(folder: Path, signers: Path, *, text: str | None = None) -> str:
    said = (text or hub("statement", "2027-001", "--book", str(folder)).stdout).encode()
    rows = []
    for role, who in ROLES:
        key = str(signers.parent / role)
        ran = subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-f", key, "-n", NAMESPACE], input=said, capture_output=True, check=True
        )
        rows.append(f'{{ role = "{role}", who = "{who}", text = """\n{ran.stdout.decode()}""" }}')
    return f"[{', '.join(rows)}]"


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="this machine has no OpenSSH")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, []),
        (
            "something else\n",
            [f"2027-001: the signature as {role} is not valid for {who}" for role, who in ROLES],
        ),
    ],
    ids=["signed by both", "something else was signed"],
)
def test_signatures_are_checked_by_the_operators_file_of_signers(book, signers, text, expected):
    before, now = write(book, 12), write(book, 24)
    change = a_change(after=before, fingerprint=now)
    bare = (book / "approvals.toml").read_text(encoding="utf-8")
    add(book, **change)
    signatures = signed(book, signers, text=text)
    (book / "approvals.toml").write_text(bare, encoding="utf-8")
    add(book, **change, signatures=signatures)

    assert faults(book, "--signers", str(signers)) == expected


def test_signatures_are_missed_only_where_they_are_asked_for(book, tmp_path):
    before, now = write(book, 12), write(book, 24)
    add(book, **a_change(after=before, fingerprint=now))

    assert faults(book) == []
    assert faults(book, "--signers", str(tmp_path / "allowed")) == [
        "2027-001: no signature as proposed_by",
        "2027-001: no signature as approved_by",
    ]


def test_a_value_that_was_edited_since_an_earlier_book_is_found(book, tmp_path_factory):
    earlier = shutil.copytree(book, tmp_path_factory.mktemp("earlier") / "book")
    before, now = write(book, 12), write(book, 24)
    add(book, **a_change(after=before, fingerprint=now))

    ran = hub("check", "--book", str(book), "--since", str(earlier))

    assert ran.exit_code == 1
    assert ran.stderr.startswith("history: table.longest from 2025-01-01: changed since ")
    assert hub("check", "--book", str(book), "--since", str(book)).exit_code == 0


def test_a_statement_of_a_change_that_is_not_there_is_refused(book):
    assert isinstance(hub("statement", "2027-009", "--book", str(book)).exception, BadInput)


def test_the_book_of_this_code_is_the_approved_one_unless_the_first_book_is_still_being_written():
    open_ = "first_book is not sealed yet: `hub rules fingerprint --seal` when the first book is done"

    assert faults(SHIPPED) in ([], [open_])


def test_the_first_book_of_this_code_is_the_only_one_that_is_exempt():
    text = (SHIPPED / "approvals.toml").read_text(encoding="utf-8")

    assert re.findall(r"^\[([a-z_]+)\]$", text, re.MULTILINE) == ["first_book"]
    assert "Exempt from approval" in text
