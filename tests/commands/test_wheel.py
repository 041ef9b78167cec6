"""The wheel: the same bytes from the same files, and everything in it that the hub needs to run."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from commands.hub_command import hub
from sources import GENERATED, PACKAGES, ROOT

BESIDE = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
MUST_HOLD = (
    "adapters/portal/static/components.css",
    "adapters/portal/templates/layout.html",
    "adapters/portal/texts/nl/overview.toml",
    "adapters/store/migrations/versions/0001_first_tables.py",
    "adapters/agencies/cjib/agency.toml",
    "consent/register.toml",
    "hub/rules/book/betalingsregeling_rijk.toml",
    "schema/schema.graphql",
)


def _build(tree: Path, out: Path) -> Path:
    """Build with the locked builder that is here; nothing is fetched."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("wheel"))


def _ours() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not GENERATED & set(path.parts)
    }


def test_it_holds_every_file_of_the_four_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}

    assert names == _ours()
    assert set(MUST_HOLD) <= names


def test_another_checkout_at_another_time_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            copy / package,
            ignore=shutil.ignore_patterns(*GENERATED),
            copy_function=shutil.copyfile,  # without its times and its mode
        )
    for name in BESIDE:
        shutil.copyfile(ROOT / name, copy / name)

    assert _build(copy, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_what_is_in_it_runs_by_itself(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    command = [sys.executable, "-P", "-m", "adapters.cli.main", "rules", "fingerprint"]
    apart = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=apart)

    assert ran.stdout == hub("rules", "fingerprint").stdout != ""
