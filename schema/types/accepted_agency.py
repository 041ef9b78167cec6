"""Who takes part in an arrangement, with what, and what each says to what it was asked or told."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

import strawberry

from consent.parties import AgencyCode
from hub.actions.show_accepted import Seen
from hub.arrange import explain
from hub.domain.claim import Amounts, Claim, total_open
from hub.domain.errand import ErrandKind
from hub.domain.money import Cents
from hub.domain.reasons import Reason
from hub.life.kept import KeptErrand
from hub.life.said import said_of
from schema.context import About, Info
from schema.directives import COMPUTED, FINANCIAL, IDENTIFYING, RECORD, policy
from schema.resolved import resolved
from schema.types.agency import Agency
from schema.types.arrangement import ADDED, SINCE
from schema.types.claim import ClaimKind, ClaimParts, kind_of
from schema.types.language import LanguageInput, chosen


@strawberry.enum(description="What an agency is asked or told about an arrangement.", directives=SINCE)
class NoticeKind(Enum):
    """The kinds, as in `hub.domain.errand`."""

    REQUEST = strawberry.enum_value("request", description="It is asked to grant the arrangement.")
    SUSPEND = strawberry.enum_value("suspend", description="It is asked to suspend collection of its claims.")
    CHANGE = strawberry.enum_value("change", description="It is asked for other terms, or for a claim to join.")
    AMEND = strawberry.enum_value(
        "amend", description="It is told of other terms, or of what is open again after the end."
    )
    PAUSE = strawberry.enum_value("pause", description="It is asked for a pause, or told of one.")
    RESUME_COLLECTION = strawberry.enum_value(
        "resume_collection", description="It is told that the arrangement is over."
    )
    CLOSE = strawberry.enum_value("close", description="It is told that it is over, and that nobody collects for that.")
    WITHDRAW = strawberry.enum_value("withdraw", description="It is told that the person wants it no longer.")


@strawberry.enum(description="What an agency said. WAITING, RECEIVED and UNREACHABLE are no end.", directives=SINCE)
class NoticeReply(Enum):
    """Everything that an agency can be found to say."""

    WAITING = strawberry.enum_value("waiting", description="It was not brought yet.")
    RECEIVED = strawberry.enum_value("received", description="It was received; the agency decides.")
    GRANTED = strawberry.enum_value("granted", description="Granted, or carried out.")
    GRANTED_OTHERWISE = strawberry.enum_value("granted_otherwise", description="Granted with other terms.")
    REFUSED = strawberry.enum_value("refused", description="Refused.")
    UNREACHABLE = strawberry.enum_value("unreachable", description="The agency could not be reached.")
    OVERTAKEN = strawberry.enum_value("overtaken", description="It is not brought any more: the arrangement is over.")
    GIVEN_UP = strawberry.enum_value("given_up", description="An operator gave it up, and said why.")


@strawberry.type(
    description="One thing that an agency is asked or told, and what it said.",
    directives=policy(FINANCIAL, RECORD, listed=5, added=ADDED),
)
class AgencyNotice:
    """A request or a notice."""

    told: strawberry.Private[Reason]
    kind: NoticeKind = strawberry.field(description="What it is asked or told.")
    reply: NoticeReply = strawberry.field(description="What it said last.")
    final: bool = strawberry.field(description="Whether nothing more comes of it.")
    reason: str | None = strawberry.field(description="Why it refused or was not reached, as a stable code.")
    article: str | None = strawberry.field(description="The article that the agency names.")
    made_at: datetime = strawberry.field(description="Since when it is to be brought.")
    answered_at: datetime | None = strawberry.field(description="When the agency gave its last word; null: not yet.")
    next_try_at: datetime | None = strawberry.field(
        description="When it is brought, or asked after, again; null where it is final or waits for an operator."
    )
    tries: int = strawberry.field(description="How often it was brought or asked after.")

    @classmethod
    def from_domain(cls, kept: KeptErrand) -> "AgencyNotice":
        """Show an errand."""
        return cls(
            told=said_of(kept),
            kind=NoticeKind[ErrandKind(kept.kind).name],
            reply=NoticeReply(kept.reply or NoticeReply.WAITING.value),
            final=kept.answered_at is not None,
            reason=kept.reason,
            article=kept.article,
            made_at=kept.made_at,
            answered_at=kept.answered_at,
            next_try_at=kept.next_try_at,
            tries=kept.tries,
        )

    @resolved("The reply as a sentence for a person.")
    def text(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Write the sentence."""
        return explain.render(self.told, chosen(language, info.context))


