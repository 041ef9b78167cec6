"""Everything that is needed to compute a decision again: the facts, each parameter value used, and what came out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from hub.audit import canonical
from hub.domain.arrangement import Choice, Outcome
from hub.domain.claim import Claim
from hub.domain.facts import Facts
from hub.domain.interest import ClaimInterest
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.domain.source import Answers, Received, SourceReport, SourceStatus
from hub.domain.written import LATER
from hub.errors import BadInput, HubError
from hub.rules.edition import InForce
from hub.rules.policy import Policy

FORMAT = 2
"""Number of the form in which receipts are written; another form has another number."""

_DECIMAL = "Decimal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one agency stated, as it stated it, and the bytes in which it did (`received`; its part of the proof).

    When it was asked, and in which bytes it answered, decides nothing and is no part of a fingerprint.
    """

    agency: str
    status: SourceStatus
    as_of: date
    claims: tuple[Claim, ...]
    person: Facts
    asked_at: datetime | None = None
    reason: str | None = None
    article: str | None = None
    received: Received | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The facts and the question.

    `confirmed` are the values among those used that agencies confirmed to the operator; None: nobody asked for that.
    """

    on: date
    known_on: date
    scheme: SchemeCode
    choice: Choice
    statements: tuple[Statement, ...]
    situation: Situation | None = None
    confirmed: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Inputs, parameter values used by id, outcome with its forecast, and the version of the code that computed it.

    A parameter looked up through time carries all its values under `series`. `digests` is the SHA-256 of each part, so
    that a part that was changed afterwards can be named.
    """

    format: int
    version: str
    inputs: Inputs
    parameters: Mapping[str, Any]
    outcome: Outcome
    interest: tuple[ClaimInterest, ...]
    digests: Mapping[str, str]

    @cached_property
    def fingerprint(self) -> str:
        """64 hexadecimal digits over inputs and parameter values: what decided, not who computed it or when.

        Changes with any fact and any value; not with the order in which an agency lists its claims.
        """
        statements = tuple(
            replace(told, asked_at=None, received=None, claims=tuple(sorted(told.claims, key=lambda claim: claim.key)))
            for told in self.inputs.statements
        )
        return _digest({"inputs": replace(self.inputs, statements=statements), "parameters": self.parameters})

    def changed(self) -> tuple[str, ...]:
        """Name the parts that are not what they were when the receipt was made; empty if nothing was changed."""
        found = digests(self)
        return tuple(part for part in sorted({*found, *self.digests}) if found.get(part) != self.digests.get(part))


def receipt(
    outcome: Outcome, interest: tuple[ClaimInterest, ...], *, inputs: Inputs, policy: Policy, version: str
) -> Receipt:
    """Make the receipt of a decision that was just computed from these inputs, with this very policy; not closed."""
    names = sorted(policy.used | policy.used_series)
    return Receipt(
        format=FORMAT,
        version=version,
        inputs=inputs,
        parameters={name: _stated(name, policy) for name in names},
        outcome=outcome,
        interest=interest,
        digests={},
    )


def closed(made: Receipt) -> Receipt:
    """The receipt as it leaves: with the digests of its parts, which a mere look at a decision need not wait for."""
    return replace(made, digests=digests(made))


def inputs(
    *, answers: Answers, scheme: SchemeCode, choice: Choice, situation: Situation | None, policy: Policy
) -> Inputs:
    """Write down what a decision started from, once it has been computed with this very policy."""
    confirmed = None if policy.confirmed is None else tuple(sorted(policy.confirmed & policy.used))
    return Inputs(
        on=policy.on,
        known_on=policy.known_on,
        scheme=scheme,
        choice=choice,
        situation=situation,
        confirmed=confirmed,
        statements=tuple(_statement(report) for report in answers.reports),
    )


def read(written: bytes) -> Receipt:
    """Read a receipt, whoever kept it. Raises BadInput (`receipt.unreadable`) that repeats nothing of it."""
    try:
        made: Receipt = canonical.loads(Receipt, written)
        canonical.dumps(made)
    except (ValueError, RecursionError, HubError) as fault:
        raise unreadable("It is damaged, or no receipt.") from fault
    if made.format != FORMAT:
        raise unreadable(f"It has format {made.format}; this version reads format {FORMAT}.")
    return made


def unreadable(why: str) -> BadInput:
    """A receipt from which nothing can be computed."""
    return BadInput("receipt.unreadable", f"This receipt cannot be read. {why}", "Send the receipt as it was given.")


def _statement(report: SourceReport) -> Statement:
    return Statement(
        agency=report.agency,
        status=report.status,
        as_of=report.as_of,
        claims=report.claims,
        person=report.person,
        asked_at=report.asked_at,
        reason=report.reason,
        article=report.article,
        received=report.received,
    )


# ── parameter values ──


def _stated(name: str, policy: Policy) -> Mapping[str, Any]:
    """Say what the book held; a rule that was looked for and is not in force decided too."""
    found = policy.find(name)
    stated: dict[str, Any] = {"value": None} if found is None else _row(found)
    if name not in policy.book:
        stated["in_book"] = False
    if name in policy.used_series:
        stated["series"] = [_row(row) for row in policy.series(name)]
    return stated


def _row(found: InForce) -> dict[str, Any]:
    return {
        "value": _marked(found.value),
        "unit": found.unit,
        "from": found.start.isoformat(),
        "article": found.article,
        "source": found.source,
        "confidence": found.confidence.value,
    }


def _marked(value: Any) -> Any:  # noqa: ANN401 - a value of the book
    """Mark what has decimals, so that it is not taken for a word when it is read again."""
    match value:
        case Decimal():
            return {"is": _DECIMAL, "text": str(value)}
        case list() | tuple():
            return [_marked(item) for item in value]
        case Mapping():
            return {key: _marked(item) for key, item in value.items()}
        case _:
            return value


def unmarked(value: Any) -> Any:  # noqa: ANN401 - a value as a receipt holds it
    """Give a value of the book back as the reader of the book gives it."""
    match value:
        case {"is": kind, "text": str(text)} if kind == _DECIMAL:
            return Decimal(text)
        case list():
            return tuple(unmarked(item) for item in value)
        case dict():
            return {key: unmarked(item) for key, item in value.items()}
        case _:
            return value


# ── digests ──


def digests(made: Receipt) -> dict[str, str]:
    """The SHA-256 of each part of a receipt, by its name."""
    return {part: _digest(value) for part, value in _parts(made)}


def _parts(made: Receipt) -> Iterator[tuple[str, object]]:
    """A receipt in parts that can each be named, all of it but the digests themselves."""
    yield "format", made.format
    yield "version", made.version
    yield "outcome", made.outcome
    yield "interest", made.interest
    for name in ("on", "known_on", "scheme", "choice", "situation", "confirmed"):
        yield f"inputs.{name}", getattr(made.inputs, name)
    yield "inputs.statements", [told.agency for told in made.inputs.statements]
    for told in made.inputs.statements:
        yield f"inputs.statements.{told.agency}", told
    yield "parameters", sorted(made.parameters)
    for name, stated in made.parameters.items():
        yield f"parameters.{name}", stated


def _digest(value: object) -> str:
    return sha256(canonical.dumps(value)).hexdigest()
