"""What every part of the configuration has in common."""

import re
from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from hub.errors import BadInput

BY_NAME = ".NAME"
"""How a key goes on where parts of a kind stand under names of their own."""


class Part(BaseModel):
    """A part of the configuration: frozen, and a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnfitError(BadInput):
    """What cannot stand in a configuration: told in one line, or each fault by itself by `hub doctor`."""

    def __init__(self, code: str, faults: Sequence[str]) -> None:
        super().__init__(code, f"{'; '.join(faults)}.", "Mend the configuration.")
        self.faults = tuple(faults)


def inside(annotation: Any) -> tuple[type[BaseModel] | None, str]:  # noqa: ANN401 an annotation is anything
    """Find the part of the configuration that a field holds: one, a list of them, or a table of them by name."""
    candidates = [(annotation, ""), *((argument, _suffix(annotation)) for argument in get_args(annotation))]
    for candidate, suffix in candidates:
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate, suffix
    return None, ""


def without_user(address: str) -> str:
    """Leave out who comes to an address, and with what password: a message names it."""
    return re.sub(r"//.*@", "//", address)


def _suffix(annotation: Any) -> str:  # noqa: ANN401 an annotation is anything
    return {dict: BY_NAME, tuple: "[]"}.get(get_origin(annotation), "")
