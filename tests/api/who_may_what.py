"""The authorization table, as it stands in `authorization.toml` and as people read it in `docs/who-may-what.md`."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sources import ROOT

PAGE: Final = ROOT / "docs" / "who-may-what.md"
TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "authorization.toml").read_text(encoding="utf-8")
)

OPERATIONS: Final[Mapping[str, Mapping[str, list[str]]]] = TABLE["operations"]
REQUESTERS: Final[Mapping[str, str]] = TABLE["requesters"]
OUTCOMES: Final[Mapping[str, str]] = TABLE["outcomes"]
CLASSES: Final[Mapping[str, Mapping[str, Any]]] = TABLE["classes"]
FIELDS: Final[Mapping[str, Mapping[str, list[str]]]] = TABLE["fields"]

_HEAD = """# Who may what

Made from `tests/api/authorization.toml` by `python tests/api/who_may_what.py`. Every cell is asked in a test
(`tests/api/test_authorization.py`, `tests/api/test_visible_fields.py`), and an operation or a field without a row
fails. It is asked about a person who owes something at two agencies, one of which collects for a third as well. They
have allowed the hub to ask all of them, have let one organization see what two of the three are owed, have given one
helper a mandate and have ended the mandate of a representative. What is about an arrangement that they accepted is
asked where one is carried out in which two agencies take part, or where it can be accepted or other terms agreed to.
Whoever sends no token gets 401 for every one of them, before a document is read (`tests/doors/test_answers.py`).

In an outcome a word with a dot is the code of a refusal; `schema/messages.py` says what each means.

"""


def outcome_of(operation: str, requester: str) -> str:
    """What the table says that this requester gets. Fails where it says nothing, or more than one thing."""
    (outcome,) = [word for word, who in OPERATIONS[operation].items() if requester in who]
    return outcome


def rendered() -> str:
    """The page."""
    return _HEAD + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("## Who asks", "")
    yield from (f"- **{name}**: {says}" for name, says in REQUESTERS.items())
    yield from ("", "## What comes of it", "")
    yield from (f"- **{name}**: {says}" for name, says in OUTCOMES.items())
    yield from ("", "## Operations", "", "| operation | outcome | who |", "| --- | --- | --- |")
    for operation, outcomes in OPERATIONS.items():
        for outcome, who in outcomes.items():
            told = "everybody else" if len(who) > len(REQUESTERS) / 2 else ", ".join(who)
            told = "everybody" if len(who) == len(REQUESTERS) else told
            word = f"`{outcome}`" if "." in outcome else outcome
            yield f"| `{operation}` | {word} | {told} |"
    yield from ("", "## Fields", "", "| class | what it means | who sees it |", "| --- | --- | --- |")
    for name, class_ in CLASSES.items():
        yield f"| {name} | {class_['says']} | {', '.join(class_['sees'])} |"
    yield from ("", "| type | class | fields |", "| --- | --- | --- |")
    for type_, classes in FIELDS.items():
        for name, fields in classes.items():
            yield f"| `{type_}` | {name} | {', '.join(fields)} |"


if __name__ == "__main__":
    PAGE.write_text(rendered(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written\n")
