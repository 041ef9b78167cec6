"""Media types: what may come in, and which of ours a client wants back (GraphQL over HTTP)."""

from collections.abc import Iterator, Mapping
from typing import Final

RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
PARTS: Final = "multipart/mixed"
"""An answer in parts. Never sent to whoever does not name it."""

_FORMATS: Final = frozenset({"", "incrementalspec=v0.2"})
"""What may stand beside it: the name that Apollo's clients have for the format of our parts. They call an older one
`deferSpec=20220824`; whoever knows only that one gets one answer."""


def is_json(content_type: str) -> bool:
    """Say whether a body is JSON in UTF-8; anything a form could send is refused, which keeps other sites out."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return kind == JSON and all(parameter in {"", "charset=utf-8", 'charset="utf-8"'} for parameter in parameters)


def wanted(accept: str | None) -> str | None:
    """Choose what to answer with; None where the client wants none of ours.

    Who names GraphQL's own media type prefers it. Without a wish, or with any type welcome, it is plain JSON: a client
    that says no more may know no other.
    """
    if not accept:
        return JSON
    liked = _liked(accept)
    ours = (RESPONSE, JSON) if RESPONSE in liked else (JSON, RESPONSE)
    best = max(ours, key=lambda kind: _quality(kind, liked))  # on a tie the first
    return best if _quality(best, liked) else None


def preferred(accept_language: str, ours: tuple[str, ...]) -> str | None:
    """Choose one of our languages (RFC 9110 §12.5.4); on a tie the one named first. None where none is wanted."""
    liked: dict[str, int] = {}
    for name, quality in _liked(accept_language).items():
        primary = name.partition("-")[0]
        liked[primary] = max(liked.get(primary, 0), quality)
    wanted_ones = [name for name in liked if name in ours and liked[name]]
    return max(wanted_ones, key=liked.__getitem__, default=None)


def takes_parts(accept: str | None) -> bool:
    """Say whether a client wants its answer in parts, where there are any, at least as much as in one."""
    if not accept:
        return False
    parts = max((_thousandths(parameters) for parameters in _named_parts(accept)), default=0)
    liked = _liked(accept)
    return parts > 0 and parts >= max(_quality(kind, liked) for kind in (RESPONSE, JSON))


def _named_parts(accept: str) -> Iterator[list[str]]:
    """The parameters of each range that names an answer in parts, in a format that is ours."""
    for entry in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        formats = {parameter for parameter in parameters if not parameter.startswith("q=")}
        if kind == PARTS and formats <= _FORMATS:
            yield parameters


def _liked(accept: str) -> dict[str, int]:
    """Every media range of the header with its quality; the higher where one stands twice."""
    liked: dict[str, int] = {}
    for entry in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        liked[kind] = max(liked.get(kind, 0), _thousandths(parameters))
    return liked


def _quality(kind: str, liked: Mapping[str, int]) -> int:
    """How much a type is liked: the most specific range that covers it decides (RFC 9110 §12.5.1)."""
    return next((liked[named] for named in (kind, "application/*", "*/*") if named in liked), 0)


def _thousandths(parameters: list[str]) -> int:
    """Read a quality (RFC 9110 §12.4.2) as whole thousandths; one that cannot be read counts as nothing."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            whole, _, rest = value.strip().partition(".")
            digits = f"{whole}{rest:0<3}"
            return int(digits[:4]) if digits.isascii() and digits.isdigit() else 0
    return 1000
