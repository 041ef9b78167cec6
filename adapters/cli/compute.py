"""`hub compute`: one computation on facts from standard input, for jurists and for checks; no server, no database."""

import typer

from adapters.cli import compute_arrangement, compute_bvv, compute_capacity, compute_check, compute_variants

app = typer.Typer(help="One computation, JSON in, JSON out.", no_args_is_help=True)

app.command("bvv")(compute_bvv.bvv)
app.command("capacity")(compute_capacity.capacity)
app.command("check")(compute_check.check)
app.command("arrangement")(compute_arrangement.arrangement)
app.command("variants")(compute_variants.variants)


@app.callback()
def compute() -> None:
    """Hold what every computation has."""
