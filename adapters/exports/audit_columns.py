"""The lines of an export as a table: each column with where it is found in a line, its type and what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`kind` is a type of Frictionless Table Schema. What is `nested` stands as JSON in one cell."""

    name: str
    kind: str
    says: str
    nested: bool = False


def _text(name: str, says: str) -> Column:
    return Column(name=name, kind="string", says=says)


def _json(name: str, says: str) -> Column:
    return Column(name=name, kind="object", says=says, nested=True)


SEQ: Final = Column(name="seq", kind="integer", says="Number in the log; from 1, without gaps over the whole log.")

OF_RECORD: Final = (
    Column(name="at", kind="datetime", says="When, in UTC."),
    _text("event", "What happened: `noun.verb`, from a closed list."),
    _text("subject", "Random reference of the person whom it is about; `log` where it is about the log itself."),
    _text("client", "Software that asked; `hub` for what happened by itself or an operator did."),
    _text("role", "In which capacity it came."),
    _text("recipient", "Who received: an organization by its number, `self` for the person, or a client."),
    _text("oin", "Number (OIN) of the organization that asked."),
    _text("worker", "Worker, as the organization names them."),
    _text("representative", "Who acted for the person."),
    _text("mandate", "Mandate under which they did."),
    _text("acr", "Level of assurance of the log-in."),
    _text("case", "Reason or case that a worker gave."),
    _text("purpose", "What it was for."),
    _json("decided", "Per agency: permitted or not, activity, basis, article, and on which consent it rests."),
    _json("evaluated", "The same for each evaluation that another party's enforcement point asked for."),
    _json("grounds", "Codes of grounds."),
    _json("outcome", "What came of it: codes, ids and counts, never amounts."),
    _text("register", "Fingerprint of the register of processing activities."),
    _text("version", "Version of the code that decided."),
    _text("configuration", "Fingerprint of the clients and agencies as configured."),
    Column(name="facts", kind="integer", says="How many facts about the person were on record."),
    _text("trace_id", "Trace (W3C) that the line belongs to."),
    _text("parent_span_id", "The caller's span."),
    _text("span_id", "The step, as others were told of it."),
    _text("fsc_transaction_id", "Transaction of FSC."),
)

COLUMNS: Final = (SEQ, *OF_RECORD)


def row(entry: Mapping[str, Any]) -> list[str | int | None]:
    """Give the cells of an entry; None where the line has nothing."""
    record = entry["record"]
    return [entry["seq"], *(_cell(record.get(column.name), column) for column in OF_RECORD)]


def _cell(value: Any, column: Column) -> str | int | None:  # noqa: ANN401 - a value as JSON has it
    if column.nested:
        return _written(value) if value else None
    return value if value is None or type(value) is int else str(value)


def _written(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
