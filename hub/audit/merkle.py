"""The tree over the log: RFC 6962 §2.1 exactly, so that any verifier of such logs works.

A tree of `size` entries has complete nodes, named by level and index: node (level, index) covers the entries from
index · 2^level up to (index + 1) · 2^level, exclusive. Those never change, and are all that a store needs to keep.
Whatever else a proof or a root needs is folded from them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

Node = tuple[int, int]
"""Level and index of a complete node; level 0 are the leaves."""

EMPTY: Final = sha256(b"").digest()
"""The root of a tree without entries."""

_PREFIX: Final = b"\x00hub-audit/v1\n"
"""RFC 6962's mark of a leaf, and the name of what is in it: no other log's entry can be taken for one of this."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry: 32 bytes."""
    return sha256(_PREFIX + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(b"\x01" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """Name the complete nodes that together cover the entries from start up to end, exclusive: few, from the left."""
    nodes: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def completed(size: int, leaves: Sequence[bytes], nodes: Mapping[Node, bytes]) -> dict[Node, bytes]:
    """Append leaves to a tree of `size`: give every node that is complete now and was not before, leaves included.

    `nodes` must hold what `cover(0, size)` names.
    """
    added: dict[Node, bytes] = {}
    for index, leaf in enumerate(leaves, start=size):
        node, added_hash = (0, index), leaf
        added[node] = added_hash
        while node[1] & 1:
            left = (node[0], node[1] - 1)
            added_hash = node_hash(added.get(left) or nodes[left], added_hash)
            node = (node[0] + 1, node[1] >> 1)
            added[node] = added_hash
    return added


def root(size: int, nodes: Mapping[Node, bytes]) -> bytes:
    """Give the root of the first `size` entries. `nodes` must hold what `cover(0, size)` names."""
    return _folded(0, size, nodes) if size else EMPTY


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Name the ranges of entries whose hashes prove that an entry is in the tree, the nearest first (§2.1.1)."""
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """Name the ranges whose hashes prove that a tree of `size` goes on from one of `old`, both at least 1 (§2.1.2)."""
    ranges: list[tuple[int, int]] = []
    start, end, is_whole = 0, size, True
    while start + old != end:
        middle = start + _split(end - start)
        if start + old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            old -= middle - start
            start, is_whole = middle, False
    return ([] if is_whole else [(start, end)]) + ranges[::-1]


def needed(ranges: Iterable[tuple[int, int]]) -> list[Node]:
    """Name the nodes that a store must give so that the hashes of ranges can be told."""
    return [node for start, end in ranges for node in cover(start, end)]


def hashes(ranges: Iterable[tuple[int, int]], nodes: Mapping[Node, bytes]) -> list[bytes]:
    """Give the hash of each range. `nodes` must hold what `needed` names."""
    return [_folded(start, end, nodes) for start, end in ranges]


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Give the root that an inclusion proof leads to (RFC 9162 §2.1.3.2); None where it has another length."""
    if not 0 <= index < size:
        return None
    position, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that a tree goes on from an older one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old == 0:
        return not proof and old_root == EMPTY
    if old == size:
        return not proof and old_root == new_root
    path = iter([old_root, *proof] if old & (old - 1) == 0 else proof)
    return _leads_to_both(path, old, size, (old_root, new_root))


def _leads_to_both(path: Iterator[bytes], old: int, size: int, roots: tuple[bytes, bytes]) -> bool:
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = next(path, None)
    if first is None or second is None:
        return False
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and (first, second) == roots


def _split(count: int) -> int:
    """The largest power of two below count: where RFC 6962 divides a tree."""
    return 1 << ((count - 1).bit_length() - 1)


def _folded(start: int, end: int, nodes: Mapping[Node, bytes]) -> bytes:
    """Fold complete nodes from the right: what RFC 6962 calls the hash of a range that begins where a tree divides."""
    *others, found = [nodes[node] for node in cover(start, end)]
    for other in reversed(others):
        found = node_hash(other, found)
    return found
