"""A new SQLite database is for its owner alone, whatever its address looks like."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.store.engine import open_engine
from hub.errors import BadInput


async def _open(url: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    await engine.dispose()


async def test_a_new_file_is_its_owners_also_where_a_link_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    await _open(f"sqlite:///{tmp_path / 'link.db'}")
    await _open(f"sqlite:///{tmp_path / 'plain.db'}")

    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("real.db", "plain.db")} == {0o600}


def test_a_file_that_is_named_by_an_address_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="names its file by a `file:` address") as refused:
        open_engine(f"sqlite:///file:{tmp_path}/uri.db?uri=true")

    assert str(tmp_path) not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
