"""`hub compute arrangement`: one arrangement from facts on standard input, as the agencies would have told them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from adapters.cli.agency_names import agency_names
from adapters.cli.compute_input import AsJson
from adapters.cli.terminal import say, say_json

if TYPE_CHECKING:
    from datetime import date

    from adapters.cli.arrangement_input import Question
    from hub.domain.arrangement import Instalment, Outcome, Proposal, TreatedClaim
    from hub.domain.capacity import Room
    from hub.domain.interest import ClaimInterest
    from hub.domain.reasons import Reason, Value
    from hub.rules.policy import Policy
    from hub.rules.reader import Book

MOST_BYTES = 500_000
"""Five hundred claims with all their facts."""

OUTCOMES: Mapping[str, str] = {"Proposal": "proposal", "Refusal": "refusal", "NeedsHuman": "needs_human"}
"""What came out, in the words of the answer."""

KINDS = "kinds."
"""How the book's name of a kind of debt begins."""

_MILLIONTH = Decimal("0.000001")


def arrangement(*, as_json: AsJson = False) -> None:
    """Compute an arrangement over debts from JSON on standard input; what is not told is unknown."""
    from adapters.bootstrap import read_rule_book
    from adapters.cli import arrangement_input, compute_input
    from adapters.system import SystemClock

    question = arrangement_input.read(
        compute_input.read(
            required=arrangement_input.REQUIRED, optional=arrangement_input.OPTIONAL, most_bytes=MOST_BYTES
        )
    )
    outcome, policy = decide(question, read_rule_book(), today=SystemClock().today())
    answer = answered(outcome, policy)
    if as_json:
        say_json(answer)
        return
    for line in _lines(answer):
        say(line)


def decide(question: "Question", book: "Book", *, today: "date") -> tuple["Outcome", "Policy"]:
    """Decide by a book. Raises BadInput for a kind that it does not know, RuleMissing for a date without rules."""
    from adapters.cli.compute_input import refuse
    from hub.arrange import compute
    from hub.rules.policy import Policy

    policy = Policy(on=question.on, known_on=question.known_on or today, book=book)
    for number, kind in enumerate(question.kinds):
        if not policy.knows(kind):
            known = (name.removeprefix(KINDS) for name in sorted(book) if name.startswith(KINDS))
            refuse(f"claims[{number}].kind", f"must be one of: {', '.join(known)}")
    outcome = compute.arrange(
        answers=question.answers,
        scheme=question.scheme,
        policy=policy,
        on=question.on,
        choice=question.choice,
        situation=question.situation,
    )
    return outcome, policy


# ── for a program ──


def answered(outcome: "Outcome", policy: "Policy") -> dict[str, Any]:
    """Everything that came out, with amounts in cents."""
    from hub.domain.arrangement import NeedsHuman, Proposal, Refusal

    beside = outcome.alternative if isinstance(outcome, NeedsHuman) else None
    others = outcome.alternatives if isinstance(outcome, Proposal) else tuple(filter(None, (beside,)))
    room = None if isinstance(outcome, Refusal) else outcome.room
    return {
        "outcome": OUTCOMES[type(outcome).__name__],
        "scheme": outcome.considered.asked,
        "applied": outcome.considered.scheme,
        "is_law": outcome.considered.is_law,
        **_plan(outcome if isinstance(outcome, Proposal) else None),
        "interest": _interest(outcome, policy) if isinstance(outcome, Proposal) else [],
        "room": _room(room) if room else None,
        "claims": [_claim(item) for item in outcome.considered.claims],
        "missing": [report.agency for report in outcome.considered.missing],
        "alternatives": [{**_plan(other), "reasons": _reasons(other.reasons)} for other in others],
        "reasons": _reasons(outcome.reasons),
    }


def _plan(proposal: "Proposal | None") -> dict[str, Any]:
    """The plan itself; where there is none every key stands there all the same, and says so."""
    if proposal is None:
        keys = ("route", "decided_by", "floor", "total_cents", "months", "monthly_cents")
        rest: dict[str, Any] = {"open_after_review_cents": None, "review_on": None, "conditions": [], "blocked_by": []}
        return {**dict.fromkeys(keys), "instalments": [], **rest}
    return {
        "route": proposal.route,
        "decided_by": proposal.decided_by,
        "floor": proposal.floor,
        "total_cents": proposal.total,
        "months": proposal.months,
        "monthly_cents": proposal.monthly_amount,
        "instalments": [_instalment(instalment) for instalment in proposal.instalments],
        "open_after_review_cents": proposal.open_after_review,
        "review_on": proposal.review_on.isoformat() if proposal.review_on else None,
        "conditions": _reasons(proposal.conditions),
        "blocked_by": _reasons(proposal.blocked_by),
    }


def _instalment(instalment: "Instalment") -> dict[str, Any]:
    return {
        "number": instalment.number,
        "due_on": instalment.due_on.isoformat(),
        "cents": instalment.amount,
        "allocations": [
            {
                "owner": line.key.owner,
                "reference": line.key.reference,
                "component": line.component,
                "cents": line.amount,
            }
            for line in instalment.allocations
        ],
    }


