"""From grants of before to activities, kinds of data and mandates, and back: nothing that was given widens."""

from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON, ON, REGISTER
from kept import a_grant, a_person
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store import migrate
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.tables import UtcTime
from consent import history
from consent.grants import Given, Grant, GrantId, Narrowed, Withdrawn
from consent.history import GrantStatus
from consent.mandates import By
from consent.parties import SELF, AgencyCode, SubjectRef
from consent.purposes import Category, Purpose


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if database == "postgresql":
        address: str = request.getfixturevalue("empty_postgres_url")
        return address
    return "sqlite://" if database == "memory" else f"sqlite:///{tmp_path / 'hub.db'}"


GRANT = text(
    "INSERT INTO consent_grant (subject_ref, id, recipient, agency, purpose, valid_from, valid_until, withdrawn_at) "
    "VALUES (:person, :name, 'self', :agency, 'overview', :start, :until, :ended)"
).bindparams(*(bindparam(name, type_=UtcTime()) for name in ("start", "until", "ended")))
EVENT = text(
    "INSERT INTO consent_event (subject_ref, seq, grant_id, type, at) VALUES (:person, :seq, :name, :kind, :at)"
).bindparams(bindparam("at", type_=UtcTime()))


async def _given_before(engine: AsyncEngine, person: SubjectRef, name: str, agency: str, *, ended: bool) -> None:
    """Write a grant as the schema of before had it."""
    start, until = NOON - timedelta(days=3), NOON + timedelta(days=300)
    told = {"person": person, "name": name}
    async with engine.begin() as connection:
        grant = {**told, "agency": agency, "start": start, "until": until, "ended": start if ended else None}
        await connection.execute(GRANT, grant)
        for kind in ("GIVEN", "WITHDRAWN") if ended else ("GIVEN",):
            last = await connection.execute(text("SELECT coalesce(max(seq), 0) FROM consent_event"))
            await connection.execute(EVENT, {**told, "seq": last.scalar_one() + 1, "kind": kind, "at": start})


async def _states(engine: AsyncEngine, person: SubjectRef) -> dict[str, history.GrantState]:
    async with SqlStore(engine).transaction(person) as tx:
        found = history.states((await tx.standing()).consents, known_at=NOON)
    return {state.grant.id: state for state in found}


async def test_grants_of_before_are_kept_and_must_be_asked_again(store_url: str) -> None:
    engine = open_engine(store_url)
    await migrate.upgrade(engine, "0004")
    person = await a_person(engine)
    await _given_before(engine, person, "standing", "cjib", ended=False)
    await _given_before(engine, person, "ended", "duo", ended=True)
    await migrate.upgrade(engine)

    states = await _states(engine, person)
    activity = REGISTER.consented(Purpose.OVERVIEW, SELF, on=ON)

    assert states["standing"].status(activity, NOON) is GrantStatus.OUTDATED
    assert states["ended"].status(activity, NOON) is GrantStatus.WITHDRAWN
    assert states["standing"].given_by == By()
    assert states["standing"].grant.categories == {Category.CLAIMS}
    await engine.dispose()


async def test_what_was_written_stays_fenced_after_going_up_down_and_up_again(engine: AsyncEngine) -> None:
    person = await a_person(engine)
    await _given(engine, person)
    await migrate.downgrade(engine, "0004")
    await _refuses_change(engine)
    await migrate.upgrade(engine)
    await _refuses_change(engine)

    assert (await _states(engine, person))["whole"].grant.agency == "cjib"


async def test_a_narrowed_grant_is_withdrawn_by_stepping_back_and_not_whole_again(engine: AsyncEngine) -> None:
    person = await a_person(engine)
    await _given(engine, person)
    await migrate.downgrade(engine, "0004")
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, withdrawn_at FROM consent_grant ORDER BY id"))
        before = {row.id: row.withdrawn_at for row in rows}
    await migrate.upgrade(engine)
    states = await _states(engine, person)

    assert before["whole"] is None
    assert before["narrow"] is not None
    assert states["narrow"].withdrawn_at == NOON
    assert states["whole"].withdrawn_at is None
    async with SqlStore(engine).transaction(person) as tx:
        await tx.append_consent(Given(grant=_grant(person, "again", "duo"), at=NOON))


def _grant(person: SubjectRef, name: str, agency: str) -> Grant:
    return a_grant(person, id=GrantId(name), agency=AgencyCode(agency), valid_from=NOON)


async def _given(engine: AsyncEngine, person: SubjectRef) -> None:
    async with SqlStore(engine).transaction(person) as tx:
        for name, agency in (("whole", "cjib"), ("narrow", "duo"), ("gone", "cak")):
            await tx.append_consent(Given(grant=_grant(person, name, agency), at=NOON))
        less = frozenset({Category.CLAIMS})
        await tx.append_consent(Narrowed(grant_id=GrantId("narrow"), at=NOON, categories=less))
        await tx.append_consent(Withdrawn(grant_id=GrantId("gone"), at=NOON))


async def _refuses_change(engine: AsyncEngine) -> None:
    for change in ("UPDATE consent_event SET at = at", "DELETE FROM consent_event"):
        with pytest.raises(Exception, match="append-only"):
            async with engine.begin() as connection:
                await connection.execute(text(change))


async def test_a_connection_looks_at_references_again_after_migrating(engine: AsyncEngine) -> None:
    strange = {"person": "nobody", "seq": 1, "name": "never", "kind": "GIVEN", "at": NOON}
    await migrate.downgrade(engine, "0004")

    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(EVENT, strange)
