"""A desk in hand: errands to bring, and the desk of an agency to bring them to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from secrets import token_hex
from typing import Any

from agencies.source_in_hand import PROFILE, SUBJECT, bsn_of
from builders import A_TRACE

from adapters.agencies import agency_profile
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.desk import HttpDesk
from adapters.agencies.registry import AGENCIES, folder
from adapters.settings import DEFAULT_CLIENT, HttpClient, SourceSettings
from consent.parties import AgencyCode
from hub.domain.claim import ClaimKey
from hub.domain.errand import Answered, Condition, Errand, ErrandKind, PlannedClaim, PlannedTerm
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.ports import ArrangementDesk

PROFILES: Mapping[str, AgencyProfile] = {code: agency_profile.load(folder(code)) for code in AGENCIES}
OWNERS = {profile.agency.oin: profile.agency.code for profile in PROFILES.values()}
HERE = PROFILE.agency.code


def now() -> datetime:
    """The agencies' token desks look at the real clock."""
    return datetime.now(UTC)  # noqa: TID251  # as just said


def an_errand(agency: str = HERE, kind: ErrandKind = ErrandKind.REQUEST, **changes: Any) -> Errand:
    """An errand to an agency, with a fresh key, about one claim in two terms."""
    here = AgencyCode(agency)
    errand = Errand(
        key=token_hex(16),
        arrangement=token_hex(16),
        kind=kind,
        agency=here,
        executes=here,
        scheme=SchemeCode("betalingsregeling_rijk"),
        claims=(PlannedClaim(key=ClaimKey(owner=here, reference="WM-2026-0001234"), open=Cents(10400)),),
        terms=(
            PlannedTerm(due_on=date(2027, 1, 25), amount=Cents(5200)),
            PlannedTerm(due_on=date(2027, 2, 25), amount=Cents(5200)),
        ),
        conditions=(Condition(code="terms.on_time", article="Betalingsregeling Rijk"),),
        starts_on=date(2027, 1, 1),
    )
    return replace(errand, **changes)


@asynccontextmanager
async def a_desk(
    settings: SourceSettings, profile: AgencyProfile = PROFILE, client: HttpClient = DEFAULT_CLIENT
) -> AsyncIterator[HttpDesk]:
    """Open a desk, and close it."""
    desk = HttpDesk(profile=profile, settings=settings, bsn_of=bsn_of, owners=OWNERS, now=now, client=client)
    try:
        yield desk
    finally:
        await desk.close()


async def bring(desk: ArrangementDesk, errand: Errand, *, within_s: float = 2.0) -> Answered:
    """Bring it for the one person."""
    return await desk.bring(errand, SUBJECT, within=timedelta(seconds=within_s), trace=A_TRACE)


async def ask_again(desk: ArrangementDesk, errand: Errand, *, within_s: float = 2.0) -> Answered:
    """Ask how it stands."""
    return await desk.ask_again(errand.key, within=timedelta(seconds=within_s), trace=A_TRACE)
