"""What agencies state, as an amendment counts on it: claims as they stand in the arrangement, and what is to join."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from hub.actions.living import Living
from hub.domain.claim import Amounts, Claim, ClaimKey, add_up
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.source import Answers
from hub.errors import BadInput
from hub.life.life import Life
from hub.life.problem import LifeProblem
from hub.ports import PersonKey, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Amends:
    """Which arrangement a wish would amend, and what is to join it, by the names that the client knows claims by."""

    arrangement: str
    joining: frozenset[str] = frozenset()

    def named(self, answers: Answers, name_of: Callable[[ClaimKey], str]) -> frozenset[ClaimKey]:
        """Find what is to join. Raises BadInput (`change.unknown_claim`) where no agency tells of it."""
        keys = {name_of(claim.key): claim.key for claim in answers.claims}
        if unknown := self.joining - set(keys):
            happened = f"There is no such claim: {min(unknown)}."
            raise BadInput("change.unknown_claim", happened, "Name claims of the overview.")
        return frozenset(keys[name] for name in self.joining)


async def running(amends: Amends, transaction: Transaction, key: PersonKey) -> Life:
    """Read the arrangement that is to be amended. Raises BadInput where there is none, or it does not run."""
    found = await Living(transaction=transaction, key=key, closed=()).find(amends.arrangement)
    problem = LifeProblem.UNKNOWN if found is None else LifeProblem.NOT_RUNNING
    if found is None or not found.life.runs:
        happened = "There is no arrangement to amend."
        raise BadInput(problem.value, happened, "Name one that runs.")
    return found.life


def as_it_stands(answers: Answers, life: Life, joining: Collection[ClaimKey]) -> Answers:
    """The agencies' answers about the claims of an arrangement and those that are to join it, and nothing else.

    Of what is in it counts what is open in it, for what came in is booked here; where it is to join with what it grew
    by, that too, as its owner stated it. That a claim is in an arrangement stands in the way of another one, and not of
    changing this one.
    """
    grew = {key: more for key, more in life.outside.items() if key in joining}
    standing = {claim.key: add_up([claim.open, grew.get(claim.key, Amounts())]) for claim in life.claims}
    reports = tuple(
        replace(report, claims=tuple(_claims(report.claims, standing, joining))) for report in answers.reports
    )
    return Answers(reports=reports)


def _claims(
    claims: Collection[Claim], standing: Mapping[ClaimKey, Amounts], joining: Collection[ClaimKey]
) -> list[Claim]:
    return [
        replace(claim, open=standing[claim.key], facts=_facts(claim)) if claim.key in standing else claim
        for claim in claims
        if claim.key in standing or claim.key in joining
    ]


def _facts(claim: Claim) -> Mapping[FactName, Fact]:
    stated = claim.fact(FactName.IN_ARRANGEMENT)
    return {**claim.facts, FactName.IN_ARRANGEMENT: replace(stated, answer=Answer.NO, on=None)}
