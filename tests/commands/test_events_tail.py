"""`hub events tail`: shows what the hub soundly signed, hands it on as it came, and says what became of it."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey, KeySet
from receiving import a_receiver, status

from adapters.agencies.payload_signature import PayloadSigner
from adapters.cli.events_tail import application
from adapters.system import SystemClock

KEY = ECKey.generate_key("P-256", {"kid": "hub-1", "alg": "ES256", "use": "sig"})
PUBLISHED = {"keys": [KEY.as_dict(private=False)]}
EVENT = {"id": "e-1", "type": "nl.betalingsregelingen.regeling-ingegaan.v1", "sequence": "7", "subscriber": "tail"}
BODY = json.dumps(EVENT).encode()
KIND = {"Content-Type": "application/cloudevents+json"}


async def told(body: bytes = BODY, *, forward: str | None = None, as_json: bool = False, **changes: str) -> int:
    signed = PayloadSigner(key=KEY, header="Payload-Signature", now=SystemClock().now).headers(BODY)
    app: Any = application(KeySet.import_key_set(PUBLISHED), forward=forward, as_json=as_json)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tail.invalid") as http:
        return (await http.post("/", content=body, headers={**KIND, **signed, **changes})).status_code


async def test_an_event_is_shown_in_a_line_or_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert await told() == HTTPStatus.NO_CONTENT
    assert capsys.readouterr().out == "7  nl.betalingsregelingen.regeling-ingegaan.v1  -  e-1  -\n"

    await told(as_json=True)
    assert json.loads(capsys.readouterr().out) == EVENT


@pytest.mark.parametrize(
    ("body", "changes"), [(BODY + b" ", {}), (BODY, {"Payload-Signature": "a..b"}), (BODY, {"Digest": "SHA-256=AAAA"})]
)
async def test_what_is_not_soundly_signed_is_refused_and_not_shown(
    body: bytes, changes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told(body, **changes) == HTTPStatus.UNAUTHORIZED
    assert capsys.readouterr().out == ""


async def test_it_is_handed_on_as_it_came_and_the_hub_gets_that_answer() -> None:
    async with a_receiver(PUBLISHED) as receiver:
        assert await told(forward=receiver.url) == HTTPStatus.NO_CONTENT
        receiver.says.append(status(503))
        assert await told(forward=receiver.url) == HTTPStatus.SERVICE_UNAVAILABLE

    assert [came.event for came in receiver.came] == [EVENT, EVENT]
    assert receiver.forged == []


async def test_where_nobody_takes_it_the_hub_is_told_to_try_again() -> None:
    async with a_receiver(PUBLISHED) as receiver:
        gone = receiver.url
    await asyncio.sleep(0)

    assert await told(forward=gone) == HTTPStatus.BAD_GATEWAY
