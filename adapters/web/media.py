"""Media types: what may come in, and which of ours a client wants back (GraphQL over HTTP)."""

from typing import Final

RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"

_WILD: Final = frozenset({"*/*", "application/*"})


def is_json(content_type: str) -> bool:
    """Say whether a body is JSON in UTF-8; anything a form could send is refused, which keeps other sites out."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return kind == JSON and all(parameter in {"", "charset=utf-8", 'charset="utf-8"'} for parameter in parameters)


def wanted(accept: str | None) -> str | None:
    """Choose what to answer with; None where the client wants none of ours. Without a wish: plain JSON."""
    if not accept:
        return JSON
    best, best_quality = None, 0
    for entry in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        quality = _thousandths(parameters)
        named = RESPONSE if kind in _WILD else kind
        if named in (RESPONSE, JSON) and quality > best_quality:
            best, best_quality = named, quality
    return best


def _thousandths(parameters: list[str]) -> int:
    """Read a quality (RFC 9110 §12.4.2) as whole thousandths; one that cannot be read counts as nothing."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            whole, _, rest = value.strip().partition(".")
            digits = f"{whole}{rest:0<3}"
            return int(digits[:4]) if digits.isascii() and digits.isdigit() else 0
    return 1000
