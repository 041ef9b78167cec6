"""A proof about a line is written in the form of C2SP tlog-proof."""

import pytest

from hub.audit.proofs import Placed

NOTE = "log.example\n3\nAAAA\n\n— log.example AAAA\n"


@pytest.mark.parametrize(
    ("path", "hashes"),
    [((), ""), ((b"\x00" * 32, b"\xff" * 32), f"{'A' * 43}=\n{'/' * 42}8=\n")],
    ids=["the only line", "with a path"],
)
def test_a_proof_is_one_text_that_ends_in_the_checkpoint(path, hashes):
    placed = Placed(origin="log.example", index=2, path=path, checkpoint=NOTE)

    assert placed.written == f"c2sp.org/tlog-proof@v1\nindex 2\n{hashes}\n{NOTE}"
