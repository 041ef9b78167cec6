"""The book's own page names every file of the book, and no other."""

import re

from sources import ROOT

RULES = ROOT / "hub" / "rules"
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| [^|]+ \|$", re.MULTILINE)


def test_the_table_of_files_is_the_folder() -> None:
    page = (RULES / "README.md").read_text(encoding="utf-8")
    table = page[page.index("| Files |") :]
    named = [name for row in ROW.findall(table) for name in re.findall(r"`(\w+)`", row)]

    assert len(named) == len(set(named))
    assert set(named) == {path.stem for path in (RULES / "book").glob("*.toml")}
