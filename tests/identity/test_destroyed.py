"""The list of destroyed keys: one line each, on disk before it counts, and whatever is not such a list is refused."""

import fcntl
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from identity.forging import StillClock

from adapters.identity.destroyed import DestroyedKeys
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

ONE, OTHER = SubjectRef("8jK2mQxvT0aYwB4cD6eF8g"), SubjectRef("zX9yW7vU5tS3rQ1pO_nM-l")
LINE = f"2026-11-23T12:00:00.000+00:00 {ONE}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "destroyed-keys"
    made.touch()
    return made


@pytest.fixture
def listed(file: Path) -> DestroyedKeys:
    return a_list(file)


def a_list(file: Path) -> DestroyedKeys:
    return DestroyedKeys(file, now=StillClock().now)


def test_a_destroyed_key_is_on_the_list_for_every_process_and_after_a_restart(
    listed: DestroyedKeys, file: Path
) -> None:
    another = a_list(file)
    assert another.all() == ()

    listed.add(ONE)
    listed.add(OTHER)

    assert (another.names(ONE), another.names(SubjectRef("somebody-who-lives-here"))) == (True, False)
    assert another.all() == a_list(file).all() == (ONE, OTHER)


def test_a_line_is_a_moment_and_a_reference_and_nothing_else(listed: DestroyedKeys, file: Path) -> None:
    listed.add(ONE)

    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}\+00:00 {ONE}\n", file.read_text(encoding="ascii"))


def test_the_same_key_has_one_line(listed: DestroyedKeys, file: Path) -> None:
    for one in (listed, a_list(file), listed):
        one.add(ONE)

    assert len(file.read_bytes().splitlines()) == 1


def test_a_line_is_on_disk_before_anything_goes_on(
    listed: DestroyedKeys, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _descriptor: synced.append(file.read_bytes()))

    listed.add(ONE)
    listed.add(ONE)

    assert [ONE.encode() in content for content in synced] == [True, True]


@pytest.mark.parametrize("left", [1, 10, len(LINE) - 1, 500])
def test_what_a_crash_left_behind_does_not_count_and_is_cut_off(file: Path, left: int) -> None:
    torn = LINE.replace(ONE, OTHER).strip() + "x" * 500
    file.write_text(LINE + torn[:left], encoding="ascii")
    listed = a_list(file)
    assert listed.all() == (ONE,)

    listed.add(SubjectRef("third-person-of-us-all"))

    assert a_list(file).all() == (ONE, SubjectRef("third-person-of-us-all"))
    assert "x" not in file.read_text(encoding="ascii").removeprefix(LINE)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        ONE,
        f"yesterday {ONE}",
        f"2026-11-23T12:00:00 {ONE}",
        LINE.strip() + " more",
        LINE[:30] + "short",
    ],
    ids=["empty", "a word", "no moment", "no such moment", "no zone", "three words", "no reference"],
)
def test_a_line_that_cannot_be_read_makes_it_no_list(file: Path, line: str) -> None:
    file.write_text(f"{LINE}{line}\n{LINE}", encoding="utf-8")

    with pytest.raises(BadInput, match=r"keys\.list_unreadable"):
        a_list(file).check()
    with pytest.raises(Unavailable, match=r"keys\.list_unavailable"):
        a_list(file).names(OTHER)
    with pytest.raises(Unavailable, match=r"keys\.list_unavailable"):
        a_list(file).add(OTHER)


def test_bytes_that_are_no_text_make_it_no_list(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\n")

    with pytest.raises(BadInput, match=r"keys\.list_unreadable"):
        a_list(file).all()


@pytest.mark.parametrize("ask", [lambda it: it.names(ONE), lambda it: it.add(ONE)], ids=["asking", "adding"])
def test_where_it_is_missing_nothing_is_made_up(tmp_path: Path, ask: Callable[[DestroyedKeys], object]) -> None:
    missing = a_list(tmp_path / "gone")

    with pytest.raises(BadInput, match=r"keys\.list_missing"):
        missing.check()
    with pytest.raises(Unavailable, match=r"keys\.list_unavailable"):
        ask(missing)
    assert not (tmp_path / "gone").exists()


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"keys\.list_unreadable"):
        a_list(tmp_path).check()


def test_a_list_that_is_put_in_its_place_is_read_from_its_beginning(listed: DestroyedKeys, file: Path) -> None:
    listed.add(ONE)
    beside = file.with_name("merged")
    beside.write_text(LINE + LINE.replace(ONE, OTHER), encoding="ascii")
    beside.replace(file)

    assert (listed.names(OTHER), listed.names(ONE)) == (True, True)


def test_whoever_writes_waits_for_who_is_writing(listed: DestroyedKeys, file: Path) -> None:
    with ThreadPoolExecutor(max_workers=1) as thread, file.open("r+b") as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        adding = thread.submit(listed.add, OTHER)
        with pytest.raises(TimeoutError):
            adding.result(timeout=0.2)
        another.write(LINE.encode())
        another.flush()
        fcntl.flock(another, fcntl.LOCK_UN)
        adding.result(timeout=5)

    assert a_list(file).all() == (ONE, OTHER)


def test_any_number_write_at_once_and_every_line_is_whole(file: Path) -> None:
    people = [SubjectRef(f"person-number-{number:04}-of-all") for number in range(40)]
    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(lambda person: a_list(file).add(person), people))

    assert sorted(a_list(file).all()) == people
