"""Signed notes, checkpoints, keys and policies: as the specifications print them, and nothing that is not so."""

from hashlib import shake_256
from pathlib import Path

import pytest

from hub.audit.note import (
    LARGEST,
    MOST_SIGNATURES,
    Checkpoint,
    Note,
    Signature,
    is_key_name,
    read_checkpoint,
    read_note,
    read_signatures,
    to_base64,
)
from hub.audit.note_key import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    KeyKind,
    NoteKey,
    message,
    read_vkey,
    signature,
    signed,
)
from hub.audit.policy import Policy, Witness, believe, read_policy

PRINTED = Path(__file__).with_name("printed")

# Printed in C2SP signed-note, tlog-checkpoint, tlog-cosignature and tlog-witness.
VERSE = (PRINTED / "verse.txt").read_text(encoding="utf-8")
SOFA = (PRINTED / "checkpoint.txt").read_text(encoding="utf-8")
COSIGNATURES = (PRINTED / "cosignatures.txt").read_text(encoding="utf-8")

# The example key of Go's sumdb/note, whose number everybody computes alike.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

LOG, AT = "hub.example/audit", 1_700_000_000
ROOT = bytes(range(32))
TREE = Checkpoint(origin=LOG, size=7, root=ROOT)


def a_key(kind: KeyKind = KeyKind.ED25519, name: str = LOG, fill: int = 1) -> NoteKey:
    return NoteKey(name=name, kind=kind, public=bytes([fill]) * PUBLIC_BYTES[kind])


OLD, NEW = a_key(), a_key(KeyKind.COSIGNING_ML_DSA_44, fill=2)
ONE = a_key(KeyKind.COSIGNING_ML_DSA_44, name="one.example/w", fill=3)
TWO = a_key(KeyKind.COSIGNING_ED25519, name="two.example/w", fill=4)
WITNESSES = (Witness(name="one", key=ONE), Witness(name="two", key=TWO))


def pretended(key: NoteKey, said: bytes) -> bytes:
    """What stands for a signature here: anybody could make it, but not by accident."""
    return shake_256(key.public + said).digest(SIGNATURE_BYTES[key.kind])


def is_pretended(key: NoteKey, said: bytes, made: bytes) -> bool:
    return made == pretended(key, said)


def sign(key: NoteKey, text: str = TREE.text, at: int = AT) -> Signature:
    return signature(key, pretended(key, message(key, text, at)), at)


def noted(*keys: NoteKey, text: str = TREE.text) -> Note:
    return Note(text=text, signatures=tuple(sign(key, text) for key in keys))


def policy(
    quorum: int = 1, log: tuple[NoteKey, ...] = (OLD, NEW), witnesses: tuple[Witness, ...] = WITNESSES
) -> Policy:
    return Policy(log=log, witnesses=witnesses, quorum=quorum)


@pytest.mark.parametrize("printed", [VERSE, SOFA], ids=["a verse", "a checkpoint"])
def test_a_printed_note_is_read_and_written_again_to_the_byte(printed: str) -> None:
    assert read_note(printed).written == printed


