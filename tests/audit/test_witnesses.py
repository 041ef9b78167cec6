"""Witnesses asked over HTTP: what they signed is checked, a fork is an alarm, and one that is down hinders nobody."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from ssl import create_default_context

import pytest
import structlog
from agencies.certificates import authority
from audit.growing import SECONDS, GrownLog, a_served_witness, a_witness_key, place_of
from receiving import Answers, a_receiver, drops, for_ever, nothing, octets, status

from adapters.audit.key_files import SigningKey, is_good
from adapters.audit.witnesses import MOST_TRIES, Reason, Said, Witnesses, WitnessPlace
from hub.audit.note import Note, read_signatures
from hub.audit.policy import Policy, Witness, believe

QUICK_S = 0.4
KEY = a_witness_key("witness.example/one")


async def ask(log: GrownLog, *places: WitnessPlace, **signed: int) -> tuple[Said, ...]:
    return await Witnesses(places).ask(log.note(), proof_from=log.proof_from, signed=signed)


def answer(code: int, body: str, media: str = "text/plain") -> Answers:
    """Answer with a body."""
    content = body.encode()
    head = f"HTTP/1.1 {code} X\r\nContent-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    return octets(head.encode() + content)


def knows(size: object) -> Answers:
    return answer(409, f"{size}\n", "text/x.tlog.size")


async def answered(*says: Answers, log: GrownLog | None = None, signed: int = 0, timeout_s: float = 5.0) -> Said:
    """What becomes of asking somebody who answers like this."""
    async with a_receiver({}) as receiver:
        receiver.says = list(says)
        place = place_of(KEY, receiver.url, timeout_s=timeout_s)
        (said,) = await ask(log or GrownLog(9), place, one=signed)
        return said


async def test_what_two_witnesses_signed_meets_a_policy(tmp_path: Path) -> None:
    log = GrownLog(9)
    async with (
        a_served_witness(tmp_path / "1.json", name="one") as (one, _),
        a_served_witness(tmp_path / "2.json", name="two", key=a_witness_key(old=True)) as (two, _),
    ):
        said = await ask(log, one, two)

    assert [(each.witness, each.at, each.reason) for each in said] == [("one", SECONDS, None), ("two", SECONDS, None)]
    lines = [line for each in said for line in read_signatures(each.lines or "")]
    note = Note(text=log.note().text, signatures=(*log.note().signatures, *lines))
    witnesses = tuple(Witness(name=place.name, key=place.key) for place in (one, two))
    assert believe(Policy(log=log.signer.keys, witnesses=witnesses, quorum=2), note, is_good).is_witnessed


async def test_the_proof_goes_from_what_the_witness_remembers(tmp_path: Path) -> None:
    before, log = GrownLog(5), GrownLog(9)
    async with a_served_witness(tmp_path / "1.json") as (place, witness):
        await ask(before, place)
        (untold,) = await ask(log, place)
        later = GrownLog(12)
        (told,) = await ask(later, place, one=9)

    assert (untold.reason, told.reason) == (None, None)
    assert (log.asked, later.asked) == ([5], [9])
    assert witness.memory.seen(log.signer.origin).size == 12


async def test_what_it_signed_already_is_signed_again_without_a_proof(tmp_path: Path) -> None:
    log = GrownLog(9)
    async with a_served_witness(tmp_path / "1.json") as (place, _):
        said = [(await ask(log, place, one=known))[0].reason for known in (0, 9, 12)]

    assert said == [None, None, None]
    assert log.asked == []


@pytest.mark.parametrize(
    "copy", [GrownLog(7), GrownLog(9, changed={3: "changed"}), GrownLog(14, changed={3: "changed"})]
)
@pytest.mark.parametrize("signed", [0, 9])
async def test_an_older_copy_and_a_changed_line_are_an_alarm(tmp_path: Path, copy: GrownLog, signed: int) -> None:
    async with a_served_witness(tmp_path / "1.json") as (place, _):
        await ask(GrownLog(9), place)
        with structlog.testing.capture_logs() as logged:
            (said,) = await ask(copy, place, one=signed)

    assert said == Said(witness="one", reason=Reason.FORKED)
    alarms = [each for each in logged if each["event"] == "audit.forked"]
    assert alarms == [{"event": "audit.forked", "witness": "one", "log_level": "critical"}]


@pytest.mark.parametrize(
    ("says", "signed", "reason"),
    [
        (knows(10), 0, Reason.FORKED),
        (knows(9), 9, Reason.FORKED),
        (answer(409, "another root"), 9, Reason.FORKED),
        (answer(422, "no proof"), 5, Reason.FORKED),
        (answer(409, "what"), 5, Reason.NOT_UNDERSTOOD),
        (knows(5), 5, Reason.NOT_UNDERSTOOD),
        (knows("some"), 5, Reason.NOT_UNDERSTOOD),
        (knows("\N{SUPERSCRIPT TWO}"), 5, Reason.NOT_UNDERSTOOD),
        (status(200), 0, Reason.NOT_UNDERSTOOD),
        (answer(200, "hello\n"), 0, Reason.NOT_UNDERSTOOD),
        (octets(b"HTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\n\xff"), 0, Reason.NOT_UNDERSTOOD),
        (octets(b"nonsense\r\n\r\n"), 0, Reason.CONNECTION_FAILED),
        (octets(b""), 0, Reason.CONNECTION_FAILED),
        (for_ever, 0, Reason.NOT_UNDERSTOOD),
        (status(301, Location="/"), 0, Reason.REFUSED),
        (status(400), 0, Reason.REFUSED),
        (status(403), 0, Reason.REFUSED),
        (status(404), 0, Reason.REFUSED),
        (status(500), 0, Reason.FAILED),
        (status(503), 0, Reason.FAILED),
    ],
)
async def test_every_answer_means_one_thing(says: Answers, signed: int, reason: Reason) -> None:
    assert await answered(says, signed=signed) == Said(witness="one", reason=reason)


@pytest.mark.parametrize("says", [nothing, drops], ids=["silent", "slow"])
async def test_nobody_is_waited_for_longer_than_is_said(says: Answers) -> None:
    assert await answered(says, timeout_s=QUICK_S) == Said(witness="one", reason=Reason.TIMED_OUT)


async def test_one_that_changes_its_mind_is_asked_a_few_times_only() -> None:
    log = GrownLog(9)

    assert (await answered(*map(knows, (1, 2, 3, 4)), log=log)).reason is Reason.NOT_UNDERSTOOD
    assert log.asked == [1, 2]
    assert MOST_TRIES == 3


def line(key: SigningKey, log: GrownLog, at: int = SECONDS) -> str:
    return key.sign(log.note().text, at=at).line


async def test_only_lines_of_the_key_that_was_named_are_kept() -> None:
    log, stranger = GrownLog(9), a_witness_key("witness.example/one")
    both = line(stranger, log) + line(KEY, log) + line(KEY, log, SECONDS + 1)
    said = await answered(answer(200, both), log=log)

    assert said.at == SECONDS + 1
    assert {each.key_id for each in read_signatures(said.lines or "")} == {KEY.public.id}


@pytest.mark.parametrize(
    ("size", "key", "at", "reason"),
    [
        (8, KEY, SECONDS, Reason.BAD_SIGNATURE),
        (9, a_witness_key("witness.example/one"), SECONDS, Reason.NOT_UNDERSTOOD),
        (9, KEY, 0, Reason.NOT_UNDERSTOOD),
    ],
    ids=["another checkpoint", "another key", "no moment"],
)
async def test_what_is_no_signature_of_this_checkpoint_is_not_kept(
    size: int, key: SigningKey, at: int, reason: Reason
) -> None:
    said = await answered(answer(200, line(key, GrownLog(size), at)))

    assert said == Said(witness="one", reason=reason)


async def test_one_that_is_down_hinders_no_other_and_is_named(tmp_path: Path) -> None:
    async with a_receiver({}) as gone:
        down = place_of(KEY, gone.url, name="down")
    with structlog.testing.capture_logs() as logged:
        async with a_served_witness(tmp_path / "1.json") as (place, _), a_receiver({}) as silent:
            silent.says = [nothing]
            slow = place_of(KEY, silent.url, name="slow", timeout_s=QUICK_S)
            said = await ask(GrownLog(9), down, slow, place)

    assert [(each.witness, each.reason) for each in said] == [
        ("down", Reason.CONNECTION_FAILED),
        ("slow", Reason.TIMED_OUT),
        ("one", None),
    ]
    assert {(each["event"], each["witness"]) for each in logged} == {
        ("witness.not_signed", "down"),
        ("witness.not_signed", "slow"),
    }


async def test_one_proof_is_made_after_the_other_and_a_fault_there_is_ours(tmp_path: Path) -> None:
    log, at_once, most = GrownLog(9), 0, 0

    async def slowly(old: int) -> Sequence[bytes]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return log.proof(old)

    async def fails(_old: int) -> Sequence[bytes]:
        raise LookupError("the store is away")

    async with (
        a_served_witness(tmp_path / "1.json", name="one") as (one, _),
        a_served_witness(tmp_path / "2.json", name="two") as (two, _),
    ):
        witnesses = Witnesses([one, two])
        await witnesses.ask(GrownLog(5).note(), proof_from=slowly)
        said = await witnesses.ask(log.note(), proof_from=slowly)
        with pytest.raises(LookupError):
            await witnesses.ask(GrownLog(12).note(), proof_from=fails)

    assert [each.reason for each in said] == [None, None]
    assert most == 1


async def test_a_witness_whose_certificate_nobody_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    vouched = authority(tmp_path)
    log = GrownLog(9)
    async with a_receiver({}, vouched.server_context()) as receiver:
        receiver.says = [answer(200, line(KEY, log))]
        url = receiver.url.replace("http:", "https:")
        unknown = place_of(KEY, url)
        known = WitnessPlace(
            name="one", url=url, key=KEY.public, tls=create_default_context(cafile=vouched.file), timeout_s=5.0
        )

        assert (await ask(log, unknown))[0].reason is Reason.CONNECTION_FAILED
        assert receiver.came == []
        assert (await ask(log, known))[0].reason is None


async def test_nobody_configured_is_nobody_asked() -> None:
    assert await ask(GrownLog(1)) == ()
