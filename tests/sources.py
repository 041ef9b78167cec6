"""The tree as text and as syntax, for the house tests."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECIDING = ("consent", "hub")
BELOW_ADAPTERS = (*DECIDING, "schema")
PACKAGES = (*BELOW_ADAPTERS, "adapters")
CODE = (*PACKAGES, "tests")

LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "tests/core.lock",
    "tests/codegen.lock",
    "tests/site.lock",
    "docs/deploy/image.lock",
)

GENERATED = {"__pycache__", "node_modules", "dist", "htmlcov"}
CLIENT = ROOT / "adapters/portal/client"
"""Written from the contract by a tool, and held against it by a test of its own."""


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """Every file of these folders with one of these endings, in a stable order."""
    for folder in folders:
        yield from (path for path in _below(ROOT / folder) if path.suffix in suffixes)


def written() -> Iterator[tuple[Path, str]]:
    """Every text file that people or tools of ours wrote; local caches and environments begin with a dot."""
    for path in _below(ROOT):
        if (text := _text(path)) is not None:
            yield path, text


@cache
def _below(folder: Path) -> tuple[Path, ...]:
    """Every file below a folder. What is generated is not walked through: the packages of others are many."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_generated(name) and Path(place, name) != CLIENT]
        found += [Path(place, name) for name in names]
    return tuple(sorted(path for path in found if path.is_file()))


def _is_generated(name: str) -> bool:
    return (name.startswith(".") and name != ".ci") or name in GENERATED or name.endswith(".egg-info")


@cache
def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def syntax(path: Path) -> ast.Module:
    """Parse a Python file once per run."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every syntax node of every Python file in these folders."""
    for path in files(*folders):
        for node in ast.walk(syntax(path)):
            yield path, node


def at(path: Path, node_or_line: ast.AST | int, what: str) -> str:
    """Name a finding the way editors jump to it."""
    line = node_or_line if isinstance(node_or_line, int) else getattr(node_or_line, "lineno", 1)
    return f"{path.relative_to(ROOT)}:{line} {what}"


def dotted(node: ast.AST) -> str:
    """Give `a.b.c` for an attribute chain, and nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def imported(node: ast.AST) -> list[str]:
    """Give the modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


def locked(lock: str) -> dict[str, str]:
    """Give name → version of a lock file."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}
