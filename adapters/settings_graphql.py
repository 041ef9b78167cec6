"""The configuration of the GraphQL door: what it answers, in which shape, and which documents are registered."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from adapters.settings_part import Part


class DocumentsSettings(Part):
    """Documents that are known beforehand, and whose they are."""

    file: Annotated[Path, Field(description="Manifest of operations (JSON: `apollo-persisted-query-manifest`)")]
    clients: Annotated[
        tuple[str, ...], Field(description="Clients that may run them; every client if none is named")
    ] = ()


class GraphqlSettings(Part):
    """How GraphQL is spoken."""

    introspection: Annotated[bool, Field(description="Answer introspection to every client")] = False
    status_table: Annotated[
        Literal["published", "2026"],
        Field(
            description=(
                "Which HTTP status answers what: as the published audit suite of GraphQL over HTTP asks, or as its "
                "draft of August 2026 does"
            )
        ),
    ] = "published"
    execution: Annotated[
        Literal["compiled", "reference"],
        Field(description="How known operations are run: compiled once, or each time by graphql-core; same answers"),
    ] = "compiled"
    incremental: Annotated[
        bool,
        Field(
            description=(
                "Experimental: documents may use `@defer` and `@stream`; whoever accepts `multipart/mixed` gets the "
                "answer in parts"
            )
        ),
    ] = False
    documents: Annotated[
        tuple[DocumentsSettings, ...],
        Field(
            description=(
                "Registered documents, run by their SHA-256; a client without the scope `graphql.free` can run no other"
            )
        ),
    ] = ()
