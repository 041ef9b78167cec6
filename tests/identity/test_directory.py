"""From a number to a reference and back, on every database."""

import asyncio
from secrets import token_bytes

import pytest
from identity.forging import NOON, StillClock
from kept import whole_database
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

NUMBERS = ("999990032", "999990044", "999990056")
BSN = Bsn(NUMBERS[0])


async def test_of_twenty_at_once_all_get_one_reference(directory: Directory, engine: AsyncEngine) -> None:
    refs = set(await asyncio.gather(*(directory.ref_of(BSN) for _ in range(20))))

    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT count(*) FROM subject"))).scalar_one()
    assert (len(refs), rows) == (1, 1)
    assert await directory.bsn_of(refs.pop()) == BSN.digits


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_workers_agree_on_a_person(store_url: str, engine: AsyncEngine, ring: KeyRing) -> None:
    engines = [open_engine(store_url) for _ in range(4)]
    workers = [Directory(SqlSubjects(each), ring, StillClock()) for each in engines]

    refs = await asyncio.gather(*(workers[number % 4].ref_of(BSN) for number in range(20)))

    assert len(set(refs)) == 1
    for each in engines:
        await each.dispose()


async def test_who_was_never_named_is_not_found_and_not_added_by_looking(directory: Directory) -> None:
    assert await directory.find(BSN) is None
    assert await directory.find(BSN) is None


async def test_a_person_is_found_again_and_has_their_own_number(directory: Directory) -> None:
    refs = [await directory.ref_of(Bsn(number)) for number in NUMBERS]

    assert len(set(refs)) == 3
    assert [await directory.find(Bsn(number)) for number in NUMBERS] == refs
    assert [await directory.bsn_of(ref) for ref in refs] == list(NUMBERS)


async def test_a_reference_is_random(directory: Directory, engine: AsyncEngine, ring: KeyRing) -> None:
    first = await directory.ref_of(BSN)
    await SqlSubjects(engine).destroy_key(first)

    assert await Directory(SqlSubjects(engine), ring, StillClock()).ref_of(BSN) != first
    assert len(first) == 22


async def test_nobody_has_no_number(directory: Directory) -> None:
    for stranger in ("nobody", "", "with\x00null", "lone\ud800surrogate"):
        with pytest.raises(BadInput) as unknown:
            await directory.bsn_of(SubjectRef(stranger))
        assert unknown.value.code == "person.unknown"


async def test_another_hubs_keys_find_and_read_nobody(
    directory: Directory, subjects: SqlSubjects, ring: KeyRing
) -> None:
    person = await directory.ref_of(BSN)
    stranger = Directory(
        subjects, KeyRing(wrap_id=ring.wrap_id, _wrap=token_bytes(32), _index=token_bytes(32)), StillClock()
    )

    assert await stranger.find(BSN) is None
    with pytest.raises(Unavailable) as unreadable:
        await stranger.bsn_of(person)
    assert unreadable.value.code == "vault.unreadable"


async def test_a_number_that_was_moved_to_another_persons_row_is_unreadable(
    directory: Directory, subjects: SqlSubjects
) -> None:
    row = await subjects.by_ref(await directory.ref_of(BSN))
    assert row is not None
    assert row.bsn_sealed is not None
    assert row.key_wrapped is not None
    mover = await subjects.add(
        ref=SubjectRef("mover"),
        indexes={"index-1": token_bytes(32)},
        bsn_sealed=row.bsn_sealed,
        key_wrapped=row.key_wrapped,
        wrap_id=row.wrap_id,
        created_at=NOON,
    )

    with pytest.raises(Unavailable):
        await directory.bsn_of(mover)


async def test_each_client_knows_a_person_by_its_own_name(directory: Directory) -> None:
    person = await directory.ref_of(BSN)
    names = {client: directory.pairwise(person, client) for client in ("portal", "agency-cjib", "agency-duo")}

    assert len(set(names.values())) == 3
    for client, name in names.items():
        assert [await directory.from_pairwise(name, each) for each in names] == [
            person if each == client else None for each in names
        ]


async def test_a_guess_or_a_name_of_somebody_who_is_not_there_leads_to_nobody(
    directory: Directory, ring: KeyRing
) -> None:
    person = await directory.ref_of(BSN)
    guesses = ["", "guess", person, "A" * 51, BSN.digits, ring.pairwise(SubjectRef("nobody"), "portal"), "\ud800"]

    assert [await directory.from_pairwise(guess, "portal") for guess in guesses] == [None] * len(guesses)


async def test_asking_inside_a_transaction_does_not_wait_for_itself(directory: Directory, engine: AsyncEngine) -> None:
    person = await directory.ref_of(BSN)

    async with asyncio.timeout(5), SqlStore(engine).transaction(person):
        assert await directory.bsn_of(person) == BSN.digits
        assert await directory.ref_of(Bsn(NUMBERS[1])) != person


async def test_no_number_can_be_read_in_the_database(directory: Directory, engine: AsyncEngine, store_url: str) -> None:
    refs = [await directory.ref_of(Bsn(number)) for number in NUMBERS]
    content = await whole_database(engine, store_url)

    assert all(ref.encode() in content for ref in refs)
    assert not any(number.encode() in content or number.encode("utf-16-le") in content for number in NUMBERS)


class Slowly:
    """Rows about people that come when a test lets them."""

    def __init__(self, rows: SqlSubjects) -> None:
        self._rows = rows
        self.gate = asyncio.Event()
        self.reached = asyncio.Event()
        self.asked = 0

    async def by_ref(self, ref: SubjectRef) -> object:
        self.asked += 1
        found = await self._rows.by_ref(ref)
        self.reached.set()
        await self.gate.wait()
        return found


async def test_all_who_ask_at_once_share_one_look(engine: AsyncEngine, ring: KeyRing, directory: Directory) -> None:
    ref, rows = await directory.ref_of(BSN), Slowly(SqlSubjects(engine))
    rows.gate.set()
    slow = Directory(rows, ring, StillClock())  # type: ignore[arg-type]  # nobody is found or added here

    assert await asyncio.gather(*(slow.bsn_of(ref) for _ in range(5))) == [BSN.digits] * 5
    assert rows.asked == 1


async def test_who_asks_after_somebody_was_forgotten_is_not_told_what_was_read_before(
    engine: AsyncEngine, ring: KeyRing, directory: Directory
) -> None:
    ref, rows = await directory.ref_of(BSN), Slowly(SqlSubjects(engine))
    slow = Directory(rows, ring, StillClock())  # type: ignore[arg-type]  # nobody is found or added here
    first = asyncio.create_task(slow.bsn_of(ref))
    await rows.reached.wait()
    await SqlSubjects(engine).destroy_key(ref)
    second = asyncio.create_task(slow.bsn_of(ref))
    await asyncio.sleep(0)
    rows.gate.set()

    assert await first == BSN.digits
    with pytest.raises(BadInput):
        await second
