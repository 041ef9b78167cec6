"""Another implementation, which shares nothing with ours, computes the same roots and proofs (pymerkle)."""

import pytest
from pymerkle import InmemoryTree  # type: ignore[import-untyped]  # it ships no types

from hub.audit import merkle
from hub.audit.entry import entry

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64, 70)
MOST = max(SIZES)
FORM = b"hub-audit/v1\n"


def written(number: int) -> bytes:
    return entry("log.example", number, b'{"number":%d}' % number)


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(1, MOST + 1):
        tree.append_entry(FORM + written(number))
    return tree


NODES = merkle.completed(0, [merkle.leaf_hash(written(number)) for number in range(1, MOST + 1)], {})


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_one_of_another_implementation(oracle: InmemoryTree, size: int) -> None:
    assert merkle.root(size, NODES) == oracle.get_root(size)


@pytest.mark.parametrize("size", SIZES)
def test_proofs_are_those_of_another_implementation(oracle: InmemoryTree, size: int) -> None:
    for index in range(size):
        ours = merkle.hashes(merkle.inclusion_ranges(index, size), NODES)
        theirs = oracle.prove_inclusion(index + 1, size).serialize()["path"]
        assert [each.hex() for each in ours] == theirs[1:]
    for old in range(1, size + 1):
        ours = merkle.hashes(merkle.consistency_ranges(old, size), NODES)
        assert merkle.is_consistent(old, oracle.get_root(old), size, oracle.get_root(size), ours)
