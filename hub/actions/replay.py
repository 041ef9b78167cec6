"""Compute a decision again, years later, from its receipt alone: no rule book is read, nobody is asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from consent.parties import AgencyCode
from hub.actions import preview
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.audit.receipt import Inputs, Receipt, Statement
from hub.domain.reasons import Confidence
from hub.domain.source import Answers, SourceReport
from hub.errors import HubError
from hub.rules.parameter import DatedValue, Parameter
from hub.rules.policy import Policy
from hub.rules.reader import Book

MOST_DIFFERENCES = 50
"""More are of no help to anybody."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}(\.[A-Za-z][A-Za-z0-9_-]{0,60}){0,3}", re.ASCII)  # fit to be repeated


class How(StrEnum):
    """In which way something is not the same."""

    CHANGED = "changed"
    COMPUTED = "computed_otherwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place in the receipt that was changed after it was made, or that comes out otherwise now. Never its content."""

    where: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What computing again gave. Versions: of the code that runs now, and of the code that made the receipt.

    `written` are the canonical bytes of the receipt computed again, under the version that the receipt names; None
    where nothing was computed because what it starts from was changed. `reform` names the one under which alone the
    outcome can be: it was computed again with the values of that reform, which the receipt holds.
    """

    same: bool
    differences: tuple[Difference, ...]
    computed_version: str
    receipt_version: str
    written: bytes | None
    reform: str | None = None


def replay(written: bytes, *, version: str) -> Replayed:
    """Compute again and compare, byte for byte. Raises BadInput (`receipt.unreadable`) for what is no receipt."""
    stated = receipts.read(written)
    parts = stated.changed()
    changed = [Difference(where=_fit(part), how=How.CHANGED) for part in parts]
    if any(part.startswith(("inputs", "parameters")) for part in parts):
        return _replayed(stated, changed, None, version)
    again = _again(stated)
    if isinstance(again, Difference):
        return _replayed(stated, [*changed, again], None, version)
    return _replayed(stated, [*changed, *_compared(stated, again)], again, version)


def _replayed(stated: Receipt, differences: list[Difference], again: Receipt | None, version: str) -> Replayed:
    return Replayed(
        same=not differences,
        differences=tuple(differences[:MOST_DIFFERENCES]),
        computed_version=version,
        receipt_version=stated.version,
        written=canonical.dumps(again) if again else None,
        reform=_fit(reform.name) if (reform := stated.outcome.considered.reform) else None,
    )


def _again(stated: Receipt) -> Receipt | Difference:
    """Decide anew. A rule that this code needs and the receipt does not hold is a difference between two versions."""
    try:
        made = preview.decide(
            answers=answers_of(stated.inputs),
            scheme=stated.inputs.scheme,
            choice=stated.inputs.choice,
            situation=stated.inputs.situation,
            policy=policy_of(stated),
            version=stated.version,
        )
        return receipts.closed(made.receipt)
    except HubError:
        return Difference(where="parameters", how=How.COMPUTED)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        raise receipts.unreadable("Its values are none that rules can have.") from fault


# ── what the receipt holds, as it was ──


def answers_of(inputs: Inputs) -> Answers:
    """What the agencies stated."""
    return Answers(reports=tuple(_report(statement) for statement in inputs.statements))


def _report(told: Statement) -> SourceReport:
    return SourceReport(
        agency=AgencyCode(told.agency),
        status=told.status,
        as_of=told.as_of,
        asked_at=told.asked_at,
        reason=told.reason,
        article=told.article,
        claims=told.claims,
        person=told.person,
        received=told.received,
    )


def policy_of(stated: Receipt) -> Policy:
    """The law as the decision saw it, with what was confirmed of it."""
    confirmed = stated.inputs.confirmed
    return Policy(
        on=stated.inputs.on,
        known_on=stated.inputs.known_on,
        book=book_of(stated),
        confirmed=None if confirmed is None else frozenset(confirmed),
    )


def book_of(stated: Receipt) -> Book:
    """The part of the rule book that decided, with the values it had."""
    return {
        name: _parameter(name, entry, recorded=stated.inputs.known_on)
        for name, entry in stated.parameters.items()
        if entry.get("in_book", True)
    }


def _parameter(name: str, entry: Mapping[str, Any], *, recorded: date) -> Parameter:
    rows = entry.get("series") or [row for row in (entry,) if row["value"] is not None]
    return Parameter(
        id=name,
        says="",
        unit=rows[0]["unit"] if rows else "",
        article=rows[0]["article"] if rows else "",
        rule=None,
        values=tuple(_value(row, recorded) for row in rows),
    )


def _value(row: Mapping[str, Any], recorded: date) -> DatedValue:
    return DatedValue(
        start=date.fromisoformat(row["from"]),
        recorded=recorded,
        value=receipts.unmarked(row["value"]),
        source=row["source"],
        confidence=Confidence(row["confidence"]),
    )


# ── comparing ──


def _compared(stated: Receipt, again: Receipt) -> Iterator[Difference]:
    for part in ("outcome", "interest", "parameters"):
        one, other = (canonical.plain(getattr(made, part)) for made in (stated, again))
        for where in _apart(part, one, other):
            yield Difference(where=where, how=How.COMPUTED)


def _apart(where: str, one: object, other: object) -> Iterator[str]:
    """Name the deepest places at which two trees are not the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.get("is") == other.get("is"):
        for key in sorted({*one, *other}):
            yield from _apart(f"{where}.{_fit(key)}", one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _apart(f"{where}[{place}]", left, right)
    elif one != other:
        yield where


def _fit(name: str) -> str:
    """A name from a receipt, if it can be one: what was changed may be anything, a person's number too."""
    return name if _NAME.fullmatch(name) else "…"
