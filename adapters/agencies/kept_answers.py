"""What agencies stated last, as far as it is kept, written again as FCID: for the person, who takes it home.

The hub keeps what it understood and not the documents themselves, so these are ours: they have the same debts with the
same open amounts, and none of the events that led to them. Read by our own reader they give the same claims again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid import writer
from adapters.agencies.fcid.concepts import Concept
from adapters.agencies.fcid.document import Case, Demand, Document, Event, HandedOver, Head, Obligation, TakenOver
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.values import AMSTERDAM
from adapters.agencies.fcid.words import Part
from consent.parties import AgencyCode, Oin
from hub.actions.export_own_data import KeptAnswer
from hub.audit import canonical
from hub.audit.receipt import Statement
from hub.domain.claim import Claim, Component, Issue
from hub.domain.facts import Fact, Facts
from hub.domain.money import NOTHING, Cents

FORM: Final = "fcid-4.1-assumed"
"""The version that is written, whatever version an agency speaks (standards §1.1)."""

Json = dict[str, Any]


def kept_answers(
    answers: Iterable[KeptAnswer], *, bsn: str, known: Mapping[AgencyCode, AgencyProfile], form: Profile
) -> list[Json]:
    """Write each answer, with what is known of where it came from.

    A debt of which FCID has no word for the kind stands beside the document, as the hub keeps it (`beside`); so does an
    answer of an agency that is not known here any more.
    """
    return [_answer(each, known.get(AgencyCode(each.statement.agency)), bsn, known, form) for each in answers]


def _answer(
    kept: KeptAnswer,
    profile: AgencyProfile | None,
    bsn: str,
    known: Mapping[AgencyCode, AgencyProfile],
    form: Profile,
) -> Json:
    told = kept.statement
    owners = {code: each.agency.oin for code, each in known.items()}
    written = [claim for claim in told.claims if profile and _code(claim, profile, Part.PRINCIPAL)]
    document = None
    if profile is not None:
        cases = tuple(_case(claim, told, profile, owners, form, bsn) for claim in written)
        document = Document(
            version=form.version,
            cases=cases,
            supplier=profile.agency.oin,
            made_at=_moment(told),
            bsn=bsn,
            stated=_stated(told.person, form),
        )
    return {
        "agency": told.agency,
        "name": profile.agency.name if profile else None,
        "status": told.status.value,
        "reason": told.reason,
        "asOf": told.as_of.isoformat(),
        "askedAt": told.asked_at.isoformat() if told.asked_at else None,
        "proposal": kept.proposal,
        "received": canonical.plain(told.received),
        "fcid": writer.write(document, form) if document else None,
        "issues": [
            {"reference": claim.key.reference, **_issue(issue)} for claim in told.claims for issue in claim.issues
        ],
        "beside": [canonical.plain(claim) for claim in told.claims if claim not in written],
    }


def _issue(issue: Issue) -> Json:
    return {"code": issue.code.value, "detail": issue.detail, "stated": issue.stated, "computed": issue.computed}


def _case(
    claim: Claim,
    told: Statement,
    profile: AgencyProfile,
    owners: Mapping[AgencyCode, Oin],
    form: Profile,
    bsn: str,
) -> Case:
    events = (*_obligations(claim, profile, owners), *_moves(claim, owners), _demand(claim, told, profile))
    imposed = sum(event.amount for event in events if isinstance(event, Obligation))
    return Case(
        reference=claim.key.reference,
        bsn=bsn,
        events=events,
        total_imposed=Cents(imposed),
        stated=_stated(claim.facts, form),
    )


def _obligations(claim: Claim, profile: AgencyProfile, owners: Mapping[AgencyCode, Oin]) -> Iterator[Obligation]:
    """What was imposed, as far as it is known: the principal, and of all else what is open of it."""
    parts = dict(claim.open.parts())
    increase = max(NOTHING, Cents(parts[Component.PRINCIPAL] - claim.principal))
    amounts = {
        Part.PRINCIPAL: claim.principal,
        Part.INCREASE: increase,
        Part.COSTS: parts[Component.COSTS],
        Part.INTEREST: parts[Component.INTEREST],
    }
    for part, amount in amounts.items():
        if amount or part is Part.PRINCIPAL:
            yield Obligation(
                head=_head(claim, part.value, _start(claim.imposed_on)),
                # Where an agency has no word for a part, the debt's own says at least what it belongs to.
                type_code=_code(claim, profile, part) or _code(claim, profile, Part.PRINCIPAL) or "",
                amount=amount,
                primary=part is Part.PRINCIPAL,
                imposed_at=_start(claim.imposed_on),
                imposed_by=owners.get(claim.owner),
                carried_out_by=owners.get(claim.collector),
            )


def _moves(claim: Claim, owners: Mapping[AgencyCode, Oin]) -> Iterator[Event]:
    if claim.taken_over_at is not None:
        yield TakenOver(head=_head(claim, "taken-over", claim.taken_over_at), taken_from=owners.get(claim.owner))
    if claim.handed_over_at is not None:
        yield HandedOver(head=_head(claim, "handed-over", claim.handed_over_at))


def _demand(claim: Claim, told: Statement, profile: AgencyProfile) -> Demand:
    """What is asked for is what is open; whether the rest was paid, remitted or is yet to be asked, nobody kept."""
    return Demand(
        head=_head(claim, "demand", _start(told.as_of)),
        amount=claim.open.total,
        due_on=claim.due_on,
        payee=profile.agency.oin,
    )


def _head(claim: Claim, name: str, at: datetime) -> Head:
    return Head(reference=f"{claim.key.reference}/{name}", at=at, case=claim.key.reference)


def _code(claim: Claim, profile: AgencyProfile, part: Part) -> str | None:
    """Find the agency's word for a part of this debt; of several the first."""
    prefixes = {code.partition("_")[0] for code, word in profile.words.items() if word.kind == claim.kind}
    fitting = [
        code
        for code, word in profile.words.items()
        if word.part is part and (word.kind == claim.kind if part is Part.PRINCIPAL else True)
    ]
    return next((code for code in fitting if code.partition("_")[0] in prefixes), None)


def _stated(facts: Facts, form: Profile) -> Json:
    return {name.value: _fact(fact, form) for name, fact in facts.items()}


def _fact(fact: Fact, form: Profile) -> Json:
    parts = {
        Concept.FACT_VALUE: fact.answer.value,
        Concept.FACT_DATE: fact.on.isoformat() if fact.on else None,
        Concept.FACT_SOURCE: fact.source,
        Concept.FACT_STATED_ON: fact.stated_on.isoformat() if fact.stated_on else None,
        Concept.FACT_DETAIL: fact.detail,
    }
    return {form.key(part): said for part, said in parts.items() if said is not None}


def _moment(told: Statement) -> datetime:
    return told.asked_at or _start(told.as_of)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
