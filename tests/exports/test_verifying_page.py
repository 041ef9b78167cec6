"""The page for auditors names everything that can be found, and nothing that cannot."""

import re

from verifying import ROOT

from adapters.exports import replayed, verify_export

PAGE = (ROOT / "docs" / "verifying.md").read_text(encoding="utf-8")
FATAL = {f"{what}.unreadable" for what in ("export", "checkpoint", "policy", "since", "keys")}


def test_the_page_names_every_code_and_no_other() -> None:
    named = set(
        re.findall(
            r"`((?:manifest|file|checkpoint|witness|line|tree|root|time|log|consent|receipt)\.(?!ndjson|json)\w+)`",
            PAGE,
        )
    )

    assert named == {*verify_export.FAULTS, *replayed.FAULTS, "checkpoint.unreadable"}
    assert [code for code in FATAL if f"`{code}`" not in PAGE] == []


def test_the_query_knows_no_code_that_the_page_does_not() -> None:
    query = (ROOT / "docs" / "audit.sql").read_text(encoding="utf-8")
    codes = set(re.findall(r"SELECT '(\w+\.\w+)'", query))

    assert codes
    assert codes <= {*verify_export.FAULTS}
