import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from sources import LOCKS, ROOT, locked

PEERS = ("tests/peers", "tests/bench/peers")
"""What others wrote: the tests talk to some of it, the benchmark runs the rest beside us."""

NEVER_RUN = {"node_modules/protobufjs", "node_modules/@apollo/protobufjs"}
"""Packages with an install script, which makes nothing; `--ignore-scripts` keeps it from running."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", text.strip())

    assert [line for line in text.splitlines() if re.search(r"://|@ |^-|\s/", line)] == []
    assert [requirement for requirement in requirements if "--hash=sha256:" not in requirement] == []


def test_the_development_lock_holds_the_run_lock_whole() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_the_core_lock_differs_from_the_development_lock_in_nothing_but_size() -> None:
    assert locked("tests/core.lock").items() <= locked("requirements-dev.lock").items()


def _direct(group: str) -> Iterator[str]:
    for entry in PROJECT["dependency-groups"][group]:
        yield from _direct(entry["include-group"]) if isinstance(entry, dict) else [entry]


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", [*PROJECT["project"]["dependencies"], *_direct("build")]),
        ("requirements-dev.lock", [*PROJECT["project"]["dependencies"], *_direct("dev")]),
        ("tests/core.lock", [*_direct("core")]),
    ],
)
def test_whatever_the_project_asks_for_is_locked(lock: str, requirements: list[str]) -> None:
    wanted = {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower() for requirement in requirements}

    assert wanted - set(locked(lock)) == set()


def test_what_is_locked_is_installed_and_nothing_is_resolved_on_the_way() -> None:
    """An older pip reads `name[extra]` as a package of its own, and refuses the lock when a newer one comes out."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (install,) = re.findall(r"^install_lock = .*$", makefile, re.MULTILINE)

    assert "--require-hashes" in install
    assert "--no-deps" in install


def _wanted(folder: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return found


def _locked(folder: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    return found["packages"]


@pytest.mark.parametrize("folder", PEERS)
def test_a_peer_is_wanted_in_one_version_and_locked_in_it(folder: str) -> None:
    wanted, lock = _wanted(folder), _locked(folder)

    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert lock[""]["dependencies"] == wanted


@pytest.mark.parametrize("folder", PEERS)
def test_whatever_the_peers_stand_on_is_locked_by_hash_and_without_an_address(folder: str) -> None:
    packages = {name: entry for name, entry in _locked(folder).items() if name}
    # Others than a range of versions are addresses: of an archive, a repository, a folder. Another name (`npm:`) is
    # none: what stands under it is locked by its own hash.
    ranges = re.compile(r"(npm:[@\w/-]+@)?[\w\s.^~<>=|*-]*")

    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if entry.keys() & {"resolved", "link"}] == []
    assert [
        (name, wanted)
        for name, entry in packages.items()
        for wanted in entry.get("dependencies", {}).values()
        if not ranges.fullmatch(wanted)
    ] == []


@pytest.mark.parametrize("folder", PEERS)
def test_no_package_of_a_peer_runs_anything_while_it_is_installed(folder: str) -> None:
    """A script would fetch or build what no hash covers."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (install,) = re.findall(r"\$\(npm\) .* ci .*", makefile)

    assert "--ignore-scripts" in install
    assert {name for name, entry in _locked(folder).items() if entry.get("hasInstallScript")} <= NEVER_RUN
