import importlib.util
import sys
from importlib import metadata
from pathlib import Path

import pytest
from sources import GENERATED, LOCKS, PACKAGES, ROOT, locked


@pytest.mark.parametrize("name", PACKAGES)
def test_names_have_one_owner(name: str) -> None:
    claimed_by = set(metadata.packages_distributions().get(name, ()))
    spec = importlib.util.find_spec(name)

    assert claimed_by <= {"eenregeling"}  # an editable install lists no packages: then nobody may
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve() == ROOT / name / "__init__.py"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_holds_a_distribution_with_one_of_our_names(lock: str) -> None:
    assert not set(PACKAGES) & set(locked(lock))


def test_no_test_folder_bears_the_name_of_a_package() -> None:
    taken = {*PACKAGES, *sys.stdlib_module_names, *metadata.packages_distributions()}
    folders = {path.name for path in (ROOT / "tests").rglob("*") if path.is_dir() and not GENERATED & set(path.parts)}

    assert not folders & taken


def test_test_folders_are_no_packages() -> None:
    assert [*(ROOT / "tests").rglob("__init__.py")] == []
