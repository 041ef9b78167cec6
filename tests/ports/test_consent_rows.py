"""What is on record about consent comes back as it was, and what cannot be read opens nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from kept import NOON, a_grant, a_person, as_owner
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent import history, mandates
from consent.activities import ActivityId
from consent.grants import ConsentEvent, Given, GrantId, Narrowed, Use, Used, Withdrawn
from consent.mandates import Act, By, Evidence, Mandate, MandateEnded, MandateGiven, MandateId, MandateKind
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Category, Purpose
from consent.requests import ConsentRequest, RequestAnswer, RequestId
from consent.standing import Standing
from hub.errors import BadInput

HOUR = timedelta(hours=1)
HELPER = By(
    client="helper",
    representative="00000099000000007000",
    mandate=MandateId("mandate-1"),
    acr="substantial",
    logged_in_at=NOON - HOUR,
)


def a_mandate(subject: SubjectRef, **changes: Any) -> Mandate:
    mandate = Mandate(
        id=MandateId("mandate-1"),
        subject=subject,
        representative="00000099000000007000",
        kind=MandateKind.GUARDIANSHIP,
        acts=frozenset(Act),
        purposes=frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL}),
        agencies=frozenset({AgencyCode("cjib"), AgencyCode("duo")}),
        evidence=Evidence.COURT_ORDER,
        valid_from=NOON,
        valid_until=NOON + timedelta(days=365),
        signed_on=date(2026, 11, 20),
        reference="rechtbank 2026/17",
    )
    return replace(mandate, **changes)


def a_request(subject: SubjectRef, **changes: Any) -> ConsentRequest:
    request = ConsentRequest(
        id=RequestId("request-1"),
        subject=subject,
        recipient="00000099000000001000",
        agencies=(AgencyCode("duo"), AgencyCode("cjib")),
        purposes=(Purpose.PROPOSAL, Purpose.OVERVIEW),
        categories=frozenset(Category),
        use=Use.ONCE,
        asked_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )
    return replace(request, **changes)


async def standing(store: SqlStore, person: SubjectRef) -> Standing:
    async with store.transaction(person) as tx:
        return await tx.standing()


async def keep(store: SqlStore, person: SubjectRef, *events: Any) -> None:
    async with store.transaction(person) as tx:
        for event in events:
            if isinstance(event, MandateGiven | MandateEnded):
                await tx.append_mandate(event)
            else:
                await tx.append_consent(event)


@asynccontextmanager
async def unfenced(engine: AsyncEngine, table: str) -> AsyncIterator[Any]:
    """Take the triggers of a table away: what a fault outside the hub may do to a row."""
    async with as_owner(engine) as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for change in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER {table}_refuse_{change}"))
        yield connection


# ── What was written comes back ──


async def test_every_event_about_a_grant_comes_back_as_it_was(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(
        person,
        id=GrantId("grant-1"),
        categories=frozenset(Category),
        activity=ActivityId("overview-self:7"),
        notice="en:abc",
        use=Use.ONCE,
    )
    events: tuple[ConsentEvent, ...] = (
        Given(grant=grant, at=NOON, by=HELPER),
        Narrowed(grant_id=grant.id, at=NOON + HOUR, categories=frozenset({Category.CLAIMS}), by=HELPER),
        Narrowed(grant_id=grant.id, at=NOON + 2 * HOUR, valid_until=NOON + timedelta(days=9)),
        Narrowed(grant_id=grant.id, at=NOON + 3 * HOUR, categories=frozenset()),
        Withdrawn(grant_id=grant.id, at=NOON + 4 * HOUR, by=By(client="portal", acr="high")),
    )

    await keep(store, person, *events)

    assert (await standing(store, person)).consents == events


async def test_every_event_about_a_mandate_comes_back_as_it_was(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    bare = a_mandate(
        person,
        id=MandateId("mandate-2"),
        kind=MandateKind.HELP,
        evidence=Evidence.LOGIN,
        signed_on=None,
        reference=None,
    )
    events = (
        MandateGiven(mandate=a_mandate(person), at=NOON, by=HELPER),
        MandateGiven(mandate=bare, at=NOON + HOUR),
        MandateEnded(mandate_id=bare.id, at=NOON + 2 * HOUR, by=HELPER),
    )

    await keep(store, person, *events)

    assert (await standing(store, person)).mandates == events


async def test_a_mandate_about_somebody_else_is_not_taken(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)

    with pytest.raises(BadInput) as refused:
        await keep(store, person, MandateGiven(mandate=a_mandate(other), at=NOON))

    assert refused.value.code == "person.mismatch"
    assert (await standing(store, other)).size == 0


@pytest.mark.parametrize("kind", [Narrowed, Withdrawn])
async def test_what_happens_to_somebody_elses_grant_is_about_no_grant(
    store: SqlStore, engine: AsyncEngine, kind: type[Narrowed] | type[Withdrawn]
) -> None:
    person, other = await a_person(engine), await a_person(engine)
    grant = a_grant(other)
    await keep(store, other, Given(grant=grant, at=NOON))

    for name in (grant.id, GrantId("never"), GrantId("with\x00null")):
        with pytest.raises(BadInput) as refused:
            await keep(store, person, kind(grant_id=name, at=NOON))
        assert refused.value.code == "consent.unknown_grant"


# ── Use ──


async def test_the_latest_use_is_kept_and_only_of_the_persons_own_grants(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)
    grant, unused, strange = a_grant(person), a_grant(person, agency=AgencyCode("duo")), a_grant(other)
    await keep(store, person, Given(grant=grant, at=NOON), Given(grant=unused, at=NOON))
    await keep(store, other, Given(grant=strange, at=NOON))

    for at in (NOON + HOUR, NOON + 3 * HOUR, NOON + 2 * HOUR):
        async with store.transaction(person) as tx:
            await tx.mark_used([grant.id, strange.id], at)
            await tx.mark_used([], at)

    uses = [event for event in (await standing(store, person)).consents if isinstance(event, Used)]
    assert uses == [Used(grant_id=grant.id, at=NOON + 3 * HOUR)]
    assert not [event for event in (await standing(store, other)).consents if isinstance(event, Used)]


async def test_a_use_in_a_transaction_that_fails_was_none(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    await keep(store, person, Given(grant=grant, at=NOON))

    async def fails() -> None:
        async with store.transaction(person) as tx:
            await tx.mark_used([grant.id], NOON + HOUR)
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert (await standing(store, person)).size == 1


# ── Requests ──


async def test_a_request_comes_back_as_it_was_with_its_answer_and_oldest_first(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    later = a_request(person, id=RequestId("request-0"), asked_at=NOON + HOUR, categories=frozenset({Category.CLAIMS}))
    answered = replace(
        a_request(person), answer=RequestAnswer.GIVE, answered_at=NOON + HOUR, grants=(GrantId("g1"), GrantId("g2"))
    )
    async with store.transaction(person) as tx:
        await tx.put_consent_request(later)
        await tx.put_consent_request(a_request(person))
        assert await tx.consent_requests() == (a_request(person), later)
        await tx.put_consent_request(answered)

    async with store.transaction(person) as tx:
        assert await tx.consent_requests() == (answered, later)


@pytest.mark.parametrize("second", [*RequestAnswer, None], ids=["a yes", "a no", "no answer"])
@pytest.mark.parametrize("first", RequestAnswer)
async def test_an_answer_that_stands_is_never_changed(
    store: SqlStore, engine: AsyncEngine, first: RequestAnswer, second: RequestAnswer | None
) -> None:
    person = await a_person(engine)
    answered = replace(a_request(person), answer=first, answered_at=NOON + HOUR)
    async with store.transaction(person) as tx:
        await tx.put_consent_request(a_request(person))
        await tx.put_consent_request(answered)

    at = NOON + 2 * HOUR if second else None
    with pytest.raises(BadInput) as refused:
        async with store.transaction(person) as tx:
            await tx.put_consent_request(replace(a_request(person), answer=second, answered_at=at))

    assert refused.value.code == "consent_request.closed"
    async with store.transaction(person) as tx:
        assert await tx.consent_requests() == (answered,)


async def test_what_was_asked_does_not_change_with_the_answer(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    wider = a_request(person, recipient="00000099000000009000", agencies=(AgencyCode("cak"),), use=Use.ONGOING)
    async with store.transaction(person) as tx:
        await tx.put_consent_request(a_request(person))
        await tx.put_consent_request(replace(wider, answer=RequestAnswer.GIVE, answered_at=NOON + HOUR))

        (kept,) = await tx.consent_requests()
    assert kept == replace(a_request(person), answer=RequestAnswer.GIVE, answered_at=NOON + HOUR)


async def test_requests_are_one_persons_only(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.put_consent_request(a_request(person))

    async with store.transaction(other) as tx:
        assert await tx.consent_requests() == ()
    with pytest.raises(BadInput) as refused:
        async with store.transaction(other) as tx:
            await tx.put_consent_request(a_request(person))
    assert refused.value.code == "person.mismatch"


# ── What cannot be read ──


@pytest.mark.parametrize(
    "change",
    [
        "purpose = 'marketing'",
        "categories = 'claims health'",
        "categories = ''",
        "use = 'twice'",
    ],
)
async def test_a_grant_that_cannot_be_read_gives_nothing_and_hides_no_other(
    store: SqlStore, engine: AsyncEngine, change: str
) -> None:
    person = await a_person(engine)
    broken, sound = a_grant(person, id=GrantId("broken")), a_grant(person, agency=AgencyCode("duo"))
    await keep(store, person, Given(grant=broken, at=NOON), Given(grant=sound, at=NOON))
    async with as_owner(engine) as connection:
        await connection.execute(text(f"UPDATE consent_grant SET {change} WHERE id = 'broken'"))  # noqa: S608 the test's own words

    states = history.states((await standing(store, person)).consents, known_at=NOON)

    assert [state.grant for state in states] == [sound]


async def test_a_narrowing_that_cannot_be_read_takes_the_grant_back(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    narrowed = Narrowed(grant_id=grant.id, at=NOON + HOUR, categories=frozenset({Category.CLAIMS}), by=HELPER)
    await keep(store, person, Given(grant=grant, at=NOON), narrowed)
    async with unfenced(engine, "consent_event") as connection:
        await connection.execute(text("UPDATE consent_event SET categories = 'health' WHERE type = 'NARROWED'"))

    consents = (await standing(store, person)).consents

    assert consents[1] == Withdrawn(grant_id=grant.id, at=NOON + HOUR, by=HELPER)


@pytest.mark.parametrize("made_by", ["", "{", "[]", '{"is":"By","client":7}', '{"is":"Mandate"}', '{"is":"By","x":1}'])
async def test_an_event_counts_though_it_cannot_be_read_who_did_it(
    store: SqlStore, engine: AsyncEngine, made_by: str
) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    await keep(store, person, Given(grant=grant, at=NOON), Withdrawn(grant_id=grant.id, at=NOON + HOUR, by=HELPER))
    await keep(store, person, MandateEnded(mandate_id=MandateId("mandate-1"), at=NOON, by=HELPER))
    for table in ("consent_event", "mandate_event"):
        async with unfenced(engine, table) as connection:
            await connection.execute(text(f"UPDATE {table} SET made_by = :made_by"), {"made_by": made_by})  # noqa: S608 as above

    kept = await standing(store, person)

    assert kept.consents == (Given(grant=grant, at=NOON), Withdrawn(grant_id=grant.id, at=NOON + HOUR))
    assert kept.mandates == (MandateEnded(mandate_id=MandateId("mandate-1"), at=NOON),)


@pytest.mark.parametrize(
    "change",
    [
        "record = ''",
        "record = '{'",
        "record = '{}'",
        "record = replace(record, 'guardianship', 'friendship')",
        "record = replace(record, '\"accept\"', '\"everything\"')",
        'record = replace(record, \'"valid_until":"2027\', \'"valid_until":"2007\')',
    ],
)
async def test_a_mandate_that_cannot_be_read_gives_nothing_and_hides_no_other(
    store: SqlStore, engine: AsyncEngine, change: str
) -> None:
    person = await a_person(engine)
    sound = a_mandate(person, id=MandateId("mandate-2"))
    await keep(store, person, MandateGiven(mandate=a_mandate(person), at=NOON), MandateGiven(mandate=sound, at=NOON))
    async with unfenced(engine, "mandate_event") as connection:
        await connection.execute(text(f"UPDATE mandate_event SET {change} WHERE mandate_id = 'mandate-1'"))  # noqa: S608 as above

    kept = (await standing(store, person)).mandates

    assert mandates.in_force(kept, subject=person, at=NOON) == (sound,)


@pytest.mark.parametrize("change", ["purposes = 'marketing'", "categories = 'health'", "use = 'twice'"])
async def test_a_request_that_cannot_be_read_asks_nothing_and_hides_no_other(
    store: SqlStore, engine: AsyncEngine, change: str
) -> None:
    person = await a_person(engine)
    sound = a_request(person, id=RequestId("request-2"))
    async with store.transaction(person) as tx:
        await tx.put_consent_request(a_request(person))
        await tx.put_consent_request(sound)
    async with as_owner(engine) as connection:
        await connection.execute(text(f"UPDATE consent_request SET {change} WHERE id = 'request-1'"))  # noqa: S608 as above

    async with store.transaction(person) as tx:
        assert await tx.consent_requests() == (sound,)


# ── Written once ──


@pytest.mark.parametrize("change", ["UPDATE mandate_event SET at = at", "DELETE FROM mandate_event"])
async def test_who_acted_for_whom_is_never_changed(store: SqlStore, engine: AsyncEngine, change: str) -> None:
    person = await a_person(engine)
    await keep(store, person, MandateGiven(mandate=a_mandate(person), at=NOON))

    with pytest.raises(Exception, match="append-only"):
        async with as_owner(engine) as connection:
            await connection.execute(text(change))
