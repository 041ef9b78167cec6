"""Whether a value fits one of our schemas in `docs/schemas`, and the examples of a page that can be computed."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCS = Path(__file__).resolve().parents[2] / "docs"

_EXAMPLE = re.compile(
    r"```sh\nhub compute (?P<command>\w+) --json <<'IN'\n(?P<given>.+?)\nIN\n```\n\n```json\n(?P<printed>.+?)```",
    re.DOTALL,
)


def schema(name: str) -> Mapping[str, Any]:
    """Read one of our schemas, such as `bvv.input`."""
    found: Mapping[str, Any] = json.loads((DOCS / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def examples(page: str) -> list[tuple[str, str, str]]:
    """Find every example of a page: the command, what goes in, what is printed."""
    return [(found["command"], found["given"], found["printed"]) for found in _EXAMPLE.finditer(page)]


def fits(rules: Mapping[str, Any], value: Any) -> bool:
    """Check a value against one of our schemas, and the schema against the standard."""
    Draft202012Validator.check_schema(rules)
    return bool(Draft202012Validator(rules).is_valid(value))
