"""Asking the hub: registered documents, and the one file that is none. The only place where data enters the portal."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from time import perf_counter
from typing import Any, Final, Self

import httpx2

from adapters.portal import multipart
from adapters.portal.behind import Asked, agencies_in, cost_of
from adapters.portal.client import HubClient
from adapters.portal.visitor import Visitor

LONGEST_SECONDS: Final = 16
"""A little more than the hub gives itself for an answer."""

OWN_DATA: Final = "/v1/own-data/exports"
"""Where a person takes all their data home: a file that is sent as it is read, and so no GraphQL."""

PERSON: Final = "$person: PersonInput"
"""So a document begins that can be about whom somebody helps."""

_ANSWER: Final = "application/graphql-response+json"
_PARTS: Final = f"multipart/mixed, {_ANSWER};q=0.9"

Note = Callable[[Asked], None]
"""Takes down what was asked; only a demo does."""


class Trouble(StrEnum):
    """Why there is no answer, as far as a page must tell it apart."""

    SIGNED_OUT = "signed_out"
    TOO_MUCH = "too_much"
    BUSY = "busy"
    AWAY = "away"
    FAILED = "failed"


_TROUBLES: Final[Mapping[int, Trouble]] = {
    HTTPStatus.UNAUTHORIZED: Trouble.SIGNED_OUT,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.TOO_MUCH,
    HTTPStatus.SERVICE_UNAVAILABLE: Trouble.BUSY,
}


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
    own_data_url: str
    sends_parts: bool
    _http: httpx2.AsyncClient = field(repr=False)
    _documents: Mapping[str, "Document"] = field(repr=False)

    @classmethod
    def at(cls, url: str, *, transport: httpx2.AsyncBaseTransport | None = None, sends_parts: bool = False) -> Self:
        """Reach a hub over the network, or in this process through a transport that leads there."""
        http = httpx2.AsyncClient(timeout=LONGEST_SECONDS, trust_env=False, transport=transport)
        return cls(
            url=f"{url}/graphql",
            own_data_url=f"{url}{OWN_DATA}",
            sends_parts=sends_parts,
            _http=http,
            _documents=documents(),
        )

    def client(
        self, visitor: Visitor, language: str, note: Note | None = None, *, helped: str | None = None
    ) -> HubClient:
        """Give the calls that can be made, as this visitor and in this language. `note` is told of each.

        `helped` is for whom they are made, where an organization helps somebody: its own reference for that person.
        """

        async def send(operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
            if helped is not None and PERSON in self._documents[operation].text:
                variables = {"person": {"ref": helped}, **variables}
            began_s = perf_counter()
            answer = await self._asked(visitor, language, operation, variables)
            if note is not None:
                note(self._noted(operation, variables, answer, perf_counter() - began_s))
            return _read(answer)

        return HubClient(send)

    async def own_data(self, visitor: Visitor) -> AsyncIterator[bytes]:
        """Have all that is known about this visitor sent, piece by piece. That they took it stands in the log then.

        Raises HubFault where the file does not begin. One that breaks off raises too, and is no JSON.
        """
        answer = await self._begun(visitor)
        nonce = answer.headers.get("DPoP-Nonce")
        if answer.status_code == HTTPStatus.UNAUTHORIZED and nonce is not None:  # RFC 9449 §9: with its nonce
            await answer.aclose()
            answer = await self._begun(visitor, nonce=nonce)
        if answer.status_code != HTTPStatus.OK:
            fault = await _fault(answer)
            raise fault
        return _pieces(answer)

    async def in_parts(self, visitor: Visitor, language: str, operation: str) -> AsyncGenerator[Mapping[str, Any]]:
        """Ask so that the answer may come in parts; give each as it comes. The first holds data that is whole so far.

        Raises HubFault where there is none, also on the way.
        """
        asked = {"documentId": documents("in_parts")[operation].id, "variables": {}}
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
            variables=_shown(variables),
            milliseconds=int(seconds * 1000),
            status=answer.status_code,
            cost=cost_of(content),
            agencies=agencies_in(content),
        )

    async def _begun(self, visitor: Visitor, *, nonce: str | None = None) -> httpx2.Response:
        """Ask for a person's own data, and read no further than how it was answered."""
        headers = visitor.headers("POST", self.own_data_url, nonce=nonce)
        asked = self._http.build_request("POST", self.own_data_url, json={}, headers=headers)
        try:
            return await self._http.send(asked, stream=True)
        except httpx2.HTTPError:
            raise HubFault(Trouble.AWAY) from None

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


def _shown(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave a person's number out of what a demo shows of a question."""
    return {
        name: {"bsn": "•••••••••"} if isinstance(value, Mapping) and "bsn" in value else value
        for name, value in variables.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One of our documents, and by which id the hub knows it."""

    id: str
    text: str = field(repr=False)


@cache
def documents(folder: str = "operations") -> Mapping[str, Document]:
    """Read our documents by the names of their operations."""
    told = json.loads((files("adapters.portal") / folder / "manifest.json").read_text(encoding="utf-8"))
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
    if errors or answer.status_code != HTTPStatus.OK:
        raise _trouble(answer, code)
    data: dict[str, Any] = content["data"]
    return data


async def _fault(answer: httpx2.Response) -> HubFault:
    """Tell why there is no file, by the hub's own code."""
    try:
        code = json.loads(await answer.aread()).get("code")
    except (ValueError, AttributeError, httpx2.HTTPError):
        code = None
    finally:
        await answer.aclose()
    return _trouble(answer, code)


def _trouble(answer: httpx2.Response, code: str | None) -> HubFault:
    """Tell trouble by its status, and when to ask again where the hub said so."""
    said = answer.headers.get("Retry-After", "")
    again_in_s = int(said) if said.isdecimal() and said.isascii() else None
    return HubFault(_TROUBLES.get(answer.status_code, Trouble.FAILED), code, again_in_s=again_in_s)


async def _pieces(answer: httpx2.Response) -> AsyncIterator[bytes]:
    """Pass on what comes, as it comes: a long file is never whole in memory here."""
    try:
        async for piece in answer.aiter_bytes():
            yield piece
    finally:
        await answer.aclose()


def _sound(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a part of an answer. Raises HubFault for one in which something failed: a missing row says nothing."""
    failed = [
        *part.get("errors", ()),
        *(fault for each in part.get("completed", ()) for fault in each.get("errors", ())),
    ]
    if failed or "unread" in part:
        raise HubFault(Trouble.FAILED, failed[0].get("extensions", {}).get("code") if failed else None)
    return part
