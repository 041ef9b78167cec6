import re
import sys
from pathlib import Path

import pytest
from sources import BELOW_ADAPTERS, DECIDING, PACKAGES, ROOT, at, files, imported, nodes

# What import-linter cannot say: "nothing else", and libraries that nobody imports yet.

ALLOWED = {
    "consent": {"consent"},
    "hub": {"consent", "hub"},
    "schema": {"consent", "hub", "schema", "strawberry", "graphql"},
}

HOMES = {
    "aiosqlite": "adapters/store",
    "alembic": "adapters/store",
    "asyncpg": "adapters/store",
    "sqlalchemy": "adapters/store",
    "sqlmodel": "adapters/store",
    "dbos": "adapters/workflow",
    "holidays": "adapters/system.py",
    "sepaxml": "adapters/payments",
    "xmlschema": "adapters/payments",
    "dask": "adapters/population",
    "distributed": "adapters/population",
}


def _roots(*folders: str) -> list[tuple[Path, int, str]]:
    return [
        (path, getattr(node, "lineno", 1), module.partition(".")[0])
        for path, node in nodes(*folders)
        for module in imported(node)
    ]


@pytest.mark.parametrize("folder", BELOW_ADAPTERS)
def test_a_folder_below_adapters_imports_only_what_its_signboard_allows(folder: str) -> None:
    allowed = ALLOWED[folder] | sys.stdlib_module_names

    assert [at(path, line, root) for path, line, root in _roots(folder) if root not in allowed] == []


def test_a_library_with_a_home_is_imported_at_home_only() -> None:
    strays = [
        at(path, line, f"{root} lives in {HOMES[root]}")
        for path, line, root in _roots("adapters")
        if root in HOMES and not path.is_relative_to(ROOT / HOMES[root])
    ]

    assert strays == []


def test_the_portal_imports_nothing_of_ours() -> None:
    inside = [
        at(path, node, module)
        for path, node in nodes("adapters/portal")
        for module in imported(node)
        if module.partition(".")[0] in PACKAGES and not module.startswith("adapters.portal")
    ]

    assert inside == []


def test_no_agency_is_named_where_decisions_are_made_or_published() -> None:
    from adapters.agencies.registry import AGENCIES  # noqa: PLC0415 other tests here must not need it

    name = re.compile(rf"(?<![^\W_])({'|'.join(AGENCIES)})(?![^\W_])", re.IGNORECASE)
    law = (ROOT / "hub/rules/book", ROOT / "hub/rules/reforms")  # the law, and what would be, may name whom it binds
    named = [
        at(path, line, found[0])
        for path in files(*BELOW_ADAPTERS, suffixes=(".py", ".toml", ".graphql"))
        if not any(path.is_relative_to(folder) for folder in law)
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := name.search(text))
    ]

    assert named == []


def test_the_deciding_half_has_a_signboard_at_every_door() -> None:
    folders = {path.parent for path in files(*DECIDING)}

    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
