"""From the results of a mutation run to a page: per file how many small changes the tests noticed, and which not.

`make mutants` makes the run and calls this with its folder; the page goes to standard output.
"""

import ast
import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SURVIVED = 0
HEAD = """# Mutation run

`make mutants` changes `hub/arrange` and `consent/decide.py` in thousands of small ways, one at a time, and runs the
tests of the deciding half (`tests/core`: examples only, no properties) against each. A change that no test notices
survives and stands below, so that somebody looks at it.

| File | Changes | Noticed | Survived | Score |
| --- | ---: | ---: | ---: | ---: |"""


class File(NamedTuple):
    """One mutated file: its name, how many changes it had, and those that survived as lines of difference."""

    name: str
    changes: int
    survivors: tuple[str, ...]


def results(folder: Path) -> Iterator[File]:
    """Every mutated file of a run, in order of name."""
    for meta in sorted(folder.rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        if not codes:
            continue
        source = meta.with_suffix("")
        functions = {
            node.name: node
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        survivors = tuple(
            difference(functions, name.rsplit(".", 1)[-1]) for name, code in codes.items() if code == SURVIVED
        )
        yield File(source.relative_to(folder).as_posix(), len(codes), survivors)


def difference(functions: dict[str, ast.FunctionDef], name: str) -> str:
    """The line that was changed, before and after."""
    original = name.rsplit("__mutmut_", 1)[0] + "__mutmut_orig"
    before, after = (ast.unparse(functions[one]).splitlines()[1:] for one in (original, name))
    changed = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:3] not in ("---", "+++")]
    return " → ".join(line[1:].strip() for line in changed if line[:1] in "+-")


def page(files: list[File]) -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    for file in files:
        lost = len(file.survivors)
        score = 100 * (file.changes - lost) / file.changes
        yield f"| `{file.name}` | {file.changes} | {file.changes - lost} | {lost} | {score:.1f} % |"
    changes, lost = sum(file.changes for file in files), sum(len(file.survivors) for file in files)
    yield f"| **all** | {changes} | {changes - lost} | {lost} | **{100 * (changes - lost) / changes:.1f} %** |"
    yield "\n## Changes that no test noticed\n"
    for file in files:
        yield from (f"* `{file.name}`: `{one}`" for one in file.survivors)


if __name__ == "__main__":
    sys.stdout.write("\n".join(page(list(results(Path(sys.argv[1]))))) + "\n")
