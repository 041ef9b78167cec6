"""What the database throws, in our words. Nothing of SQL, parameters or addresses leaves this folder."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from hub.errors import Unavailable


def raised() -> tuple[type[Exception], ...]:
    """What SQLAlchemy raises, what the drivers raise that are asked without it, a refused connection and a time-out.

    PostgreSQL's driver is not read for this: a hub on SQLite is spared its three megabytes.
    """
    asyncpg = sys.modules.get("asyncpg")
    of_postgresql = (
        () if asyncpg is None else (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    )
    return SQLAlchemyError, OSError, sqlite3.Error, *of_postgresql


@contextmanager
def translated() -> Iterator[None]:
    """Turn every fault of the database into Unavailable. Goes around our own calls only, never around a caller's."""
    try:
        yield
    except StatementError as fault:
        if isinstance(fault, DBAPIError) or fault.orig is None:
            raise _unavailable(fault) from None
        raise fault.orig from None  # one of our own values could not be written: a fault of the program
    except raised() as fault:
        raise _unavailable(fault) from None


def _unavailable(fault: Exception) -> Unavailable:
    """Keep what an operator can look up, a class and a state; the text of the fault may quote stored values."""
    translation = Unavailable("store.unavailable", "The store did not answer.", "Try again later.")
    origin = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
    translation.add_note(f"{type(origin).__name__} {getattr(origin, 'sqlstate', None) or ''}".rstrip())
    return translation
