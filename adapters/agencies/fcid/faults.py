"""What can be wrong with a document: a stable code and the place, never the value that stood there."""

import re
from dataclasses import dataclass

from hub.errors import BadInput, HubError

ROOT = "$"
# A key that an agency made up may hold anything, a person's number too: only plain words are repeated.
_PLAIN_KEY = re.compile(r"[A-Za-z_]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that could not be read, and where it stands."""

    code: str
    path: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.code} at {self.path}"


class Malformed(BadInput):
    """A document, or a part of one, that is not what the standard says."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(code, f"Unreadable at {path}.", "Ask the agency to mend its answer.")
        self.fault = Fault(code=code, path=path)


class ProfileFault(HubError):
    """Data files of ours are not sound, or a document asks for what a version does not have."""


def member(path: str, key: str) -> str:
    """Go from an object to one of its members."""
    return f"{path}.{key if _PLAIN_KEY.fullmatch(key) else '?'}"


def item(path: str, place: int) -> str:
    """Go from a list to one of its items."""
    return f"{path}[{place}]"
