"""A small witness over real HTTP: every status of C2SP tlog-witness, a memory that outlives it, and no way back."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import httpx2
import pytest
from audit.growing import (
    ORIGIN,
    SECONDS,
    GrownLog,
    a_served_witness,
    a_witness,
    a_witness_key,
    log_signer,
    now,
)

from adapters.audit.key_files import SigningKey, is_good
from adapters.audit.witness import LARGEST, SmallWitness, small_witness
from adapters.audit.witness_memory import NOTHING, Seen, WitnessMemory
from hub.audit.merkle import EMPTY
from hub.audit.note import Checkpoint, Note, Signature, read_signatures
from hub.audit.policy import moments
from hub.audit.witness_request import WitnessRequest
from hub.errors import BadInput, Unavailable

LOG = GrownLog(12)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[WitnessMemory]:
    with WitnessMemory.opened(tmp_path / "state.json") as opened:
        yield opened


@pytest.fixture
def witness(memory: WitnessMemory) -> SmallWitness:
    return a_witness(memory)


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        a_served_witness(tmp_path / "served.json") as (place, _witness),
        httpx2.AsyncClient(base_url=place.url, trust_env=False) as client,
    ):
        yield client


async def test_what_goes_on_is_signed(http: httpx2.AsyncClient) -> None:
    first = await http.post("add-checkpoint", content=LOG.request(0, 5))
    then = await http.post("add-checkpoint", content=LOG.request(5, 12))

    assert (first.status_code, then.status_code) == (200, 200)
    assert first.text.startswith("— witness.example/one ")
    assert first.text != then.text


@pytest.mark.parametrize("old", [False, True], ids=["ML-DSA-44", "Ed25519"])
def test_the_signature_is_good_for_this_checkpoint_at_this_moment(memory: WitnessMemory, *, old: bool) -> None:
    key = a_witness_key(old=old)
    answer = a_witness(memory, key).answer(LOG.request(0))
    cosigned = Note(text=LOG.note().text, signatures=read_signatures(answer.body))

    assert moments(key.public, cosigned, is_good) == [SECONDS]
    with pytest.raises(ValueError, match="is wrong"):
        moments(key.public, Note(text=LOG.note(11).text, signatures=cosigned.signatures), is_good)


async def test_another_old_size_is_told_the_one_that_is_remembered(http: httpx2.AsyncClient) -> None:
    await http.post("add-checkpoint", content=LOG.request(0, 5))
    told = await http.post("add-checkpoint", content=LOG.request(4, 12))

    assert (told.status_code, told.text) == (409, "5\n")
    assert told.headers["content-type"].partition(";")[0] == "text/x.tlog.size"


async def test_the_same_state_is_signed_again_and_another_root_at_that_size_is_not(http: httpx2.AsyncClient) -> None:
    fork = GrownLog(5, changed={3: "changed"})
    await http.post("add-checkpoint", content=LOG.request(0, 5))

    assert (await http.post("add-checkpoint", content=LOG.request(5, 5))).status_code == 200
    assert (await http.post("add-checkpoint", content=fork.request(5, 5))).status_code == 409
    assert (await http.post("add-checkpoint", content=LOG.request(5, 6))).status_code == 200


async def test_a_fork_that_went_on_gets_422_whatever_proof_it_has(http: httpx2.AsyncClient) -> None:
    fork = GrownLog(12, changed={3: "changed"})
    await http.post("add-checkpoint", content=LOG.request(0, 5))
    tries = [fork.request(5), WitnessRequest(old=5, proof=LOG.proof(5), note=fork.note()).written.encode()]

    assert [(await http.post("add-checkpoint", content=each)).status_code for each in tries] == [422, 422]
    assert (await http.post("add-checkpoint", content=LOG.request(5))).status_code == 200


@pytest.mark.parametrize(
    "proof",
    [(), LOG.proof(5)[:-1], (*LOG.proof(5), bytes(32)), LOG.proof(5)[::-1]],
    ids=["none", "less", "more", "bad"],
)
def test_a_proof_that_does_not_lead_there_gets_422(witness: SmallWitness, proof: tuple[bytes, ...]) -> None:
    witness.answer(LOG.request(0, 5))
    request = WitnessRequest(old=5, proof=proof, note=LOG.note())

    assert witness.answer(request.written.encode()).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_proof_where_none_is_needed_gets_422(witness: SmallWitness) -> None:
    request = WitnessRequest(old=0, proof=(bytes(32),), note=LOG.note())

    assert witness.answer(request.written.encode()).status == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_an_unknown_log_gets_404(http: httpx2.AsyncClient) -> None:
    other = GrownLog(3, signer=log_signer("other.example/log"))

    assert (await http.post("add-checkpoint", content=other.request(0))).status_code == 404


def test_a_log_that_did_not_sign_itself_gets_403(witness: SmallWitness) -> None:
    good = LOG.note()
    stranger = SigningKey.of(a_witness_key()._private, name=ORIGIN, cosigns=False).sign(good.text, at=SECONDS)
    forged = Signature(name=ORIGIN, key_id=good.signatures[0].key_id, made=bytes(64))

    for signatures in ((stranger,), (forged,), (*good.signatures, forged)):
        request = WitnessRequest(old=0, proof=(), note=Note(text=good.text, signatures=signatures))
        assert witness.answer(request.written.encode()).status == HTTPStatus.FORBIDDEN
    assert witness.memory.seen(ORIGIN) == NOTHING


def test_one_key_of_the_log_is_enough_beside_those_that_nobody_knows(witness: SmallWitness) -> None:
    note = LOG.note()
    stranger = a_witness_key("stranger.example").sign(note.text, at=SECONDS)
    request = WitnessRequest(old=0, proof=(), note=Note(text=note.text, signatures=(stranger, note.signatures[1])))

    assert witness.answer(request.written.encode()).status == HTTPStatus.OK


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"old 0\n\n", LOG.request(0).replace(b"old 0", b"old 00"), LOG.request(0)[:-1]],
    ids=["nothing", "bytes", "no note", "a number", "cut off"],
)
async def test_what_is_no_request_gets_400(http: httpx2.AsyncClient, body: bytes) -> None:
    assert (await http.post("add-checkpoint", content=body)).status_code == 400


def test_an_old_size_after_the_new_one_gets_400(witness: SmallWitness) -> None:
    assert witness.answer(LOG.request(6, 5)).status == HTTPStatus.BAD_REQUEST


async def test_a_request_that_is_too_large_is_not_read(http: httpx2.AsyncClient) -> None:
    assert (await http.post("add-checkpoint", content=b"x" * (LARGEST + 1))).status_code == 413
    assert (await http.get("add-checkpoint")).status_code == 405


def test_an_empty_log_has_one_root_only(witness: SmallWitness) -> None:
    signer = log_signer()
    wrong = signer.sign(Checkpoint(origin=ORIGIN, size=0, root=bytes(32)))
    right = signer.sign(Checkpoint(origin=ORIGIN, size=0, root=EMPTY))

    answers = [
        witness.answer(WitnessRequest(old=0, proof=(), note=note).written.encode()).status for note in (wrong, right)
    ]
    assert answers == [HTTPStatus.CONFLICT, HTTPStatus.OK]


def test_it_remembers_after_it_was_started_again(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with WitnessMemory.opened(state) as memory:
        assert a_witness(memory).answer(LOG.request(0, 5)).status == HTTPStatus.OK
    with WitnessMemory.opened(state) as memory:
        assert (memory.seen(ORIGIN).size, memory.seen(ORIGIN).root) == (5, LOG.checkpoint(5).root)
        assert a_witness(memory).answer(LOG.request(0, 12)).body == "5\n"
        fork = GrownLog(12, changed={3: "changed"})
        assert a_witness(memory).answer(fork.request(5)).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_it_signed_is_on_disk_before_it_answers(tmp_path: Path, witness: SmallWitness) -> None:
    witness.answer(LOG.request(0, 5))
    kept = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))

    assert kept["logs"][ORIGIN].startswith(LOG.checkpoint(5).text)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_where_nothing_can_be_written_nothing_is_signed_or_remembered(tmp_path: Path, witness: SmallWitness) -> None:
    (tmp_path / "state.json.new").mkdir()

    with pytest.raises(Unavailable, match=r"witness\.not_written"):
        witness.answer(LOG.request(0, 5))
    assert witness.memory.seen(ORIGIN) == NOTHING


async def test_over_http_that_is_an_answer_too(tmp_path: Path, http: httpx2.AsyncClient) -> None:
    (tmp_path / "served.json.new").mkdir()

    assert (await http.post("add-checkpoint", content=LOG.request(0))).status_code == 503
    assert (await http.get("health")).status_code == 200


def test_of_two_that_go_on_from_one_state_only_one_counts(memory: WitnessMemory) -> None:
    before, further, less = NOTHING, Seen.of(LOG.note(12)), Seen.of(LOG.note(5))

    assert memory.go_on(ORIGIN, before=before, after=further)
    assert not memory.go_on(ORIGIN, before=before, after=less)
    assert memory.seen(ORIGIN) == further


class Meeting(WitnessMemory):
    """Lets as many look as there are before one of them writes: the race of the specification, each time."""

    def meet(self, parties: int) -> None:
        self._barrier = threading.Barrier(parties)

    def go_on(self, origin: str, *, before: Seen, after: Seen) -> bool:
        self._barrier.wait(10)
        return super().go_on(origin, before=before, after=after)


def test_requests_that_race_never_roll_back(tmp_path: Path) -> None:
    with Meeting.opened(tmp_path / "state.json") as memory, ThreadPoolExecutor(8) as threads:
        assert isinstance(memory, Meeting)
        witness = a_witness(memory)
        memory.meet(8)
        answers = [*threads.map(witness.answer, [LOG.request(0, size) for size in range(5, 13)])]

        assert sorted(each.status for each in answers) == [HTTPStatus.OK, *[HTTPStatus.CONFLICT] * 7]
        (won,) = [place for place, each in enumerate(answers, start=5) if each.status == HTTPStatus.OK]
        assert {each.body for each in answers if each.status != HTTPStatus.OK} == {f"{won}\n"}
        assert memory.seen(ORIGIN).root == LOG.checkpoint(won).root


def test_one_state_is_for_one_witness(tmp_path: Path, memory: WitnessMemory) -> None:
    assert memory.seen("unknown") == NOTHING
    with (
        pytest.raises(BadInput, match=r"witness\.state_in_use"),
        WitnessMemory.opened(tmp_path / "state.json"),
    ):
        raise AssertionError("it was opened twice")


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"form": "hub-witness/2", "logs": {}}', '{"form": "hub-witness/1", "logs": {"a": "b"}}'],
)
def test_a_state_that_cannot_be_understood_is_no_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.json").write_text(content, encoding="utf-8")

    with pytest.raises(BadInput, match=r"witness\.state:"), WitnessMemory.opened(tmp_path / "state.json"):
        raise AssertionError("it began from nothing")


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match="no place for the state"),
        WitnessMemory.opened(tmp_path / "nowhere" / "state.json"),
    ):
        raise AssertionError("it wrote somewhere else")


def test_a_key_that_signs_something_else_is_refused(memory: WitnessMemory) -> None:
    of_a_log = SigningKey.of(a_witness_key(old=True)._private, name="w", cosigns=False)

    with pytest.raises(ValueError, match="one for cosignatures"):
        small_witness(of_a_log, log_signer().keys, memory=memory, now=now)
    with pytest.raises(ValueError, match="a log signs"):
        small_witness(a_witness_key(), [a_witness_key(old=True).public], memory=memory, now=now)