def _interest(proposal: "Proposal", policy: "Policy") -> list[dict[str, Any]]:
    from hub.arrange import interest

    return [_of_claim(found) for found in interest.forecast(proposal, policy)]


def _of_claim(found: "ClaimInterest") -> dict[str, Any]:
    return {
        "owner": found.key.owner,
        "reference": found.key.reference,
        "cents": found.amount,
        "windows": [
            {
                "begins": window.begins.isoformat(),
                "ends": window.ends.isoformat(),
                "days": window.days,
                "base_cents": window.base,
                "percent_a_year": _decimal(window.rate),
                "euros_unrounded": _decimal(window.amount),
                "reason": _reason(window.reason),
            }
            for window in found.windows
        ],
        "reasons": _reasons(found.reasons),
    }


def _decimal(exact: Fraction) -> str:
    """Write an exact amount for reading: six decimals at most; it is shown, never computed with."""
    written = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_MILLIONTH)
    return f"{written.normalize():f}"


def _room(room: "Room") -> dict[str, Any]:
    return {
        "cents": room.amount,
        "above_protected_income_cents": room.above_protected_income,
        "above_living_costs_cents": room.above_living_costs,
        "bound": room.bound,
        "already_taken_cents": room.already_taken,
        "complete": room.complete,
        "reasons": _reasons(room.reasons),
    }


def _claim(item: "TreatedClaim") -> dict[str, Any]:
    claim = item.claim
    return {
        "owner": claim.owner,
        "reference": claim.key.reference,
        "collector": claim.collector,
        "kind": claim.kind,
        "open_cents": claim.open.total,
        "treatment": item.treatment,
        "reasons": _reasons(item.reasons),
    }


def _reasons(reasons: Sequence["Reason"]) -> list[dict[str, Any]]:
    return [_reason(reason) for reason in reasons]


def _reason(reason: "Reason") -> dict[str, Any]:
    from hub.arrange import explain

    names = agency_names()
    return {
        "code": reason.code,
        "says": {"nl": explain.render(reason, "nl", names), "en": explain.render(reason, "en", names)},
        "article": reason.article,
        "confidence": reason.confidence,
        "parameters": list(reason.parameters),
        "values": {name: _value(value) for name, value in reason.values.items()},
    }


def _value(value: "Value") -> object:
    from hub.domain.reasons import Day, Money

    match value:
        case Money():
            return {"cents": value.cents}
        case Day():
            return value.on.isoformat()
        case _:
            return value


# ── for a person: a statement of account ──


def _lines(answer: Mapping[str, Any]) -> Iterator[str]:
    yield _headline(answer)
    for row in answer["instalments"]:
        yield _row(row)
    if left := answer["open_after_review_cents"]:
        yield f"Open after the review of {answer['review_on']}: {_euros(left)}"
    yield from _interest_lines(answer)
    for claim in answer["claims"]:
        name = f"{claim['owner']} {claim['reference']} ({claim['kind']})"
        yield f"{name} {_euros(claim['open_cents'])}: {claim['treatment']}"
        yield from _sentences(claim["reasons"])
    for title, key in (("Why", "reasons"), ("On acceptance", "conditions"), ("In the way", "blocked_by")):
        if answer[key]:
            yield f"{title}:"
            yield from _sentences(answer[key])
    for other in answer["alternatives"]:
        yield f"Beside it: {other['route']}, {other['months']} months, {_euros(other['monthly_cents'])} a month"


def _interest_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """The forecast in lines of its own: it is charged by the agencies and stands in no instalment."""
    for found in answer["interest"]:
        if found["cents"] != 0:
            amount = "unknown" if found["cents"] is None else _euros(found["cents"])
            yield f"Interest on {found['owner']} {found['reference']} beside the plan, a forecast: {amount}"
        if found["cents"] is None:
            yield from _sentences(found["reasons"])


def _headline(answer: Mapping[str, Any]) -> str:
    name = answer["outcome"].replace("_", " ")
    if answer["outcome"] != "proposal":
        return f"{answer['applied']}: {name}"
    return f"{answer['applied']}: {name}, {answer['route']}, {answer['months']} months, {_euros(answer['total_cents'])}"


def _row(instalment: Mapping[str, Any]) -> str:
    """One line of the statement: number, due date, amount, and what each party gets of it."""
    shares: dict[str, int] = {}
    for line in instalment["allocations"]:
        shares[line["owner"]] = shares.get(line["owner"], 0) + line["cents"]
    split = "  ".join(f"{owner} {_euros(cents)}" for owner, cents in shares.items())
    return f"{instalment['number']:>4}  {instalment['due_on']}  {_euros(instalment['cents']):>10}  {split}"


def _sentences(reasons: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for reason in reasons:
        article = f" [{reason['article']}]" if reason["article"] else ""
        yield f"  {reason['says']['en']}{article}"


def _euros(cents: int) -> str:
    from hub.arrange import explain
    from hub.domain.money import Cents

    return explain.money(Cents(cents), "en")
