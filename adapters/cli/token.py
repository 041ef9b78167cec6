"""`hub token`: a demo token for a persona, an agency, a helper, a worker or an auditor."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, say_json
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.settings import Settings

OF_AN_AGENCY: Final = ("staff", "agency")
"""Roles that somebody has at an agency."""


def token(
    *,
    persona: Annotated[str | None, typer.Option(help="Whose token; for --as citizen.")] = None,
    as_: Annotated[
        str, typer.Option("--as", help="citizen, intermediary, staff:CODE, agency:CODE or auditor.")
    ] = "citizen",
    for_: Annotated[str | None, typer.Option("--for", help="For whom that persona acts; for --as citizen.")] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print a token that the demo's hub accepts for an hour. Production accepts none of these."""
    made = token_for(config, persona=persona, as_=as_, represented=for_)
    if as_json:
        say_json({"access_token": made, "token_type": "Bearer"})
    else:
        say(made)


def token_for(config: Path, *, as_: str, persona: str | None = None, represented: str | None = None) -> str:
    """Make a token with the demo issuer's key. Raises BadInput for a persona, role or agency that does not exist."""
    from adapters import bootstrap

    settings = bootstrap.checked(config)
    role, _, code = as_.partition(":")
    if code and role in OF_AN_AGENCY:
        _check_agency(role, code, settings)
    return bootstrap.demo_issuer(settings).mint(as_=as_, persona=persona, represented=represented)


def _check_agency(role: str, code: str, settings: "Settings") -> None:
    """See that the hub knows such a client: it would refuse the token of any other."""
    clients = {client for issuer in settings.identity.issuers for client in issuer.clients}
    known = sorted(name.removeprefix(f"{role}-") for name in clients if name.startswith(f"{role}-"))
    if code not in known:
        raise BadInput("token.unknown_agency", "There is no such agency.", f"Ask for one of: {', '.join(known)}.")