@strawberry.type(
    description="A claim in an arrangement: what it was when that was agreed, and what is open of it now.",
    directives=policy(FINANCIAL, RECORD, listed=20, added=ADDED),
)
class ClaimInArrangement:
    """A claim."""

    claim_id: strawberry.ID = strawberry.field(description="Its id, as in an overview.")
    owner: Agency = strawberry.field(description="Who decided it.")
    kind: ClaimKind = strawberry.field(description="What sort of debt.")
    reference: str = strawberry.field(description="The owner's case reference.", directives=policy(IDENTIFYING))
    agreed_amount: Cents = strawberry.field(description="What was open of it when these terms began.")
    open_amount: Cents = strawberry.field(description="What is open of it now.")
    parts: ClaimParts = strawberry.field(description="The open amount in parts.")
    outside: Cents = strawberry.field(
        description="What its owner states beyond that: no part of the arrangement unless a person decides so."
    )

    @classmethod
    def from_domain(cls, claim: Claim, agreed: Cents, outside: Cents, about: About) -> "ClaimInArrangement":
        """Show a claim as it stands."""
        return cls(
            claim_id=about.claim_id(claim.key),
            owner=Agency.from_domain(about.agency(claim.owner)),
            kind=kind_of(claim.kind, about),
            reference=claim.key.reference,
            agreed_amount=agreed,
            open_amount=claim.open.total,
            parts=ClaimParts(costs=claim.open.costs, interest=claim.open.interest, principal=claim.open.principal),
            outside=outside,
        )


@strawberry.type(
    description="An agency in an arrangement: its part, and what it says to what it was asked or told.",
    directives=policy(FINANCIAL, RECORD, listed=5, added=ADDED),
)
class AgencyInArrangement:
    """An agency's part."""

    agency: Agency = strawberry.field(description="Which agency.")
    executes: bool = strawberry.field(description="Whether it carries the arrangement out.")
    agreed_amount: Cents = strawberry.field(description="What of its claims was open when these terms began.")
    open_amount: Cents = strawberry.field(description="What of its claims is open now.", directives=policy(of=COMPUTED))
    notices: list[AgencyNotice] = strawberry.field(
        description="What it is asked or told, the first first, each with how that stands."
    )


def claims_of(seen: Seen, about: About) -> list[ClaimInArrangement]:
    """Show the claims that are seen."""
    life = seen.alive.life
    agreed = {claim.key: claim.open.total for claim in life.agreed.claims}
    return [
        ClaimInArrangement.from_domain(claim, agreed[claim.key], life.outside.get(claim.key, Amounts()).total, about)
        for claim in life.claims
        if claim.owner in seen.owners
    ]


def agencies_of(seen: Seen, about: About) -> list[AgencyInArrangement]:
    """Show the part of every agency that is seen, the one that carries it out first."""
    kept, life = seen.alive.kept, seen.alive.life
    shown = seen.owners | {kept.executes} if seen.whole else seen.owners
    return [
        AgencyInArrangement(
            agency=Agency.from_domain(about.agency(code)),
            executes=code == kept.executes,
            agreed_amount=_open(life.agreed.claims, code),
            open_amount=_open(life.claims, code),
            notices=[AgencyNotice.from_domain(errand) for errand in seen.errands if errand.agency == code],
        )
        for code in sorted(shown, key=lambda code: (code != kept.executes, code))
    ]


def _open(claims: Sequence[Claim], owner: AgencyCode) -> Cents:
    return total_open(claim for claim in claims if claim.owner == owner)
