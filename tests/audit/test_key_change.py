"""The log gets new keys: for a while both sign, and nobody who knows one of them has to believe anything else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from audit.cheating import Auditor, Operator
from audit.growing import NEW_KEY, OLD_KEY, ORIGIN, a_served_witness, log_signer, now
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from sealing import Moments, some_lines, write_lines
from sqlalchemy.ext.asyncio import AsyncEngine
from taking_out import ALL

from adapters.audit.key_files import Private, write_signing_key
from adapters.audit.signers import LogSigner
from adapters.audit.signing import CheckpointSigner
from adapters.audit.witnesses import WitnessPlace
from consent.parties import SubjectRef
from hub.audit.note_key import NoteKey
from hub.audit.policy import Policy, Witness
from hub.errors import BadInput

NOBODY = replace(ALL, subject="nobody")


@pytest.fixture(params=["memory"])
def database(request: pytest.FixtureRequest) -> str:
    """What is signed with is no matter of the database."""
    kind: str = request.param
    return kind


@pytest.fixture
def both(tmp_path: Path) -> LogSigner:
    """The keys of the log until now, and new ones."""
    privates: tuple[Private, ...] = (OLD_KEY, NEW_KEY, MLDSA44PrivateKey.generate(), Ed25519PrivateKey.generate())
    files = [tmp_path / f"{place}.pem" for place in range(len(privates))]
    for file, private in zip(files, privates, strict=True):
        write_signing_key(file, private, label="a key")
    return LogSigner.from_files(files, origin=ORIGIN, is_demo=False, now=now)


def without(signer: LogSigner, gone: tuple[NoteKey, ...]) -> LogSigner:
    return replace(signer, _keys=tuple(key for key in signer._keys if key.public not in gone))


@dataclass(kw_only=True)
class Change:
    """A log, and those who look on; `old` and `new` are auditors who know those keys alone."""

    engine: AsyncEngine
    person: SubjectRef
    both: LogSigner
    new: LogSigner
    places: list[WitnessPlace]
    folder: Path
    wall: Moments

    async def signs_with(self, signer: LogSigner) -> str:
        """Write a line, and have it signed and witnessed; give how the log stands then."""
        operator = self.operator(signer)
        await write_lines(operator.store, self.person, 1)
        return await operator.goes_on()

    def operator(self, signer: LogSigner) -> Operator:
        return Operator(url="", engine=self.engine, places=self.places, signer=signer, wall=self.wall)

    async def taken(self, name: str, *since: int) -> Path:
        return await self.operator(self.both).export(self.folder / name, replace(NOBODY, since=frozenset(since)))

    def who_knows(self, name: str, signer: LogSigner) -> Auditor:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        auditor = Auditor(home=home, places=self.places)
        witnesses = tuple(Witness(name=each.name, key=each.key) for each in self.places)
        policy = Policy(log=signer.keys, witnesses=witnesses, quorum=2)
        (home / "policy").write_text(policy.written, encoding="utf-8")
        return auditor


@pytest.fixture
async def change(engine: AsyncEngine, both: LogSigner, tmp_path: Path) -> AsyncIterator[Change]:
    """A log of two lines that its old keys signed; the witnesses were told of the new ones."""
    new, old = without(both, log_signer().keys), log_signer()
    async with (
        a_served_witness(tmp_path / "one.json", name="one", log=both.keys) as (one, _),
        a_served_witness(tmp_path / "two.json", name="two", log=both.keys) as (two, _),
    ):
        wall = Moments()
        operator = Operator(url="", engine=engine, places=[one, two], signer=old, wall=wall)
        person = await some_lines(operator.store, engine, 2)
        assert await operator.goes_on() == "ok"
        yield Change(engine=engine, person=person, both=both, new=new, places=[one, two], folder=tmp_path, wall=wall)


async def test_whoever_knows_the_old_keys_or_the_new_ones_can_follow_the_log_through(change: Change) -> None:
    knows_old, knows_new = change.who_knows("old", log_signer()), change.who_knows("new", change.new)
    before = await change.taken("before")
    assert await change.signs_with(change.both) == "ok"
    between = await change.taken("between", 2)
    assert await change.signs_with(change.new) == "ok"
    after = await change.taken("after", 2, 3)

    assert knows_old.finds(before) == []
    assert knows_old.finds(between, since=before) == []
    assert knows_new.finds(between) == knows_new.finds(after, since=between) == []
    assert {code for code, _ in knows_old.finds(after)} == {"checkpoint.not_signed"}
    # Who was not there between the two says whom to believe about each.
    assert {code for code, _ in knows_new.finds(after, since=before)} == {"checkpoint.not_signed"}
    assert knows_new.finds(after, since=before, since_policy=knows_old.home / "policy") == []


async def test_new_keys_without_a_time_with_both_are_no_keys_of_this_log(change: Change) -> None:
    assert await change.signs_with(change.new) == "audit.inconsistent"


async def test_a_worker_that_was_not_told_yet_goes_on_beside_one_that_was(change: Change) -> None:
    for signer in (change.both, log_signer(), change.both, change.new, change.both):
        assert await change.signs_with(signer) == "ok"


def test_what_one_of_two_keys_signed_is_not_read(both: LogSigner) -> None:
    """A key of each kind is needed: whoever has one alone signs nothing."""
    ed25519, other_ed25519, _, _ = both.keys
    for gone in ((ed25519, other_ed25519), both.keys[2:]):
        note = CheckpointSigner(without(both, tuple(gone))).sign(3, bytes(32))
        with pytest.raises(ValueError, match="has not signed"):
            CheckpointSigner(both).read(note)
    assert CheckpointSigner(both).read(CheckpointSigner(both).sign(3, bytes(32))) == (3, bytes(32))


def test_two_of_one_kind_and_one_of_the_other_are_no_overlap(tmp_path: Path) -> None:
    files = [tmp_path / f"{place}.pem" for place in range(4)]
    for file, private in zip(files, [Ed25519PrivateKey.generate() for _ in range(3)], strict=False):
        write_signing_key(file, private, label="a key")
    write_signing_key(files[3], MLDSA44PrivateKey.generate(), label="a key")

    with pytest.raises(BadInput, match="two of each while keys are changed"):
        LogSigner.from_files(files, origin=ORIGIN, is_demo=False, now=now)
