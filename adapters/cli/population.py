"""`hub population`: the policy lab, which asks what each variant would do to a whole population."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.agency_names import agency_names
from adapters.cli.days import SHOWN, read_day
from adapters.cli.terminal import Exit, say, say_json, tell

if TYPE_CHECKING:
    from adapters.population.measured import Measured, Measurement
    from adapters.population.run import Reform

app = typer.Typer(help="The policy lab: whole populations under every variant.", no_args_is_help=True)

Workers = Annotated[
    int | None,
    typer.Option(help="Processes on this machine; one a core if left out, 0 for this process alone.", min=0, max=512),
]
Scheduler = Annotated[
    str | None, typer.Option(help="A Dask scheduler of one's own, such as tcp://127.0.0.1:8786.", metavar="ADDRESS")
]
EUROS = "euros"
"""How the unit of an amount begins: it is cents inside, and written in euros."""

AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]


@app.command("make")
def make(
    *,
    people: Annotated[int, typer.Option(help="How many people.", min=1)],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same people.", min=0)] = 1,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Make people up, and hold them against the figures they are fitted to; exit 1 where one is off."""
    from adapters.cli.progress import shown
    from adapters.population import make as making
    from adapters.population import measured

    with shown("Making people", people) as told:
        making.make(out, people=people, seed=seed, workers=number_of(workers), scheduler=scheduler, told=told)
    found = measured.measure(out)
    if as_json:
        say_json([_row(each) for each in found.figures])
    else:
        _say(found)
    off = [each for each in found.figures if not each.fits]
    if off and found.people >= measured.FEW:
        raise typer.Exit(Exit.FINDING)
    if off:
        tell(f"So few people may be off by chance: {len(off)} figures are.")


@app.command("run")
def run(
    people: Annotated[Path, typer.Argument(help="Folder of a population.")],
    *,
    on: Annotated[date, typer.Option(help="The day whose law counts.", parser=read_day, metavar=SHOWN)],
    out: Annotated[Path, typer.Option(help="Folder for the results; a run that was stopped goes on there.")],
    variants: Annotated[
        str | None, typer.Option(help="Some of the book's variants, with commas between; all if left out.")
    ] = None,
    reform: Annotated[Path | None, typer.Option(help="TOML that is laid over the book for this run.")] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Decide about everybody under every variant, by the function that the hub itself decides with."""
    from adapters.cli.progress import shown
    from adapters.population import make as making
    from adapters.population import run as running

    population = making.found(people)
    laid = _reform(reform)
    wanted = tuple(variants.split(",")) if variants else None
    count = making.count(population)
    with shown("Deciding", count) as told:
        done = running.run(
            population,
            out,
            on=on,
            variants=wanted,
            reform=laid,
            workers=number_of(workers),
            scheduler=scheduler,
            told=told,
        )
    if as_json:
        say_json({"receipt": done.receipt, "people": count, **done.of})
        return
    say(f"{count} people decided on {on} under {', '.join(done.variants)}.")
    say(f"Receipt {done.receipt[: running.SHORT]}: book {done.book[: running.SHORT]}, code {done.code}.")


@app.command("report")
def report(results: Annotated[Path, typer.Argument(help="Folder with the results of a run.")]) -> None:
    """Write report.html beside the results, which needs nothing else, and a CSV file for each of its tables."""
    from adapters.population import report as reporting

    say(str(reporting.write(results, agency_names())))


@app.command("explain")
def explain(
    person: Annotated[int, typer.Argument(help="Number of a person.", min=0)],
    results: Annotated[Path, typer.Argument(help="Folder with the results of a run.")],
    *,
    people: Annotated[Path | None, typer.Option(help="Where the population lies now, if it was moved.")] = None,
) -> None:
    """Print the full trace of one made-up person; exit 1 where it is not what stands in the results."""
    from adapters.cli import population_explain
    from adapters.population import look_up

    found = look_up.find(results, person, people)
    for line in population_explain.lines(found, agency_names()):
        say(line)
    if not found.same:
        raise typer.Exit(Exit.FINDING)


def _reform(path: Path | None) -> "Reform | None":
    from adapters.population import reform
    from adapters.population.run import Reform

    return None if path is None else Reform(name=path.stem, text=reform.text_of(path))


def number_of(workers: int | None) -> int:
    """How many processes: one a core where nothing was said."""
    import os

    return (os.cpu_count() or 1) if workers is None else workers


def _row(each: "Measured") -> dict[str, object]:
    marginal = each.marginal
    return {
        "id": marginal.id,
        "says": marginal.says,
        "unit": marginal.unit,
        "value": marginal.value,
        "found": each.found,
        "fits": each.fits,
        "guessed": marginal.guessed,
        "source": marginal.source,
        "confidence": marginal.confidence.value,
    }


def _say(measured: "Measurement") -> None:
    from adapters.population.marginals import not_fitted

    say(f"{measured.people} people, held against what is known:")
    for each in measured.figures:
        marginal = each.marginal
        mark = "  " if each.fits else "! "
        told = "guessed" if marginal.guessed else marginal.confidence.value
        found, wanted = (_written(value, marginal.unit) for value in (each.found, marginal.value))
        say(f"{mark}{marginal.says}: {found}, wanted {wanted} {marginal.unit} [{told}: {marginal.source}]")
    say("Known, and not followed:")
    for left in not_fitted():
        say(f"  {left.says}: {left.why}")


def _written(value: int | None, unit: str) -> str:
    from hub.arrange.explain import money
    from hub.domain.money import Cents

    if value is None:
        return "none"
    return money(Cents(value), "en") if unit.startswith(EUROS) else str(value)
