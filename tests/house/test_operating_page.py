"""The page for operators names every table that there is, so that `nothing else is stored` is true."""

import re

from sources import ROOT

from adapters.store.privileges import MAY

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
OF_ALEMBIC = "alembic_version"


def test_it_names_every_table_and_no_other() -> None:
    _, _, after = PAGE.partition("| Table | Holds | Kept |\n")
    table, _, said = after.partition("\n\n")
    first = [row.split("|")[1] for row in table.splitlines()[1:] if "schema `dbos`" not in row]
    named = [name for cell in first for name in re.findall(r"`(\w+)`", cell)]

    assert sorted(named) == sorted(set(MAY) - {OF_ALEMBIC})  # a test of the store holds MAY to the tables there are
    assert "Nothing else is stored" in said
