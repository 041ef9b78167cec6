"""The tree over the log is the one of RFC 6962: its vectors, its definitions word for word, and what must not pass."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.audit import merkle
from hub.audit.merkle import Node

CT_LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The inputs of Certificate Transparency's reference tests."""

CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = st.integers(1, 300)


def ct_leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of §2.1, word for word, on hashed leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = largest_power_below(len(leaves))
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def defined_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of §2.1.1."""
    if len(leaves) == 1:
        return []
    split = largest_power_below(len(leaves))
    if index < split:
        return [*defined_path(index, leaves[:split]), defined_root(leaves[split:])]
    return [*defined_path(index - split, leaves[split:]), defined_root(leaves[:split])]


def defined_proof(old: int, leaves: Sequence[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of §2.1.2."""
    if old == len(leaves):
        return [] if is_whole else [defined_root(leaves)]
    split = largest_power_below(len(leaves))
    if old <= split:
        return [*defined_proof(old, leaves[:split], is_whole=is_whole), defined_root(leaves[split:])]
    return [*defined_proof(old - split, leaves[split:], is_whole=False), defined_root(leaves[:split])]


def largest_power_below(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % index) for index in range(size)]


def grown(leaves: Sequence[bytes], at_once: int = 7) -> dict[Node, bytes]:
    """Every complete node, appended in pieces, each from what a store would hand over."""
    nodes: dict[Node, bytes] = {}
    for start in range(0, len(leaves), at_once):
        edge = {node: nodes[node] for node in merkle.cover(0, start)}
        nodes |= merkle.completed(start, leaves[start : start + at_once], edge)
    return nodes


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency_come_out(size: int) -> None:
    nodes = grown([ct_leaf(data) for data in CT_LEAVES[:size]])
    assert merkle.root(size, nodes).hex() == CT_ROOTS[size - 1]


def test_a_tree_without_entries_has_the_hash_of_nothing() -> None:
    assert merkle.root(0, {}).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_leaf_is_no_node_and_no_leaf_of_another_log() -> None:
    data = b"a" * 64
    assert merkle.leaf_hash(data) == sha256(b"\x00hub-audit/v1\n" + data).digest()
    assert merkle.leaf_hash(data) != merkle.node_hash(data[:32], data[32:])
    assert merkle.leaf_hash(data) != ct_leaf(data)


@tried(400)
@given(SIZES, st.integers(1, 40))
def test_a_root_is_what_the_text_defines_however_the_tree_grew(size: int, at_once: int) -> None:
    leaves = leaves_of(size)
    assert merkle.root(size, grown(leaves, at_once)) == defined_root(leaves)


@tried(400)
@given(st.data(), SIZES)
def test_an_inclusion_proof_is_the_defined_one_and_leads_to_the_root(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    nodes = grown(leaves)
    ranges = merkle.inclusion_ranges(index, size)
    kept = {node: nodes[node] for node in merkle.needed(ranges)}
    path = merkle.hashes(ranges, kept)
    assert path == defined_path(index, leaves)
    assert merkle.root_of_inclusion(leaves[index], index, size, path) == defined_root(leaves)


@tried(400)
@given(st.data(), SIZES)
def test_a_consistency_proof_is_the_defined_one_and_holds(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    nodes = grown(leaves)
    ranges = merkle.consistency_ranges(old, size)
    kept = {node: nodes[node] for node in merkle.needed(ranges)}
    proof = merkle.hashes(ranges, kept)
    assert proof == defined_proof(old, leaves)
    assert merkle.is_consistent(old, defined_root(leaves[:old]), size, defined_root(leaves), proof)


@tried(400)
@given(st.data(), SIZES)
def test_another_entry_place_size_or_path_leads_elsewhere(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    path, root = defined_path(index, leaves), defined_root(leaves)
    assert merkle.root_of_inclusion(merkle.leaf_hash(b"other"), index, size, path) != root
    assert merkle.root_of_inclusion(leaves[index], index, size, [*path, root]) is None
    if path:
        assert merkle.root_of_inclusion(leaves[index], index, size, path[:-1]) is None
        place = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert merkle.root_of_inclusion(leaves[index], place, size, path) != root
        spoilt = list(path)
        spoilt[data.draw(st.integers(0, len(path) - 1))] = merkle.EMPTY
        assert merkle.root_of_inclusion(leaves[index], index, size, spoilt) != root


@pytest.mark.parametrize("place", [-1, 3])
def test_a_place_outside_the_tree_is_nowhere(place: int) -> None:
    assert merkle.root_of_inclusion(merkle.leaf_hash(b""), place, 3, []) is None


@tried(400)
@given(st.data(), SIZES)
def test_a_tree_that_does_not_go_on_from_the_older_one_is_not_consistent(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    changed = data.draw(st.integers(0, old - 1))
    forged = [*leaves[:changed], merkle.leaf_hash(b"forged"), *leaves[changed + 1 :]]
    before, proof = defined_root(leaves[:old]), defined_proof(old, forged)
    assert not merkle.is_consistent(old, before, size, defined_root(forged), proof)
    assert not merkle.is_consistent(old, before, size, defined_root(leaves), [*defined_proof(old, leaves), before])
    assert not merkle.is_consistent(size + 1, before, size, before, [])


def test_every_tree_goes_on_from_the_empty_one_and_from_itself() -> None:
    root = defined_root(leaves_of(5))
    assert merkle.is_consistent(0, merkle.EMPTY, 5, root, [])
    assert merkle.is_consistent(5, root, 5, root, [])
    assert not merkle.is_consistent(0, root, 5, root, [])
    assert not merkle.is_consistent(0, merkle.EMPTY, 5, root, [root])
    assert not merkle.is_consistent(5, root, 5, root, [root])


def test_a_proof_that_is_too_short_or_too_long_shows_nothing() -> None:
    leaves = leaves_of(7)
    old, new, proof = defined_root(leaves[:3]), defined_root(leaves), defined_proof(3, leaves)
    assert merkle.is_consistent(3, old, 7, new, proof)
    assert not merkle.is_consistent(3, old, 7, new, [])
    assert not merkle.is_consistent(3, old, 7, new, proof[:-1])
    assert not merkle.is_consistent(3, old, 7, new, [*proof, new, new])
