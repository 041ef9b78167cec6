"""An errand as the body that an agency gets: claims by number of their owner, whole cents, and nothing left open."""

from collections.abc import Mapping
from datetime import date

import orjson

from consent.parties import AgencyCode, Oin
from hub.domain.errand import Condition, Errand, PlannedClaim, PlannedTerm
from hub.errors import BadInput

Oins = Mapping[AgencyCode, Oin]


def write(errand: Errand, bsn: str, oins: Oins) -> bytes:
    """Write the body: the same bytes for the same errand, each time. Raises BadInput for an agency without a number."""
    said = {
        "key": errand.key,
        "kind": errand.kind.value,
        "to": _oin(errand.agency, oins),
        "arrangement": errand.arrangement,
        "bsn": bsn,
        "scheme": errand.scheme,
        "executes": _oin(errand.executes, oins),
        "claims": [_claim(claim, oins) for claim in errand.claims],
        "startsOn": _day(errand.starts_on),
        "endsOn": _day(errand.ends_on),
        "ground": errand.ground,
        "terms": [_term(term) for term in errand.terms],
        "conditions": [_condition(condition) for condition in errand.conditions],
        "article": errand.article,
        "reform": errand.reform,
    }
    return orjson.dumps({name: value for name, value in said.items() if value is not None})


def _claim(claim: PlannedClaim, oins: Oins) -> Mapping[str, object]:
    return {"owner": _oin(claim.key.owner, oins), "reference": claim.key.reference, "open": claim.open}


def _term(term: PlannedTerm) -> Mapping[str, object]:
    return {"dueOn": term.due_on.isoformat(), "amount": term.amount}


def _condition(condition: Condition) -> Mapping[str, object]:
    return {"code": condition.code, "article": condition.article}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _oin(agency: AgencyCode, oins: Oins) -> Oin:
    if agency not in oins:
        raise BadInput("errand.agency_unknown", "An errand names an agency that is not known.", "Name a known agency.")
    return oins[agency]
