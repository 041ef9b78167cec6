"""The page about configuration, made from the settings class: every key with type, unit, default and example."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from adapters.settings import Settings

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
        inner, suffix = _inside(field.annotation)
        if inner is not None:
            yield from _rows(inner, f"{key}{suffix}.")
        else:
            yield key, _kind(field), _default(field), _says(field)


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, str]:  # noqa: ANN401 an annotation is anything
    """Find the part of the configuration that a field holds: one, a list of them, or a table of them by name."""
    candidates = [(annotation, ""), *((argument, _suffix(annotation)) for argument in get_args(annotation))]
    for candidate, suffix in candidates:
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate, suffix
    return None, ""


def _suffix(annotation: Any) -> str:  # noqa: ANN401 an annotation is anything
    return ".NAME" if getattr(annotation, "__origin__", None) is dict else "[]"


def _kind(field: FieldInfo) -> str:
    text = str(field.annotation)
    if isinstance(field.annotation, type):
        text = field.annotation.__name__
    return "`" + text.replace("typing.", "").replace("pathlib.", "").replace("|", "or") + "`"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default in (None, (), PydanticUndefined):
        return "–"
    return f"`{getattr(default, 'value', default)}`"


def _says(field: FieldInfo) -> str:
    examples = f" For instance `{field.examples[0]}`." if field.examples else ""
    return f"{field.description}.{examples}"
