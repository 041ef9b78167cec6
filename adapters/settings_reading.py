"""Why a configuration cannot be read, in one coded line: the file, the place in it, and never a secret's value."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from adapters.settings_part import BY_NAME, UnfitError, inside, without_user
from hub.errors import BadInput

_Place = tuple[int | str, ...]

_NAMES: Final = ("id", "name", "issuer", "kind")
"""What a row of a list is called by; several issuers are told apart by whom they identify."""

_PLACE: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)$")


@contextmanager
def coded(path: Path, model: type[BaseModel]) -> Iterator[None]:
    """Read a configuration of this kind within.

    Raises BadInput: `config.unreadable` for no TOML, else `config.invalid` that names every fault.
    """
    try:
        yield
    except ValidationError as fault:
        raise UnfitError("config.invalid", [*_each(fault, model, _told(path))]) from None
    except SettingsError as fault:
        raise BadInput("config.invalid", f"The environment: {fault}.", "Write it as JSON there.") from None
    except UnicodeDecodeError as fault:
        raise _unreadable(f"{path.name}, {_place(fault)}: no UTF-8.", "Save it as text in UTF-8.") from None
    except TOMLDecodeError as fault:
        # What the parser says beside the place may name what stands there: a secret without quotes, or a part of one.
        found = _PLACE.search(str(fault))
        where = f", {found[1]}" if found else ""
        todo = "Write a key, =, and a value there; texts stand in quotes, and each name once."
        raise _unreadable(f"{path.name}{where}: no TOML.", todo) from None
    except OSError:
        raise _unreadable(f"{path.name} may not be read.", "Let the hub's user read it.") from None


def _each(fault: ValidationError, model: type[BaseModel], told: Any) -> Iterator[str]:  # noqa: ANN401 what TOML holds
    """One line per fault: where and what, without the value. What the environment says has no name in the file."""
    for error in fault.errors(include_input=False):
        place = error["loc"]
        says = _no_such_key(place, model) if error["type"] == "extra_forbidden" else error["msg"]
        yield f"{_written(place, {} if _is_of_environment(place, model) else told)}: {says}"


def _is_of_environment(place: _Place, model: type[BaseModel]) -> bool:
    """Say whether the environment tells this part, or what it is in: lists of the file do not count then."""
    name, between = str(model.model_config.get("env_prefix", "")), str(model.model_config.get("env_nested_delimiter"))
    given = {each.upper() for each in os.environ}
    for step in takewhile(lambda step: isinstance(step, str), place):
        name += str(step).upper()
        if name in given:
            return True
        name += between
    return False


def _told(path: Path) -> Any:  # noqa: ANN401 what TOML holds
    """What stands in the file; nothing where it cannot be read, and only the environment was."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _written(place: _Place, told: Any) -> str:  # noqa: ANN401 what TOML holds
    """Write a place down; a row of a list by what it is called, where it has a name: nobody counts rows."""
    words = ""
    for step in place:
        told = _at(told, step)
        named = _named(told) if isinstance(step, int) else None
        words += f".{step}" if named is None else f" {named}:"
    return words.lstrip(".").replace(":.", ": ").rstrip(":")


def _at(told: Any, step: int | str) -> Any:  # noqa: ANN401 as above
    try:
        return told[step]
    except (LookupError, TypeError):
        return None


def _named(row: Any) -> str | None:  # noqa: ANN401 as above
    """Say what a row is called: by its own name, or by whom or what it is about."""
    names = [row[key] for key in _NAMES if isinstance(row.get(key), str)] if isinstance(row, dict) else []
    return " ".join(without_user(name) for name in names[:2]) or None


def _no_such_key(place: _Place, model: type[BaseModel]) -> str:
    """Say that a key is unknown, and which one there is that looks like it."""
    alike = get_close_matches(str(place[-1]), _keys_beside(place, model), n=1)
    return "there is no such key" + "".join(f"; did you mean {each}?" for each in alike)


def _keys_beside(place: _Place, model: type[BaseModel]) -> Iterable[str]:
    """The keys that there are where this one stands."""
    is_name = False
    for step in place[:-1]:
        if isinstance(step, int) or is_name:
            is_name = False
            continue
        found, suffix = inside(model.model_fields[step].annotation)
        if found is None:
            return ()
        model, is_name = found, suffix == BY_NAME
    return model.model_fields


def _place(fault: UnicodeDecodeError) -> str:
    lines = fault.object[: fault.start].decode().split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"


def _unreadable(happened: str, todo: str) -> BadInput:
    return BadInput("config.unreadable", happened, todo)
