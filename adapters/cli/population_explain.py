"""The full trace of one made-up person: what is known, what each rule did with it, and every date and cent."""

from collections.abc import Iterable, Iterator, Mapping

from adapters.population.look_up import Found
from adapters.population.person import Person
from hub.arrange import explain
from hub.arrange.interest import forecast
from hub.domain.arrangement import Instalment, NeedsHuman, Outcome, Proposal, Refusal
from hub.domain.comparison import Comparison, Conflict, Part, Variant
from hub.domain.interest import ClaimInterest
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.rules.policy import Policy

Names = Mapping[str, str]
"""What agencies are called, by code."""


def lines(found: Found, names: Names) -> Iterator[str]:
    """Everything about the person, line by line."""
    yield f"Person {found.person.number} on {found.run.on}, run {found.run.receipt}"
    yield from _person(found.person)
    yield from _room(found.comparison, names)
    for variant in found.comparison.variants:
        if variant.code in found.run.variants:
            yield from _variant(variant, names, found.policy)
    for conflict in found.comparison.conflicts:
        yield from _conflict(conflict)
    yield ""
    yield "The same as in the results." if found.same else "NOT the same as in the results."


def _person(person: Person) -> Iterator[str]:
    yield _row("household", person.household._asdict())
    yield _row("income", person.income._asdict())
    for debt in person.debts:
        yield _row("debt", debt._asdict())


def _row(what: str, row: Mapping[str, object]) -> str:
    return f"  {what}: {', '.join(_told(name, value) for name, value in row.items() if name != 'person')}"


def _told(column: str, value: object) -> str:
    """A column and what stands in it; an amount is written in euros."""
    name = column.removesuffix("_cents").replace("_", " ")
    if value is None:
        return f"{name} not told"
    return f"{name} {_euros(value) if column.endswith('_cents') and isinstance(value, int) else value}"


def _room(comparison: Comparison, names: Names) -> Iterator[str]:
    yield ""
    if comparison.room is None:
        yield "Room: nothing can be said about it."
        return
    yield f"Room: {_euros(comparison.room.amount)} a month"
    yield from _reasons(comparison.room.reasons, names)
    yield from _reasons(comparison.room.protected_income.reasons, names)
    yield from _reasons(comparison.room.tax.reasons, names)


def _variant(variant: Variant, names: Names, policy: Policy) -> Iterator[str]:
    yield ""
    yield f"── {variant.code}{'' if variant.is_law else ' (what-if: no law knows it)'}"
    for part in variant.parts:
        yield from _part(part, names, policy)
    for left in variant.in_no_plan:
        yield f"  in no plan: {left.claim.owner} {left.claim.key.reference}, {_euros(left.claim.open.total)}"
        yield from _reasons(left.reasons, names)
    for row in variant.rows:
        yield (
            f"  {names.get(row.agency, row.agency)}: {_maybe(row.monthly)} a month, dearest {_maybe(row.heaviest)}, "
            f"until {row.ends_on or 'not known'}, interest {_maybe(row.interest)}, {row.measured.value}"
        )
    yield (
        f"  together: dearest month {_maybe(variant.heaviest)}, until {variant.ends_on or 'not known'}, "
        f"interest {_maybe(variant.interest)}, letters {variant.letters}, room left {_maybe(variant.room_left)}"
    )


def _part(part: Part, names: Names, policy: Policy) -> Iterator[str]:
    yield f"  {part.scheme}{' (joint)' if part.joint else ''}: {_kind(part.outcome)}"
    for treated in part.outcome.considered.claims:
        claim = treated.claim
        yield f"    {claim.owner} {claim.key.reference}, {_euros(claim.open.total)}: {treated.treatment.value}"
        yield from _reasons(treated.reasons, names)
    yield from _reasons(part.outcome.reasons, names)
    plan = part.outcome.alternative if isinstance(part.outcome, NeedsHuman) else part.outcome
    if isinstance(plan, Proposal):
        meanwhile = "" if plan is part.outcome else "possible meanwhile: "
        yield f"    {meanwhile}{plan.months} × {_euros(plan.monthly_amount)}"
        for one in plan.instalments:
            yield _instalment(one)
        yield from _reasons((*plan.conditions, *plan.blocked_by), names)
    if isinstance(part.outcome, Proposal):
        for interest in forecast(part.outcome, policy):
            yield from _interest(interest, names)


def _kind(outcome: Outcome) -> str:
    match outcome:
        case Proposal():
            return f"plan by {outcome.route.value}, decided by {outcome.decided_by.value}, floor {outcome.floor.value}"
        case Refusal():
            return "refused"
        case NeedsHuman():
            return "a person must look first"


def _instalment(one: Instalment) -> str:
    shares = ", ".join(
        f"{line.key.owner} {line.key.reference} {line.component.value} {_euros(line.amount)}"
        for line in one.allocations
    )
    return f"      {one.number}. {one.due_on} {_euros(one.amount)}: {shares}"


def _interest(interest: ClaimInterest, names: Names) -> Iterator[str]:
    yield f"    interest on {interest.key.owner} {interest.key.reference}: {_maybe(interest.amount)}"
    yield from _reasons((*interest.reasons, *(window.reason for window in interest.windows)), names)


def _reasons(reasons: Iterable[Reason], names: Names) -> Iterator[str]:
    for reason in reasons:
        article = f" [{reason.article}]" if reason.article else ""
        grade = f" ({reason.confidence.value})" if reason.confidence else ""
        yield f"      · {explain.render(reason, 'en', names)}{article}{grade} {reason.code}"


def _conflict(conflict: Conflict) -> Iterator[str]:
    yield ""
    yield f"Contradiction: {conflict.says}"
    for norm in conflict.norms:
        yield f"  {norm.parameter}: {norm.value} [{norm.article}] ({norm.confidence.value})"


def _maybe(cents: int | None) -> str:
    return "not known" if cents is None else _euros(cents)


def _euros(cents: int) -> str:
    return f"-{explain.money(Cents(-cents), 'en')}" if cents < 0 else explain.money(Cents(cents), "en")
