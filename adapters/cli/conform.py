"""`hub conform`: whether an agency's service does what the hub asks of it, point by point."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.terminal import Exit, say, say_json, tell
from hub.errors import BadInput, Unavailable

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

    from adapters.agencies.conform.point import Finding
    from adapters.agencies.conform.visitor import Target

SECONDS = 10
MARKS = {"right": "✓", "wrong": "✗", "notice": "!", "skipped": "-"}

READ_ONLY = typer.Option("--read-only", help="Look at the claims only; bring no arrangement there.")
PROFILE = typer.Option(help="FCID profile that it speaks.")


def conform(  # noqa: PLR0913 typer makes an option of each
    *,
    url: Annotated[str, typer.Argument(help="Base address of the agency's service.")],
    oin: Annotated[str, typer.Option(help="Its OIN.")],
    bsn: Annotated[str, typer.Option(help="A test person it knows: 99999xxxx.")],
    key: Annotated[Path, typer.Option(help="Our private key there (JWK, EC P-256).")],
    client: Annotated[str, typer.Option(help="Our name there.")] = "hub",
    token_url: Annotated[str | None, typer.Option(help="Its token endpoint; /oauth/token if unset.")] = None,
    token_audience: Annotated[str | None, typer.Option(help="Audience of our assertion; the token endpoint.")] = None,
    jwks_url: Annotated[str | None, typer.Option(help="Its public keys; /jwks if unset.")] = None,
    profile: Annotated[str, PROFILE] = "fcid-4.1-assumed",
    read_only: Annotated[bool, READ_ONLY] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Say what is right and what is not. It registers an arrangement of that test person there, and ends it again."""
    from adapters.agencies.client_credentials import read_key
    from adapters.agencies.conform.point import NotThere
    from adapters.agencies.conform.visitor import Target
    from adapters.identity.bsn import Bsn

    number = Bsn.parse(bsn, test_only=True).digits
    base = url.rstrip("/")
    asked_at = token_url or f"{base}/oauth/token"
    target = Target(
        url=base,
        token_url=asked_at,
        token_audience=token_audience or asked_at,
        jwks_url=jwks_url or f"{base}/jwks",
        client_id=client,
        oin=oin,
    )
    if not base.startswith(("http://", "https://")):
        raise BadInput("conform.no_address", "That is no address.", "Give one that begins with https://.")
    try:
        found = list(_looked_at(target, read_key(key, "--key"), number, profile, read_only=read_only))
    except NotThere:
        todo = "Is it running, and the address right?"
        raise Unavailable("conform.not_there", "Nobody answers there.", todo) from None
    _tell(found, as_json=as_json)
    raise typer.Exit(Exit.FINDING if any(each.outcome == "wrong" for each in found) else Exit.OK)


def _looked_at(target: "Target", key: "ECKey", bsn: str, profile: str, *, read_only: bool) -> Iterator["Finding"]:
    """Look at the counter, and then at the desk with a case that the counter told of."""
    import httpx2

    from adapters.agencies.conform.bringing import Bringing
    from adapters.agencies.conform.point import looked_at
    from adapters.agencies.conform.reading import Reading
    from adapters.agencies.conform.visitor import Visitor
    from adapters.agencies.fcid import profile as fcid_profile
    from adapters.system import SystemClock

    clock = SystemClock()
    with httpx2.Client(timeout=SECONDS, trust_env=False) as http:
        visitor = Visitor(target=target, key=key, http=http, now=clock.now)
        reading = Reading(visitor=visitor, profile=fcid_profile.load(profile), bsn=bsn, today=clock.today())
        yield from looked_at(reading.points())
        if not read_only:
            bringing = Bringing(visitor=visitor, bsn=bsn, today=clock.today(), claims=reading.references)
            yield from looked_at(bringing.points())


def _tell(found: list["Finding"], *, as_json: bool) -> None:
    counted = Counter(each.outcome.value for each in found)
    if as_json:
        say_json({"findings": [asdict(each) for each in found], "counted": dict(counted)})
        return
    for each in found:
        say(f"{MARKS[each.outcome]} {each.point}: {each.asks}{f'. Found: {each.found}' if each.found else ''}")
    tell(", ".join(f"{counted[name]} {name}" for name in MARKS if counted[name]))
