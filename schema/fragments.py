"""The fragments of a document, each before those that spread it: whoever measures in this order measures each once."""

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]


def of(document: DocumentNode) -> Fragments:
    """The fragments, by name."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def spread_by(selections: SelectionSetNode, fragments: Fragments) -> list[FragmentDefinitionNode]:
    """Every fragment that a selection spreads, itself or by another, the innermost first.

    No recursion: a chain of fragments may be long. The document was checked before: no circle, no unknown name.
    """
    done: dict[str, FragmentDefinitionNode] = {}
    path: list[tuple[str | None, Iterator[str]]] = [(None, spreads(selections))]
    while path:
        name, names = path[-1]
        following = next((each for each in names if each not in done), None)
        if following is not None:
            path.append((following, spreads(fragments[following].selection_set)))
            continue
        path.pop()
        if name is not None:
            done[name] = fragments[name]
    return list(done.values())


def spreads(selections: SelectionSetNode) -> Iterator[str]:
    """The names that a selection spreads, at any depth of its own."""
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FragmentSpreadNode():
                    yield selection.name.value
                case FieldNode() | InlineFragmentNode() if selection.selection_set:
                    waiting.append(selection.selection_set)
                case _:
                    pass
