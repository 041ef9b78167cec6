"""A day on the command line: `2026-07-01` and nothing else; what was typed is never repeated."""

import re
from datetime import date
from typing import Final

from hub.errors import BadInput

SHOWN: Final = "YYYY-MM-DD"
"""How the help calls such a day."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_day(text: str) -> date:
    """Read the day of an option. Raises BadInput for what is no day of the calendar."""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise BadInput("day.unreadable", "That is no day of the calendar.", "Write it as 2026-07-01.") from None
