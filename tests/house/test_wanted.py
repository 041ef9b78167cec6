"""A process reads only what its configuration wants: what it does not want costs it no memory."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from children import ENVIRONMENT

from adapters.cli.demo_folder import DemoFolder
from adapters.store import migrate
from adapters.store.engine import open_engine

UNWANTED = (
    *("adapters.portal", "typst"),
    *("adapters.workflow", "dbos", "psycopg", "aiohttp"),
    "asyncpg",
    *("alembic", "mako", "rich", "pygments", "tornado"),
    *("adapters.cli.demo", "adapters.cli.doctor", "adapters.agencies.simulator"),
)

ANSWERS = {**ENVIRONMENT, "HUB__WORKFLOW__ENABLED": "false", "HUB__PORTAL__HUB_URL": "http://127.0.0.1:8000"}
"""Others do the work and serve the pages."""

MADE = f"""
import adapters.cli.main, sys
from pathlib import Path
from adapters import bootstrap, settings

bootstrap.hub(settings.load(Path(sys.argv[1])))
print([name for name in {UNWANTED} if name in sys.modules])
"""

MIGRATES = """
import asyncio, sys
from adapters.store import migrate
from adapters.store.engine import open_engine

async def migrated(url):
    engine = open_engine(url)
    await migrate.upgrade(engine)
    print(await migrate.current(engine), "alembic" in sys.modules)
    await engine.dispose()

asyncio.run(migrated(sys.argv[1]))
"""


def _said(program: str, *words: str, environment: Mapping[str, str] = ENVIRONMENT) -> str:
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_a_hub_reads_nothing_before_it_wants_it() -> None:
    read = "import adapters.cli.main, adapters.cli.serve, adapters.bootstrap, sys"

    assert _said(f"{read}; print([name for name in {UNWANTED} if name in sys.modules])") == "[]"


def test_a_command_is_read_by_itself() -> None:
    read = "from adapters.cli.commands import PLACES, Late; import sys; Late()['serve']"
    commands = "{place.split('.')[0] for place in PLACES.values()}"

    assert _said(f"{read}; print([one for one in {commands} if f'adapters.cli.{{one}}' in sys.modules])") == "['serve']"


def test_a_hub_that_only_answers_is_made_without_the_rest(tmp_path: Path) -> None:
    demo = DemoFolder(path=tmp_path / "demo")
    demo.make()
    demo.configure(public_url="http://127.0.0.1:8000", agencies=())

    assert _said(MADE, str(demo.config), environment=ANSWERS) == "[]"


@pytest.mark.parametrize("before", ["base", "head"])
def test_what_migrates_is_read_only_where_something_is_to_do(before: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    if before == "head":
        asyncio.run(_migrated(url))

    assert _said(MIGRATES, url) == f"{migrate.REVISIONS[-1]} {before == 'base'}"


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await migrate.upgrade(engine)
    await engine.dispose()
