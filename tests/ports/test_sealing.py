"""Sealing: when it signs, whom it asks, what stops it, and that nothing is written where it does not keep up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from databases import AS_ROLE
from kept import NOON, a_grant, a_person, a_record, as_owner, audit_log
from sealing import NOBODY, ORIGIN, Moments, PlainSigner, Sealed, StandingWitnesses, root_by_hand, some_lines
from sealing import write_lines as write
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.audit import watch
from adapters.audit.sealing import BATCH
from adapters.audit.witnesses import Reason, Said
from consent.grants import Given
from hub.audit.merkle import is_consistent
from hub.errors import Unavailable

WITNESSED = ("auditor", "partner")


@pytest.fixture(params=["memory"])
def database(request: pytest.FixtureRequest) -> str:
    """What runs on every database is in `test_audit_tree`; here it matters for a few."""
    kind: str = request.param
    return kind


@pytest.fixture
async def sealed(engine: AsyncEngine) -> Sealed:
    """A log that nobody else looks at."""
    return Sealed(engine)


@pytest.fixture
async def witnessed(engine: AsyncEngine) -> AsyncIterator[Sealed]:
    """A log that two witnesses sign, both of whom are needed."""
    made = Sealed(engine, witnesses=StandingWitnesses(WITNESSED), quorum=2)
    yield made
    await made.asking.stop()


async def sizes_signed(sealed: Sealed) -> list[int]:
    async with as_owner(sealed.engine) as connection:
        rows = await connection.execute(text("SELECT size FROM audit_checkpoint ORDER BY size"))
        return [row.size for row in rows]


# ── checkpoints ──


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_a_checkpoint_has_the_root_of_all_lines(sealed: Sealed) -> None:
    await some_lines(sealed.store, sealed.engine, 5)
    await sealed.once()

    signed = await sealed.log.checkpoint(NOBODY)
    assert signed is not None
    assert sealed.signer.read(signed.note) == (5, await root_by_hand(sealed.engine))


async def test_nothing_is_signed_twice_or_too_often(sealed: Sealed) -> None:
    person = await some_lines(sealed.store, sealed.engine, 1)
    for size, wait in ((1, 0), (2, 59), (3, 1), (4, 61)):
        sealed.wall.forward(seconds=wait)
        await sealed.once()
        assert (await sealed.watch.see()).size == size
        await write(sealed.store, person, 1)
    sealed.wall.forward(minutes=5)
    await sealed.once()
    await sealed.once()

    assert await sizes_signed(sealed) == [1, 3, 4, 5]


async def test_more_lines_than_a_batch_are_sealed_in_one_go(sealed: Sealed) -> None:
    person = await a_person(sealed.engine)
    async with sealed.store.transaction(person) as tx:
        for _ in range(BATCH + 1):
            await tx.append_audit(a_record(person))
    await sealed.once()

    assert (await sealed.watch.see()).size == BATCH + 1


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_of_two_who_sign_at_once_one_is_kept_and_the_other_asks_nobody(engine: AsyncEngine) -> None:
    one, other = (Sealed(engine, witnesses=StandingWitnesses(WITNESSED)) for _ in range(2))
    await some_lines(one.store, engine, 3)
    await asyncio.gather(one.once(), other.once())

    assert await sizes_signed(one) == [3]
    assert len(one.witnesses.asked) + len(other.witnesses.asked) == 1


# ── the loop ──


async def test_a_line_is_sealed_within_a_second_and_the_rest_when_the_process_ends(sealed: Sealed) -> None:
    async with sealed.sealing.running():
        person = await some_lines(sealed.store, sealed.engine, 2)
        await asyncio.sleep(0.9)
        assert (await sealed.log.standing(NOBODY)).size == 2
        await write(sealed.store, person, 1)

    assert (await sealed.log.standing(NOBODY)).size == 3
    assert await sizes_signed(sealed) == [2, 3]


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_lines_of_a_process_that_died_are_sealed_by_another(sealed: Sealed, engine: AsyncEngine) -> None:
    async with sealed.sealing.running():
        await some_lines(Sealed(engine).store, engine, 2)
        await asyncio.sleep(1.4)
        assert (await sealed.log.standing(NOBODY)).size == 2


async def test_an_idle_log_is_looked_at_once_a_second(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    see = sealed.watch.see

    async def counted() -> object:
        nonlocal looks
        looks += 1
        return await see()

    async with sealed.sealing.running():
        await asyncio.sleep(0)
        monkeypatch.setattr(sealed.watch, "see", counted)
        await asyncio.sleep(1.6)
        assert looks in {1, 2}


async def test_a_fault_of_the_database_does_not_end_the_loop(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_origin: str, *, at_most: int) -> int:
        raise Unavailable("store.unavailable", f"No {at_most} lines.")

    seal = sealed.log.seal
    monkeypatch.setattr(sealed.log, "seal", away)
    async with sealed.sealing.running():
        await some_lines(sealed.store, sealed.engine, 1)
        await asyncio.sleep(0.5)
        monkeypatch.setattr(sealed.log, "seal", seal)
        await asyncio.sleep(1.2)
        assert (await sealed.log.standing(NOBODY)).size == 1


async def test_a_log_of_another_name_is_not_begun_with(sealed: Sealed, engine: AsyncEngine) -> None:
    await some_lines(sealed.store, engine, 1)
    await sealed.once()

    with pytest.raises(Unavailable, match=r"audit\.other_origin"):
        async with Sealed(engine, signer=PlainSigner(origin="other.example/log")).sealing.running():
            pass


# ── witnesses ──


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_witnesses_sign_from_where_they_signed_last(witnessed: Sealed) -> None:
    person = await some_lines(witnessed.store, witnessed.engine, 3)
    await witnessed.once()
    await write(witnessed.store, person, 4)
    witnessed.wall.forward(minutes=1)
    await witnessed.once()

    (first, at_first, no_proof), (second, later, proof) = witnessed.witnesses.asked
    assert (at_first, no_proof, later) == ({}, [], {"auditor": 3, "partner": 3})
    read = witnessed.signer.read
    assert is_consistent(*read(first), *read(second), proof)
    covering = await witnessed.log.checkpoint(witnessed.enough)
    assert covering is not None
    assert covering.whole == f"{second}— auditor c2lnbmVk\n— partner c2lnbmVk\n"


async def test_who_was_away_is_asked_again_and_nobody_else_once_all_signed(witnessed: Sealed) -> None:
    await some_lines(witnessed.store, witnessed.engine, 3)
    witnessed.witnesses.away = {"partner"}
    await witnessed.once()
    await witnessed.once()
    assert len(witnessed.witnesses.asked) == 1

    witnessed.wall.forward(minutes=1)
    witnessed.witnesses.away = set()
    for _ in range(3):
        await witnessed.once()
        witnessed.wall.forward(minutes=1)

    assert len(witnessed.witnesses.asked) == 2
    assert (await witnessed.watch.see()).covering is not None


async def test_what_another_worker_signed_is_asked_about_once_that_worker_had_its_time(witnessed: Sealed) -> None:
    engine, wall = witnessed.engine, witnessed.wall
    other = Sealed(engine, witnesses=StandingWitnesses(WITNESSED, away={*WITNESSED}), quorum=2, wall=wall)
    await some_lines(other.store, engine, 3)
    await other.once()
    await witnessed.once()
    assert witnessed.witnesses.asked == []

    wall.forward(minutes=1)
    await witnessed.once()
    assert len(witnessed.witnesses.asked) == 1


async def test_a_slow_witness_holds_up_no_sealing(witnessed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_asked: object, **_more: object) -> tuple[Said, ...]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(witnessed.witnesses, "ask", never)
    person = await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.sealing.once()
    await write(witnessed.store, person, 2)
    witnessed.wall.forward(minutes=1)
    await witnessed.sealing.once()

    assert await sizes_signed(witnessed) == [1, 3]


@pytest.mark.parametrize("fault", [Unavailable("witness.away", "Away."), LookupError()], ids=["known", "unknown"])
async def test_a_fault_while_asking_is_no_alarm(witnessed: Sealed, fault: Exception) -> None:
    witnessed.witnesses.fault = fault
    await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.once()

    assert witnessed.watch.state()["state"] == "ok"


# ── what is not trusted ──


async def test_a_witness_who_has_seen_another_tree_closes_the_gate(witnessed: Sealed) -> None:
    witnessed.witnesses.away, witnessed.witnesses.reason = {"partner"}, Reason.FORKED
    person = await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.once()

    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        await write(witnessed.store, person, 1)
    await witnessed.once()
    assert witnessed.watch.state()["state"] == "audit.inconsistent"
    assert len(await audit_log(witnessed.engine)) == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_tree SET size = 2",
        "UPDATE audit_node SET hash = (SELECT hash FROM audit_node WHERE level = 0 AND place = 0) WHERE level = 2",
        "UPDATE audit_node SET level = 9 WHERE level = 2",
        "UPDATE audit_head SET seq = 3",
        "UPDATE audit_checkpoint SET note = 'another'",
        "UPDATE audit_checkpoint SET size = 3",
    ],
    ids=["a smaller tree", "another root", "a node gone", "fewer lines", "a note not signed", "a note of another size"],
)
@pytest.mark.parametrize("is_new", [True, False], ids=["while it runs", "when it starts"])
async def test_a_log_that_is_not_what_was_signed_is_neither_signed_nor_written_to(
    sealed: Sealed, engine: AsyncEngine, damage: str, *, is_new: bool
) -> None:
    person = await some_lines(sealed.store, engine, 4)
    await sealed.once()
    if is_new:
        await write(sealed.store, person, 1)
    await _by_force(engine, damage)
    later = Sealed(engine, wall=Moments(NOON + timedelta(minutes=2)))

    async with later.sealing.running():
        await asyncio.sleep(0.1)
        with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
            await write(later.store, person, 1)

    assert later.watch.state()["state"] == "audit.inconsistent"
    assert len(await sizes_signed(later)) == 1


# ── the gate ──


@pytest.mark.parametrize("database", ["memory", AS_ROLE], indirect=True)
async def test_where_witnesses_stay_away_too_long_nothing_is_done_any_more(witnessed: Sealed) -> None:
    witnessed.witnesses.away = {"partner"}
    person = await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.once()
    witnessed.wall.forward(minutes=61)
    await witnessed.once()

    async def consent() -> None:
        async with witnessed.store.transaction(person) as tx:
            await tx.append_consent(Given(grant=a_grant(person), at=NOON))
            await tx.append_audit(a_record(person))

    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await consent()

    async with witnessed.store.transaction(person) as tx:
        assert (await tx.standing()).consents == ()
    assert witnessed.watch.state() == {
        "state": "audit.behind",
        "lines": 1,
        "sealed": 1,
        "witnessed": 0,
        "checkpoint_age_s": 3660,
    }


@pytest.mark.parametrize("database", ["memory"], indirect=True)
async def test_whoever_writes_a_line_learns_at_once_that_the_log_takes_none(witnessed: Sealed) -> None:
    witnessed.witnesses.away = {"partner"}
    person = await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.once()
    witnessed.wall.forward(minutes=61)
    await witnessed.once()

    async def write_and_go_on(done: list[str]) -> None:
        async with witnessed.store.transaction(person) as tx:
            await tx.append_audit(a_record(person))
            done.append("went on")

    done: list[str] = []
    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await write_and_go_on(done)
    assert done == []


async def test_the_gate_opens_again_once_enough_have_signed(witnessed: Sealed) -> None:
    witnessed.witnesses.away = {"partner"}
    person = await some_lines(witnessed.store, witnessed.engine, 1)
    await witnessed.once()
    witnessed.wall.forward(minutes=61)
    witnessed.witnesses.away = set()
    await witnessed.once()
    await witnessed.once()

    await write(witnessed.store, person, 1)
    assert witnessed.watch.state()["state"] == "ok"


async def test_where_nobody_seals_the_gate_closes_by_itself(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0)
    person = await some_lines(sealed.store, sealed.engine, 1)
    sealed.wall.forward(minutes=61)

    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await write(sealed.store, person, 1)


async def test_a_calendar_that_a_demo_moves_closes_no_gate(engine: AsyncEngine) -> None:
    calendar = Moments()
    sealed = Sealed(engine, now=calendar)
    person = await some_lines(sealed.store, engine, 1)
    await sealed.once()
    await write(sealed.store, person, 1)
    calendar.forward(days=90)
    await sealed.once()

    await write(sealed.store, person, 1)


async def test_the_database_is_asked_once_a_second_however_many_lines_are_written(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    standing = sealed.log.standing

    async def counted(enough: object) -> object:
        nonlocal looks
        looks += 1
        return await standing(NOBODY)

    monkeypatch.setattr(sealed.log, "standing", counted)
    person = await a_person(sealed.engine)
    await asyncio.gather(*(write(sealed.store, person, 1) for _ in range(20)))

    assert looks <= 2


async def test_a_log_that_was_not_looked_at_yet_says_so(sealed: Sealed) -> None:
    assert sealed.watch.state()["state"] == "audit.unknown"
    assert sealed.signer.origin == ORIGIN


async def _by_force(engine: AsyncEngine, statement: str) -> None:
    """Change what nobody may change, as somebody can who owns the database."""
    table = statement.split()[1]
    async with as_owner(engine) as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_refuse_update"))
        await connection.execute(text(statement))
