"""What every mutation has: a key that makes it happen once, and a person who acts for themselves."""

from typing import Final

from consent.parties import Role, SubjectRef
from consent.verdict import Ground
from hub.errors import BadInput
from schema.context import Context
from schema.person import Nobody, PersonInput, subject_of
from schema.problems import AccessRefused

LONGEST: Final = 200
"""Longest idempotency key (characters)."""

KEY: Final = (
    f"A text of your choice, at most {LONGEST} characters, new for every command. The same key with the same input "
    "gives the same answer and does nothing twice; with another input it is refused."
)
"""What the contract says of an idempotency key."""


FOR_WHOM: Final = "For whom an organization acts, on a mandate to consent; a person leaves it out."
"""What the contract says of the person in an input."""


def own_subject(context: Context) -> SubjectRef | AccessRefused:
    """The person who acts; whoever is not a person with a log-in of their own cannot."""
    return context.requester.subject or AccessRefused(code=Ground.NOT_THEIR_OWN.value, path=["input"])


async def acting_subject(person: PersonInput | None, context: Context) -> SubjectRef | AccessRefused:
    """The person whose affairs these are: one's own, or, for an organization that acts for somebody, whom it names.

    Raises BadInput for a number that cannot be one.
    """
    if context.requester.role is not Role.INTERMEDIARY:
        return own_subject(context)
    subject = await subject_of(person, context)
    return AccessRefused(code=subject.value, path=["input", "person"]) if isinstance(subject, Nobody) else subject


def checked(key: str) -> str:
    """Give a key that is not too long. Raises BadInput; one that is missing is for the action to see."""
    if len(key) > LONGEST:
        raise BadInput("idempotency.invalid", "The key is too long.", f"Use at most {LONGEST} characters.")
    return key
