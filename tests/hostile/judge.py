"""What must be true of every answer, whatever was asked: a status that blames nobody else, codes, and no leak."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import httpx2
import leaks
from hostile.operations import Operation, size
from hostile.target import Target
from sources import ROOT

ERRORS = 5
ALLOWED: Mapping[str, int] = {
    "depth": 10,
    "fields": 500,
    "aliases": 15,
    "root_fields": 5,
    "tokens": 1_000,
    "characters": 15_000,
}
"""What the hub promises its operator, in numbers: whoever raises one must say so here too."""

INSIDE = re.compile(
    r"Traceback|\bFile \"|\.py\b|, in \w+\(|object at 0x|site-packages|sqlite|sqlalchemy|SELECT |Exception|\w+Error\b"
    rf"|{re.escape(str(ROOT))}",
    re.IGNORECASE,
)
"""What only the code itself would say: stacks, places, statements."""

CODE = re.compile(r"[a-z_]+\.[a-z_]+")

REFERENCES = "{ overview { ... on Overview { person { ref } claims { edges { node { id reference } } } } } }"


def known_of(target: Target, who: str) -> tuple[str, ...]:
    """Everything by which the hub names a person and what they owe, as that person sees it."""
    with target.client(who) as client:
        shown = client.ask(REFERENCES).json()["data"]["overview"]
    claims = [edge["node"] for edge in shown["claims"]["edges"]]
    return (shown["person"]["ref"], *(claim[name] for claim in claims for name in ("id", "reference")))


class Judge:
    """Looks at every answer, and counts what it saw."""

    def __init__(self, others: tuple[str, ...]) -> None:
        self.others = others
        self.seen: Counter[str] = Counter()

    def look(self, operation: Operation, answer: httpx2.Response) -> None:
        """Fail on anything that must not come back."""
        assert answer.status_code in {200, 400}, operation.document
        assert leaks.found(answer.text) == []
        assert INSIDE.search(answer.text) is None, answer.text
        assert not [name for name in self.others if name in answer.text]
        content = answer.json()
        self._look_at_errors(content.get("errors", []))
        if passed := [name for name, amount in size(operation.document).items() if amount > ALLOWED[name]]:
            self._look_at_limits(passed, content)
        self.seen["answered" if "data" in content else "refused"] += 1
        self.seen["with problems"] += "Problem" in answer.text or "problems" in answer.text

    def _look_at_errors(self, errors: list[Mapping[str, Any]]) -> None:
        assert len(errors) <= ERRORS
        for error in errors:
            code = error["extensions"]["code"]
            assert CODE.fullmatch(code)
            assert code != "internal.error"
            assert error["message"]
            self.seen[code] += 1

    def _look_at_limits(self, passed: list[str], content: Mapping[str, Any]) -> None:
        assert "data" not in content
        told = {error["extensions"]["code"] for error in content["errors"]}
        assert told <= {f"limit.{name}" for name in passed}
        self.seen["over a limit"] += 1
