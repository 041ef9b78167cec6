"""Statements that run on every request: written in SQLAlchemy's language, compiled once, run by the driver itself.

SQLAlchemy puts a statement together, recognizes it and wraps its rows anew each time; that costs several times what the
database and its driver need. Whatever is rare stays with it (`Unit.run`).
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.expression import ColumnElement, Executable
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one database knows it: its text, its parameters in their order, and what its rows are made of."""

    text: str
    parameters: Sequence[tuple[str, Process | None]]
    constants: Mapping[str, object]
    row: type[Any] | None
    results: Sequence[Process | None] | None

    def values(self, given: Mapping[str, object]) -> list[Any]:
        """Put parameters in their order, as the driver wants them."""
        given = {**self.constants, **given} if self.constants else given
        return [process(given[name]) if process else given[name] for name, process in self.parameters]

    def rows(self, records: Sequence[Sequence[Any]]) -> list[Any]:
        """Name what came back."""
        if self.row is None:
            return []
        if self.results is None:
            return [self.row(*record) for record in records]
        return [
            self.row(
                *[process(value) if process else value for process, value in zip(self.results, record, strict=True)]
            )
            for record in records
        ]


class Prepared:
    """A statement with named parameters (`bindparam`), ready for any database."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Final = statement
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """Give it as this database knows it."""
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return known


def _compile(statement: Executable, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every statement can
    names = compiled.positiontup or ()
    constants = {name: compiled.binds[name].value for name in names if not compiled.binds[name].required}
    columns = _columns(statement)
    results = [_result(column.type, dialect) for column in columns]
    return Compiled(
        text=str(compiled),
        constants=constants,
        parameters=[(name, _bind(compiled.binds[name].type, dialect)) for name in names],
        row=namedtuple("Row", [str(column.key) for column in columns]) if columns else None,  # noqa: PYI024 made at run time
        results=results if any(results) else None,
    )


def _columns(statement: Executable) -> list[ColumnElement[Any]]:
    if isinstance(statement, Select):
        return list(statement.selected_columns)
    return list(statement.exported_columns) if isinstance(statement, UpdateBase) else []


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
