"""Asking the hub: one registered document, as whoever is logged in. The only place where data enters the portal."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final, Self

import httpx2

from adapters.portal import multipart
from adapters.portal.client import HubClient
from adapters.portal.visitor import Visitor

LONGEST_SECONDS: Final = 16
"""A little more than the hub gives itself for an answer."""

_ANSWER: Final = "application/graphql-response+json"
_PARTS: Final = f"multipart/mixed, {_ANSWER};q=0.9"


class Trouble(StrEnum):
    """Why there is no answer, as far as a page must tell it apart."""

    SIGNED_OUT = "signed_out"
    BUSY = "busy"
    AWAY = "away"
    FAILED = "failed"


class HubFault(Exception):
    """The hub gave no answer. `code` is the hub's own name for it, where it said one; nothing of the answer itself.

    `again_in_s`: it said after how many seconds one may ask again.
    """

    def __init__(self, trouble: Trouble, code: str | None = None, *, again_in_s: int | None = None) -> None:
        super().__init__(code or trouble.value)
        self.trouble = trouble
        self.code = code
        self.again_in_s = again_in_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Where the hub is, and how it is reached. `url` is what it knows itself by: proofs are made out to that.

    `sends_parts`: it is known to send answers in parts, and our documents for that are registered.
    """

    url: str
    sends_parts: bool
    _http: httpx2.AsyncClient = field(repr=False)
    _documents: Mapping[str, str] = field(repr=False)

    @classmethod
    def at(cls, url: str, *, transport: httpx2.AsyncBaseTransport | None = None, sends_parts: bool = False) -> Self:
        """Reach a hub over the network, or in this process through a transport that leads there."""
        http = httpx2.AsyncClient(timeout=LONGEST_SECONDS, trust_env=False, transport=transport)
        return cls(url=f"{url}/graphql", sends_parts=sends_parts, _http=http, _documents=documents())

    def client(self, visitor: Visitor, language: str) -> HubClient:
        """Give the calls that can be made, as this visitor and in this language."""

        async def send(operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
            return await self._asked(visitor, language, operation, variables)

        return HubClient(send)

    async def in_parts(self, visitor: Visitor, language: str, operation: str) -> AsyncGenerator[Mapping[str, Any]]:
        """Ask so that the answer may come in parts; give each as it comes. The first holds data that is whole so far.

        Raises HubFault where there is none, also on the way.
        """
        asked = {"documentId": documents("in_parts")[operation], "variables": {}}
        nonce: str | None = None
        while True:
            headers = self._headers(visitor, language, _PARTS, nonce)
            try:
                async with self._http.stream("POST", self.url, json=asked, headers=headers) as answer:
                    wanted = answer.headers.get("DPoP-Nonce") if nonce is None else None
                    if answer.status_code == HTTPStatus.UNAUTHORIZED and wanted is not None:
                        nonce = wanted
                        continue
                    if not answer.headers.get("Content-Type", "").startswith("multipart/mixed"):
                        await answer.aread()
                        yield {"data": _read(answer)}
                        return
                    async with aclosing(multipart.parts(answer.aiter_bytes())) as coming:
                        async for part in coming:
                            yield _sound(part)
                    return
            except httpx2.HTTPError:
                raise HubFault(Trouble.AWAY) from None

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _asked(
        self, visitor: Visitor, language: str, operation: str, variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        asked = {"documentId": self._documents[operation], "variables": dict(variables)}
        answer = await self._sent(visitor, language, asked)
        nonce = answer.headers.get("DPoP-Nonce")
        if answer.status_code == HTTPStatus.UNAUTHORIZED and nonce is not None:  # RFC 9449 §9: with its nonce
            answer = await self._sent(visitor, language, asked, nonce=nonce)
        return _read(answer)

    async def _sent(
        self, visitor: Visitor, language: str, asked: Mapping[str, object], *, nonce: str | None = None
    ) -> httpx2.Response:
        headers = self._headers(visitor, language, _ANSWER, nonce)
        try:
            return await self._http.post(self.url, json=asked, headers=headers)
        except httpx2.HTTPError:
            raise HubFault(Trouble.AWAY) from None

    def _headers(self, visitor: Visitor, language: str, accept: str, nonce: str | None) -> dict[str, str]:
        return {"Accept": accept, "Accept-Language": language, **visitor.headers("POST", self.url, nonce=nonce)}


@cache
def documents(folder: str = "operations") -> Mapping[str, str]:
    """Read by which id the hub knows each of our documents."""
    told = json.loads((files("adapters.portal") / folder / "manifest.json").read_text(encoding="utf-8"))
    return {operation["name"]: f"sha256:{operation['id']}" for operation in told["operations"]}


def _read(answer: httpx2.Response) -> dict[str, Any]:
    """Take the data out of an answer. Raises HubFault for one with errors: half a page is not shown as a whole one."""
    try:
        content = answer.json()
        errors = content.get("errors") or ()
        code = errors[0]["extensions"]["code"] if errors else content.get("code")
    except (ValueError, AttributeError, KeyError, IndexError, TypeError):
        raise HubFault(Trouble.AWAY) from None
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise HubFault(Trouble.SIGNED_OUT, code)
    if answer.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        said = answer.headers.get("Retry-After", "")
        raise HubFault(Trouble.BUSY, code, again_in_s=int(said) if said.isdecimal() and said.isascii() else None)
    if errors or answer.status_code != HTTPStatus.OK:
        raise HubFault(Trouble.FAILED, code)
    data: dict[str, Any] = content["data"]
    return data


def _sound(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a part of an answer. Raises HubFault for one in which something failed: a missing row says nothing."""
    failed = [
        *part.get("errors", ()),
        *(fault for each in part.get("completed", ()) for fault in each.get("errors", ())),
    ]
    if failed or "unread" in part:
        raise HubFault(Trouble.FAILED, failed[0].get("extensions", {}).get("code") if failed else None)
    return part
