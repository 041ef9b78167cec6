"""Faults: what should not happen. A refusal is no fault, it is an answer.

HubError
├── BookError            the rule book cannot be read, or is not sound
│   └── RuleMissing      no rule in force on that date; names the dates
├── BadInput             somebody sent what cannot be; names where
└── Unavailable          something that we need did not work; try again
"""

from dataclasses import dataclass


@dataclass(eq=False)
class HubError(Exception):
    """A fault with a stable code, what happened, and what to do.

    Never carries names, numbers of persons, paths or SQL: its text may reach outsiders.
    """

    code: str
    happened: str
    todo: str = "Report the incident id to the operator."

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.code}: {self.happened} {self.todo}"


class BookError(HubError):
    """The rule book is not sound; nothing may be computed from it."""


class RuleMissing(BookError):
    """No rule in force: the message names the asked date and the dates there are."""


class BadInput(HubError):
    """The sender must change something before trying again."""


class Unavailable(HubError):
    """A part that the answer needs did not work."""