def test_an_empty_line_in_a_text_is_part_of_it() -> None:
    note = read_note(VERSE)

    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [each.name for each in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.signatures[0].key_id.hex() == "367ba04b"


def test_a_printed_checkpoint_says_how_large_its_tree_is() -> None:
    found = read_checkpoint(read_note(SOFA).text)

    assert (found.origin, found.size, found.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert found.root.hex().startswith("0ac5186a91863e8e")
    assert f"{found.text}\n" == SOFA.partition("—")[0]


def test_a_printed_cosignature_tells_the_moment_that_is_printed_with_it() -> None:
    by = read_note(SOFA).signatures[1]
    found = signed(a_key(KeyKind.COSIGNING_ED25519, name=by.name), read_note(SOFA).text, by)

    assert found.at == 1679315147
    assert found.message.decode() == f"cosignature/v1\ntime 1679315147\n{read_note(SOFA).text}"
    assert len(found.signature) == 64


def test_what_a_witness_answers_is_read_without_a_note() -> None:
    assert "".join(each.line for each in read_signatures(COSIGNATURES)) == COSIGNATURES


LINE = sign(OLD).line


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (f"text\r\n\n{LINE}", "control characters"),
        (f"text\n{LINE}", "an empty line"),
        (f"\n\n{LINE}", "an empty line"),
        ("", "an empty line"),
        ("text\n\n", "whole lines"),
        (f"text\n\n{LINE[:-1]}", "whole lines"),
        (f"text\n\n{LINE * (MOST_SIGNATURES + 1)}", "at most 16"),
        (f"text\n\n{LINE.replace('— ', '- ')}", "a dash"),
        (f"text\n\n{LINE.replace('— ', '—')}", "a dash"),
        ("text\n\n— name\n", "a dash"),
        ("text\n\n—  AAAAAAAA\n", "a dash"),
        ("text\n\n— a+b AAAAAAAA\n", "a dash"),
        ("text\n\n— a\N{NO-BREAK SPACE}b AAAAAAAA\n", "a dash"),
        ("text\n\n— name AAAAAA==\n", "longer than the number"),
        ("text\n\n— name  AAAAAAAA\n", "base64"),
        ("text\n\n— name AAAAA\n", "base64"),
        ("text\n\n— name AAAAAAB=\n", "another way"),
    ],
)
def test_what_is_no_note_is_refused_in_words(written: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_note(written)


def test_as_many_signatures_as_a_note_may_have_are_read() -> None:
    assert len(read_note(f"text\n\n{LINE * MOST_SIGNATURES}").signatures) == 16


def test_lines_that_others_add_to_a_checkpoint_are_kept() -> None:
    text = f"{TREE.text}extra\n"

    assert read_checkpoint(text).extensions == ("extra",)
    assert read_checkpoint(text).text == text


@pytest.mark.parametrize("size", ["0", "1", str(LARGEST)])
def test_a_tree_may_have_any_size_that_can_be_counted(size: str) -> None:
    assert read_checkpoint(f"o\n{size}\n{to_base64(ROOT)}\n").size == int(size)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (TREE.text[:-1], "three lines"),
        (f"{LOG}\n7\n", "three lines"),
        (TREE.text.replace(LOG, ""), "none is empty"),
        (f"{TREE.text}\n", "none is empty"),
        (TREE.text.replace("7", "07"), "no zeros"),
        (TREE.text.replace("7", "+7"), "digits"),
        (TREE.text.replace("\n7\n", "\n\N{ARABIC-INDIC DIGIT SEVEN}\n"), "digits"),
        (TREE.text.replace("7", str(LARGEST + 1)), "too large"),
        (TREE.text.replace("7", "9" * 5000), "too large"),
        (f"{LOG}\n7\n{to_base64(ROOT[:-1])}\n", "32 bytes"),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_words(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_checkpoint(text)


def test_the_number_of_a_known_key_comes_out() -> None:
    key = read_vkey(PETER)

    assert (key.name, key.kind, key.id.hex()) == ("PeterNeumann", KeyKind.ED25519, "c74f20a3")
    assert key.vkey == PETER


@pytest.mark.parametrize("kind", KeyKind)
def test_a_vkey_is_read_as_it_is_written(kind: KeyKind) -> None:
    assert read_vkey(a_key(kind).vkey) == a_key(kind)


def test_one_key_has_another_number_for_each_use_and_name() -> None:
    public = bytes(32)
    ids = {
        NoteKey(name=name, kind=kind, public=public).id
        for name in ("a", "b")
        for kind in (KeyKind.ED25519, KeyKind.COSIGNING_ED25519)
    }

    assert len(ids) == 4


@pytest.mark.parametrize(
    ("vkey", "wrong"),
    [
        ("PeterNeumann", "plus signs"),
        ("PeterNeumann+c74f20a3", "plus signs"),
        (PETER.replace("c7", "C7"), "the number"),
        (PETER.replace("c74f20a3", "c74f20a4"), "the number"),
        (PETER.replace("Peter", "peter"), "the number"),
        (PETER.replace("+ARpc", "+ARpd"), "the number"),
        (PETER.replace("+AR", "+Ah"), "unknown kind"),
        (PETER[:-1], "base64"),
        (f"n+00000000+{to_base64(bytes([1, 2]))}", "32 bytes"),
        ("n+00000000+", "unknown kind"),
        (f"+00000000+{to_base64(bytes([1]) + bytes(32))}", "no spaces"),
    ],
)
def test_what_is_no_vkey_is_refused_in_words(vkey: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_vkey(vkey)


def test_the_newer_cosignature_is_made_of_exactly_these_bytes() -> None:
    key = a_key(KeyKind.COSIGNING_ML_DSA_44, name="w1")
    tree = Checkpoint(origin="log", size=258, root=ROOT, extensions=("not signed",))

    assert message(key, tree.text, 259) == (
        b"subtree/v1\n\x00"
        b"\x02w1"
        b"\x00\x00\x00\x00\x00\x00\x01\x03"
        b"\x03log"
        b"\x00\x00\x00\x00\x00\x00\x00\x00"
        b"\x00\x00\x00\x00\x00\x00\x01\x02" + ROOT
    )


@pytest.mark.parametrize(("name", "origin"), [("w" * 256, LOG), ("w", "o" * 256)], ids=["cosigner", "log"])
def test_a_name_that_is_too_long_for_its_place_is_refused(name: str, origin: str) -> None:
    longest = a_key(KeyKind.COSIGNING_ML_DSA_44, name="w" * 255)
    tree = Checkpoint(origin="o" * 255, size=1, root=ROOT)

    assert len(message(longest, tree.text, AT)) == 12 + 256 + 8 + 256 + 16 + 32
    with pytest.raises(ValueError, match="255 bytes"):
        message(a_key(KeyKind.COSIGNING_ML_DSA_44, name=name), Checkpoint(origin=origin, size=1, root=ROOT).text, AT)


@pytest.mark.parametrize("kind", [KeyKind.COSIGNING_ED25519, KeyKind.COSIGNING_ML_DSA_44])
def test_only_a_checkpoint_is_cosigned(kind: KeyKind) -> None:
    with pytest.raises(ValueError, match="three lines"):
        message(a_key(kind), "some other text\n", AT)


def test_a_plain_signature_is_over_the_text_and_tells_no_moment() -> None:
    found = signed(OLD, "any text\n", sign(OLD, "any text\n"))

    assert (found.message, found.at) == (b"any text\n", None)


@pytest.mark.parametrize("kind", KeyKind)
def test_a_signature_of_another_length_is_refused(kind: KeyKind) -> None:
    key = a_key(kind)
    good = sign(key)

    for made in (good.made[:-1], good.made + b"\0"):
        with pytest.raises(ValueError, match="length"):
            signed(key, TREE.text, Signature(name=key.name, key_id=key.id, made=made))


def test_a_moment_that_nobody_can_count_is_refused() -> None:
    assert signed(NEW, TREE.text, sign(NEW, at=LARGEST)).at == LARGEST
    with pytest.raises(ValueError, match="after all time"):
        signed(NEW, TREE.text, sign(NEW, at=LARGEST + 1))


POLICY = f"""# who we believe
log {OLD.vkey}
log {NEW.vkey}   # both

witness one {ONE.vkey}
witness two {TWO.vkey}
quorum 1
"""


def test_a_policy_is_read_with_its_remarks_and_written_without() -> None:
    found = read_policy(POLICY)

    assert (found, found.origin) == (policy(), LOG)
    assert read_policy(found.written) == found


def test_a_name_may_have_the_sign_of_a_remark_in_it() -> None:
    key = a_key(name="hub.example/#audit")

    assert read_policy(f"log {key.vkey}\nquorum 0\n").origin == "hub.example/#audit"


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (f"log {OLD.vkey}\n", "one quorum"),
        (f"log {OLD.vkey}\nquorum 0\nquorum 0\n", "one quorum"),
        (f"log {OLD.vkey}\nquorum none\n", "line 2: a number"),
        (f"log {OLD.vkey} twice\nquorum 0\n", "line 1: a line of a policy"),
        (f"log {OLD.vkey}x\nquorum 0\n", "line 1: what should be base64"),
        (f"log {OLD.vkey}\nwitness {ONE.vkey}\nquorum 0\n", "line 2: a line of a policy"),
        ("quorum 0\n", "the keys of one log"),
        (f"log {OLD.vkey}\nlog {ONE.vkey}\nquorum 0\n", "the keys of one log"),
        (f"log {a_key(KeyKind.COSIGNING_ED25519).vkey}\nquorum 0\n", "a log signs"),
        (f"log {NEW.vkey}\nwitness w {OLD.vkey}\nquorum 1\n", "a witness signs"),
        (f"log {OLD.vkey}\nwitness w {ONE.vkey}\nwitness w {TWO.vkey}\nquorum 1\n", "one name"),
        (f"log {OLD.vkey}\nwitness w {ONE.vkey}\nwitness v {ONE.vkey}\nquorum 1\n", "stands twice"),
        (f"log {OLD.vkey}\nwitness w {ONE.vkey}\nquorum 2\n", "at most the number"),
    ],
)
def test_a_policy_that_could_not_be_met_or_counts_somebody_twice_is_refused(written: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_policy(written)


def test_a_log_that_vouches_for_itself_under_another_use_of_its_key_is_no_witness() -> None:
    same = NoteKey(name="w", kind=KeyKind.COSIGNING_ED25519, public=OLD.public)

    with pytest.raises(ValueError, match="stands twice"):
        policy(log=(OLD,), witnesses=(Witness(name="w", key=same),))


def test_a_note_that_all_have_signed_is_believed() -> None:
    found = believe(policy(quorum=2), noted(OLD, NEW, ONE, TWO), is_pretended)

    assert (found.checkpoint, found.witnessed, found.is_witnessed) == (TREE, {"one": AT, "two": AT}, True)


def test_too_few_witnesses_are_counted_and_a_key_that_nobody_knows_counts_for_nothing() -> None:
    stranger = a_key(KeyKind.COSIGNING_ML_DSA_44, name="one.example/w", fill=9)
    found = believe(policy(quorum=2), noted(OLD, NEW, ONE, ONE, stranger), is_pretended)

    assert (found.witnessed, found.is_witnessed) == ({"one": AT}, False)


def test_each_key_of_the_log_must_have_signed() -> None:
    for lacking in (noted(OLD, ONE), noted(NEW, ONE), noted(ONE)):
        with pytest.raises(ValueError, match="has not signed"):
            believe(policy(), lacking, is_pretended)


@pytest.mark.parametrize("key", [OLD, NEW, ONE, TWO], ids=["old", "new", "one", "two"])
def test_a_wrong_signature_of_a_known_key_spoils_the_note(key: NoteKey) -> None:
    good = noted(OLD, NEW, ONE, TWO)
    wrong = Signature(name=key.name, key_id=key.id, made=sign(key, at=AT).made[:-1] + b"\0")

    with pytest.raises(ValueError, match="is wrong"):
        believe(policy(), Note(text=good.text, signatures=(*good.signatures, wrong)), is_pretended)


def test_a_note_about_another_log_says_nothing_about_this_one() -> None:
    other = Checkpoint(origin="hub.example/other", size=7, root=ROOT)

    with pytest.raises(ValueError, match="another log"):
        believe(policy(), noted(OLD, NEW, text=other.text), is_pretended)


def test_a_key_may_be_called_what_can_stand_in_a_line() -> None:
    assert is_key_name("hub.example/audit")
    assert not any(is_key_name(name) for name in ("", "a b", "a+b", "a\tb", "a\u2003b", "a\x01b"))
