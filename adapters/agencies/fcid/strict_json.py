"""JSON read strictly (RFC 8259, I-JSON): what two parsers could read differently is refused, with its place."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

import orjson

from adapters.agencies.fcid.faults import ROOT, Malformed, item, member

MOST_LEVELS = 32
LARGEST_INTEGER = 2**53 - 1  # beyond it, other parsers round (RFC 8259, section 6)
_SPACES = (b"\t", b"\n", b"\r", b" ")
_Container = dict[str, object] | list[object]
_DOUBTFUL = object()
_MOST_DIGITS = len(str(LARGEST_INTEGER)) + 1  # one for the sign


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands in the parsed tree where something unacceptable stood, so that its place can be told."""

    code: str


def parse(answer: bytes) -> object:
    """Read one JSON text.

    Refuses anything but UTF-8, floats, NaN and infinities, integers beyond 2^53-1, duplicate keys, more than 32
    levels, and text that is not Unicode. Raises Malformed with a code and the first place.
    """
    found = _quickly(answer)
    return _thoroughly(answer) if found is _DOUBTFUL else found


def _quickly(answer: bytes) -> object:
    """Read with a fast library that knows fewer rules, and check the rest; what is doubtful is left to be read again.

    The library keeps the last of equal keys and says nothing. But a key is a string with a colon after it, so where
    no white space stands before a colon, the text holds at least as many `":` as it holds keys: exactly as many as
    were kept means that none was lost. A string with a `":` of its own makes the sum too high, and is doubtful.
    """
    try:
        tree: object = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return _DOUBTFUL
    # Each byte alone first: that is quick to look for, and in an answer without line breaks there is but the space.
    if any(space in answer and space + b":" in answer for space in _SPACES):
        return _DOUBTFUL
    return tree if _count_keys(tree) == answer.count(b'":') else _DOUBTFUL


def _count_keys(tree: object) -> int | None:
    """Count the keys, level by level; None where a float, a large integer or a level too many stands."""
    keys = 0
    level: list[_Container] = [[tree]]
    for _ in range(MOST_LEVELS + 1):
        deeper: list[_Container] = []
        for container in level:
            children: Iterable[object] = container
            if isinstance(container, dict):
                keys += len(container)
                children = container.values()
            for child in children:
                # By the type itself, the most frequent first: the library makes no others.
                kind = type(child)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    deeper.append(child)  # type: ignore[arg-type]  # just found out
                elif kind is float or (kind is int and abs(child) > LARGEST_INTEGER):  # type: ignore[arg-type]  # as above
                    return None
        if not deeper:
            return keys
        level = deeper
    return None


def _thoroughly(answer: bytes) -> object:
    """Read with the rules themselves, which know the place of whatever breaks them."""
    tree = _load(_text(answer))
    _inspect(tree, ROOT, 1)
    return tree


def _text(answer: bytes) -> str:
    # Raised outside the handler: the library's exception holds the whole document.
    try:
        return answer.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise Malformed("fcid.not_utf8", ROOT)


def _load(text: str) -> object:
    try:
        tree: object = json.loads(
            text,
            parse_float=lambda _: _Refused("fcid.float"),
            parse_constant=lambda _: _Refused("fcid.not_a_number"),
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except RecursionError:
        code = "fcid.too_deep"
    except ValueError:
        code = "fcid.not_json"
    else:
        return tree
    raise Malformed(code, ROOT)


def _integer(digits: str) -> int | _Refused:
    # The length first: turning thousands of digits into a number is work that an attacker would like us to do.
    if len(digits) > _MOST_DIGITS or abs(int(digits)) > LARGEST_INTEGER:
        return _Refused("fcid.integer_too_large")
    return int(digits)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | _Refused:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Refused("fcid.duplicate_key")


def _inspect(value: object, path: str, level: int) -> None:
    match value:
        case _Refused():
            _refuse(value.code, path)
        case str():
            _inspect_text(value, path)
        case dict():
            _go_deeper(path, level)
            for key, child in value.items():
                _inspect_text(key, path)
                _inspect(child, member(path, key), level + 1)
        case list():
            _go_deeper(path, level)
            for place, child in enumerate(value):
                _inspect(child, item(path, place), level + 1)
        case _:
            pass  # numbers in range, true, false and null


def _inspect_text(text: str, path: str) -> None:
    # An escaped half of a surrogate pair parses, and breaks whoever writes it out again.
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        _refuse("fcid.bad_text", path)


def _go_deeper(path: str, level: int) -> None:
    if level > MOST_LEVELS:
        _refuse("fcid.too_deep", path)


def _refuse(code: str, path: str) -> NoReturn:
    raise Malformed(code, path)
