"""The hub as a subgraph (Apollo Federation 2): its things can be joined, by their keys, in a graph of somebody else.

What a gateway finds by a key is what `node` finds by an id: the same finders, the same decision, the same record.
"""

from asyncio import TaskGroup
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Final, cast

import strawberry
from graphql import parse
from strawberry import Schema
from strawberry.types.scalar import ScalarDefinition

from consent.purposes import Purpose
from hub.errors import BadInput
from schema import global_id, nodes
from schema.context import Info
from schema.directives import HUB, PUBLIC, AddedIn, LegalBasis, policy
from schema.limits import PAGE
from schema.released_on import ASKING, on_consent
from schema.sdl import Edit, edited, end, head_end, name_of, parts, written
from schema.types.accepted import AcceptedArrangement
from schema.types.agency import Agency
from schema.types.arrangement import Arrangement
from schema.types.claim import Claim
from schema.types.consent_request import ConsentRequest
from schema.types.grant import Grant
from schema.types.mandate import Mandate

KEYS: Final[Mapping[str, frozenset[str]]] = {
    "AcceptedArrangement": frozenset({"id"}),
    "Agency": frozenset({"id", "code"}),
    "Arrangement": frozenset({"id"}),
    "Claim": frozenset({"id"}),
    "ConsentRequest": frozenset({"id"}),
    "Grant": frozenset({"id"}),
    "Mandate": frozenset({"id"}),
}
"""By which fields our things are known in other graphs. A code is public; of a person there is only the opaque id."""

SHARED: Final = frozenset({"PageInfo"})
"""Types that other graphs have as well, under the same name and with the same meaning."""

MACHINERY: Final = frozenset({"_Any", "_Entity", "_Service", "_entities", "_service"})
"""What every subgraph has, so that none writes it out."""

LINK: Final = """extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

"""
"""Which words of the specification the text uses. Not its `@cost`: ours was here first, and weighs otherwise."""

_SINCE: Final = AddedIn(version="0.2.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A thing as a gateway names it: its type, and the ids that its keys stand for. Two different ids are no thing.

    `kind` is empty where it is no representation at all, which is told at its place.
    """

    kind: str
    ids: frozenset[str]


_NONE: Final = Representation(kind="", ids=frozenset())


@strawberry.type(name="_Service", description="This hub as a subgraph.", directives=(*policy(PUBLIC, HUB), _SINCE))
class Service:
    """A subgraph."""

    sdl: str = strawberry.field(description="The contract as composition tools read it, with the keys of its things.")


_Entity = Annotated[
    AcceptedArrangement | Agency | Arrangement | Claim | ConsentRequest | Grant | Mandate,
    strawberry.union("_Entity", description="What can be joined in another graph.", directives=[_SINCE]),
]


def _service(info: Info) -> Service:
    """Show the text."""
    return Service(sdl=sdl(info.schema))


async def _entities(
    info: Info,
    representations: Annotated[
        list[Representation],
        strawberry.argument(description=f"What is meant, each by its type and its keys; at most {PAGE}."),
    ],
) -> list[_Entity | None]:
    """Look them up kind by kind, and give them in the order in which they were asked for."""
    if len(representations) > PAGE:
        raise BadInput("list.too_long", f"A list has more than {PAGE} items.", "Send fewer at once.")
    wanted: dict[str, list[str]] = {}
    for each in representations:
        wanted.setdefault(each.kind, []).extend(_key(each))
    async with TaskGroup() as group:
        asked = {
            kind: group.create_task(nodes.find_all(kind, keys, info.context)) for kind, keys in wanted.items() if kind
        }
    found = {kind: task.result() for kind, task in asked.items()}
    # An exception in a list is an error at its own place.
    return [cast("_Entity | None", _at_its_place(each, found)) for each in representations]


@strawberry.type(description="What a gateway asks of a subgraph.")
class FederationQueries:
    """The two questions of the specification."""

    service: Service = strawberry.field(
        name="_service",
        resolver=_service,
        description="This hub as a subgraph. It shows the schema, and so only to whoever may see the schema.",
        directives=(*policy(weight=1), _SINCE),
    )
    entities: list[_Entity | None] = strawberry.field(
        name="_entities",
        resolver=_entities,
        description=(
            "Things by their keys, each as `node` would show it. "
            "Null for what is somebody else's and for what does not exist, alike; "
            "null with an error at its place for what cannot be told."
        ),
        directives=(
            *on_consent(Purpose.OVERVIEW, weight=ASKING),
            LegalBasis(article="AVG 15", note="One's own record."),
            _SINCE,
        ),
    )


def _at_its_place(named: Representation, found: Mapping[str, nodes.Found]) -> object:
    """The thing, None, or the exception that says why it cannot be told."""
    if not named.kind:
        return BadInput(
            "representation.malformed",
            "A representation holds the name of a type that has keys here, one of its keys, and nothing else.",
            "Send __typename and, for instance, id.",
        )
    return next((found[named.kind].get(key) for key in _key(named)), None)


def _key(named: Representation) -> list[str]:
    """The key of the one thing that is named; none where the keys are of two things, or of another kind."""
    if len(named.ids) != 1:
        return []
    key = global_id.key_of(next(iter(named.ids)), named.kind)
    return [] if key is None else [key]


def _read(value: Any) -> Representation:  # noqa: ANN401 - whatever JSON can hold
    """Read a representation: a type of ours, and nothing beside its keys. What is none takes no other with it."""
    match value:
        case {"__typename": str() as kind, **keys} if kind in KEYS and keys and keys.keys() <= KEYS[kind]:
            texts = {name: key for name, key in keys.items() if isinstance(key, str)}
            if len(texts) == len(keys):
                ids = (key if name == "id" else global_id.encode(kind, key) for name, key in texts.items())
                return Representation(kind=kind, ids=frozenset(map(str, ids)))
    return _NONE


def _never_leaves(_value: object) -> str:
    raise TypeError("a representation is never sent out")


SCALARS: Final[dict[object, ScalarDefinition]] = {
    Representation: strawberry.scalar(
        name="_Any",
        description="A thing of this graph as a gateway names it: `__typename` and the fields of a key.",
        serialize=_never_leaves,
        parse_value=_read,
        directives=[_SINCE],
    ),
}


@lru_cache(maxsize=8)
def sdl(schema: Schema) -> str:
    """Write the contract for composition tools: with keys, without what every subgraph has. A schema never changes."""
    text = written(schema._schema, schema.schema_directives)  # noqa: SLF001 - as in build.py, which knows this module
    return f"{LINK}{edited(text, _edits(text)).rstrip()}\n"


def _edits(text: str) -> Iterator[Edit]:
    """Find what the text needs: keys behind the names of our things, and the machinery out."""
    for node in parse(text).definitions:
        if node.kind == "schema_definition":
            continue
        for part in (node, *parts(node, "fields")):
            if name_of(part) in MACHINERY and part.loc:
                rest = text[end(part) :]
                yield Edit(start=part.loc.start, end=len(text) - len(rest.lstrip()))
        at, name = head_end(node), name_of(node)
        keys = "".join(f' @key(fields: "{key}")' for key in sorted(KEYS.get(name, ())))
        yield Edit(start=at, end=at, words=f"{keys}{' @shareable' if name in SHARED else ''}")
