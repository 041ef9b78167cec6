"""The fictitious people by name. Only the demo asks; what each agency holds about them is the simulators' affair."""

import tomllib
from collections.abc import Mapping
from pathlib import Path


def numbers() -> Mapping[str, str]:
    """Give each persona's test number."""
    content = tomllib.loads((Path(__file__).parent / "personas.toml").read_text(encoding="utf-8"))
    return {one["name"]: one["bsn"] for one in content["personas"]}
