"""A request body read strictly: one JSON object in UTF-8, without what two parsers could read differently."""

import json
from collections.abc import Mapping
from math import isinf
from typing import Any, Final, NoReturn

from hub.errors import BadInput

DEEPEST: Final = 32
"""Levels of lists and objects; variables need a handful."""

MOST_DIGITS: Final = 20
"""Digits of a whole number: more than any that is exact, few enough to be read at no cost."""


class NoJson(BadInput):
    """The body cannot be read as JSON at all."""


def parse(body: bytes) -> Mapping[str, Any]:
    """Read the body. Raises BadInput `body.malformed` that says what is wrong and repeats nothing."""
    try:
        content = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=lambda _: _refuse("It holds NaN or an infinity, which JSON does not know."),
            parse_int=_integer,
        )
    except (UnicodeDecodeError, json.JSONDecodeError):
        _refuse("It is no JSON in UTF-8.")
    except RecursionError:
        _refuse("It is nested too deep.")
    if not isinstance(content, dict):
        _refuse("It is no JSON object.", BadInput)
    if _depth(content) > DEEPEST:
        _refuse("It is nested too deep.")
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("A name stands twice in one object.")
    return found


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        _refuse("It holds a number with too many digits.")
    return int(digits)


def _depth(content: object) -> int:
    """Count levels without recursion, and look at every fraction on the way."""
    deepest, waiting = 0, [(content, 1)]
    while waiting:
        value, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(value, float) and isinf(value):
            _refuse("It holds a number that is too large.")  # JSON knows 1e999; Python reads it as an infinity
        if isinstance(value, dict):
            waiting.extend((inner, level + 1) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, level + 1) for inner in value)
    return deepest


def _refuse(why: str, kind: type[BadInput] = NoJson) -> NoReturn:
    raise kind("body.malformed", f"The body cannot be used. {why}", "Send one JSON object.")
