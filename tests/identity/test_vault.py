import base64
import traceback
from pathlib import Path
from secrets import token_bytes

import pytest
from hub_world import StillClock
from identity.forging import NOON
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.bsn import Bsn
from adapters.identity.destroyed import DestroyedKeys
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.vault import KeyVault, UnwrappedKey
from adapters.settings import KeySettings
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable
from hub.ports import PersonKey, Vault

PLAIN = b"an arrangement of 4242 cents"
KEY = UnwrappedKey(subject=SubjectRef("somebody"), _key=bytes(range(32)))


def is_unreadable(key: PersonKey, label: str, sealed: bytes) -> bool:
    """Say whether it is refused with the one fault that tells nothing."""
    with pytest.raises(Unavailable) as fault:
        key.open(label, sealed)
    return fault.value.code == "vault.unreadable" and "4242" not in "".join(traceback.format_exception(fault.value))


def test_it_is_what_the_hub_asks_for(vault: KeyVault) -> None:
    port: Vault = vault
    key: PersonKey = KEY

    assert (port, key) == (vault, KEY)


@pytest.mark.parametrize("plain", [b"", PLAIN, bytes(range(256)) * 1000], ids=["nothing", "a little", "much"])
def test_what_was_sealed_opens_and_is_never_sealed_the_same_way_twice(plain: bytes) -> None:
    sealed = [KEY.seal("proposal/sealed", plain) for _ in range(3)]

    assert [KEY.open("proposal/sealed", each) for each in sealed] == [plain] * 3
    assert len(set(sealed)) == 3


def test_every_changed_byte_is_seen() -> None:
    sealed = KEY.seal("proposal/sealed", PLAIN)

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert is_unreadable(KEY, "proposal/sealed", changed)


def test_bytes_that_are_cut_off_or_added_are_seen() -> None:
    sealed = KEY.seal("proposal/sealed", PLAIN)

    assert all(is_unreadable(KEY, "proposal/sealed", sealed[:length]) for length in range(len(sealed)))
    assert is_unreadable(KEY, "proposal/sealed", sealed + b"\x00")


@pytest.mark.parametrize("label", ["proposal", "proposal/sealed2", "", "subject/bsn"])
def test_what_was_sealed_as_one_thing_does_not_open_as_another(label: str) -> None:
    assert is_unreadable(KEY, label, KEY.seal("proposal/sealed", PLAIN))


def test_label_and_person_cannot_flow_into_each_other() -> None:
    key = bytes(range(32))
    one, other = (UnwrappedKey(subject=SubjectRef(name), _key=key) for name in ("bc", "c"))

    assert is_unreadable(other, "ab", one.seal("a", PLAIN))


def test_another_person_cannot_open_it_even_with_the_same_key() -> None:
    other = UnwrappedKey(subject=SubjectRef("other"), _key=bytes(range(32)))

    assert is_unreadable(other, "proposal/sealed", KEY.seal("proposal/sealed", PLAIN))


def test_a_tag_tells_bytes_labels_and_people_apart_and_is_always_the_same() -> None:
    other = UnwrappedKey(subject=SubjectRef("other"), _key=bytes(range(32)))
    tags = [
        KEY.tag("attempt.wish", PLAIN),
        KEY.tag("attempt.wish", PLAIN + b"."),
        KEY.tag("attempt", PLAIN),
        other.tag("attempt.wish", PLAIN),
    ]

    assert len(set(tags)) == len(tags)
    assert KEY.tag("attempt.wish", PLAIN) == tags[0]
    assert PLAIN.hex() not in tags[0]


def test_a_key_does_not_show_itself() -> None:
    assert "\\x" not in f"{KEY} {KEY!r}"


async def test_each_person_has_their_own_key(vault: KeyVault, directory: Directory) -> None:
    one, other = [await directory.ref_of(Bsn(number)) for number in ("999990032", "999990044")]
    sealed = (await vault.key(one)).seal("proposal/sealed", PLAIN)

    assert (await vault.key(one)).open("proposal/sealed", sealed) == PLAIN
    assert is_unreadable(await vault.key(other), "proposal/sealed", sealed)


async def test_nobody_has_no_key(vault: KeyVault) -> None:
    for stranger in ("nobody", "", "with\x00null", "lone\ud800surrogate"):
        with pytest.raises(Unavailable, match=r"vault\.unreadable"):
            await vault.key(SubjectRef(stranger))


async def test_once_a_key_is_destroyed_nobody_opens_what_it_sealed(
    vault: KeyVault, directory: Directory, engine: AsyncEngine
) -> None:
    bsn = Bsn("999990032")
    person = await directory.ref_of(bsn)
    name = directory.pairwise(person, "portal")
    await vault.destroy(person)

    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await vault.key(person)
    with pytest.raises(BadInput, match=r"person\.unknown"):
        await directory.bsn_of(person)
    assert await directory.find(bsn) is None
    assert await directory.from_pairwise(name, "portal") is None
    again = await directory.ref_of(bsn)
    assert again != person
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT count(*) FROM subject WHERE key_wrapped IS NULL"))).scalar_one()
    assert kept == 1


async def test_a_key_that_was_destroyed_is_told_from_one_that_is_away(
    vault: KeyVault, directory: Directory, subjects: SqlSubjects, tmp_path: Path
) -> None:
    erased, restored, living = [
        await directory.ref_of(Bsn(number)) for number in ("999990032", "999990044", "999990056")
    ]
    await vault.destroy(erased)
    file = tmp_path / "destroyed"
    file.touch()
    listed = DestroyedKeys(file, now=StillClock().now)
    listed.add(restored)
    wrap, index = (SecretStr(base64.b64encode(token_bytes(32)).decode()) for _ in range(2))
    others = KeyRing.from_settings(KeySettings(wrap_id="other", wrap=wrap, index=index), destroyed=listed)
    away = KeyVault(subjects, others)

    for each in (erased, restored, living, SubjectRef("nobody")):
        with pytest.raises(Unavailable, match=r"vault\.unreadable"):
            await away.key(each)
    assert [await away.is_destroyed(each) for each in (erased, restored, living)] == [True, True, False]
    assert [await vault.is_destroyed(each) for each in (erased, restored, living)] == [True, False, False]
    assert not await away.is_destroyed(SubjectRef("nobody"))


async def test_destroying_twice_or_nobodys_key_changes_nothing(vault: KeyVault, directory: Directory) -> None:
    bystander = await directory.ref_of(Bsn("999990044"))
    person = await directory.ref_of(Bsn("999990032"))

    await vault.destroy(person)
    await vault.destroy(person)
    await vault.destroy(SubjectRef("nobody"))

    assert await directory.bsn_of(bystander) == "999990044"


async def test_a_key_that_another_hub_wrapped_is_unreadable(
    vault: KeyVault, subjects: SqlSubjects, ring: KeyRing
) -> None:
    for wrap_id, wrapped in (("demo-1", token_bytes(61)), ("other-1", ring.wrap(SubjectRef("ref"), token_bytes(32)))):
        person = await subjects.add(
            ref=SubjectRef(f"ref-{wrap_id}"),
            indexes={"index-1": token_bytes(32)},
            bsn_sealed=b"sealed",
            key_wrapped=wrapped,
            wrap_id=wrap_id,
            created_at=NOON,
        )
        with pytest.raises(Unavailable, match=r"vault\.unreadable"):
            await vault.key(person)
