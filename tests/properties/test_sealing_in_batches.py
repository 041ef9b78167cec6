"""However lines are divided into batches, the tree that grows is the tree of all of them."""

from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.audit.merkle import Node, completed, cover, leaf_hash, root

BATCHES = st.lists(st.integers(1, 40), max_size=12)


@tried(400)
@given(BATCHES)
def test_a_tree_that_grows_in_batches_is_the_tree_of_all(batches: list[int]) -> None:
    leaves = [leaf_hash(number.to_bytes(2)) for number in range(sum(batches))]
    kept: dict[Node, bytes] = {}
    size = 0
    for count in batches:
        # Only what a store would be asked for: what else is needed must be found in it.
        before = {name: kept[name] for name in cover(0, size)}
        added = completed(size, leaves[size : size + count], before)
        assert not added.keys() & kept.keys()
        kept.update(added)
        size += count

    assert kept == completed(0, leaves, {})
    assert root(size, kept) == root(size, completed(0, leaves, {}))
