"""`hub events tail`: a subscriber on this machine that shows each event as it comes, and can hand it on."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from adapters.cli.terminal import say, tell
from hub.errors import Unavailable

if TYPE_CHECKING:
    from joserfc.jwk import KeySet
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

KEYS: Final = "/.well-known/jwks.json"
SECONDS: Final = 4
"""A hub waits for five: there is time to say that whoever it was handed to did not answer."""

CONFIGURATION: Final = """
[events]
oin = "00000099000000001000"

[[events.subscribers]]
id = "tail"
agency = "cjib"
url = "http://127.0.0.1:{port}/"
private_addresses = true
"""
"""What makes a hub on this machine send here."""

HANDED_ON: Final = ("content-type", "digest", "payload-signature")
SHOWN: Final = ("sequence", "type", "time", "id", "dataref")


def tail(
    *,
    hub: Annotated[str, typer.Option(help="Address of the hub whose events come.")] = "http://127.0.0.1:8000",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 9200,
    forward: Annotated[str | None, typer.Option(help="Hand each event on to this address, as it came.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole events, one a line.")] = False,
) -> None:
    """Show events as they come, until Ctrl-C. What is not soundly signed is refused and said."""
    import httpx2
    import uvicorn

    from adapters.cli.serve import spoken

    keys = _published(hub, httpx2)
    tell(f"Listening on http://127.0.0.1:{port}/. For the hub's configuration:")
    tell(CONFIGURATION.format(port=port))
    uvicorn.run(application(keys, forward=forward, as_json=as_json), **{**spoken("127.0.0.1", port), "http": "auto"})


def application(keys: "KeySet", *, forward: str | None, as_json: bool) -> "Starlette":
    """Make the subscriber."""
    import httpx2
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    from adapters.agencies.simulator import signature
    from adapters.agencies.simulator.asked import Refused

    async def take(request: "Request") -> "Response":
        body = await request.body()
        try:
            signature.check(request.headers, body, keys)
            event = json.loads(body)
        except (Refused, ValueError):
            tell("Refused: not soundly signed by the hub.")
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        say(json.dumps(event) if as_json else "  ".join(str(event.get(name, "-")) for name in SHOWN))
        if forward is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False) as http:
            return Response(status_code=await _hand_on(http, forward, body, request.headers))

    return Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])


async def _hand_on(http: Any, url: str, body: bytes, headers: Mapping[str, str]) -> int:  # noqa: ANN401 read late
    """Send it on as it came; give the status of the answer, which is ours to the hub too."""
    import httpx2

    sent = {name: headers[name] for name in HANDED_ON if name in headers}
    try:
        status: int = (await http.post(url, content=body, headers=sent)).status_code
    except httpx2.HTTPError:
        tell("It could not be handed on; the hub tries again.")
        return HTTPStatus.BAD_GATEWAY
    tell(f"Handed on: {status}.")
    return status


def _published(hub: str, httpx2: Any) -> "KeySet":  # noqa: ANN401 a module that is read late
    """Fetch the keys that the hub signs with."""
    from joserfc.jwk import KeySet

    try:
        answer = httpx2.get(f"{hub.rstrip('/')}{KEYS}", timeout=SECONDS, trust_env=False)
        return KeySet.import_key_set(answer.raise_for_status().json())
    except (httpx2.HTTPError, ValueError, KeyError, TypeError):
        happened = "The hub's keys could not be fetched."
        raise Unavailable("events.no_keys", happened, "Start the hub first, or name it with --hub.") from None
