"""The fictitious people by name. Only the demo asks; what each agency holds about them is the simulators' affair."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def numbers() -> Mapping[str, str]:
    """Give each persona's test number."""
    return {one["name"]: one["bsn"] for one in _read()}


def stories() -> Mapping[str, str]:
    """Say in a sentence what each persona is there for."""
    return {one["name"]: one["story"]["en"] for one in _read()}


def _read() -> Sequence[Mapping[str, Any]]:
    content = tomllib.loads((Path(__file__).parent / "personas.toml").read_text(encoding="utf-8"))
    found: Sequence[Mapping[str, Any]] = content["personas"]
    return found
