"""What a book makes of every worked case and every persona: one line each, to be put beside another book's."""

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from adapters.cli import arrangement_input, compute_bvv, compute_capacity, rules_personas
from adapters.cli.compute_arrangement import decide
from adapters.cli.compute_input import cents, percentage
from adapters.cli.rules_personas import Told
from hub.arrange import compute, explain, interest
from hub.audit import canonical
from hub.domain.arrangement import Choice, Outcome, Proposal, Refusal
from hub.domain.capacity import Authority
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.domain.scheme import SchemeCode
from hub.errors import HubError
from hub.means.protected_income import protected_income
from hub.means.tax_capacity import remission, tax_capacity
from hub.rules.policy import Policy
from hub.rules.reader import Book

CASES: Final = Path(__file__).resolve().parents[2] / "tests" / "cases"
"""Where the worked cases stand in a checkout."""

_ABOUT: Final = ("says", "article", "expect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came out: a line for people, and the bytes of everything that may not change unseen."""

    line: str
    whole: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What to look at: the cases of a folder, the personas on some days, and the book as known on a day."""

    cases: Path
    days: Collection[date]
    known_on: date


def of(book: Book, sight: Sight) -> dict[str, Seen]:
    """Compute everything by one book, by name."""
    return {name: _seen(make) for name, make in (*_of_cases(book, sight), *_of_personas(book, sight))}


_Make = Callable[[], Seen]


def _of_cases(book: Book, sight: Sight) -> Iterator[tuple[str, _Make]]:
    for path in sorted(sight.cases.rglob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        name = f"case {path.relative_to(sight.cases).with_suffix('').as_posix()}"
        if "claims" in case:
            yield name, partial(_arrangement, case, book, sight)
        elif "in" in case:
            yield name, partial(_capacity if "authority" in case["in"] else _protected, case["in"], book, sight)


def _of_personas(book: Book, sight: Sight) -> Iterator[tuple[str, _Make]]:
    for day in sorted(sight.days):
        policy = Policy(on=day, known_on=sight.known_on, book=book)
        for told in rules_personas.told(day):
            for scheme in policy.schemes():
                yield f"persona {told.name}, {scheme}, {day}", partial(_persona, told, scheme, day, book, sight)


def _seen(make: _Make) -> Seen:
    """Compute one; where a book gives no answer, why not is its line."""
    try:
        return make()
    except HubError as fault:
        why = fault.code
    except (KeyError, TypeError, ValueError):
        why = "the book does not fit this code"
    return Seen(line=f"no answer ({why})", whole=why.encode())


def _arrangement(case: Mapping[str, Any], book: Book, sight: Sight) -> Seen:
    question = arrangement_input.read({key: value for key, value in case.items() if key not in _ABOUT})
    outcome, policy = decide(question, book, today=sight.known_on)
    return _of_outcome(outcome, policy)


def _persona(told: Told, scheme: SchemeCode, on: date, book: Book, sight: Sight) -> Seen:
    policy = Policy(on=on, known_on=sight.known_on, book=book)
    outcome = compute.arrange(
        answers=told.answers, scheme=scheme, policy=policy, on=on, choice=Choice(), situation=told.situation
    )
    return _of_outcome(outcome, policy)


def _protected(given: Mapping[str, Any], book: Book, sight: Sight) -> Seen:
    policy = Policy(on=given["on"], known_on=sight.known_on, book=book)
    found = protected_income(compute_bvv.means(given), policy)
    whole = canonical.dumps([found.amount, found.before_cap, found.maximum, found.capped_by])
    return Seen(line=f"protected {_euros(found.amount)}", whole=whole)


def _capacity(given: Mapping[str, Any], book: Book, sight: Sight) -> Seen:
    policy = Policy(on=given["on"], known_on=sight.known_on, book=book)
    norm = percentage("norm_percentage", given["norm_percentage"]) if "norm_percentage" in given else None
    authority = Authority(given["authority"])
    found = tax_capacity(compute_capacity.budget(given), policy, authority=authority, norm_percentage=norm)
    line, remitted = f"capacity {_euros(found.month)} a month", None
    if "assessment" in given:
        remitted = remission(found, cents("assessment", given["assessment"]), policy).cents
        line = f"{line}, remitted {_euros(remitted)}"
    return Seen(line=line, whole=canonical.dumps([found.month, found.norm, found.assets, remitted]))


# ── an outcome in one line ──


def _of_outcome(outcome: Outcome, policy: Policy) -> Seen:
    """Outcome, months and amounts; and all that a person would notice: dates, split, treatment, grounds, interest."""
    plan = outcome if isinstance(outcome, Proposal) else None
    accrues = [found.amount for found in interest.forecast(plan, policy)] if plan else []
    whole = canonical.dumps(
        {
            "outcome": type(outcome).__name__,
            "reasons": _codes(outcome.reasons),
            "claims": [(item.claim.key, item.treatment, _codes(item.reasons)) for item in outcome.considered.claims],
            "applied": outcome.considered.scheme,
            "plan": plan and [plan.route, plan.floor, plan.instalments, plan.open_after_review, plan.review_on],
            "interest": accrues,
            "around": plan and [_codes(plan.conditions), _codes(plan.blocked_by)],
        }
    )
    known = Cents(sum(amount for amount in accrues if amount))
    return Seen(line=_line(outcome) + (f", interest {_euros(known)}" if known else ""), whole=whole)


def _line(outcome: Outcome) -> str:
    if not isinstance(outcome, Proposal):
        name = "refusal" if isinstance(outcome, Refusal) else "needs a person"
        return f"{name} ({', '.join(_codes(outcome.reasons))})"
    left = f", {_euros(outcome.open_after_review)} open after review" if outcome.open_after_review else ""
    plan = f"{outcome.months} × {_euros(outcome.monthly_amount)} of {_euros(outcome.total)}{left}"
    return f"proposal {outcome.route.value} by {outcome.considered.scheme}, {plan}"


def _codes(reasons: Sequence[Reason]) -> list[str]:
    return [reason.code for reason in reasons]


def _euros(amount: Cents) -> str:
    return explain.money(amount, "en")
