"""What data may be asked for. A closed list; a purpose that is not here does not exist."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why data is fetched (*doelbinding*, AVG art. 5(1)(b))."""

    OVERVIEW = "overview"
    """Show what is owed where."""

    PROPOSAL = "proposal"
    """Compute one arrangement over what is owed."""

    EXECUTION = "execution"
    """Carry out an arrangement that the person accepted."""


class Category(StrEnum):
    """What kind of data an access covers (AVG art. 5(1)(c)). A closed list as well."""

    CLAIMS = "claims"
    """What is owed: amounts, dates, what was paid, what stands in the way."""

    CIRCUMSTANCES = "circumstances"
    """What an agency states about the person and not about a claim: insolvency, guardianship and the like."""
