"""`hub rules`: the law as it stands on a date, for jurists and for checks."""

from datetime import date, datetime
from typing import Annotated

import typer

from adapters.cli.terminal import say, say_json, tell

app = typer.Typer(help="The rule book.", no_args_is_help=True)


@app.command("show")
def show(
    *,
    on: Annotated[
        datetime | None, typer.Option(help="Date of the law; today if left out.", formats=["%Y-%m-%d"])
    ] = None,
    known_on: Annotated[
        datetime | None,
        typer.Option(help="The book as it stood on this date; today if left out.", formats=["%Y-%m-%d"]),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print every parameter in force: id, value, unit, article, source, confidence."""
    from adapters.bootstrap import read_rule_book
    from adapters.system import SystemClock
    from hub.audit import canonical
    from hub.rules.policy import InForce, Policy

    today = SystemClock().today()
    policy = Policy(on=_day(on, today), known_on=_day(known_on, today), book=read_rule_book())

    def row(found: InForce) -> dict[str, object]:
        return {
            "id": found.id,
            "value": canonical.plain(found.value),
            "unit": found.unit,
            "from": found.start.isoformat(),
            "article": found.article,
            "source": found.source,
            "confidence": found.confidence.value,
        }

    rows = [row(found) for found in policy.in_force()]
    if not rows:
        tell(f"No rule of the book is in force on {policy.on} (as known on {policy.known_on}).")
    if as_json:
        say_json(rows)
        return
    for found in policy.in_force():
        say(f"{found.id}\n  {found.says}\n  {_short(found.value)} ({found.unit}), from {found.start}")
        say(f"  {found.article}; {found.source} [{found.confidence.value}]")


def _day(given: datetime | None, today: date) -> date:
    return given.date() if given else today


def _short(value: object) -> str:
    """A table or list is named by its size: the JSON has it whole."""
    if isinstance(value, tuple):
        return f"table of {len(value)} rows"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_short(item)}" for key, item in value.items())
    return str(value)
