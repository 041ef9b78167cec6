"""Fixtures with real databases; a plugin, so that tests in any folder can ask for them.

`engine` runs a test against every database there is: SQLite in a file, SQLite in memory, PostgreSQL. This module is
loaded for `make core` too, where there is nothing but pytest; so it imports the rest when a test asks for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import leaks
import pytest

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from adapters.store.store import SqlStore

T = TypeVar("T")

DATABASES = ("sqlite", "memory", "postgresql")

AS_ROLE = "postgresql as role"
"""PostgreSQL as production runs it: whoever serves sees the rows of one person at a time."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server, started once for the whole session."""
    import postgres  # noqa: PLC0415 see above

    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that others are copied from, which takes a tenth of migrating."""
    import postgres  # noqa: PLC0415 see above

    address = _in_own_loop(_migrated(postgres_server))
    yield postgres.name_of(address)
    _in_own_loop(postgres.drop(postgres_server, address))


@pytest.fixture
async def postgres_url(
    postgres_server: str, migrated_template: str, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The address of a fresh, migrated PostgreSQL database."""
    import postgres  # noqa: PLC0415 see above

    address = await postgres.create(postgres_server, migrated_template)
    yield address
    leaks.report(request.node, "PostgreSQL", await postgres.content(address))
    await postgres.drop(postgres_server, address)


@pytest.fixture
async def empty_postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    import postgres  # noqa: PLC0415 see above

    address = await postgres.create(postgres_server)
    yield address
    leaks.report(request.node, "PostgreSQL", await postgres.content(address))
    await postgres.drop(postgres_server, address)


@pytest.fixture(scope="session")
def serving_role(postgres_server: str) -> Iterator[str]:
    """The name of a role that serves: no superuser, owner of nothing."""
    import postgres  # noqa: PLC0415 see above

    role = _in_own_loop(postgres.create_role(postgres_server))
    yield role
    _in_own_loop(postgres.drop_role(postgres_server, role))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which kind of database a test runs against; narrow it with `indirect`."""
    kind: str = request.param
    return kind


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of that kind, as it would stand in the configuration."""
    if database in {"postgresql", AS_ROLE}:
        address: str = request.getfixturevalue("postgres_url")
        return address
    return "sqlite://" if database == "memory" else f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def bring_up() -> Callable[..., Awaitable[None]]:
    """How a database gets our schema: by a copy, unless a test is about migrating."""
    import migrated  # noqa: PLC0415 see above

    return migrated.bring_up


@pytest.fixture
async def engine(
    store_url: str, database: str, bring_up: Callable[..., Awaitable[None]], request: pytest.FixtureRequest
) -> "AsyncIterator[AsyncEngine]":
    """An open, migrated database."""
    from adapters.store.engine import open_engine  # noqa: PLC0415 see above

    role: str | None = request.getfixturevalue("serving_role") if database == AS_ROLE else None
    opened = open_engine(store_url)
    await bring_up(opened, role=role)
    if role is not None:
        await opened.dispose()
        opened = open_engine(store_url, role=role)
    yield opened
    if database == "memory":
        from kept import whole_database  # noqa: PLC0415 see above

        leaks.report(request.node, "the database in memory", await whole_database(opened, store_url))
    await opened.dispose()


@pytest.fixture
def store(engine: "AsyncEngine") -> "SqlStore":
    """The hub's store on that database."""
    from adapters.store.store import SqlStore  # noqa: PLC0415 see above

    return SqlStore(engine)


async def _migrated(server: str) -> str:
    import postgres  # noqa: PLC0415 see above

    from adapters.store import migrate  # noqa: PLC0415 see above
    from adapters.store.engine import open_engine  # noqa: PLC0415 see above

    address = await postgres.create(server)
    opened = open_engine(address)
    await migrate.upgrade(opened)
    await opened.dispose()
    return address


def _in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run outside the loop of any test: what lives for a session belongs to no test's loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
