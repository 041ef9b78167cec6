"""When the log is behind, and what shows that it goes on from what was signed."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.audit.merkle import EMPTY, completed, leaf_hash, root
from hub.audit.sealed import Enough, Signed, Standing, behind, goes_on, inconsistent, needed_to_go_on
from hub.errors import Unavailable

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
NODES = completed(0, LEAVES, {})


def a_checkpoint(signed_at: datetime = NOON, **cosigned: str) -> Signed:
    return Signed(size=4, note="note\n\n— us\n", signed_at=signed_at, cosigned=cosigned)


def a_standing(covering: Signed | None, waiting_since: datetime | None) -> Standing:
    return Standing(lines=9, size=9, origin="log", newest=covering, covering=covering, waiting_since=waiting_since)


def test_a_checkpoint_is_written_with_everybodys_signatures_in_one_order():
    assert a_checkpoint(b="— b\n", a="— a\n").whole == "note\n\n— us\n— a\n— b\n"


def test_who_has_not_signed_is_named_and_a_stranger_does_not_matter():
    enough = Enough(witnesses=("a", "b"), quorum=1)

    assert a_checkpoint(b="— b\n", stranger="— s\n").lacks(enough) == ("a",)


@pytest.mark.parametrize(
    ("covered", "waits", "is_behind"),
    [
        (None, None, False),
        (None, HOUR, False),
        (None, HOUR + timedelta(seconds=1), True),
        (HOUR, 2 * HOUR, False),
        (2 * HOUR, HOUR, False),
        (2 * HOUR, 2 * HOUR, True),
    ],
    ids=[
        "nothing waits",
        "for an hour",
        "for longer, and nothing was ever signed",
        "for longer by a calendar that was moved",
        "since shortly, after a quiet time",
        "for longer by both clocks",
    ],
)
def test_the_log_is_behind_when_a_line_has_waited_too_long_by_both_clocks(covered, waits, is_behind):
    covering = None if covered is None else a_checkpoint(NOON - covered)
    standing = a_standing(covering, None if waits is None else NOON - waits)

    assert standing.is_behind(HOUR, now=NOON, wall=NOON) is is_behind


@pytest.mark.parametrize("old", [0, 1, 7, 8, 33, 40])
def test_the_root_is_given_where_the_tree_goes_on(old):
    names = needed_to_go_on(old, 40)
    before = root(old, NODES) if old else EMPTY

    assert goes_on(old, before, 40, {name: NODES[name] for name in names}) == root(40, NODES)


@pytest.mark.parametrize(
    ("old", "old_root"),
    [(7, root(8, NODES)), (41, root(40, NODES)), (40, root(39, NODES))],
    ids=["another root", "a tree that has shrunk", "another tree of this size"],
)
def test_no_root_is_given_where_the_tree_does_not_go_on(old, old_root):
    with pytest.raises(Unavailable) as told:
        goes_on(old, old_root, 40, NODES)
    assert told.value.code == inconsistent("").code == "audit.inconsistent"


def test_no_root_is_given_where_nodes_are_gone():
    with pytest.raises(Unavailable, match=r"audit\.inconsistent"):
        goes_on(7, root(7, NODES), 40, {})


def test_being_behind_is_a_fault_that_may_pass():
    assert behind().code == "audit.behind"


@pytest.mark.parametrize(
    ("lines", "size", "signed", "has_shrunk"),
    [(9, 9, 4, False), (9, 4, 4, False), (9, 9, None, False), (8, 9, 4, True), (9, 3, 4, True)],
    ids=["grown", "as it was signed", "never signed", "lines are gone", "the tree is smaller"],
)
def test_a_log_that_has_shrunk_is_noticed(lines, size, signed, has_shrunk):
    newest = None if signed is None else a_checkpoint()
    standing = Standing(lines=lines, size=size, origin="log", newest=newest, covering=None, waiting_since=None)

    assert standing.has_shrunk is has_shrunk
