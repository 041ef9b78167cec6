"""The page about configuration, made from the settings class: every key with type, unit, default and example."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import BaseModel, IPvAnyAddress, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from adapters.settings import Settings
from adapters.settings_part import inside

_KINDS = {
    str: "text",
    int: "whole number",
    bool: "`true` · `false`",
    Path: "path",
    SecretStr: "secret text",
    date: "date",
    IPvAnyAddress: "IP address",
}

_HEAD = """# Configuration

Made from the settings class by `hub doctor --keys`; a test keeps the two equal.

`hub.toml` < environment `HUB__…` (nested by `__`, for instance `HUB__STORE__URL`) < flags of a command. `mode` is
`production` unless the demo is asked for. `hub doctor` names every fault at once.

| Key | Type | Default | Meaning |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Write the page."""
    return _HEAD + "".join(
        f"| `{key}` | {kind} | {default} | {says} |\n" for key, kind, default, says in _rows(Settings, "")
    )


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        key = f"{prefix}{name}"
        inner, suffix = inside(field.annotation)
        if inner is not None:
            yield from _rows(inner, f"{key}{suffix}.")
        else:
            yield key, _kind(field), _default(field), _says(field)


def _kind(field: FieldInfo) -> str:
    """Name a type the way an operator would."""
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not type(None)]
    if get_origin(field.annotation) is Literal:
        return " · ".join(f"`{kind}`" for kind in kinds)
    if get_origin(field.annotation) is tuple:
        words = get_args(kinds[0])
        return f"list of {' · '.join(f'`{word}`' for word in words)}" if words else "list of texts"
    if isinstance(kinds[0], type) and issubclass(kinds[0], StrEnum):
        return " · ".join(f"`{kind.value}`" for kind in kinds[0])
    return _KINDS[kinds[0]]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default in (None, (), PydanticUndefined):
        return "–"
    if isinstance(default, tuple):
        return " · ".join(f"`{item}`" for item in default)
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{getattr(default, 'value', default)}`"


def _says(field: FieldInfo) -> str:
    examples = f" For instance `{field.examples[0]}`." if field.examples else ""
    return f"{field.description}.{examples}"
