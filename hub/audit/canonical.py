"""Canonical bytes of domain values, and back: JSON with sorted keys, no spaces, whole numbers only (RFC 8785).

A dataclass is an object with its class name under `is`; dates, moments and exact fractions are text. Reading is guided
by the annotations of the class, so that nothing but the words of the domain can come out.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_KIND = "is"


def dumps(value: object) -> bytes:
    """Write canonical bytes. Raises TypeError for what has no exact form, a binary fraction for one."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def loads(kind: Any, written: bytes) -> Any:  # noqa: ANN401 - the caller names the type, unions included
    """Read what `dumps` wrote. Raises ValueError where the bytes do not fit the type."""
    return read(kind, json.loads(written))


def plain(value: Any) -> Any:  # noqa: ANN401 - any domain value
    """Turn a domain value into what JSON can say."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case frozenset() | set():
            return sorted(plain(item) for item in value)
        case _ if is_dataclass(value):
            named = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
            return {_KIND: type(value).__name__, **named}
        case _:
            pass
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    """Turn plain JSON back into the type that an annotation names."""
    kind = getattr(kind, "__supertype__", kind)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return read(_choose(inside, value), value)
    if origin is tuple:
        return tuple(read(inside[0], item) for item in value)
    if origin is frozenset:
        return frozenset(read(inside[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return {read(inside[0], key): read(inside[1], item) for key, item in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return _scalar(kind, value)


def _scalar(kind: Any, value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    if kind is Any or (
        isinstance(kind, type) and isinstance(value, kind) and isinstance(value, bool) is (kind is bool)
    ):
        return value
    message = "the bytes do not fit the type"
    raise ValueError(message)


def _object(kind: type, value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    if not isinstance(value, dict) or value.get(_KIND) != kind.__name__:
        message = f"expected {kind.__name__}"
        raise ValueError(message)
    hints = _hints(kind)
    return kind(**{name: read(hints[name], item) for name, item in value.items() if name != _KIND})


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _choose(kinds: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    """Pick the member of a union: an object by its name, text as text where text may stand, otherwise by JSON type."""
    if value is None:
        return type(None)
    candidates = [getattr(kind, "__supertype__", kind) for kind in kinds]
    if isinstance(value, dict):
        return next(kind for kind in candidates if getattr(kind, "__name__", "") == value.get(_KIND))
    if isinstance(value, str):
        words = [kind for kind in candidates if kind not in (int, bool, type(None)) and not is_dataclass(kind)]
        return str if str in words else words[0]
    return next(kind for kind in candidates if kind is type(value))
