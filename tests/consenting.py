"""Who asks and on what, for the tests of the deciding half; pytest is all that is needed here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from builders import NOON, REGISTER, SUBJECT, a_citizen, a_partner, an_agency

from consent import decide
from consent.arrangements import ArrangementId, CarriedOut
from consent.grants import ConsentEvent
from consent.mandates import Act, Evidence, Mandate, MandateEvent, MandateGiven, MandateId, MandateKind
from consent.parties import Agency, AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from consent.verdict import Verdict

LATER = NOON + timedelta(hours=1)
MOMENT = timedelta(microseconds=1)

HELPER = "00000099000000007000"
ACTOR = SubjectRef("who-sits-at-the-keyboard")

TAX = an_agency("belastingdienst", secrecy="AWR 67")


def a_helper(oin: str = HELPER, **more: Any) -> Requester:
    """An organization that acts for people."""
    helper = Requester(
        client=ClientId("helper"),
        role=Role.INTERMEDIARY,
        issuer="https://issuer.invalid",
        oin=Oin(oin),
        purposes=frozenset({"overview", "proposal"}),
    )
    return replace(helper, **more)


def acting_for(subject: SubjectRef = SUBJECT, *, actor: SubjectRef = ACTOR) -> Requester:
    """Somebody who logged in to act for a person."""
    return replace(a_citizen(subject), actor=actor)


def a_worker(code: str = "cjib", *, purposes: tuple[str, ...] = ("overview", "proposal")) -> Requester:
    return replace(a_partner(code, purposes=purposes), role=Role.STAFF, client=ClientId(f"desk-{code}"), worker="w-1")


def a_mandate(**changes: Any) -> Mandate:
    """Leave for the helper to do everything towards one agency, for a year from noon."""
    mandate = Mandate(
        id=MandateId("mandate-1"),
        subject=SUBJECT,
        representative=HELPER,
        kind=MandateKind.HELP,
        acts=frozenset(Act),
        purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
        agencies=frozenset({AgencyCode("cjib")}),
        evidence=Evidence.PAPER,
        valid_from=NOON,
        valid_until=NOON + timedelta(days=365),
        signed_on=date(2026, 11, 20),
        reference="file 12",
    )
    return replace(mandate, **changes)


def mandated(**changes: Any) -> MandateGiven:
    mandate = a_mandate(**changes)
    return MandateGiven(mandate=mandate, at=mandate.valid_from)


def a_run(**changes: Any) -> CarriedOut:
    """An arrangement that CJIB carries out and in which DUO has claims too, from noon on."""
    run = CarriedOut(
        id=ArrangementId("arrangement-1"),
        subject=SUBJECT,
        executor=AgencyCode("cjib"),
        owners=frozenset({AgencyCode("cjib"), AgencyCode("duo")}),
        article="Pilot CBR 2025 art. 4",
        begins_at=NOON,
    )
    return replace(run, **changes)


def ask_each(
    requester: Requester | None = None,
    *,
    consents: Sequence[ConsentEvent] = (),
    mandates: Sequence[MandateEvent] = (),
    arrangements: Sequence[CarriedOut] = (),
    agencies: Sequence[Agency] = (),
    purpose: Purpose = Purpose.OVERVIEW,
    at: datetime = LATER,
    subject: SubjectRef = SUBJECT,
    register: Register = REGISTER,
    categories: frozenset[Category] = frozenset(Category),
) -> tuple[Verdict, ...]:
    """Ask the way the hub does: what the register has for this purpose and requester on this day."""
    requester = requester or a_citizen()
    return decide.decide(
        requester=requester,
        subject=subject,
        activities=register.serving(purpose, requester, on=at.date()),
        categories=categories,
        agencies=agencies,
        standing=Standing(consents=tuple(consents), mandates=tuple(mandates), arrangements=tuple(arrangements)),
        at=at,
    )


def ask(requester: Requester | None = None, *, agency: Agency | None = None, **more: Any) -> Any:
    """Ask about one agency; a test looks inside whatever came out."""
    (verdict,) = ask_each(requester, agencies=[agency or an_agency()], **more)
    return verdict


def done(came: Any) -> Any:
    """Give what came of a wish that must have been possible."""
    assert isinstance(came, tuple)
    return came
