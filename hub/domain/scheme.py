"""A way to join claims into one arrangement, as data: who takes part, who executes, who must have answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NewType

from consent.parties import AgencyCode
from hub.domain.claim import KindCode
from hub.domain.facts import FactName

SchemeCode = NewType("SchemeCode", str)


class Standing(StrEnum):
    """Whether an agency may take part under the law of that date."""

    CURRENT_LAW = "current_law"
    NEEDS_POLICY_CHANGE = "needs_policy_change"
    UNDER_REFORM = "under_reform"
    """No law lets it; the reform under which this is computed would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reform:
    """A law that is not there, from a day on: its name, and what it says by language (decision 26)."""

    name: str
    since: date
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An agency in a scheme: its standing, the article that says so, and which change would be needed."""

    agency: AgencyCode
    standing: Standing
    article: str
    change: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """One scheme on one date.

    `participants` stand in a fixed order, which also breaks ties in the split. `rules` names the file of the book
    whose rules apply. `collected_by` limits the scheme to what one agency collects. `only_own` is the scheme that
    applies instead where no other party's claim is there. `left_out_kinds` names the article per kind that stays out.
    `reform` is what was laid over the book, where it touches this scheme.
    """

    code: SchemeCode
    parameter: str
    participants: tuple[Participant, ...]
    executes: AgencyCode
    needs: tuple[AgencyCode, ...]
    rules: str
    collected_by: AgencyCode | None = None
    only_own: SchemeCode | None = None
    left_out_kinds: Mapping[KindCode, str] = field(default_factory=dict)
    person_facts: tuple[FactName, ...] = ()
    reform: Reform | None = None

    @cached_property
    def order(self) -> tuple[AgencyCode, ...]:
        """The participating agencies in their fixed order."""
        return tuple(participant.agency for participant in self.participants)

    @cached_property
    def is_law(self) -> bool:
        """Say whether every participant may take part under the law on that date."""
        return all(participant.standing is Standing.CURRENT_LAW for participant in self.participants)

    @cached_property
    def only_under(self) -> Reform | None:
        """The reform under which alone it can be; None for what is law, and where the reform leaves somebody out."""
        standings = {participant.standing for participant in self.participants}
        if Standing.UNDER_REFORM not in standings or Standing.NEEDS_POLICY_CHANGE in standings:
            return None
        return self.reform
