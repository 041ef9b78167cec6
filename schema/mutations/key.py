"""What every mutation has: a key that makes it happen once, and a person who acts for themselves."""

from consent.parties import SubjectRef
from consent.verdict import Ground
from schema.context import Context
from schema.problems import AccessRefused

KEY = (
    "A text of your choice, at most 200 characters, new for every command. The same key with the same input gives "
    "the same answer and does nothing twice; with another input it is refused."
)
"""What the contract says of an idempotency key."""


def own_subject(context: Context) -> SubjectRef | AccessRefused:
    """The person who acts; whoever is not a person with a log-in of their own cannot."""
    return context.requester.subject or AccessRefused(code=Ground.NOT_THEIR_OWN.value, path=["input"])
