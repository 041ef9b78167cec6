"""Why a configuration cannot be read, in one coded line: the file, the place in it, and never a secret's value."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Final

from pydantic import ValidationError
from pydantic_settings import SettingsError

from hub.errors import BadInput

_PLACE: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)$")


@contextmanager
def coded(path: Path) -> Iterator[None]:
    """Read the configuration within. Raises BadInput: `config.unreadable` for no TOML, else `config.invalid`."""
    try:
        yield
    except ValidationError as fault:
        raise BadInput("config.invalid", _each(fault), "Mend the configuration.") from None
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


def _each(fault: ValidationError) -> str:
    """One line per fault: where and what, without the value."""
    return "; ".join(
        f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors(include_input=False)
    )


def _place(fault: UnicodeDecodeError) -> str:
    lines = fault.object[: fault.start].decode().split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"


def _unreadable(happened: str, todo: str) -> BadInput:
    return BadInput("config.unreadable", happened, todo)
