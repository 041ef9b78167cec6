"""How far a consent reaches, in its line of the log: enough to check afterwards that an access stayed within it."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from consent.grants import Grant


def left(grants: Iterable[Grant]) -> Mapping[str, str]:
    """Say what of each grant counts from here on: which kinds of data, and until when."""
    told = {}
    for grant in grants:
        told[f"{grant.id}.categories"] = " ".join(sorted(grant.categories))
        told[f"{grant.id}.until"] = grant.valid_until.astimezone(UTC).isoformat()
    return told


def given(grants: Mapping[Grant, int], replaced: Mapping[str, str]) -> Mapping[str, str | int]:
    """Say the same of new grants; and how often each may be used, and after how many months without use it lapses.

    `replaced` names the grant that each takes the place of, where it does.
    """
    told: dict[str, str | int] = {**left(grants)}
    for grant, months in grants.items():
        told[f"{grant.id}.use"] = grant.use.value
        told[f"{grant.id}.lapses_after_months"] = months
        if grant.id in replaced:
            told[f"{grant.id}.replaces"] = replaced[grant.id]
    return told
