"""The words for how a plan came about: by which way, who decides, and whether the floor was guarded."""

from enum import Enum

import strawberry


@strawberry.enum(description="By which way a plan comes about. More may follow: treat one you do not know as unknown.")
class Route(Enum):
    """The ways."""

    STANDARD = strawberry.enum_value("standard", description="The standard arrangement: a rule alone may grant it.")
    TAILOR_MADE = strawberry.enum_value(
        "tailor_made", description="As long as it takes at what there is room for (maatwerk); the agency decides."
    )
    CAPACITY = strawberry.enum_value(
        "capacity", description="A year at what there is room for, then a review (draagkracht); the agency decides."
    )
    POSTPONEMENT = strawberry.enum_value(
        "postponement", description="Nothing to pay for a while, then a plan (uitstel); the agency decides."
    )
    PAUSE = strawberry.enum_value(
        "pause", description="Nothing to pay while help is found (pauze); everything stays open; the agency decides."
    )
    SHORT_POSTPONEMENT = strawberry.enum_value(
        "short_postponement", description="The tax authority's short postponement of payment (kort uitstel)."
    )
    PERSONAL = strawberry.enum_value(
        "personal", description="A personal plan by capacity under the rules for benefits; the agency decides."
    )


@strawberry.enum(
    description="Whether the subsistence minimum was guarded. More may follow: one you do not know is NOT_CHECKED."
)
class Floor(Enum):
    """What is known of the floor."""

    NOT_CHECKED = strawberry.enum_value("not_checked", description="It was not: household facts are not known.")
    PARTLY_CHECKED = strawberry.enum_value(
        "partly_checked", description="The plan fits what was told; something that could change that was not told."
    )
    GUARDED = strawberry.enum_value("guarded", description="It was checked on everything that matters, and it fits.")
    BELOW = strawberry.enum_value("below", description="The plan takes too much: nobody can accept it.")


@strawberry.enum(description="How the agency decides.")
class DecisionManner(Enum):
    """By rule or by a person."""

    BY_RULE = strawberry.enum_value("by_rule", description="A rule alone may grant this.")
    BY_PERSON = strawberry.enum_value("by_person", description="A person must decide.")
