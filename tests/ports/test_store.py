"""What `hub.ports.Store` promises, on every database."""

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from kept import NOON, a_grant, a_person, a_proposal, a_record, an_attempt
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.grants import ConsentEvent, Given, GrantId, Withdrawn
from consent.parties import AgencyCode, SubjectRef
from hub.errors import BadInput
from hub.ports import Store


def test_it_is_what_the_hub_asks_for(store: SqlStore) -> None:
    port: Store = store

    assert port is store


async def test_nobody_is_known_before_they_were_added(store: SqlStore) -> None:
    for stranger in ("nobody", "", "with\x00null", "lone\ud800surrogate", "x" * 300):
        with pytest.raises(BadInput) as refused:
            async with store.transaction(SubjectRef(stranger)):
                pass
        assert refused.value.code == "person.unknown"


# ── Consent ──


async def test_history_comes_back_as_it_was_written(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    events: tuple[ConsentEvent, ...] = (
        Given(grant=grant, at=NOON),
        Withdrawn(grant_id=grant.id, at=NOON + timedelta(hours=1)),
    )

    for event in events:
        async with store.transaction(person) as tx:
            await tx.append_consent(event)

    async with store.transaction(person) as tx:
        assert await tx.consent_events() == events


async def test_history_is_given_oldest_first(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    later = Given(grant=a_grant(person), at=NOON + timedelta(seconds=1))
    earlier = Given(grant=a_grant(person, agency=AgencyCode("other")), at=NOON)

    async with store.transaction(person) as tx:
        await tx.append_consent(later)
        await tx.append_consent(earlier)

    async with store.transaction(person) as tx:
        assert await tx.consent_events() == (earlier, later)


async def test_history_is_one_persons_only(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    async with store.transaction(one) as tx:
        await tx.append_consent(Given(grant=a_grant(one), at=NOON))

    async with store.transaction(other) as tx:
        assert await tx.consent_events() == ()


async def test_moments_keep_their_place_in_time_whatever_zone_they_came_in(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    dutch = NOON.astimezone(timezone(timedelta(hours=1)))
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person, valid_from=dutch), at=dutch))

    async with store.transaction(person) as tx:
        (event,) = await tx.consent_events()

    assert isinstance(event, Given)
    assert (event.at, event.grant.valid_from) == (NOON, NOON)
    assert event.at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    with pytest.raises(ValueError, match="without a zone"):
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=datetime(2026, 11, 23, 12)))  # noqa: DTZ001 on purpose


@pytest.mark.parametrize("days", [0, 400], ids=["in force", "expired but not withdrawn"])
async def test_giving_what_is_given_already_is_refused(store: SqlStore, engine: AsyncEngine, days: int) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))

    with pytest.raises(BadInput) as refused:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON + timedelta(days=days)))

    assert refused.value.code == "consent.already_given"


async def test_a_new_grant_takes_the_place_of_one_withdrawn_in_the_same_transaction(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    first, second = a_grant(person), a_grant(person)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=first, at=NOON))
    async with store.transaction(person) as tx:
        await tx.append_consent(Withdrawn(grant_id=first.id, at=NOON + timedelta(days=1)))
        await tx.append_consent(Given(grant=second, at=NOON + timedelta(days=1)))

    async with store.transaction(person) as tx:
        events = await tx.consent_events()

    assert [type(event).__name__ for event in events] == ["Given", "Withdrawn", "Given"]


