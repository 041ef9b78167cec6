"""Every reading that the book or the code cites can be read."""

import re

from sources import ROOT, files

READINGS = (ROOT / "docs" / "readings.md").read_text(encoding="utf-8")
CITED = re.compile(r"readings (\d+(?:(?:, | and |; |–)\d+)*)")


def test_every_cited_reading_stands_on_the_page() -> None:
    known = set(re.findall(r"^\| (\d+) \|", READINGS, re.MULTILINE))
    cited = {
        number
        for path in files("consent", "hub", "schema", "adapters", suffixes=(".py", ".toml"))
        for found in CITED.findall(path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", found)
    }
    assert cited
    assert sorted(cited - known, key=int) == []
