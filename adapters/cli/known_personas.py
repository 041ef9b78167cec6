"""The demo's people by name: a name that nobody there has is refused, and not repeated."""

from collections.abc import Collection, Iterable

from hub.errors import BadInput


def check_personas(named: Iterable[str], known: Collection[str]) -> None:
    """See that each name is a persona's. Raises BadInput that says which names there are."""
    if not set(named) <= set(known):
        raise BadInput("persona.unknown", "There is no such persona.", f"Ask for one of: {', '.join(sorted(known))}.")
