"""`hub schema --manifest`: a folder of documents as the manifest that an operator registers."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphql import FragmentDefinitionNode, GraphQLError, parse, print_ast

from adapters.web import trusted
from hub.errors import BadInput
from schema import build, delivery, errors
from schema.documents import Documents, StoppedError

if TYPE_CHECKING:
    from graphql import OperationDefinitionNode

SUFFIX: Final = ".graphql"

_SPREAD: Final = re.compile(r"\.\.\.\s*(?!on\b)([_A-Za-z]\w*)")

SEVERAL: Final = "operation.ambiguous"
"""A request could say which in operationName; a registered document is known by its one operation."""


def of_folder(folder: Path, *, incremental: bool) -> Mapping[str, object]:
    """Read documents of one operation each; a file of fragments alone serves the others.

    Raises BadInput that names the first that cannot be registered.
    """
    contract = build.executable(build.build())
    documents = Documents(schema=delivery.knowing(contract) if incremental else contract)
    found: dict[str, tuple[str, str]] = {}
    files: dict[str, str] = {}
    texts = {file: _text(file) for file in sorted(folder.glob(f"*{SUFFIX}"))}
    shared, own = _shared(texts)
    for file, written in own.items():
        text = _with_shared(written, shared)
        operation = _operation(documents, file.name, text)
        name = operation.name.value if operation.name else file.stem
        if name in found:
            raise _two_of_a_name(name, files[name], file.name)
        found[name], files[name] = (operation.operation.value, text), file.name
    _all_used(texts, own)
    if not found:
        happened = f"{folder.resolve().name} holds no {SUFFIX} file."
        raise BadInput("documents.none", happened, "Name the folder of your documents.")
    return trusted.manifest(found)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        happened = f"{file.name}: it cannot be read as UTF-8."
        raise BadInput("documents.unusable", happened, "Save it as text in UTF-8.") from None


def _shared(texts: Mapping[Path, str]) -> tuple[Mapping[str, str], Mapping[Path, str]]:
    """Tell files that hold nothing but fragments, which serve the others, from those with an operation."""
    shared: dict[str, str] = {}
    own: dict[Path, str] = {}
    for file, text in texts.items():
        fragments = _only_fragments(text)
        if fragments:
            shared.update(fragments)
        else:
            own[file] = text
    return shared, own


def _only_fragments(text: str) -> Mapping[str, str]:
    """Give the fragments of a file by their names; none where it holds anything else, or cannot be read at all."""
    try:
        held = parse(text, no_location=True).definitions
    except GraphQLError:
        return {}
    fragments = [each for each in held if isinstance(each, FragmentDefinitionNode)]
    return {each.name.value: print_ast(each) for each in fragments} if len(fragments) == len(held) else {}


def _with_shared(text: str, shared: Mapping[str, str]) -> str:
    """Write the shared fragments that a document needs behind it, in the order of their names."""
    needed: set[str] = set()
    wanted = set(_SPREAD.findall(text))
    while found := (wanted & shared.keys()) - needed:
        needed |= found
        wanted = {name for each in found for name in _SPREAD.findall(shared[each])}
    return "\n\n".join([text.rstrip("\n"), *(shared[name] for name in sorted(needed))]) + "\n" if needed else text


def _all_used(texts: Mapping[Path, str], own: Mapping[Path, str]) -> None:
    """Refuse shared fragments that nothing spreads: a slip of the pen in one name leaves the other unused."""
    spread = {name for text in texts.values() for name in _SPREAD.findall(text)}
    for file, text in texts.items():
        unused = [] if file in own else [name for name in _only_fragments(text) if name not in spread]
        if unused:
            happened = f"{file.name}: Fragment {unused[0]!r} is never used."
            raise BadInput("documents.unusable", happened, "Use it, or take it out.")


def _operation(documents: Documents, name: str, text: str) -> "OperationDefinitionNode":
    try:
        return documents.prepared(text).operation(None)
    except StoppedError as stopped:
        told = stopped.told[0]
        happened, todo = errors.in_words(told), "Mend it there; `hub schema` prints the contract."
        if told["extensions"]["code"] == SEVERAL:
            happened, todo = "it holds several operations.", "Write one operation into each file."
        raise BadInput("documents.unusable", f"{name}: {happened}", todo) from None


def _two_of_a_name(name: str, first: str, second: str) -> BadInput:
    """Say which two: a manifest knows an operation by its name, and would hold one of them only."""
    happened = f"{first} and {second} both hold an operation named {name}."
    return BadInput("documents.same_name", happened, "Give one of them another name.")
