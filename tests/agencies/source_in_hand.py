"""A source in hand: a profile of a made-up agency, the source that asks it, and ready answers for it to give."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agencies.fcid_cases import BSN, CURRENT, HERE, LEXICON, OIN_HERE, TODAY
from agencies.small_agency import JSON, Answer, SmallAgency
from aiohttp import web
from builders import A_TRACE

from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid_source import FcidSource
from adapters.settings import SourceSettings
from consent.parties import Agency, SubjectRef
from hub.domain.source import SourceReport
from hub.ports import ClaimSource

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUBJECT = SubjectRef("person-1")
PROFILE = AgencyProfile(
    agency=Agency(code=HERE, name="Instantie Hier", oin=OIN_HERE),
    fcid=CURRENT,
    words=LEXICON.words,
    signs_answers=False,
    states_registration=True,
)


async def bsn_of(subject: SubjectRef) -> str:
    """Know one person."""
    assert subject == SUBJECT
    return BSN


@asynccontextmanager
async def a_source(settings: SourceSettings, profile: AgencyProfile = PROFILE) -> AsyncIterator[FcidSource]:
    """Open a source, and close it."""
    source = FcidSource(profile=profile, settings=settings, bsn_of=bsn_of, owners=LEXICON.owners, now=lambda: NOW)
    try:
        yield source
    finally:
        await source.close()


async def ask(
    source: ClaimSource, *, as_of: date = TODAY, known_at: datetime | None = None, within_s: float = 2.0
) -> SourceReport:
    """Ask about the one person."""
    return await source.ask(SUBJECT, as_of=as_of, known_at=known_at, within=timedelta(seconds=within_s), trace=A_TRACE)


async def report_of(agency: SmallAgency, folder: Path, **more: object) -> SourceReport:
    """Ask an agency once."""
    async with a_source(agency.settings(folder, **more)) as source:
        return await ask(source)


def saying(document: object) -> Answer:
    """Answer with a document."""

    async def say(_agency: SmallAgency) -> web.StreamResponse:
        return web.json_response(document)

    return say


def raw(body: bytes, content_type: str = JSON) -> Answer:
    """Answer with bytes."""

    async def say(_agency: SmallAgency) -> web.StreamResponse:
        return web.Response(body=body, content_type=content_type)

    return say


def failing(status: int, **headers: str) -> Answer:
    """Answer with a status."""

    async def fail(_agency: SmallAgency) -> web.StreamResponse:
        return web.Response(status=status, headers=headers)

    return fail
