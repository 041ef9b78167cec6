"""What a body asks for: a registered document by its hash, or one of its own where the client may send such."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters.web.trusted import TrustedDocuments
from consent.parties import Requester
from consent.purposes import Purpose
from hub.errors import BadInput
from schema.documents import Stage
from schema.errors import tell
from schema.execute import Answer, Asked

FREE_SCOPE: Final = "graphql.free"
"""A client that is registered with this scope may send documents of its own."""


class NotRegisteredError(Exception):
    """The client sent a document of its own, and may run registered ones only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be run, for which purpose only, and for how much at most, where it was registered with these.

    `asked` is None where the document that was named is not registered for this client.
    """

    asked: Asked | None
    purpose: Purpose | None = None


UNKNOWN: Final = Answer(
    stage=Stage.DOCUMENT,
    errors=(tell("document.unknown", "No such document is registered for this client. Send one that is."),),
)


def read(content: Mapping[str, Any], requester: Requester, trusted: TrustedDocuments) -> Order:
    """Take an order out of a body. Raises BadInput for what it cannot be, and NotRegisteredError."""
    asked = _plain(content)
    name = _document_id(content)
    if name is None:
        if not isinstance(content.get("query"), str):
            raise BadInput("query.missing", "The body holds no document.", "Put it into `query` as text.")
        if FREE_SCOPE not in requester.scopes:
            raise NotRegisteredError
        return Order(asked=replace(asked, document=content["query"]))
    if content.get("query") is not None:
        raise BadInput("document.twice", "The body holds a document and the id of one.", "Send one of the two.")
    document = trusted.find(name, requester.client)
    if document is None:
        return Order(asked=None)
    asked = replace(asked, document=document.text, most_cost=document.most_cost)
    return Order(asked=asked, purpose=document.purpose)


def narrowed(requester: Requester, order: Order) -> Requester:
    """Let an operation be run for the purpose that it was registered with, and for no other."""
    if order.purpose is None:
        return requester
    return replace(requester, purposes=requester.purposes & {order.purpose})


def _plain(content: Mapping[str, Any]) -> Asked:
    """Everything but the document."""
    name, variables = content.get("operationName"), content.get("variables")
    if not isinstance(name, str | None):
        raise BadInput("operation.malformed", "operationName is no text.", "Name an operation of the document.")
    if not isinstance(variables, dict | None):
        raise BadInput("variables.malformed", "variables is no object.", "Send an object by name.")
    if not isinstance(content.get("extensions"), dict | None):
        raise BadInput("extensions.malformed", "extensions is no object.", "Send an object, or leave it out.")
    return Asked(document="", operation=name or None, variables=variables or {})


def _document_id(content: Mapping[str, Any]) -> str | None:
    """The id of a document: `documentId` (GraphQL over HTTP, appendix A), or where Apollo's clients put it.

    They send it beside a document too; then the document counts, as it does for whoever knows no hashes.
    """
    named = content.get("documentId")
    if named is None and content.get("query") is None:
        persisted = (content.get("extensions") or {}).get("persistedQuery")
        named = persisted.get("sha256Hash", False) if isinstance(persisted, dict) else persisted
    if not isinstance(named, str | None):
        raise BadInput(
            "document.malformed", "The id of the document is no text.", "Send `sha256:` and 64 hexadecimal digits."
        )
    return named
