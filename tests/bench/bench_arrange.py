"""How long a decision takes, for `make bench`: pyperf runs each question in several processes and gives the median.

A benchmark, never a test: machines are noisy. What counts is the ratio between two lines of one run.
"""

from collections.abc import Callable
from datetime import date
from time import process_time

import pyperf
from builders import ON, a_claim, a_policy, a_situation, told

from hub.actions.preview import decide
from hub.arrange import explain
from hub.arrange.compute import arrange
from hub.arrange.interest import forecast
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, Outcome
from hub.domain.scheme import SchemeCode

KINDS = {
    "belastingdienst": "income_tax",
    "toeslagen": "benefit_reclaim",
    "cjib": "traffic_fine",
    "duo": "travel_product_fine",
    "cak": "care_contribution",
}
TEN = told(
    *(
        a_claim(
            50000 + number * 1111,
            owner=owner,
            collector=owner,
            kind=kind,
            reference=f"R-{owner}-{number}",
            imposed_on=date(2026, 1, 1 + number),
            due_on=date(2026, 11, 1),
            costs=500,
            interest=300,
            until=date(2040, 1, 1),
        )
        for number in range(2)
        for owner, kind in KINDS.items()
    )
)
HOUSEHOLD = a_situation(300000)
WIDE = SchemeCode("rijk-wide")


def decision() -> Outcome:
    """Ten claims of five agencies over 36 months, with every reason and every allocation."""
    return arrange(answers=TEN, scheme=WIDE, policy=a_policy(), on=ON, choice=Choice())


def decision_for_a_household() -> Outcome:
    return arrange(answers=TEN, scheme=WIDE, policy=a_policy(), on=ON, choice=Choice(), situation=HOUSEHOLD)


def decision_in_words() -> list[str]:
    return [explain.render(reason, "nl") for reason in decision().reasons]


def decision_with_interest() -> object:
    return forecast(decision(), a_policy())  # type: ignore[arg-type]  # this decision is a proposal


def decision_with_receipt() -> str:
    """What `preview` does once the answers are there: decision, interest forecast, receipt and its fingerprint."""
    made = decide(answers=TEN, scheme=WIDE, choice=Choice(), situation=None, policy=a_policy(), version="bench")
    return made.receipt.fingerprint


def all_variants() -> object:
    return compare(answers=TEN, policy=a_policy(), on=ON, choice=Choice(), situation=HOUSEHOLD)


def cpu_seconds(loops: int, ask: Callable[[], object]) -> float:
    """Process time, not wall time: another process on the same core does not count."""
    begun = process_time()
    for _ in range(loops):
        ask()
    return process_time() - begun


if __name__ == "__main__":
    runner = pyperf.Runner(processes=5, values=3, warmups=2)
    runner.metadata["description"] = "ten claims of five agencies"
    runner.bench_time_func("arrange(): 10 claims, 36 months, with reasons", cpu_seconds, decision)
    runner.bench_time_func("… for a household", cpu_seconds, decision_for_a_household)
    runner.bench_time_func("… with its Dutch sentences", cpu_seconds, decision_in_words)
    runner.bench_time_func("… with the interest forecast", cpu_seconds, decision_with_interest)
    runner.bench_time_func("… with its receipt and fingerprint", cpu_seconds, decision_with_receipt)
    runner.bench_time_func("compare(): four variants, with interest", cpu_seconds, all_variants)
