"""`hub schema`: the public contract as text."""

from adapters.cli.terminal import say


def schema() -> None:
    """Print the GraphQL schema."""
    from schema import build

    say(build.sdl(build.build()).rstrip("\n"))
