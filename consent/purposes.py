"""What data may be asked for. A closed list; a purpose that is not here does not exist."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why claims are fetched (*doelbinding*, AVG art. 5(1)(b))."""

    OVERVIEW = "overview"
    """Show what is owed where."""

    PROPOSAL = "proposal"
    """Compute one arrangement over what is owed."""
