"""Whether a value fits one of our schemas in `docs/schemas`, and the examples of the page about computing."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "computing.md").read_text(encoding="utf-8")

_EXAMPLE = re.compile(
    r"```sh\nhub compute (?P<command>\w+) --json <<'IN'\n(?P<given>.+?)\nIN\n```\n\n```json\n(?P<printed>.+?)```",
    re.DOTALL,
)
_KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_SAID = {"$schema", "$defs", "title", "description", "examples", "additionalProperties"}
_KNOWN = _SAID | {"required", "properties", "type", "enum", "anyOf", "pattern", "minimum", "maximum", "items", "$ref"}


def schema(name: str) -> Mapping[str, Any]:
    """Read one of our schemas, such as `bvv.input`."""
    found: Mapping[str, Any] = json.loads((DOCS / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def examples() -> list[tuple[str, str, str]]:
    """Find every example of the page: the command, what goes in, what is printed."""
    return [(found["command"], found["given"], found["printed"]) for found in _EXAMPLE.finditer(PAGE)]


def fits(rules: Mapping[str, Any], value: Any, root: Mapping[str, Any] | None = None) -> bool:
    """Check the few words of JSON Schema that ours use; another word is a fault of this test."""
    root = rules if root is None else root
    assert not set(rules) - _KNOWN
    if "$ref" in rules:
        return fits(root["$defs"][rules["$ref"].removeprefix("#/$defs/")], value, root)
    if "enum" in rules:
        return any(value is word or (value == word and type(value) is type(word)) for word in rules["enum"])
    if "anyOf" in rules:
        return any(fits(one, value, root) for one in rules["anyOf"])
    if not isinstance(value, _KINDS[rules["type"]]) or (rules["type"] == "integer" and isinstance(value, bool)):
        return False
    return _inside(rules, value, root)


def _inside(rules: Mapping[str, Any], value: Any, root: Mapping[str, Any]) -> bool:
    match value:
        case dict():
            known = rules["properties"]
            return set(rules["required"]) <= set(value) <= set(known) and all(
                fits(known[key], item, root) for key, item in value.items()
            )
        case list():
            return all(fits(rules["items"], item, root) for item in value)
        case str():
            return bool(re.search(rules.get("pattern", ""), value))
        case _:
            return bool(rules.get("minimum", value) <= value <= rules.get("maximum", value))
