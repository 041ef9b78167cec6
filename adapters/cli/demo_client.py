"""GraphQL over HTTP the way a partner would speak it: a token, a document, variables, one answer."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, Self

import httpx2

from adapters.web.trusted import document_id
from hub.errors import Unavailable

LONGEST_SECONDS = 20
"""A little more than the hub gives itself."""


class DemoClient:
    """Speaks to a running hub. `token_of` gives a fresh token for a persona."""

    def __init__(self, url: str, token_of: Callable[[str], str]) -> None:
        self._token_of = token_of
        self._http = httpx2.Client(base_url=url, timeout=LONGEST_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def ask(self, persona: str, operation: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """Run one of the stored operations as a persona. Raises Unavailable where the hub does not answer well."""
        asked = {"documentId": document_id(document(operation)), "variables": dict(variables)}
        return self._send(asked, self._token_of(persona))

    def tell(self, token: str, operation: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """Run one of them as somebody else, who sends the whole document. Raises Unavailable as `ask` does."""
        return self._send({"query": document(operation), "variables": dict(variables)}, token)

    def _send(self, asked: Mapping[str, object], token: str) -> Mapping[str, Any]:
        answer = self._http.post(
            "/graphql",
            json=asked,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"},
        )
        content: Mapping[str, Any] = answer.json()
        if answer.status_code != httpx2.codes.OK or "errors" in content:
            codes = ", ".join(error["extensions"]["code"] for error in content.get("errors", []))
            raise Unavailable("demo.failed", f"The hub answered {answer.status_code} ({codes}).")
        data: Mapping[str, Any] = content["data"]
        return data


def document(operation: str) -> str:
    """Read one of the stored operations."""
    return (files("schema") / "operations" / f"{operation}.graphql").read_text(encoding="utf-8")
