import re
from pathlib import Path

import pytest
from sources import ROOT, files

FOLDER = ROOT / "docs/adr"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
LINES_ON_A_PAGE = 60

HEAD = re.compile(
    r"# (?P<number>\d{4})\. (?P<title>.+)\n\n"
    r"State: (?P<state>proposed|accepted|superseded by \d{4}) · Built: (?P<built>no|partly|yes)\n"
)
ROW = re.compile(
    r"^\| \[(?P<number>\d{4})\]\((?P<file>[^)]+)\) \| (?P<title>.+?) \| (?P<state>.+?) \| (?P<built>.+?) \|$",
    re.MULTILINE,
)


def _head(record: Path) -> dict[str, str]:
    found = HEAD.match(record.read_text(encoding="utf-8"))
    assert found, f"{record.name} does not begin as template.md does"
    return {"file": record.name, **found.groupdict()}


def test_the_index_says_what_the_records_say() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [row.groupdict() for row in ROW.finditer(index)] == [
        {"number": head["number"], "file": head["file"], **{key: head[key] for key in ("title", "state", "built")}}
        for head in map(_head, RECORDS)
    ]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_is_one_page_with_the_rejected_way_and_its_harm(record: Path) -> None:
    text = record.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LINES_ON_A_PAGE
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Rejected, and the harm it would do"]


def test_records_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == [*range(1, len(RECORDS) + 1)]
    assert [record.name for record in RECORDS if not re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", record.name)] == []


def test_a_choice_of_ours_in_the_book_names_a_record_that_exists() -> None:
    known = {record.name[:4] for record in RECORDS}
    named = {
        (path.name, number)
        for path in files("hub/rules/book", "hub/rules/reforms", suffixes=(".toml",))
        for number in re.findall(r'^adr\s*=\s*"(\d{4})"', path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert {(book, number) for book, number in named if number not in known} == set()
