"""What a log sends to a witness: as the specification prints it, and nothing that is not so."""

from pathlib import Path

import pytest

from hub.audit.note import MOST_SIGNATURES, Note, Signature, read_note
from hub.audit.witness_request import MOST_HASHES, WitnessRequest, read_request

# Printed in C2SP tlog-witness.
REQUEST = (Path(__file__).with_name("printed") / "request.txt").read_text(encoding="utf-8")
NOTE = read_note(REQUEST.partition("\n\n")[2])
HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"


def test_the_printed_request_is_read_and_written_again_to_the_byte() -> None:
    found = read_request(REQUEST)

    assert (found.old, len(found.proof), found.note) == (20852014, 4, NOTE)
    assert found.proof[0].hex().startswith("3e544d0abc07a6a8")
    assert found.written == REQUEST


def test_a_first_request_has_no_proof() -> None:
    first = WitnessRequest(old=0, proof=(), note=NOTE)

    assert first.written.startswith("old 0\n\nexample.com/behind-the-sofa\n")
    assert read_request(first.written) == first


def test_the_longest_proof_and_the_most_signatures_are_read() -> None:
    many = Note(text=NOTE.text, signatures=(Signature(name="n", key_id=b"1234", made=b"5"),) * MOST_SIGNATURES)
    longest = WitnessRequest(old=1, proof=(bytes(32),) * MOST_HASHES, note=many)

    assert read_request(longest.written) == longest


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("", "an empty line"),
        ("old 0\n", "an empty line"),
        (REQUEST.replace("old ", "new "), "an old size"),
        (REQUEST.replace("old ", "old"), "an old size"),
        (REQUEST.replace("old 2", "old 02"), "no zeros"),
        (REQUEST.replace("old 2", "old -2"), "digits"),
        (REQUEST.replace("old ", "old  "), "digits"),
        (REQUEST.replace(HASH, HASH * MOST_HASHES), "at most 63"),
        (REQUEST.replace(HASH, "AAAA\n"), "32 bytes"),
        (REQUEST.replace(HASH, HASH.replace("=\n", "\n")), "base64"),
        (REQUEST.replace("\n\n", "\n", 1), "digits|base64"),
        (f"old 0\n\n{NOTE.text}", "an empty line"),
    ],
)
def test_what_is_no_request_is_refused_in_words(written: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_request(written)
