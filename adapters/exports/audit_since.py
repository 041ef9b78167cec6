"""Proofs in an export that the log goes on from older checkpoints (RFC 9162 section 2.1.4).

Lines that are left out are covered by hashes, and those hashes do not show what the log was before; a proof does. There
is one for every checkpoint that somebody took home in an export, as the lines of the log say, and for those asked for.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from adapters.exports.audit_records import nodes_of
from hub.audit import merkle
from hub.audit.whole_log import Sealed, WholeLog

Proof = Mapping[str, Any]
"""`size` of the older log, and the hashes of the proof, hexadecimal."""


async def proofs(log: WholeLog, sealed: Sealed, sizes: Collection[int]) -> list[Proof]:
    """Give a proof from each of these sizes, where there is something to prove: none from nothing, or from later.

    Raises Unavailable (`audit.tree_incomplete`) where hashes of the tree are missing.
    """
    older = sorted({size for size in sizes if 0 < size < sealed.size})
    ranges = {size: merkle.consistency_ranges(size, sealed.size) for size in older}
    names = {name for each in ranges.values() for name in merkle.needed(each)}
    nodes = dict(await nodes_of(log, sorted(names)))
    return [{"size": size, "proof": _hex(merkle.hashes(each, nodes))} for size, each in ranges.items()]


def _hex(hashes: Iterable[bytes]) -> list[str]:
    return [each.hex() for each in hashes]
