"""An export that leaves lines out still proves that the log goes on from older checkpoints."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exporting import ORIGIN, a_checkpoint, a_life, a_note
from taking_out import ALL, SIGNER, Exporting
from verifying import LIFE, codes, told
from whole_logs import MemoryLog, a_line

from adapters.exports import audit_records
from hub.audit import canonical
from hub.audit.entry import entry
from hub.audit.events import AuditRecord, Event
from hub.errors import Unavailable

NOBODY = replace(ALL, subject="nobody")


def exported(size: Any, **more: Any) -> AuditRecord:
    """A line about an export up to this size."""
    return a_line(event=Event.LOG_EXPORTED, outcome={"export": "e", "size": size, **more})


def exporting(folder: Path, lines: list[AuditRecord]) -> Exporting:
    (folder / "keys.json").write_text(json.dumps(SIGNER.published()), encoding="utf-8")
    return Exporting(MemoryLog.of(lines, origin=ORIGIN, sign=a_note), folder / "e")


def sizes(taken: Exporting) -> list[int]:
    return [each["size"] for each in taken.read("manifest.json")["consistency"]]


def checkpoint(taken: Exporting, size: int) -> str:
    return a_checkpoint(taken.log.entries()[:size])


@pytest.mark.parametrize("size", range(1, 12))
async def test_the_log_goes_on_from_any_checkpoint_that_was_asked_for(folder: Path, size: int) -> None:
    taken = exporting(folder, a_life())
    await taken.take(replace(NOBODY, since=frozenset({size})))

    assert codes(told(folder, since=checkpoint(taken, size))) == []


async def test_it_goes_on_from_every_export_before_it_unasked(folder: Path) -> None:
    lines = [*a_life(), exported(5), exported(5, records=2), *a_life(), exported(13)]
    taken = exporting(folder, lines)
    await taken.take(NOBODY)

    assert sizes(taken) == [5, 13]
    for size in (5, 13):
        assert codes(told(folder, since=checkpoint(taken, size))) == []
    assert codes(told(folder, since=checkpoint(taken, 7))) == [("log.unproven", None)]


async def test_another_log_of_that_size_is_a_fork(folder: Path) -> None:
    taken = exporting(folder, a_life())
    await taken.take(replace(NOBODY, since=frozenset({7})))
    other = [*LIFE[:6], entry(ORIGIN, 7, canonical.dumps(a_line()))]

    assert codes(told(folder, since=a_checkpoint(other))) == [("log.forked", None)]


async def test_a_proof_from_nothing_and_from_what_is_not_signed_yet_is_none(folder: Path) -> None:
    taken = exporting(folder, [exported(0), exported(900), exported("5"), exported(None), *a_life()])
    await taken.take(replace(NOBODY, since=frozenset({16, 17})))

    assert sizes(taken) == []


async def test_a_line_that_only_looks_like_one_about_an_export_says_nothing(folder: Path) -> None:
    taken = exporting(folder, a_life())
    taken.log.written[3] = b'{"event":"log.exported"'
    taken.log.written[4] = b'{"event":"log.exported","outcome":[]}'
    await taken.take(NOBODY)

    assert sizes(taken) == []


async def test_of_too_many_exports_the_latest_are_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_records, "MOST_EARLIER", 2)
    taken = exporting(folder, [exported(size) for size in (3, 2, 5, 4)] * 3)
    await taken.take(NOBODY)

    assert sizes(taken) == [4, 5]


async def test_one_that_was_broken_off_still_knows_the_exports_that_it_saw(folder: Path) -> None:
    def tick(looked_at: int, _size: int) -> None:
        if looked_at == 7:
            raise KeyboardInterrupt

    taken = exporting(folder, [exported(2), *a_life()])
    with pytest.raises(KeyboardInterrupt):
        await taken.take(NOBODY, tick=tick)
    await taken.take(NOBODY, resume=True)

    assert sizes(taken) == [2]


async def test_without_the_hashes_for_it_there_is_no_export(folder: Path) -> None:
    taken = exporting(folder, a_life())
    del taken.log.tree[0, 6]

    with pytest.raises(Unavailable, match=r"audit\.tree_incomplete"):
        await taken.take(replace(NOBODY, since=frozenset({7})))
