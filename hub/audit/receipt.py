"""Everything that is needed to compute a decision again: the facts, each parameter value used, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from hub.audit import canonical
from hub.domain.arrangement import Choice, Outcome
from hub.domain.claim import Claim
from hub.domain.facts import Facts
from hub.domain.scheme import SchemeCode
from hub.domain.source import Answers, SourceReport, SourceStatus
from hub.rules.policy import InForce, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one agency stated, without the moments that do not decide anything."""

    agency: str
    status: SourceStatus
    as_of: date
    claims: tuple[Claim, ...]
    person: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The facts and the question."""

    on: date
    known_on: date
    scheme: SchemeCode
    choice: Choice
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Inputs, parameter values used by id, outcome, and the version of the code that computed it.

    `fingerprint` is the SHA-256 of the canonical inputs and parameters: what decided, not who computed it or when.
    """

    version: str
    inputs: Inputs
    parameters: Mapping[str, Any]
    outcome: Outcome

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits that change when any fact or any parameter value changes."""
        return sha256(canonical.dumps({"inputs": self.inputs, "parameters": self.parameters})).hexdigest()


def receipt(
    outcome: Outcome, *, answers: Answers, scheme: SchemeCode, choice: Choice, policy: Policy, version: str
) -> Receipt:
    """Make the receipt of a decision that was just computed from these arguments, with this very policy."""
    inputs = Inputs(
        on=policy.on,
        known_on=policy.known_on,
        scheme=scheme,
        choice=choice,
        statements=tuple(_statement(report) for report in answers.reports),
    )
    parameters = {name: _stated(policy.find(name)) for name in sorted(policy.used)}
    return Receipt(version=version, inputs=inputs, parameters=parameters, outcome=outcome)


def _statement(report: SourceReport) -> Statement:
    return Statement(
        agency=report.agency,
        status=report.status,
        as_of=report.as_of,
        claims=tuple(sorted(report.claims, key=lambda claim: claim.key)),
        person=report.person,
    )


def _stated(found: InForce | None) -> Mapping[str, Any]:
    """Say what the book held; a rule that was looked for and is not in force decided too."""
    if found is None:
        return {"value": None}
    stated: Mapping[str, Any] = canonical.plain(
        {
            "value": found.value,
            "from": found.start,
            "article": found.article,
            "source": found.source,
            "confidence": found.confidence,
        }
    )
    return stated
