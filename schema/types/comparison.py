"""The same facts under every variant, side by side."""

from datetime import date
from enum import Enum

import strawberry

from hub.domain import comparison as domain
from hub.domain.money import Cents
from schema.context import About
from schema.directives import COMPUTED, FINANCIAL, PERSONAL, RULE_BOOK, AddedIn, policy
from schema.types.agency import Agency
from schema.types.capacity import Room
from schema.types.person import Person
from schema.types.proposal import AgencyShare
from schema.types.reason import Confidence, Reason
from schema.types.scheme import ADDED, REFORM, Reform
from schema.types.source_report import SourceReport


@strawberry.enum(
    description="What a variant means for the person at one agency, measured against that agency's own rules of today."
)
class Measured(Enum):
    """The measures."""

    BETTER = strawberry.enum_value(
        "better", description="Less to pay in its dearest calendar month, or as much and done earlier."
    )
    SAME = strawberry.enum_value(
        "same", description="As much to pay in its dearest calendar month, and done on the same day."
    )
    WORSE = strawberry.enum_value(
        "worse", description="More to pay in its dearest calendar month, or as much and done later."
    )
    NEEDS_POLICY_CHANGE = strawberry.enum_value(
        "needs_policy_change", description="No law lets the agency take part today; the reason names the article."
    )
    UNKNOWN = strawberry.enum_value(
        "unknown",
        description="A person must look first, a debt is in no plan, or the joint plan is refused; the reasons say it.",
    )


@strawberry.type(
    description="What a variant means for the claims of one agency, the one that imposed them.",
    directives=policy(FINANCIAL, COMPUTED, listed=5),
)
class VariantRow:
    """A row."""

    agency: Agency = strawberry.field(description="The agency.")
    monthly: Cents | None = strawberry.field(
        description="What it is paid on the first day on which it is paid; null: a person must look."
    )
    heaviest: Cents | None = strawberry.field(
        description="Its dearest calendar month, by which it is measured; null: a person must look."
    )
    months: int | None = strawberry.field(description="How many payments reach it; null: a person must look.")
    ends_on: date | None = strawberry.field(description="Its last payment; null where nothing is paid or known.")
    left_open: Cents | None = strawberry.field(
        description="What is open after that: looked at again, or not collected; null: a person must look."
    )
    open: Cents = strawberry.field(description="What is open, in a plan or in none; a debt that waits is not in it.")
    interest: Cents | None = strawberry.field(description="Forecast of interest; null where it cannot be told.")
    costs: Cents = strawberry.field(description="Costs of collecting in what is open.")
    letters: int = strawberry.field(
        description="How many arrangements of its own, a letter each; reminders and changes cannot be forecast."
    )
    measured: Measured = strawberry.field(description="Better, the same or worse than its own rules, or not the law.")
    reasons: list[Reason] = strawberry.field(
        description="Why it was measured so, or why an amount is null; mostly nothing."
    )

    @classmethod
    def from_domain(cls, row: domain.AgencyRow, about: About) -> "VariantRow":
        """Show a row."""
        return cls(
            agency=Agency.from_domain(about.agency(row.agency)),
            monthly=row.monthly,
            heaviest=row.heaviest,
            months=row.months,
            ends_on=row.ends_on,
            left_open=row.left_open,
            open=row.open,
            interest=row.interest,
            costs=row.costs,
            letters=row.letters,
            measured=Measured[row.measured.name],
            reasons=[Reason.from_domain(reason) for reason in row.reasons],
        )


@strawberry.type(
    description="One way to arrange everything: each agency by itself, or some of them together.",
    directives=policy(FINANCIAL, COMPUTED, listed=4),
)
class Variant:
    """A variant."""

    code: str = strawberry.field(description="Its name, for instance `separate` or `rijk-wide`; stable for ever.")
    is_law: bool = strawberry.field(description="Whether the law of the day knows it.")
    reform: Reform | None = strawberry.field(description=REFORM, directives=[AddedIn(version=ADDED)])
    rows: list[VariantRow] = strawberry.field(description="What it means per agency.")
    monthly: Cents | None = strawberry.field(
        description="What is paid in the first calendar month in which anything is; null: a person must look."
    )
    heaviest: Cents | None = strawberry.field(description="The dearest calendar month; null: a person must look.")
    ends_on: date | None = strawberry.field(
        description="The last payment of all; null: nothing is paid, or a person must look."
    )
    left_open: Cents | None = strawberry.field(
        description="What is open after that: looked at again, or not collected; null: a person must look."
    )
    interest: Cents | None = strawberry.field(description="Forecast of interest; null where it cannot be told.")
    known_monthly: Cents = strawberry.field(
        description="`monthly` of the plans that can be told; another may begin in an earlier month."
    )
    known_heaviest: Cents = strawberry.field(description="What can be told of `heaviest`: it is at least this.")
    known_interest: Cents = strawberry.field(description="What can be told of `interest`: it is at least this.")
    letters: int = strawberry.field(
        description="How many arrangements there are, a letter each; reminders and changes cannot be forecast."
    )
    room_left: Cents | None = strawberry.field(
        description="Room left in the dearest month; below zero: too little to live on. Null: the room is not known."
    )

    @classmethod
    def from_domain(cls, variant: domain.Variant, about: About) -> "Variant":
        """Show a variant."""
        return cls(
            code=variant.code,
            is_law=variant.is_law,
            reform=Reform.from_domain(variant.reform),
            rows=[VariantRow.from_domain(row, about) for row in variant.rows],
            monthly=variant.monthly,
            heaviest=variant.heaviest,
            ends_on=variant.ends_on,
            left_open=variant.left_open,
            interest=variant.interest,
            known_monthly=variant.known_monthly,
            known_heaviest=variant.known_heaviest,
            known_interest=variant.known_interest,
            letters=variant.letters,
            room_left=variant.room_left,
        )


