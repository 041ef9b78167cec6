"""In which language a sentence is wanted."""

from enum import Enum
from typing import Annotated

import strawberry

from hub.arrange import explain
from schema.context import Context


@strawberry.enum(description="The languages that sentences are written in.")
class Language(Enum):
    """Dutch first, English second."""

    NL = strawberry.enum_value("nl", description="Dutch, in plain words (B1).")
    EN = strawberry.enum_value("en", description="English.")


LanguageInput = Annotated[
    Language | None,
    strawberry.argument(description="Left out: the language of the request (`Accept-Language`), otherwise Dutch."),
]


def chosen(language: Language | None, context: Context) -> explain.Language:
    """The wanted language; the request's own where none was named."""
    if not language:
        return context.language
    return "en" if language is Language.EN else "nl"
