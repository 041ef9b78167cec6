"""Every command by its name. One is read when it is asked for: a hub that serves holds none of the others."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

import typer.main
from typer.core import TyperGroup

PLACES: Final[Mapping[str, str]] = {
    "demo": "demo.demo",
    "simulate": "simulate.simulate",
    "serve": "serve.serve",
    "portal": "portal.portal",
    "token": "token.token",
    "schema": "schema_text.schema",
    "replay": "replay.replay",
    "verify": "verify.verify",
    "witness": "witness.witness",
    "conform": "conform.conform",
    "doctor": "doctor.doctor",
    "rules": "rules.app",
    "compute": "compute.app",
    "db": "db.app",
    "work": "work.app",
    "events": "events.app",
    "export": "export.app",
    "population": "population.app",
    "audit": "audit.app",
}
"""The module beside this one that has it, and what it is called there: in the order in which help names them."""


class Late(Mapping[str, Any]):
    """The commands as click wants them, each made of its module when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a command of click, as typer brings it along
        if name not in self._made:
            self._made[name] = _made(name, PLACES[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class Commands(TyperGroup):
    """`hub` itself."""

    def __init__(self, **said: Any) -> None:  # noqa: ANN401 - what typer says of it
        super().__init__(**said)
        self.commands = Late()  # type: ignore[assignment]  # nobody adds to them


def _made(name: str, place: str) -> Any:  # noqa: ANN401 - a command of click, as typer brings it along
    module, _, found = place.partition(".")
    holder, command = typer.Typer(), getattr(import_module(f"adapters.cli.{module}"), found)
    if isinstance(command, typer.Typer):
        holder.add_typer(command, name=name)
    else:
        holder.command(name)(command)
    return typer.main.get_group(holder).commands[name]