@strawberry.type(
    description="What one set of rules says about a topic.", directives=policy(PERSONAL, RULE_BOOK, listed=5)
)
class Norm:
    """A norm."""

    parameter: str = strawberry.field(description="Its place in the rule book.")
    value: str = strawberry.field(description="What it says, in short words with its unit.")
    article: str = strawberry.field(description="Where it stands.")
    confidence: Confidence = strawberry.field(description="How sure we are of it.")


@strawberry.type(
    description="Rules that contradict each other for the claims at hand.",
    directives=policy(PERSONAL, RULE_BOOK, listed=10),
)
class NormConflict:
    """A conflict."""

    topic: str = strawberry.field(description="About what; stable for ever.")
    says: str = strawberry.field(description="The topic in words.")
    norms: list[Norm] = strawberry.field(description="What each set of rules says.")

    @classmethod
    def from_domain(cls, conflict: domain.Conflict) -> "NormConflict":
        """Show a conflict."""
        return cls(
            topic=conflict.topic,
            says=conflict.says,
            norms=[
                Norm(
                    parameter=norm.parameter,
                    value=norm.value,
                    article=norm.article,
                    confidence=Confidence[norm.confidence.name],
                )
                for norm in conflict.norms
            ],
        )


@strawberry.type(
    description="A sum that would be paid at once, before any plan. Nobody can agree to it here: it is a what-if.",
    directives=policy(FINANCIAL, COMPUTED, added=ADDED),
)
class LumpSum:
    """What if."""

    amount: Cents = strawberry.field(description="How much was asked about.")
    left: Cents = strawberry.field(description="What of it is left over, as nothing more is to be paid.")
    per_agency: list[AgencyShare] = strawberry.field(
        description="Who would get how much of it: a split of ours, by what is open at each."
    )
    reasons: list[Reason] = strawberry.field(description="How it was split.")

    @classmethod
    def from_domain(cls, found: domain.LumpSum, about: About) -> "LumpSum":
        """Show who gets what."""
        return cls(
            amount=found.amount,
            left=found.left,
            per_agency=[
                AgencyShare(agency=Agency.from_domain(about.agency(owner)), amount=amount)
                for owner, amount in found.shares
            ],
            reasons=[Reason.from_domain(reason) for reason in found.reasons],
        )


@strawberry.type(
    description="Every variant on the same facts. Nothing of it is kept.", directives=policy(PERSONAL, COMPUTED)
)
class Comparison:
    """A comparison."""

    person: Person = strawberry.field(description="Whom it is about.")
    on: date = strawberry.field(description="The day whose law was applied.")
    sources: list[SourceReport] = strawberry.field(
        description="How every agency answered. What a silent agency holds is in no variant."
    )
    complete: bool = strawberry.field(
        description="Whether every agency gave a full answer: otherwise a variant lacks debts."
    )
    variants: list[Variant] = strawberry.field(description="The variants, in a fixed order; the first is today's.")
    conflicts: list[NormConflict] = strawberry.field(description="Where the rules in play contradict each other.")
    room: Room | None = strawberry.field(description="What the household can miss; null where it was not told enough.")
    lump_sum: LumpSum | None = strawberry.field(
        description="What would be paid first; every variant is about what is open after it. Null: nothing was asked.",
        directives=[AddedIn(version=ADDED)],
    )

    @classmethod
    def from_domain(
        cls, found: domain.Comparison, sources: list[SourceReport], about: About, *, complete: bool
    ) -> "Comparison":
        """Show a comparison."""
        return cls(
            person=Person.from_domain(about),
            on=found.on,
            sources=sources,
            complete=complete,
            variants=[Variant.from_domain(variant, about) for variant in found.variants],
            conflicts=[NormConflict.from_domain(conflict) for conflict in found.conflicts],
            room=Room.from_domain(found.room) if found.room else None,
            lump_sum=LumpSum.from_domain(found.lump_sum, about) if found.lump_sum else None,
        )
