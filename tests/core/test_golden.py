"""Some decisions as people read them, and their receipts: committed, compared byte by byte, computed again.

A difference is reviewed like prose. To write them anew: REWRITE_GOLDEN=1 .venv/bin/pytest -q tests/core/test_golden.py
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from builders import NO, YES, a_claim, a_policy, told
from reforming import a_reformed_policy

from hub.actions import preview
from hub.actions.replay import replay
from hub.arrange import explain
from hub.arrange.explain import Language
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.audit.receipt import Receipt
from hub.domain.arrangement import Choice, NeedsHuman, Outcome, Proposal
from hub.domain.claim import Claim
from hub.domain.facts import FactName
from hub.domain.household import Household, Means
from hub.domain.interest import ClaimInterest
from hub.domain.reasons import Confidence, Reason
from hub.domain.situation import Assets, Expenses, Situation

FOLDER = Path(__file__).resolve().parents[1] / "golden"
VERSION = "golden"
LANGUAGES: tuple[Language, ...] = get_args(Language)

FINE = a_claim(35000, reference="CJIB-1", costs=900, due_on=date(2026, 5, 1))
STUDY = a_claim(10000, owner="duo", reference="DUO-1", imposed_on=date(2026, 2, 1), due_on=date(2026, 4, 1))
LARGE = a_claim(400000, reference="CJIB-2", due_on=date(2026, 5, 1))
TAX = a_claim(
    48000,
    owner="belastingdienst",
    collector="belastingdienst",
    reference="BD-1",
    imposed_on=date(2026, 1, 10),
    due_on=date(2026, 2, 21),
    interest=1200,
)
RECLAIM = a_claim(
    21000,
    owner="toeslagen",
    collector="toeslagen",
    reference="TSL-1",
    imposed_on=date(2026, 1, 20),
    due_on=date(2026, 3, 3),
    said={FactName.ENTITLEMENT: YES},
)
HOUSEHOLD = Situation(
    means=Means(
        household=Household.SINGLE,
        taxable_income_year=2640000,
        monthly_income=181800,
        other_monthly_income=0,
        registered_address=True,
    ),
    already_taken=0,
    expenses=Expenses(rent=60000, rent_benefit=0, health_premium=15000, care_benefit=0),
    assets=Assets(),
)


class Golden(NamedTuple):
    """One decision: what it shows, and what it starts from."""

    says: str
    claims: tuple[Claim, ...]
    scheme: str = "rijk-2025"
    situation: Situation | None = None
    choice: Choice = Choice()
    reformed: bool = False


DECISIONS = {
    "standard": Golden("The instalment table over two parties (R1-13, E5).", (FINE, STUDY)),
    "refused": Golden("Exactly 75 euros must be refused (R1-07, E1).", (a_claim(5000), a_claim(2500, owner="duo"))),
    "writ": Golden(
        "A running writ needs a person, and shows the plan without that claim (R1-13, readings 12).",
        (FINE, a_claim(100000, owner="duo", reference="DUO-1", said={FactName.WRIT: YES, FactName.BAILIFF: NO})),
    ),
    "room": Golden(
        "A household with too little room for any full plan: a year at what it can miss (readings 26, 30).",
        (LARGE, STUDY),
        situation=HOUSEHOLD,
    ),
    "what-if": Golden(
        "One plan with taxes and allowances, with the interest they go on charging (readings 35).",
        (FINE, STUDY, TAX, RECLAIM),
        "rijk-wide",
    ),
    "reform": Golden(
        "The same plan under the reform that would allow it, which is named wherever it shows (decision 26).",
        (FINE, STUDY, TAX, RECLAIM),
        "rijk-wide",
        reformed=True,
    ),
}


def made(name: str) -> Receipt:
    golden = DECISIONS[name]
    return receipts.closed(
        preview.decide(
            answers=told(*golden.claims),
            scheme=golden.scheme,
            choice=golden.choice,
            situation=golden.situation,
            policy=a_reformed_policy() if golden.reformed else a_policy(),
            version=VERSION,
        ).receipt
    )


def laid_out(receipt: Receipt) -> str:
    """The same JSON as the canonical bytes, over lines, so that a difference can be read."""
    return json.dumps(json.loads(canonical.dumps(receipt)), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def trace(name: str, receipt: Receipt) -> str:
    """The decision as it is explained: the statement once, then the sentences in each language."""
    blocks = [f"{name}: {DECISIONS[name].says}", "", *_statement(receipt.outcome)]
    for language in LANGUAGES:
        blocks.extend(("", f"== {language} ==", *_outcome(receipt.outcome, language)))
        for line in receipt.interest:
            blocks.extend(_interest(line, language))
    return "\n".join(blocks) + "\n"


def _statement(outcome: Outcome) -> Iterator[str]:
    if isinstance(outcome, NeedsHuman) and outcome.alternative:
        outcome = outcome.alternative
    if not isinstance(outcome, Proposal):
        return
    yield f"{outcome.route}, decided by {outcome.decided_by}, floor {outcome.floor}"
    for instalment in outcome.instalments:
        parts = ", ".join(f"{line.key.reference} {line.component} {line.amount}" for line in instalment.allocations)
        yield f"{instalment.number:2} {instalment.due_on} {instalment.amount}: {parts}"
    if outcome.review_on:
        yield f"open after the review on {outcome.review_on}: {outcome.open_after_review}"


def _outcome(outcome: Outcome, language: Language) -> Iterator[str]:
    yield f"{type(outcome).__name__} under {outcome.considered.scheme}, asked for {outcome.considered.asked}"
    for item in outcome.considered.claims:
        yield f"{item.claim.key.owner} {item.claim.key.reference}: {item.treatment}"
        yield from _reasons(item.reasons, language)
    yield "because"
    yield from _reasons(outcome.reasons, language)
    if isinstance(outcome, Proposal):
        yield from _plan(outcome, language)
    if isinstance(outcome, NeedsHuman) and outcome.alternative:
        yield "-- meanwhile possible --"
        yield from _outcome(outcome.alternative, language)


def _plan(proposal: Proposal, language: Language) -> Iterator[str]:
    yield "conditions"
    yield from _reasons(proposal.conditions, language)
    yield "stands in the way"
    yield from _reasons(proposal.blocked_by, language)
    for other in proposal.alternatives:
        yield f"-- another plan: {other.route}, {other.months} months of {other.monthly_amount} --"
        yield from _reasons(other.reasons, language)


def _interest(line: ClaimInterest, language: Language) -> Iterator[str]:
    yield f"interest {line.key.reference}: {line.amount}"
    yield from _reasons((*(window.reason for window in line.windows), *line.reasons), language)


def _reasons(reasons: Iterable[Reason], language: Language) -> Iterator[str]:
    for reason in reasons:
        grade = "" if reason.confidence in (None, Confidence.VERIFIED) else f" ({reason.confidence})"
        article = f" [{reason.article}]" if reason.article else ""
        yield f"  {reason.code}: {explain.render(reason, language)}{article}{grade}"


@pytest.mark.parametrize("name", DECISIONS)
def test_the_decision_reads_as_it_was_reviewed(name: str) -> None:
    receipt = made(name)
    files: dict[Path, str] = {FOLDER / f"{name}.txt": trace(name, receipt), FOLDER / f"{name}.json": laid_out(receipt)}
    if os.environ.get("REWRITE_GOLDEN"):
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")

    for path, text in files.items():
        assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", DECISIONS)
def test_years_later_the_same_comes_out_from_the_receipt_alone(name: str) -> None:
    written = (FOLDER / f"{name}.json").read_bytes()
    again = replay(written, version=VERSION)

    assert again.differences == ()
    assert again.written == canonical.dumps(receipts.read(written))


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(DECISIONS)


def test_every_kind_of_outcome_is_among_them() -> None:
    outcomes: set[Any] = {type(made(name).outcome) for name in DECISIONS}
    assert outcomes == set(get_args(Outcome))
