"""Fields that are worked out when they are asked for, with what the contract says of them."""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import strawberry
from strawberry.types.field import StrawberryField

Resolver = TypeVar("Resolver", bound=Callable[..., object])


def resolved(description: str, directives: Sequence[object] = ()) -> Callable[[Resolver], Resolver]:
    """Make a method a field. Strawberry's own decorator has no type when it takes a description."""

    def decorate(resolver: Resolver) -> Resolver:
        return cast("Resolver", strawberry.field(resolver=resolver, description=description, directives=directives))

    return decorate


def mutation(description: str, directives: Sequence[object] = ()) -> Callable[[Callable[..., object]], StrawberryField]:
    """Make a function a mutation."""

    def decorate(resolver: Callable[..., object]) -> StrawberryField:
        return cast(
            "StrawberryField", strawberry.mutation(resolver=resolver, description=description, directives=directives)
        )

    return decorate
