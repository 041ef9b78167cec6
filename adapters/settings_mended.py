"""What can be read of a configuration that has faults: for whoever looks for all of them, and never to serve."""

import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsError

from adapters.settings import Mode, Settings

MOST: Final = 100
"""Faults after which nobody looks any further."""


class _Mended(Settings):
    """The configuration, handed over instead of read; the environment wins over it, as it does over the file."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, dotenv_settings, file_secret_settings
        return (env_settings, init_settings)


class _OfNoMode(_Mended):
    """The same where the mode is none: read as a demo, which refuses least."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        mode = InitSettingsSource(settings_cls, {"mode": Mode.DEMO})
        return (mode, *super().settings_customise_sources(settings_cls, *sources, **named))


def without_faults(path: Path) -> Settings | None:
    """Read what is left once every key at fault is left out; None where nothing can be made or said of that.

    What may stand depends on the mode: of one that is none, take what is left for what it names alone.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    kind: type[Settings] = _Mended
    for _ in range(MOST):
        try:
            return kind(**told)
        except ValidationError as fault:
            place = fault.errors(include_input=False)[0]["loc"]
            if place == ("mode",):
                kind = _OfNoMode
                told.pop("mode", None)
                continue
            # Where something is missing, what lacks it goes.
            if not any(_drop(told, place[:end]) for end in range(len(place), 0, -1)):
                return None
        except SettingsError:
            return None
    return None


def _drop(told: Any, place: tuple[int | str, ...]) -> bool:  # noqa: ANN401 whatever TOML holds
    """Take out what stands at a place; False where nothing does, as where something is missing."""
    for step in place[:-1]:
        told = _inside(told, step)
    if isinstance(told, dict) and place[-1] in told:
        del told[place[-1]]
        return True
    if isinstance(told, list) and isinstance(place[-1], int) and place[-1] < len(told):
        del told[place[-1]]
        return True
    return False


def _inside(told: Any, step: int | str) -> Any:  # noqa: ANN401 as above
    """Go one step into it; a step that only says which of several kinds was meant is none."""
    if isinstance(told, dict):
        return told.get(step, told)
    if isinstance(told, list) and isinstance(step, int) and step < len(told):
        return told[step]
    return told
