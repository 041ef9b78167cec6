"""How the portal asks for a person's own data: with their credentials, once more with a nonce, piece by piece."""

from collections.abc import AsyncIterator, Callable, Mapping

import httpx2
import pytest

from adapters.portal.hub import Hub, HubFault, Trouble

URL = "https://hub.example/v1/own-data/exports"


class Somebody:
    """Whoever is logged in: their proof says what it was made for."""

    whom: str | None = None
    represents = False
    form_token = "form"
    notes: Mapping[str, str] = {}

    async def keep(self, name: str, value: str | None) -> None:
        raise AssertionError

    async def keep_only(self, notes: Mapping[str, str]) -> None:
        raise AssertionError

    def headers(self, method: str, url: str, *, nonce: str | None = None) -> dict[str, str]:
        return {"DPoP": f"{method} {url} {nonce}"}


def hub(answer: Callable[[httpx2.Request], httpx2.Response]) -> Hub:
    return Hub.at("https://hub.example", transport=httpx2.MockTransport(answer))


async def test_the_call_is_made_out_to_the_door_and_passed_on_in_pieces() -> None:
    asked: list[httpx2.Request] = []

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"a":'
        yield b"1}"

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=pieces())

    found = [piece async for piece in await hub(answer).own_data(Somebody())]

    assert found == [b'{"a":', b"1}"]
    assert [(each.method, str(each.url), each.content, each.headers["DPoP"]) for each in asked] == [
        ("POST", URL, b"{}", f"POST {URL} None")
    ]


async def test_a_nonce_that_the_hub_wants_is_used() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.headers["DPoP"].endswith("None"):
            return httpx2.Response(401, headers={"DPoP-Nonce": "n-1"})
        assert request.headers["DPoP"] == f"POST {URL} n-1"
        return httpx2.Response(200, content=b"{}")

    assert [piece async for piece in await hub(answer).own_data(Somebody())] == [b"{}"]


@pytest.mark.parametrize(
    ("status", "content", "trouble", "code"),
    [
        (401, b'{"code": "own_data.not_authenticated"}', Trouble.SIGNED_OUT, "own_data.not_authenticated"),
        (403, b'{"code": "consent.not_their_own"}', Trouble.FAILED, "consent.not_their_own"),
        (429, b'{"code": "own_data.over_budget"}', Trouble.TOO_MUCH, "own_data.over_budget"),
        (503, b"<html>", Trouble.BUSY, None),
        (500, b"[]", Trouble.FAILED, None),
    ],
)
async def test_an_answer_that_is_no_file_is_told_as_trouble(
    status: int, content: bytes, trouble: Trouble, code: str | None
) -> None:
    with pytest.raises(HubFault) as fault:
        await hub(lambda _request: httpx2.Response(status, content=content)).own_data(Somebody())

    assert (fault.value.trouble, fault.value.code) == (trouble, code)


async def test_a_hub_that_is_away_is_away() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    with pytest.raises(HubFault) as fault:
        await hub(answer).own_data(Somebody())

    assert fault.value.trouble is Trouble.AWAY
