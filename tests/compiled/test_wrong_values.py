"""Every wrong value, at every place: what comes of it is what graphql-core says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from compiled.both import same
from compiled.fakes import FAULTS, Absent, Fakes
from compiled.shapes import shapes
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

SOUND = 4
"""A seed with which every place holds something."""


@dataclass
class Broken(Fakes):
    """Makes one thing, sound but for one attribute, or for what stands in the list there."""

    attribute: str = ""
    fault: Callable[[Any], Any] = id
    inside: bool = False

    def value(self, type_: Any, label: str, depth: int = 0) -> Any:
        made = super().value(type_, label, depth)
        if depth or not hasattr(made, "label_"):
            return made
        good = getattr(made, self.attribute)
        if self.inside and isinstance(good, list | tuple):
            setattr(made, self.attribute, [self.fault(good[0] if good else None), *good])
        elif isinstance(wrong := self.fault(good), Absent):
            delattr(made, self.attribute)
        else:
            setattr(made, self.attribute, wrong)
        return made


def attributes() -> dict[str, str]:
    """What a thing holds, by attribute, with how it is asked for."""
    thing = shapes().type_map["Thing"]
    assert isinstance(thing, GraphQLObjectType)
    held = {
        name: field
        for name, field in thing.fields.items()
        if not field.extensions["strawberry-definition"].base_resolver
    }
    return {
        field.extensions["strawberry-definition"].python_name: name
        if is_leaf_type(get_named_type(field.type))
        else f"{name} {{ __typename ... on Named {{ name }} }}"
        for name, field in held.items()
    }


@pytest.mark.parametrize("attribute", attributes())
@pytest.mark.parametrize("root", ["thing", "maybe"])
@pytest.mark.parametrize("inside", [False, True], ids=["itself", "in a list"])
async def test_a_wrong_value_leads_to_what_the_reference_says(attribute: str, root: str, *, inside: bool) -> None:
    document = f"{{ __typename {root} {{ id {attributes()[attribute]} name }} }}"
    for fault in FAULTS:
        broken = partial(Broken, schema=shapes(), seed=SOUND, often=0, deepest=1, attribute=attribute, inside=inside)
        await same(shapes(), document, {}, partial(broken, fault=fault))