@pytest.mark.parametrize(
    "change", [{"recipient": "00000001234567890000"}, {"agency": "other"}, {"purpose": "proposal"}]
)
async def test_grants_that_differ_stand_beside_each_other(
    store: SqlStore, engine: AsyncEngine, change: dict[str, str]
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.append_consent(Given(grant=a_grant(person, **change), at=NOON))

    async with store.transaction(person) as tx:
        assert len(await tx.consent_events()) == 2


async def test_after_a_refusal_inside_it_a_transaction_goes_on(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        with pytest.raises(BadInput):
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.keep_proposal(a_proposal(person, id="kept"))

    async with store.transaction(person) as tx:
        assert len(await tx.consent_events()) == 1
        assert await tx.proposal("kept") is not None


async def test_withdrawing_twice_keeps_both_facts_and_the_earlier_moment(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=grant, at=NOON))
        await tx.append_consent(Withdrawn(grant_id=grant.id, at=NOON + timedelta(days=1)))
        await tx.append_consent(Withdrawn(grant_id=grant.id, at=NOON + timedelta(days=2)))

    async with store.transaction(person) as tx:
        assert len(await tx.consent_events()) == 3
    async with engine.connect() as connection:
        withdrawn_at = (await connection.execute(text("SELECT withdrawn_at FROM consent_grant"))).scalar_one()
    assert str(withdrawn_at).startswith("2026-11-24")


async def test_nobody_withdraws_the_grant_of_somebody_else(store: SqlStore, engine: AsyncEngine) -> None:
    owner, other = await a_person(engine), await a_person(engine)
    grant = a_grant(owner)
    async with store.transaction(owner) as tx:
        await tx.append_consent(Given(grant=grant, at=NOON))

    for grant_id in (grant.id, GrantId("never was"), GrantId("with\x00null")):
        with pytest.raises(BadInput) as refused:
            async with store.transaction(other) as tx:
                await tx.append_consent(Withdrawn(grant_id=grant_id, at=NOON))
        assert refused.value.code == "consent.unknown_grant"


async def test_nothing_about_somebody_else_is_written_in_a_persons_transaction(
    store: SqlStore, engine: AsyncEngine
) -> None:
    one, other = await a_person(engine), await a_person(engine)

    async with store.transaction(one) as tx:
        for writing in (
            tx.append_consent(Given(grant=a_grant(other), at=NOON)),
            tx.keep_proposal(a_proposal(other)),
            tx.append_audit(a_record(other)),
        ):
            with pytest.raises(BadInput, match="person.mismatch"):
                await writing


# ── Proposals ──


async def test_a_proposal_comes_back_as_it_was_kept(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    proposal = a_proposal(person, sealed=bytes(range(256)))
    async with store.transaction(person) as tx:
        await tx.keep_proposal(proposal)

    async with store.transaction(person) as tx:
        assert await tx.proposal(proposal.id) == proposal


async def test_the_proposal_of_somebody_else_is_as_one_that_never_was(store: SqlStore, engine: AsyncEngine) -> None:
    owner, other = await a_person(engine), await a_person(engine)
    proposal = a_proposal(owner)
    async with store.transaction(owner) as tx:
        await tx.keep_proposal(proposal)

    async with store.transaction(other) as tx:
        for proposal_id in (proposal.id, "never was", "", "with\x00null", "lone\ud800surrogate"):
            assert await tx.proposal(proposal_id) is None


async def test_a_proposal_is_kept_once(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    proposal = a_proposal(person)

    async with store.transaction(person) as tx:
        await tx.keep_proposal(proposal)
        with pytest.raises(BadInput, match="proposal.already_kept"):
            await tx.keep_proposal(proposal)


# ── Attempts ──


async def test_an_attempt_is_found_again_with_its_result(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") is None
        await tx.put_attempt(an_attempt())
        assert await tx.attempt("portal", "key-1") == an_attempt()
        await tx.put_attempt(an_attempt(result="grant-1"))

    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") == an_attempt(result="grant-1")


@pytest.mark.parametrize(
    "changes",
    [{"fingerprint": "sha256:def"}, {"operation": "withdrawConsent"}],
    ids=["another request", "another operation"],
)
async def test_a_key_is_never_used_for_something_else(
    store: SqlStore, engine: AsyncEngine, changes: dict[str, str]
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.put_attempt(an_attempt(result="grant-1"))

    with pytest.raises(BadInput) as refused:
        async with store.transaction(person) as tx:
            await tx.put_attempt(an_attempt(**changes))

    assert refused.value.code == "idempotency.reused"


async def test_a_key_belongs_to_one_client_and_one_person(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    async with store.transaction(one) as tx:
        await tx.put_attempt(an_attempt(result="done"))
        assert await tx.attempt("other client", "key-1") is None
    async with store.transaction(other) as tx:
        assert await tx.attempt("portal", "key-1") is None


@pytest.mark.parametrize("key", ["", "x" * 201, "with\x00null", "lone\ud800surrogate"])
async def test_what_cannot_be_a_key_is_refused(store: SqlStore, engine: AsyncEngine, key: str) -> None:
    person = await a_person(engine)

    async with store.transaction(person) as tx:
        with pytest.raises(BadInput, match="idempotency.invalid"):
            await tx.attempt("portal", key)
        with pytest.raises(BadInput, match="idempotency.invalid"):
            await tx.put_attempt(an_attempt(key=key))


async def test_of_eight_copies_at_once_one_has_an_effect(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async def copy(number: int) -> str:
        async with store.transaction(person) as tx:
            done = await tx.attempt("portal", "key-1")
            if done is not None and done.result is not None:
                return done.result
            grant = a_grant(person, id=GrantId(f"grant-{number}"), agency=AgencyCode(f"agency-{number}"))
            await tx.append_consent(Given(grant=grant, at=NOON))
            await tx.put_attempt(an_attempt(result=grant.id))
            return grant.id

    answers = await asyncio.gather(*map(copy, range(8)))

    async with store.transaction(person) as tx:
        events = await tx.consent_events()
    assert len(events) == 1
    assert len(set(answers)) == 1


# ── Audit ──


async def _log(engine: AsyncEngine) -> list[tuple[int, str, str]]:
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT seq, subject_ref, record FROM audit_event ORDER BY seq"))
        return [(row.seq, row.subject_ref, row.record) for row in rows]


async def test_a_record_is_one_line_of_plain_facts(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_audit(a_record(person))

    ((seq, subject_ref, line),) = await _log(engine)

    assert (seq, subject_ref) == (1, person)
    assert line == (
        '{"at":"2026-11-23T12:00:00.123456+00:00","client":"portal","event":"claims.released",'
        '"grounds":{"example":"consent"},"is":"AuditRecord","outcome":{"claims":2,"example":"ANSWERED"},'
        f'"purpose":"overview","recipient":"self","role":"citizen","subject":"{person}",'
        '"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}'
    )


async def test_an_attempt_may_begin_again(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    again = an_attempt(started_at=NOON + timedelta(minutes=2))
    async with store.transaction(person) as tx:
        await tx.put_attempt(an_attempt())
        await tx.put_attempt(again)

    async with store.transaction(person) as tx:
        assert await tx.attempt("portal", "key-1") == again


async def test_the_log_has_no_gap_though_many_write_and_some_fail(store: SqlStore, engine: AsyncEngine) -> None:
    people = [await a_person(engine) for _ in range(6)]

    async def act(number: int) -> None:
        person = people[number % len(people)]
        async with store.transaction(person) as tx:
            await tx.append_audit(a_record(person))
            await asyncio.sleep(0)
            await tx.append_audit(a_record(person))
            if number % 3 == 0:
                raise LookupError

    await asyncio.gather(*map(act, range(30)), return_exceptions=True)

    assert [seq for seq, _, _ in await _log(engine)] == [*range(1, 41)]


# ── All or nothing ──


async def test_an_exception_leaves_nothing_behind(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    with pytest.raises(LookupError):
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            await tx.keep_proposal(a_proposal(person, id="gone"))
            await tx.put_attempt(an_attempt())
            await tx.append_audit(a_record(person))
            raise LookupError

    async with store.transaction(person) as tx:
        assert await tx.consent_events() == ()
        assert await tx.proposal("gone") is None
        assert await tx.attempt("portal", "key-1") is None
    assert await _log(engine) == []


async def test_a_request_that_is_cancelled_leaves_nothing_behind(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    written = asyncio.Event()

    async def request() -> None:
        async with store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            written.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(request())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with store.transaction(person) as tx:
        assert await tx.consent_events() == ()


async def test_statements_of_one_transaction_may_be_asked_together(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)

    async with store.transaction(person) as tx:
        await asyncio.gather(*(tx.keep_proposal(a_proposal(person, id=f"p{number}")) for number in range(5)))
        assert all(await asyncio.gather(*(tx.proposal(f"p{number}") for number in range(5))))


async def test_a_transaction_inside_a_transaction_is_a_fault_of_the_program(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)

    async with store.transaction(person):
        with pytest.raises(RuntimeError, match="inside"):
            async with store.transaction(person):
                pass


@pytest.mark.parametrize("table", ["audit_event", "consent_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"], ids=["update", "delete"])
async def test_what_was_written_down_is_never_changed(
    store: SqlStore, engine: AsyncEngine, table: str, change: str
) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.append_audit(a_record(person))

    with pytest.raises(Exception, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change.format(table)))
