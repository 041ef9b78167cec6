"""Whom a portal serves: where they begin, and what stands in the navigation of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Pages by name. `menu` is shown to who is logged in, `footer` to everybody."""

    home: str
    menu: Sequence[str]
    footer: Sequence[str]


CITIZEN: Final = "citizen"
STAFF: Final = "staff"

AUDIENCES: Final[Mapping[str, Audience]] = {
    CITIZEN: Audience(
        home="overview",
        menu=("overview", "proposal", "plans", "looked", "permissions", "downloads", "help"),
        footer=("help", "about"),
    ),
    STAFF: Audience(home="work", menu=("work", "work_client", "work_queue"), footer=("start",)),
}
"""By the name that a configuration gives them."""
