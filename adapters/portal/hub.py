"""Asking the hub: one registered document, as whoever is logged in. The only place where data enters the portal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from importlib.resources import files
from time import perf_counter
from typing import Any, Final, Self

import httpx2

from adapters.portal.behind import Asked, agencies_in, cost_of
from adapters.portal.client import HubClient
from adapters.portal.visitor import Visitor

LONGEST_SECONDS: Final = 16
"""A little more than the hub gives itself for an answer."""

_ANSWER: Final = "application/graphql-response+json"

Note = Callable[[Asked], None]
"""Takes down what was asked; only a demo does."""


class Trouble(StrEnum):
    """Why there is no answer, as far as a page must tell it apart."""

    SIGNED_OUT = "signed_out"
    BUSY = "busy"
    AWAY = "away"
    FAILED = "failed"


class HubFault(Exception):
    """The hub gave no answer. `code` is the hub's own name for it, where it said one; nothing of the answer itself."""

    def __init__(self, trouble: Trouble, code: str | None = None) -> None:
        super().__init__(code or trouble.value)
        self.trouble = trouble
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Where the hub is, and how it is reached. `url` is what it knows itself by: proofs are made out to that."""

    url: str
    _http: httpx2.AsyncClient = field(repr=False)
    _documents: Mapping[str, "Document"] = field(repr=False)

    @classmethod
    def at(cls, url: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> Self:
        """Reach a hub over the network, or in this process through a transport that leads there."""
        http = httpx2.AsyncClient(timeout=LONGEST_SECONDS, trust_env=False, transport=transport)
        return cls(url=f"{url}/graphql", _http=http, _documents=documents())

    def client(self, visitor: Visitor, language: str, note: Note | None = None) -> HubClient:
        """Give the calls that can be made, as this visitor and in this language. `note` is told of each."""

        async def send(operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
            began_s = perf_counter()
            answer = await self._asked(visitor, language, operation, variables)
            if note is not None:
                note(self._noted(operation, variables, answer, perf_counter() - began_s))
            return _read(answer)

        return HubClient(send)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _asked(
        self, visitor: Visitor, language: str, operation: str, variables: Mapping[str, Any]
    ) -> httpx2.Response:
        asked = {"documentId": self._documents[operation].id, "variables": dict(variables)}
        answer = await self._sent(visitor, language, asked)
        nonce = answer.headers.get("DPoP-Nonce")
        if answer.status_code == HTTPStatus.UNAUTHORIZED and nonce is not None:  # RFC 9449 §9: with its nonce
            answer = await self._sent(visitor, language, asked, nonce=nonce)
        return answer

    def _noted(self, operation: str, variables: Mapping[str, Any], answer: httpx2.Response, seconds: float) -> Asked:
        try:
            content = answer.json()
        except ValueError:
            content = None
        return Asked(
            operation=operation,
            document=self._documents[operation].text,
            variables=variables,
            milliseconds=int(seconds * 1000),
            status=answer.status_code,
            cost=cost_of(content),
            agencies=agencies_in(content),
        )

    async def _sent(
        self, visitor: Visitor, language: str, asked: Mapping[str, object], *, nonce: str | None = None
    ) -> httpx2.Response:
        headers = {"Accept": _ANSWER, "Accept-Language": language, **visitor.headers("POST", self.url, nonce=nonce)}
        try:
            return await self._http.post(self.url, json=asked, headers=headers)
        except httpx2.HTTPError:
            raise HubFault(Trouble.AWAY) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One of our documents, and by which id the hub knows it."""

    id: str
    text: str = field(repr=False)


def documents() -> dict[str, Document]:
    """Read our documents by the names of their operations."""
    told = json.loads((files("adapters.portal") / "operations" / "manifest.json").read_text(encoding="utf-8"))
    return {
        operation["name"]: Document(id=f"sha256:{operation['id']}", text=operation["body"])
        for operation in told["operations"]
    }


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
        raise HubFault(Trouble.BUSY, code)
    if errors or answer.status_code != HTTPStatus.OK:
        raise HubFault(Trouble.FAILED, code)
    data: dict[str, Any] = content["data"]
    return data
