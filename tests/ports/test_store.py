"""What `hub.ports.Store` promises, on every database."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from kept import NOON, a_grant, a_person, a_proposal, a_record, as_owner
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.grants import Given, GrantId, Withdrawn
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
    events: tuple[Given | Withdrawn, ...] = (
        Given(grant=grant, at=NOON),
        Withdrawn(grant_id=grant.id, at=NOON + timedelta(hours=1)),
    )

    for event in events:
        async with store.transaction(person) as tx:
            await tx.append_consent(event)

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == events


async def test_history_is_given_oldest_first(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    later = Given(grant=a_grant(person), at=NOON + timedelta(seconds=1))
    earlier = Given(grant=a_grant(person, agency=AgencyCode("other")), at=NOON)

    async with store.transaction(person) as tx:
        await tx.append_consent(later)
        await tx.append_consent(earlier)

    async with store.transaction(person) as tx:
        assert (await tx.standing()).consents == (earlier, later)


async def test_history_is_one_persons_only(store: SqlStore, engine: AsyncEngine) -> None:
    one, other = await a_person(engine), await a_person(engine)
    async with store.transaction(one) as tx:
        await tx.append_consent(Given(grant=a_grant(one), at=NOON))

    async with store.transaction(other) as tx:
        assert (await tx.standing()).consents == ()


async def test_moments_keep_their_place_in_time_whatever_zone_they_came_in(
    store: SqlStore, engine: AsyncEngine
) -> None:
    person = await a_person(engine)
    dutch = NOON.astimezone(timezone(timedelta(hours=1)))
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person, valid_from=dutch), at=dutch))

    async with store.transaction(person) as tx:
        (event,) = (await tx.standing()).consents

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
        events = (await tx.standing()).consents

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
        assert len((await tx.standing()).consents) == 2


async def test_after_a_refusal_inside_it_a_transaction_goes_on(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        with pytest.raises(BadInput):
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.keep_proposal(a_proposal(person, id="kept"))

    async with store.transaction(person) as tx:
        assert len((await tx.standing()).consents) == 1
        assert await tx.proposal("kept") is not None


async def test_withdrawing_twice_keeps_both_facts_and_the_earlier_moment(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    grant = a_grant(person)
    async with store.transaction(person) as tx:
        await tx.append_consent(Given(grant=grant, at=NOON))
        await tx.append_consent(Withdrawn(grant_id=grant.id, at=NOON + timedelta(days=1)))
        await tx.append_consent(Withdrawn(grant_id=grant.id, at=NOON + timedelta(days=2)))

    async with store.transaction(person) as tx:
        assert len((await tx.standing()).consents) == 3
    async with as_owner(engine) as connection:
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
            with pytest.raises(BadInput, match=r"person\.mismatch"):
                await writing


# ── Proposals ──


async def test_a_proposal_comes_back_as_it_was_kept(store: SqlStore, engine: AsyncEngine) -> None:
    person = await a_person(engine)
    proposal = a_proposal(person, sealed=bytes(range(256)))
    async with store.transaction(person) as tx:
        await tx.keep_proposal(proposal)

    async with store.transaction(person) as tx:
        assert await tx.proposal(proposal.id) == proposal


async def test_a_proposal_says_when_it_was_accepted_first(store: SqlStore, engine: AsyncEngine) -> None:
    person, other = await a_person(engine), await a_person(engine)
    proposal, left = a_proposal(person), a_proposal(person)
    async with store.transaction(person) as tx:
        await tx.keep_proposal(proposal)
        await tx.keep_proposal(left)
        await tx.accept_proposal(proposal.id, NOON)
        await tx.accept_proposal(proposal.id, NOON + timedelta(days=1))
    async with store.transaction(other) as tx:
        await tx.accept_proposal(left.id, NOON)

    async with store.transaction(person) as tx:
        assert await tx.proposal(proposal.id) == replace(proposal, accepted_at=NOON)
        assert await tx.proposal(left.id) == left


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
        with pytest.raises(BadInput, match=r"proposal\.already_kept"):
            await tx.keep_proposal(proposal)
