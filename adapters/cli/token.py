"""`hub token`: a demo token for a persona, an agency, a helper, a worker or an auditor."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, say_json


def token(
    *,
    persona: Annotated[str | None, typer.Option(help="Whose token; for --as citizen.")] = None,
    as_: Annotated[
        str, typer.Option("--as", help="citizen, intermediary, staff:CODE, agency:CODE or auditor.")
    ] = "citizen",
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print a token that the demo's hub accepts for an hour. Production accepts none of these."""
    made = token_for(config, persona=persona, as_=as_)
    if as_json:
        say_json({"access_token": made, "token_type": "Bearer"})
    else:
        say(made)


def token_for(config: Path, *, as_: str, persona: str | None = None) -> str:
    """Make a token with the demo issuer's key. Raises BadInput for a persona or role that does not exist."""
    from adapters import bootstrap

    return bootstrap.demo_issuer(bootstrap.checked(config)).mint(as_=as_, persona=persona)
