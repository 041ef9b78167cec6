"""The table of features names only what is there."""

import re

from sources import ROOT

TABLE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")


def test_every_place_and_every_test_that_is_named_exists() -> None:
    named = {
        word
        for row in TABLE.splitlines()
        if row.startswith("| ") and not row.startswith(("| Row", "| ---"))
        for word in re.findall(r"`([a-z]+/[^`]*)`", row)
    }
    assert named
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
