"""What the log signs is good for everybody who reads C2SP, and keys are kept, read and refused as they must be."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from audit.growing import NEW_KEY, OLD_KEY, ORIGIN, SECONDS, GrownLog, log_signer, now
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from adapters.audit.key_files import SigningKey, is_good, read_signing_key, write_signing_key
from adapters.audit.signers import LogSigner
from hub.audit.note import Checkpoint, Note, Signature, read_note
from hub.audit.note_key import KeyKind, read_vkey
from hub.audit.policy import Policy, believe, moments
from hub.errors import BadInput

PRINTED = Path(__file__).with_name("printed")

# The example key of Go's sumdb/note, and what it signed.
PETER = read_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
PETERS = read_note("""If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
""")

# A log of torchwood's tests (cmd/litewitness/testdata/mldsa.txt): another implementation made key and signature.
THEIR_KEY = read_vkey((PRINTED / "torchwood.vkey").read_text(encoding="utf-8").strip())
THEIRS = read_note((PRINTED / "torchwood.note").read_text(encoding="utf-8"))


def test_a_signature_that_go_made_is_good_and_over_no_other_text() -> None:
    assert moments(PETER, PETERS, is_good) == [0]
    with pytest.raises(ValueError, match="is wrong"):
        moments(PETER, Note(text=f"{PETERS.text}x\n", signatures=PETERS.signatures), is_good)


def test_an_ml_dsa_cosignature_of_another_implementation_is_good() -> None:
    found = believe(Policy(log=(THEIR_KEY,)), THEIRS, is_good)

    assert (found.checkpoint.origin, found.checkpoint.size) == ("example.com/mldsa-log", 1)
    assert moments(THEIR_KEY, THEIRS, is_good) == [0]


def test_it_is_good_for_no_other_size() -> None:
    changed = Note(text=THEIRS.text.replace("\n1\n", "\n2\n"), signatures=THEIRS.signatures)

    with pytest.raises(ValueError, match="is wrong"):
        moments(THEIR_KEY, changed, is_good)


def test_a_checkpoint_bears_both_signatures_of_the_log() -> None:
    log = GrownLog(5)
    note = read_note(log.note().written)

    assert [key.kind for key in log.signer.keys] == [KeyKind.ED25519, KeyKind.COSIGNING_ML_DSA_44]
    assert [each.name for each in note.signatures] == [ORIGIN, ORIGIN]
    assert [moments(key, note, is_good) for key in log.signer.keys] == [[0], [SECONDS]]
    assert believe(Policy(log=log.signer.keys), note, is_good).checkpoint == log.checkpoint()


@pytest.mark.parametrize("place", [0, 1], ids=["Ed25519", "ML-DSA-44"])
def test_a_changed_bit_of_either_is_found(place: int) -> None:
    log = GrownLog(5)
    signatures = [*log.note().signatures]
    good = signatures[place]
    signatures[place] = Signature(name=good.name, key_id=good.key_id, made=good.made[:-1] + bytes([good.made[-1] ^ 1]))

    with pytest.raises(ValueError, match="is wrong"):
        believe(Policy(log=log.signer.keys), Note(text=log.note().text, signatures=tuple(signatures)), is_good)


def test_nothing_is_signed_about_another_log() -> None:
    with pytest.raises(ValueError, match="another log"):
        log_signer().sign(Checkpoint(origin="other.example/log", size=1, root=bytes(32)))


def test_a_key_comes_back_from_its_file_which_nobody_else_may_read(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    write_signing_key(file, NEW_KEY, label="hub.example/audit")
    read = read_signing_key(file, name=ORIGIN)

    assert read.public == SigningKey.of(NEW_KEY, name=ORIGIN, cosigns=False).public
    assert read.label == "hub.example/audit"
    assert file.stat().st_mode & 0o077 == 0
    assert repr(read).count("private") == 0
    with pytest.raises(FileExistsError):
        write_signing_key(file, OLD_KEY, label="another")


def test_the_line_before_a_key_hinders_no_other_reader(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    write_signing_key(file, OLD_KEY, label="demo-audit-1")

    assert isinstance(load_pem_private_key(file.read_bytes(), None), Ed25519PrivateKey)


@pytest.mark.parametrize(
    ("cosigns", "kind"), [(False, KeyKind.ED25519), (True, KeyKind.COSIGNING_ED25519)], ids=["a log", "a witness"]
)
def test_an_ed25519_key_is_used_for_one_thing(*, cosigns: bool, kind: KeyKind) -> None:
    assert SigningKey.of(OLD_KEY, name="w", cosigns=cosigns).public.kind is kind


def files(folder: Path, *labels: str) -> Sequence[Path]:
    """One file per label, with an Ed25519 key in every first and an ML-DSA-44 key in every second."""
    made = [folder / f"{place}.pem" for place in range(len(labels))]
    for place, (file, label) in enumerate(zip(made, labels, strict=True)):
        write_signing_key(file, NEW_KEY if place % 2 else OLD_KEY, label=label)
    return made


def from_files(given: Sequence[Path], *, is_demo: bool = False) -> LogSigner:
    return LogSigner.from_files(given, origin=ORIGIN, is_demo=is_demo, now=now)


def test_the_two_keys_may_be_named_in_any_order(tmp_path: Path) -> None:
    made = files(tmp_path, "a", "b")

    assert from_files(made[::-1]).keys == from_files(made).keys == log_signer().keys


def test_production_refuses_a_key_of_the_demo(tmp_path: Path) -> None:
    made = files(tmp_path, "a", "demo-audit-2")

    assert from_files(made, is_demo=True).keys == log_signer().keys
    with pytest.raises(BadInput, match="a demo key in production"):
        from_files(made)


@pytest.mark.parametrize("labels", [(), ("a",), ("a", "b", "c"), ("a", "b", "c", "d", "e", "f")], ids=len)
def test_one_key_of_each_kind_is_needed(tmp_path: Path, labels: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="one Ed25519 and one ML-DSA-44"):
        from_files(files(tmp_path, *labels))


def test_one_key_under_two_names_is_not_two(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="one key is named twice"):
        from_files(files(tmp_path, "a", "b", "c", "d"))


def _written(private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, password: bytes | None = None) -> bytes:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"nothing", "no private key can be read"),
        (b"\xff\xfe", "no private key can be read"),
        (_written(OLD_KEY, b"secret"), "no private key can be read"),
        (_written(ec.generate_private_key(ec.SECP256R1())), "Ed25519 or ML-DSA-44"),
    ],
    ids=["words", "bytes", "a password", "another kind"],
)
def test_a_file_that_cannot_be_used_is_refused_without_its_path(tmp_path: Path, content: bytes, wrong: str) -> None:
    file = tmp_path / "somewhere.pem"
    file.write_bytes(content)

    with pytest.raises(BadInput, match=wrong) as caught:
        from_files([file])
    assert "somewhere" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no private key can be read"):
        from_files([tmp_path / "nowhere.pem"])
