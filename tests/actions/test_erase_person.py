import base64
from secrets import token_bytes

import pytest
from builders import BOOK, a_citizen, a_partner
from consenting import ACTOR, a_helper, a_worker, acting_for, mandated
from hub_world import TRACE, StillClock, a_world
from pydantic import SecretStr
from sqlalchemy import text

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.vault import KeyVault
from adapters.settings import KeySettings
from adapters.store.subjects import SqlSubjects
from consent.mandates import Act, MandateKind
from consent.parties import SubjectRef
from hub.actions.acting import ConsentProblem
from hub.actions.erase_person import ErasePerson
from hub.errors import Unavailable

NUMBER = Bsn("999990019")


class Erasing:
    """A world with a person with a number, a real vault, and a key that opens what they sealed."""

    def __init__(self, world):
        wrap, index = (SecretStr(base64.b64encode(token_bytes(32)).decode()) for _ in range(2))
        ring = KeyRing.from_settings(KeySettings(wrap_id="demo-1", wrap=wrap, index=index))
        subjects = SqlSubjects(world.engine)
        self.world = world
        self.directory = Directory(subjects, ring, StillClock())
        self.vault = KeyVault(subjects, ring)
        self.erase = ErasePerson(store=world.store, vault=self.vault, clock=world.clock, book=BOOK)

    async def person(self):
        """Name the person for the first time, or again."""
        return await self.directory.ref_of(NUMBER)

    async def erased(self, requester, subject):
        return await self.erase(requester=requester, subject=subject, trace=TRACE)

    async def is_forgotten(self, subject):
        """Say whether nothing leads from the number to the person, and nothing of theirs can be opened."""
        try:
            await self.vault.key(subject)
        except Unavailable:
            return await self.directory.find(NUMBER) is None
        return False

    async def events(self):
        return [event for _, event, _ in await self.world.audit()]


async def test_a_person_is_forgotten_and_the_log_keeps_that_it_happened():
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()
        sealed = (await erasing.vault.key(person)).seal("proposal/sealed", b"4242")
        assert not await erasing.is_forgotten(person)

        assert await erasing.erased(a_citizen(person), person) is None
        assert await erasing.is_forgotten(person)
        assert await erasing.events() == ["person.erased"]
        again = await erasing.person()
        assert again != person
        with pytest.raises(Unavailable):
            (await erasing.vault.key(again)).open("proposal/sealed", sealed)


async def test_erasing_again_finds_nobody_and_changes_nothing():
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()
        await erasing.erased(a_citizen(person), person)
        again = await erasing.person()

        assert await erasing.erased(a_citizen(person), person) is None
        assert await erasing.directory.find(NUMBER) == again


async def test_where_the_log_cannot_be_written_nobody_is_forgotten():
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()
        async with world.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE audit_event RENAME TO gone"))

        with pytest.raises(Exception, match="store"):
            await erasing.erased(a_citizen(person), person)
        assert not await erasing.is_forgotten(person)


@pytest.mark.parametrize(
    "requester",
    [a_citizen(SubjectRef("other")), a_partner(), a_worker(), a_helper()],
    ids=["somebody else", "an agency", "a worker", "a helper"],
)
async def test_nobody_else_erases_a_person(requester):
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()

        assert await erasing.erased(requester, person) == ConsentProblem(code="consent.not_their_own", path="person")
        assert not await erasing.is_forgotten(person)
        assert await erasing.events() == []


async def test_under_guardianship_the_person_cannot_be_erased_by_themselves():
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()
        order = mandated(subject=person, kind=MandateKind.GUARDIANSHIP)
        async with world.store.transaction(person) as transaction:
            await transaction.append_mandate(order)

        problem = await erasing.erased(a_citizen(person), person)
        assert problem == ConsentProblem(code="consent.under_guardianship", path="person")
        assert not await erasing.is_forgotten(person)


@pytest.mark.parametrize(
    ("kind", "acts", "may"),
    [
        (MandateKind.GUARDIANSHIP, {Act.VIEW, Act.ACCEPT}, False),
        (MandateKind.GUARDIANSHIP, {Act.CONSENT}, True),
        (MandateKind.HELP, {Act.CONSENT}, False),
    ],
)
async def test_only_whom_a_court_let_decide_on_a_persons_data_erases_them(kind, acts, may):
    async with a_world() as world:
        erasing = Erasing(world)
        person = await erasing.person()
        mandate = mandated(subject=person, representative=ACTOR, acts=frozenset(acts), kind=kind)
        async with world.store.transaction(person) as transaction:
            await transaction.append_mandate(mandate)
        problem = await erasing.erased(acting_for(person), person)

        assert (problem is None) is may
        assert await erasing.is_forgotten(person) is may
