"""Yes, no, or unknown."""

from enum import Enum

import strawberry


@strawberry.enum(description="What a source says about a fact. What was not sent is unknown, never no.")
class Answer(Enum):
    """Yes, no, or unknown."""

    YES = strawberry.enum_value("yes", description="It is so.")
    NO = strawberry.enum_value("no", description="It is not so.")
    UNKNOWN = strawberry.enum_value("unknown", description="Nobody said.")
