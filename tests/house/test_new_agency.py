"""`make new-agency`: another agency runs at once, and nothing that decides, nor the contract, was touched for it."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from agencies import new_agency
from sources import ROOT

NEEDED = ("consent", "hub", "schema", "adapters")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "portal", "explorer_files", "operations", "*.gz")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as an agency needs."""
    for folder in NEEDED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=NOT_COPIED)
    (tmp_path / "tests" / "agencies").mkdir(parents=True)
    shutil.copy(ROOT / "tests/agencies/new_agency.py", tmp_path / "tests/agencies")
    (tmp_path / "tests" / "plain.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


def hashed(root: Path) -> Mapping[str, str]:
    """Every file below, by its hash."""
    files = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def run(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_agency_is_made_and_runs_and_its_tests_pass(checkout: Path) -> None:
    before = hashed(checkout)
    made = run(checkout, "tests/agencies/new_agency.py", "nieuw")
    after = hashed(checkout)
    own = run(checkout, "-m", "pytest", "-q", "-c", "tests/plain.ini", "tests/agencies/test_nieuw.py")

    changed = {name for name, content in after.items() if before.get(name) != content}
    assert made.returncode == 0, made.stderr
    assert changed == set(made.stdout.split())
    assert not [name for name in changed if name.startswith(("consent/", "hub/", "schema/"))]
    assert {name for name in changed if name in before} == {
        "adapters/agencies/registry.py",
        "adapters/agencies/simulator/grounds.toml",
    }
    assert own.returncode == 0, own.stdout + own.stderr
    assert " passed" in own.stdout


def test_what_it_says_is_its_own(checkout: Path) -> None:
    agencies = checkout / "adapters/agencies"
    new_agency.make("nieuw", checkout)
    new_agency.make("anders", checkout)
    texts = [path.read_text(encoding="utf-8") for path in (agencies / "nieuw").rglob("*.toml")]
    oins = [new_agency.OIN.search(path.read_text(encoding="utf-8")) for path in agencies.glob("*/agency.toml")]

    assert not [word for text in texts for word in ("vb_", "VB-", "oorbeeldinstantie", "example") if word in text]
    assert len({found[1] for found in oins if found}) == len(oins)
    assert '"nieuw", "anders")' in (agencies / "registry.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["", "cjib", "example", "Svb", "../x", "a", "import", "s-v-b", "x" * 21, "simulator"])
def test_a_name_that_cannot_be_or_is_there_already_changes_nothing(checkout: Path, name: str) -> None:
    before = hashed(checkout)
    with pytest.raises(new_agency.Refused):
        new_agency.make(name, checkout)

    assert hashed(checkout) == before
