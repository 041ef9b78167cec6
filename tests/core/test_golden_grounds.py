"""Every ground and every step, written out: code, article, rules of the book, values. Reviewed like prose.

To write it anew: REWRITE_GOLDEN=1 .venv/bin/pytest -q tests/core/test_golden_grounds.py
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from builders import (
    AGENCIES,
    NO,
    UNKNOWN,
    YES,
    a_claim,
    a_report,
    a_situation,
    answers,
    decided,
    told,
)

from hub.domain.arrangement import Choice, NeedsHuman, OptIn, Outcome, Proposal, Route
from hub.domain.claim import Issue, IssueCode
from hub.domain.facts import Fact, FactName
from hub.domain.reasons import Day, Money, Reason
from hub.domain.situation import Assets
from hub.domain.source import SourceStatus

GOLDEN = Path(__file__).resolve().parents[1] / "golden_grounds.txt"
WRIT = {FactName.WRIT: Fact(answer=YES, on=date(2026, 1, 1))}
FAR = date(2040, 1, 1)


def fine(cents=200000, **more):
    return a_claim(cents, reference="C-1", until=FAR, **more)


def study(cents=100000, **more):
    return a_claim(cents, **{"owner": "duo", "reference": "D-1", "until": FAR, **more})


def tax(cents=92000, **more):
    return a_claim(
        cents,
        **{"owner": "belastingdienst", "collector": "belastingdienst", "reference": "B-1", "due_on": date(2026, 11, 1)}
        | more,
    )


def reclaim(cents=60600, **more):
    return a_claim(
        cents,
        **{"owner": "toeslagen", "collector": "toeslagen", "reference": "T-1", "due_on": date(2026, 12, 20)} | more,
    )


def care(cents=60000, **more):
    return a_claim(
        cents, **{"owner": "cak", "collector": "cak", "kind": "care_contribution", "reference": "K-1"} | more
    )


def said(fact):
    return answers(a_report("cjib", fine(), study(), person={fact: YES}))


BOTH = told(fine(), study())
POOR, ROOM_100, RICH = a_situation(120000), a_situation(144849), a_situation(250000)
OWNING = a_situation(144849, assets=Assets(other=900000))
BURDENED = a_situation(144849, assets=Assets(other=900000, burdensome_to_sell=True))

QUESTIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "the standard plan": (BOTH, {}),
    "the standard plan with room": (BOTH, {"situation": RICH}),
    "the standard plan on what was told": (BOTH, {"situation": replace(RICH, expenses=None)}),
    "CJIB alone": (told(fine()), {}),
    "one single payment": (told(a_claim(5000, kind="criminal_fine", until=date(2027, 1, 5)), study(5000)), {}),
    "a limit": (told(a_claim(5000, kind="criminal_fine", until=date(2027, 2, 1)), study(5000)), {}),
    "tailor-made": (told(fine(500000), study()), {"situation": ROOM_100}),
    "by capacity": (told(fine(900000), study()), {"situation": ROOM_100}),
    "no room": (BOTH, {"situation": POOR}),
    "taken is unknown": (BOTH, {"situation": replace(ROOM_100, already_taken=None)}),
    "a bailiff": (told(fine(500000, said={FactName.BAILIFF: YES}), study()), {"situation": ROOM_100}),
    "a bailiff perhaps": (told(fine(500000, said={FactName.BAILIFF: UNKNOWN}), study()), {"situation": ROOM_100}),
    "a writ": (told(fine(said=WRIT), study()), {}),
    "a writ with room": (told(fine(said=WRIT), study()), {"situation": ROOM_100}),
    "limitation above the room": (
        told(a_claim(300000, kind="criminal_fine", until=date(2027, 12, 31)), study()),
        {"situation": ROOM_100},
    ),
    "months chosen": (BOTH, {"choice": Choice(months=10)}),
    "an amount chosen": (BOTH, {"choice": Choice(amount=20000)}),
    "more months chosen": (BOTH, {"choice": Choice(months=48)}),
    "a low amount chosen": (BOTH, {"choice": Choice(amount=5000)}),
    "too many months chosen": (BOTH, {"choice": Choice(months=80)}),
    "more than there is room for": (told(fine(500000), study()), {"choice": Choice(months=10), "situation": ROOM_100}),
    "longer than standard": (BOTH, {"choice": Choice(route=Route.STANDARD, months=40)}),
    "capacity without facts": (BOTH, {"choice": Choice(route=Route.CAPACITY)}),
    "a pause": (BOTH, {"choice": Choice(route=Route.PAUSE)}),
    "a pause with help": (said(FactName.DEBT_HELP), {"choice": Choice(route=Route.PAUSE)}),
    "postponement": (BOTH, {"choice": Choice(route=Route.POSTPONEMENT)}),
    "no cooperation": (said(FactName.NO_COOPERATION), {}),
    "wrong data": (said(FactName.WRONG_DATA), {}),
    "structural problems": (said(FactName.STRUCTURAL), {}),
    "recovery operation": (said(FactName.RECOVERY_OPERATION), {}),
    "insolvency": (said(FactName.INSOLVENCY), {}),
    "can pay at once": (BOTH, {"situation": OWNING}),
    "a breach": (told(fine(said={FactName.BREACHED: Fact(answer=YES, on=date(2026, 10, 1))}), study()), {}),
    "detention": (told(fine(said={FactName.DETENTION: Fact(answer=YES, on=date(2026, 6, 1))}), study()), {}),
    "an advance": (told(fine(kind="compensation_order"), study()), {}),
    "unknown facts": (told(fine(said={FactName.OBJECTION: UNKNOWN, FactName.WRIT: UNKNOWN}), study()), {}),
    "a look-alike": (told(fine(), a_claim(200000, reference="C-2", until=FAR), study()), {}),
    "too little": (told(fine(5000), study(2500)), {}),
    "too little of CJIB's own": (told(fine(7499)), {}),
    "perhaps a child": (told(fine(5000, said={FactName.UNDER_16: UNKNOWN})), {}),
    "nothing": (told(), {}),
    "nothing can join": (told(care()), {}),
    "a silent agency": (answers(a_report("cjib", status=SourceStatus.BUSY, reason="source.busy")), {}),
    "silence in a what-if": (
        answers(a_report("cjib", fine(), study()), a_report("duo", status=SourceStatus.BUSY, reason="source.busy")),
        {"scheme": "rijk-wide"},
    ),
    "claims that wait or stay out": (
        told(
            fine(),
            study(said={FactName.OBJECTION: Fact(answer=YES, on=date(2026, 6, 1))}),
            a_claim(7000, reference="P", kind="penalty_order", said={FactName.IRREVOCABLE: NO}),
            a_claim(7000, reference="F", kind="criminal_fine", said={FactName.IRREVOCABLE: NO}),
            a_claim(7000, reference="A", said={FactName.IN_ARRANGEMENT: Fact(answer=YES, on=date(2026, 6, 1))}),
            a_claim(0, reference="Z"),
            a_claim(7000, reference="W", kind="unheard_of"),
            a_claim(7000, reference="I", issues=(Issue(code=IssueCode.NOT_UNDERSTOOD, detail="a word"),)),
            a_claim(
                7000,
                reference="J",
                issues=(Issue(code=IssueCode.CONTRADICTORY, detail="owed", stated=7000, computed=6000),),
            ),
            care(),
            a_claim(9000, owner="duo", collector="duo", kind="study_loan", reference="L"),
        ),
        {},
    ),
    "opted in": (
        told(fine(), study(said={FactName.OBJECTION: YES})),
        {"choice": Choice(opt_ins=(OptIn(owner="duo", reference="D-1", gives_up="bezwaar"),))},
    ),
    "opted in in vain": (
        told(fine(said={FactName.OBJECTION: Fact(answer=YES, on=date(2026, 6, 1))}), study()),
        {"choice": Choice(opt_ins=(OptIn(owner="cjib", reference="C-1", gives_up="administratief beroep"),))},
    ),
    "under a representative": (said(FactName.GUARDIANSHIP), {}),
    "a joint claim": (told(fine(said={FactName.JOINT: YES}), study()), {}),
    "short postponement": (told(tax()), {"scheme": "belastingdienst"}),
    "short postponement is barred": (told(tax(2100000, said=WRIT)), {"scheme": "belastingdienst"}),
    "short postponement is over": (told(tax(due_on=date(2026, 1, 1))), {"scheme": "belastingdienst"}),
    "a short postponement of less": (told(tax()), {"scheme": "belastingdienst", "choice": Choice(amount=10000)}),
    "tax by capacity": (told(tax()), {"scheme": "belastingdienst", "situation": RICH}),
    "tax with assets": (told(tax()), {"scheme": "belastingdienst", "situation": OWNING}),
    "tax with assets that are a burden": (told(tax(300000)), {"scheme": "belastingdienst", "situation": BURDENED}),
    "tax and remission": (told(tax(900000)), {"scheme": "belastingdienst", "situation": ROOM_100}),
    "motor-vehicle tax": (
        told(tax(), tax(20000, kind="motor_vehicle_tax", reference="B-2")),
        {"scheme": "belastingdienst", "situation": RICH},
    ),
    "tax before its text": (told(tax()), {"scheme": "belastingdienst", "situation": RICH, "on": date(2025, 12, 1)}),
    "tax without an income": (told(tax()), {"scheme": "belastingdienst", "situation": a_situation(None)}),
    "a reclaim at 20 euros": (told(reclaim(21000)), {"scheme": "toeslagen"}),
    "reclaims of more": (told(reclaim(), reclaim(20000, reference="T-2")), {"scheme": "toeslagen"}),
    "a reclaim without a due date": (told(reclaim(due_on=None)), {"scheme": "toeslagen"}),
    "a reclaim that is over": (told(reclaim(due_on=date(2024, 1, 1))), {"scheme": "toeslagen"}),
    "a reclaim slower": (told(reclaim()), {"scheme": "toeslagen", "choice": Choice(months=30)}),
    "a reclaim for less": (told(reclaim()), {"scheme": "toeslagen", "choice": Choice(amount=1000)}),
    "a personal plan": (told(reclaim(600000)), {"scheme": "toeslagen", "situation": ROOM_100}),
    "benefits without an income": (told(reclaim()), {"scheme": "toeslagen", "situation": a_situation(None)}),
    "an agency with no part": (told(fine(), study(), tax()), {}),
    "in transfer": (told(fine(handed_over_at=datetime(2026, 11, 1, tzinfo=UTC)), study()), {}),
    "too little in transfer": (told(fine(1000, handed_over_at=datetime(2026, 11, 1, tzinfo=UTC)), study(1000)), {}),
    "nobody knows of the recovery operation": (
        answers(
            a_report("cjib", fine(), study(), person={FactName.RECOVERY_OPERATION: UNKNOWN}),
            *(a_report(code, person={FactName.RECOVERY_OPERATION: UNKNOWN}) for code in AGENCIES if code != "cjib"),
        ),
        {},
    ),
    "nobody knows of insolvency": (
        answers(
            a_report("cjib", fine(), study(), person={FactName.INSOLVENCY: UNKNOWN}),
            *(a_report(code, person={FactName.INSOLVENCY: UNKNOWN}) for code in AGENCIES if code != "cjib"),
        ),
        {},
    ),
    "a personal plan with assets": (told(reclaim(800000)), {"scheme": "toeslagen", "situation": BURDENED}),
    "assets that cover a reclaim": (told(reclaim(800000)), {"scheme": "toeslagen", "situation": OWNING}),
    "no capacity for a reclaim": (told(reclaim()), {"scheme": "toeslagen", "situation": POOR}),
    "all reclaims together": (told(reclaim(), reclaim(20000, reference="T-2")), {"scheme": "toeslagen-samen"}),
    "bundled": (told(tax(), reclaim()), {"scheme": "bundled"}),
    "study finance": (told(study(17520, collector="duo")), {"scheme": "duo"}),
    "other debts of study finance": (
        told(study(17520, collector="duo"), study(collector="duo", kind="study_debt", reference="D-2")),
        {"scheme": "duo"},
    ),
    "a care contribution": (told(care()), {"scheme": "cak"}),
    "a care contribution slower": (told(care()), {"scheme": "cak", "choice": Choice(months=13)}),
    "a care contribution for less": (told(care()), {"scheme": "cak", "choice": Choice(amount=1000)}),
    "an older edition": (BOTH, {"on": date(2024, 3, 1)}),
    "everything": (told(fine(), study(), tax(), reclaim(), care()), {"scheme": "rijk-wide", "situation": RICH}),
}


def value(found: object) -> str:
    match found:
        case Money():
            return f"{found.cents} cents"
        case Day():
            return str(found.on)
        case _:
            return str(found)


def line(reason: Reason) -> str:
    values = " ".join(f"{name}={value(found)}" for name, found in sorted(reason.values.items()))
    grade = reason.confidence.value if reason.confidence else "-"
    return f"{reason.code} [{reason.article}; {reason.version}; {grade}] {' '.join(reason.parameters)} | {values}"


def section(name: str, reasons: Iterable[Reason]) -> Iterator[str]:
    lines = [line(reason) for reason in reasons]
    if lines:
        yield f"  {name}"
        yield from (f"    {one}" for one in lines)


def plan(proposal: Proposal) -> Iterator[str]:
    paid = ", ".join(f"{one.due_on} {one.amount}" for one in (*proposal.instalments[:2], *proposal.instalments[-1:]))
    yield f"  {proposal.route} by {proposal.decided_by}, {proposal.floor}: {proposal.months} × … = {proposal.total}"
    yield f"  {paid}; open {proposal.open_after_review} on {proposal.review_on}; {proposal.arrangements} arrangements"
    yield from section("how", proposal.reasons)
    yield from section("on acceptance", proposal.conditions)
    yield from section("blocked", proposal.blocked_by)
    yield f"  below verified: {' '.join(proposal.unconfirmed)}"
    for other in proposal.alternatives:
        yield f"  beside it: {other.route} {other.months} × {other.monthly_amount}, {other.floor}"


def written(outcome: Outcome) -> Iterator[str]:
    seen = outcome.considered
    law = "law" if seen.is_law else "no law"
    yield f"  {type(outcome).__name__} under {seen.scheme}, asked {seen.asked}, on {seen.on}, {law}, by {seen.executes}"
    for item in seen.claims:
        yield from section(f"{item.claim.owner} {item.claim.key.reference}: {item.treatment}", item.reasons)
    if isinstance(outcome, Proposal):
        yield from plan(outcome)
        return
    yield from section("because", outcome.reasons)
    if isinstance(outcome, NeedsHuman):
        yield f"  room: {outcome.room.amount if outcome.room else '-'}"
        if outcome.alternative:
            yield "  meanwhile"
            yield from plan(outcome.alternative)


def test_every_ground_reads_as_it_was_reviewed() -> None:
    blocks = (
        "\n".join((f"{name}:", *written(decided(given, **question)))) for name, (given, question) in QUESTIONS.items()
    )
    found = "\n\n".join(blocks) + "\n"
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")

    assert found == GOLDEN.read_text(encoding="utf-8")
