"""Canonical bytes of domain values, and back: JSON with sorted keys, no spaces, whole numbers only (RFC 8785).

A dataclass or a named tuple is an object with its class name under `is`; dates, moments and exact fractions are text.
Reading is guided by the annotations of the class, so that nothing but the words of the domain can come out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

from hub.domain.written import LATER

_KIND = "is"
_MISFIT = "the bytes do not fit the type"


_AS_IT_IS = (str, int, bool, NoneType)
"""Exactly these types; a word of a closed list is a text too, and stands for its value."""


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass or a named tuple, in order; nothing for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else getattr(kind, "_fields", ())


@cache
def _later(kind: type) -> Mapping[str, object]:
    """Those that came after values of it were kept, with what their absence says."""
    told = fields(kind) if is_dataclass(kind) else ()
    return {field.name: field.default for field in told if field.metadata == LATER}


def dumps(value: object) -> bytes:
    """Write canonical bytes. Raises TypeError for what has no exact form, a binary fraction for one."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def loads(kind: Any, written: bytes) -> Any:  # noqa: ANN401 - the caller names the type, unions included
    """Read what `dumps` wrote. Raises ValueError where the bytes do not fit the type, or say a thing twice."""
    told = json.loads(written, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    return read(kind, told)


def plain(value: Any) -> Any:  # noqa: ANN401 - any domain value
    """Turn a domain value into what JSON can say. What a receipt holds most of comes first."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple:
        return [plain(item) for item in value]
    if names := _names(kind):  # type: ignore[arg-type]  # a class can be hashed, whatever mypy thinks of type[Any]
        told = {_KIND: kind.__name__, **{name: plain(getattr(value, name)) for name in names}}
        for name, absent in _later(kind).items():  # type: ignore[arg-type]  # as above
            if getattr(value, name) == absent:
                del told[name]
        return told
    return _seldom(value)


def _seldom(value: Any) -> Any:  # noqa: ANN401 - any domain value
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal() | Fraction():
            return str(value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case frozenset() | set():
            return sorted(plain(item) for item in value)
        case _:
            pass
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    """Turn plain JSON back into the type that an annotation names. Raises ValueError where it does not fit."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - an annotation
    """Look at an annotation once: that takes longer than reading a value by it."""
    kind = getattr(kind, "__supertype__", kind)
    origin, inside = _origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return lambda value: read(_choose(inside, value), value)
    if origin is tuple:
        return lambda value: tuple(_each(inside, _fitting(list, value)))
    if origin is frozenset:
        return lambda value: frozenset(read(inside[0], item) for item in _fitting(list, value))
    if origin is not None and issubclass(origin, Mapping):
        return lambda value: {
            read(inside[0], key): read(inside[1], item) for key, item in _fitting(dict, value).items()
        }
    return _reader_of_one(kind)


def _reader_of_one(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - an annotation
    """Give what reads that which is neither a union nor a collection."""
    if isinstance(kind, type) and _names(kind):
        return partial(_object, kind)
    if kind in (date, datetime):
        return lambda value: kind.fromisoformat(_fitting(str, value))
    if kind in (Decimal, Fraction):
        return partial(_exact, kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return (lambda value: value) if kind is Any else partial(_fitting, kind)


def _each(inside: tuple[Any, ...], values: Sequence[Any]) -> list[Any]:
    """Read a tuple's items: any number of one type, or exactly as many as the annotation names."""
    if inside[-1] is Ellipsis:
        return [read(inside[0], item) for item in values]
    return [read(kind, item) for kind, item in zip(inside, values, strict=True)]


def _exact(kind: type[Decimal] | type[Fraction], value: Any) -> Decimal | Fraction:  # noqa: ANN401 - plain JSON
    try:
        return kind(_fitting(str, value))
    except ArithmeticError:
        raise ValueError(_MISFIT) from None


def _fitting(kind: type, value: Any) -> Any:  # noqa: ANN401 - plain JSON
    """Let a value through that is of the type; a truth value is no number."""
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise ValueError(_MISFIT)
    return value


def _object(kind: type, value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    if not isinstance(value, dict) or value.get(_KIND) != kind.__name__:
        message = f"expected {kind.__name__}"
        raise ValueError(message)
    hints = _hints(kind)
    try:
        return kind(**{name: read(hints[name], item) for name, item in value.items() if name != _KIND})
    except (KeyError, TypeError):
        raise ValueError(_MISFIT) from None


@cache
def _origin(kind: Any) -> Any:  # noqa: ANN401 - an annotation
    return get_origin(kind)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _choose(kinds: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    """Pick the member of a union by what JSON says: an object by its name, text as text where text may stand."""
    kind = type(value)
    return _chosen_for(kinds, kind) if kind in _AS_IT_IS else _chosen(kinds, value)  # type: ignore[arg-type]  # as above


@cache
def _chosen_for(kinds: tuple[Any, ...], plain_kind: type) -> Any:  # noqa: ANN401 - guided by annotations
    """Which member a value without parts belongs to depends on its type, and not on what it says."""
    return _chosen(kinds, plain_kind())


def _chosen(kinds: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - guided by annotations
    able = [kind for kind in kinds if _may_be(getattr(kind, "__supertype__", kind), value)]
    if not able:
        raise ValueError(_MISFIT)
    return str if str in able else able[0]


def _may_be(kind: Any, value: Any) -> bool:  # noqa: ANN401 - guided by annotations
    origin = _origin(kind)
    match value:
        case dict() if _KIND in value:
            return bool(_names(kind)) and getattr(kind, "__name__", "") == value[_KIND]
        case dict():
            return isinstance(origin, type) and issubclass(origin, Mapping)
        case list():
            return origin in (tuple, frozenset)
        case str():
            return origin is None and kind not in (int, bool, NoneType) and not _names(kind)
        case _:
            return kind is type(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says one thing twice would hide the first."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError(_MISFIT)
    return told


def _refuse(_number: str) -> NoReturn:
    raise ValueError(_MISFIT)
