"""What the computations write: reasons as objects for a program, as sentences for a person."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from adapters.cli.terminal import say

if TYPE_CHECKING:
    from hub.domain.reasons import Reason


def reasons(given: "Sequence[Reason]") -> list[Mapping[str, object]]:
    """Write reasons in full: code, sentences, article, confidence and the rules that decided."""
    return [
        {
            "code": reason.code,
            "says": says(reason),
            "article": reason.article,
            "confidence": reason.confidence,
            "parameters": list(reason.parameters),
        }
        for reason in given
    ]


def says(reason: "Reason") -> Mapping[str, str]:
    """Write a reason in both languages."""
    from hub.arrange import explain

    return {"nl": explain.render(reason, "nl"), "en": explain.render(reason, "en")}


def say_lines(given: "Sequence[Reason]") -> None:
    """Write each step with its article for a person who reads along."""
    from hub.arrange import explain

    for reason in given:
        article = reason.article and f"[{reason.article}]"
        say(" ".join(filter(None, (explain.render(reason, "en"), article))))
