"""How a consent receipt is written: ISO/IEC TS 27560:2023 in the words of the W3C Data Privacy Vocabulary.

A `dpv:ConsentReceipt` around a `dpv:ConsentRecord`, as in the guide "Consent Records and Receipts as per ISO/IEC TS
27560:2023 using DPV" (final report of August 2024; read). How the standard itself spells its keys is not known here:
its text is not free. `er:` are words of our own, where the vocabulary has none. Not there, because no register of ours
has it: a postal address of a party, and the place of storage.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from consent.activities import Activity
from consent.grants import Grant
from consent.history import GrantState
from consent.mandates import By
from consent.parties import SELF, Agency
from consent.purposes import Category, Purpose

VERSION: Final = "eenregeling-consent-receipt:1"
"""Version of this form; what is added later gets another."""

RECEIPT_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
RECORD_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"

CONTEXT: Final[Mapping[str, str]] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "er": "urn:eenregeling:term:",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-nl": "https://w3id.org/dpv/legal/nl#",
    "loc": "https://w3id.org/dpv/loc#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

RIGHTS: Final = ("A7-3", "A15", "A16", "A17", "A18", "A20", "A77")
"""Rights of whoever consented, by article of the GDPR: withdraw, see, mend, erase, restrict, take along, complain."""

_AUTHORITY: Final = {
    "@id": "er:authority",
    "@type": ["legal-nl:DPA-NL", "dpv:DataProtectionAuthority"],
    "dpv:hasName": "Autoriteit Persoonsgegevens",
    "dpv:hasContact": "https://autoriteitpersoonsgegevens.nl",
}
"""The supervisor (UAVG art. 6)."""

# The vocabulary's nearest wider words (certainty: ours); our own word stands beside each.
_BROADER: Final = {
    Purpose.OVERVIEW: "dpv:ServiceProvision",
    Purpose.PROPOSAL: "dpv:ServiceProvision",
    Purpose.EXECUTION: "dpv:FulfilmentOfObligation",
}
_OIN: Final = re.compile(r"[0-9]{20}")


class Happened(StrEnum):
    """What a receipt is for."""

    GIVEN = "given"
    NARROWED = "narrowed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How those in a receipt are called.

    `alias` makes the name of a person that tells nothing; `recipient` is the receiving organisation's name, where it is
    known.
    """

    source: Agency
    recipient: str | None
    alias: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of a grant, and how the grant stood after it."""

    happened: Happened
    at: datetime
    by: By
    after: GrantState


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentReceipt:
    """What is signed: `record` holds nothing but what JSON can say."""

    id: str
    happened: Happened
    at: datetime
    record: Mapping[str, Any]


def written(steps: Sequence[Step], activity: Activity, text: str, naming: Naming) -> ConsentReceipt:
    """Write the receipt of the latest step. `text` is the notice that was read."""
    latest = steps[-1]
    name = f"urn:eenregeling:consent-receipt:{latest.after.grant.id}:{len(steps)}"
    return ConsentReceipt(
        id=name,
        happened=latest.happened,
        at=latest.at,
        record={
            "@context": dict(CONTEXT),
            "@id": name,
            "@type": "dpv:ConsentReceipt",
            "dct:identifier": name,
            "dct:conformsTo": RECEIPT_PROFILE,
            "dct:hasVersion": VERSION,
            "dct:created": _moment(latest.at),
            "dct:publisher": _oin(activity.controller.oin),
            "er:event": latest.happened.value,
            "dpv:hasRecordOfActivity": _record(steps, activity, text, naming),
        },
    )


def _record(steps: Sequence[Step], activity: Activity, text: str, naming: Naming) -> dict[str, Any]:
    grant = steps[-1].after.grant
    language, _, digest = grant.notice.partition(":")
    return {
        "@id": f"urn:eenregeling:consent-record:{grant.id}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": f"urn:eenregeling:consent-record:{grant.id}",
        "dct:conformsTo": RECORD_PROFILE,
        "dct:created": _moment(steps[0].at),
        "dct:creator": _oin(activity.controller.oin),
        "dct:language": language,
        "dpv:hasDataSubject": {"@id": _person(grant.subject, naming), "@type": "dpv:DataSubject"},
        "dpv:hasNotice": [
            {
                "@type": "dpv:ConsentNotice",
                "dct:identifier": grant.notice,
                "dct:language": language,
                "er:sha256": digest,
                "er:text": text,
            }
        ],
        "dpv:hasProcess": [_process(grant, activity, language, naming)],
        "dpv:hasEntity": _entities(steps, activity, naming),
        "dpv:hasConsentStatus": [_event(step, naming) for step in steps],
    }


def _process(grant: Grant, activity: Activity, language: str, naming: Naming) -> dict[str, Any]:
    """Say what was allowed, as it was left."""
    return {
        "@id": activity.uri,
        "@type": "dpv:Process",
        "dpv:hasService": [{"@type": "dpv:Service", "dct:identifier": activity.id}],
        "dpv:hasPurpose": [
            {
                "@id": f"er:purpose-{grant.purpose.value}",
                "@type": "dpv:Purpose",
                "skos:broader": _BROADER[grant.purpose],
                "skos:prefLabel": grant.purpose.value,
            }
        ],
        "dpv:hasLegalBasis": [
            {"@type": "dpv:Consent", "skos:broader": "eu-gdpr:A6-1-a", "dct:source": activity.article}
        ],
        "dpv:hasPersonalData": [
            {"@id": f"er:category-{word.value}", "@type": "dpv:PersonalData", "skos:prefLabel": word.value}
            for word in Category
            if word in grant.categories
        ],
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Use"],
        "dpv:hasDataSource": [_oin(naming.source.oin)],
        "dpv:hasDataController": [_oin(activity.controller.oin)],
        "dpv:hasRecipient": [_recipient(grant, naming)],
        **_promised(activity, language),
        "er:use": grant.use.value,
        "er:validFrom": _moment(grant.valid_from),
        "er:validUntil": _moment(grant.valid_until),
        "er:lapsesAfterMonthsWithoutUse": activity.lapses_after_months,
    }


def _promised(activity: Activity, language: str) -> dict[str, Any]:
    """Say what the controller owes: where data stays and how long, which rights there are, how to withdraw."""
    where = activity.controller.contact
    assessed = {"dpv:hasImpactAssessment": activity.impact_assessment} if activity.impact_assessment else {}
    return {
        # Every party has a number of the Dutch register of organisations: nothing leaves for a third country.
        "dpv:hasJurisdiction": ["loc:NL"],
        "dpv:hasApplicableLaw": ["eu-gdpr:GDPR"],
        "er:thirdCountries": [],
        "dpv:hasStorageCondition": [{"@type": "dpv:StorageDuration", "rdf:value": activity.retention[language]}],
        "dpv:hasConsentControl": [{"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": where}],
        "dpv:hasRight": [
            {"@id": f"eu-gdpr:{article}", "@type": "dpv:DataSubjectRight", "dpv:isExercisedAt": where}
            for article in RIGHTS
        ],
        **assessed,
    }


def _entities(steps: Sequence[Step], activity: Activity, naming: Naming) -> list[dict[str, Any]]:
    """List the parties: who answers for it, who tells, who receives, who acted for the person, who supervises."""
    grant, controller, source = steps[-1].after.grant, activity.controller, naming.source
    found: list[dict[str, Any]] = [
        {
            "@id": _oin(controller.oin),
            "@type": ["dpv:DataController"],
            "dct:identifier": controller.oin,
            "dpv:hasName": controller.name,
            "dpv:hasContact": controller.contact,
        },
        {
            "@id": _oin(source.oin),
            "@type": ["dpv:DataSource"],
            "dct:identifier": source.oin,
            "dpv:hasName": source.name,
            "er:agency": source.code,
        },
    ]
    if grant.recipient != SELF:
        known = {"dpv:hasName": naming.recipient} if naming.recipient else {}
        number = {"@id": _oin(grant.recipient), "dct:identifier": grant.recipient}
        found.append({**number, "@type": ["dpv:Recipient"], **known})
    acted = dict.fromkeys(step.by.representative for step in steps if step.by.representative)
    found.extend({"@id": _representative(name, naming), "@type": ["dpv:Representative"]} for name in acted)
    return _merged([*found, _AUTHORITY])


def _merged(parties: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tell each party once, with every role it has: an agency may receive what it tells."""
    found: dict[str, dict[str, Any]] = {}
    for party in parties:
        known = found.get(party["@id"], {"@type": []})
        found[party["@id"]] = {**party, **known, "@type": [*known["@type"], *party["@type"]]}
    return list(found.values())


def _event(step: Step, naming: Naming) -> dict[str, Any]:
    """Tell one event: what, when, until when, by whom and how."""
    grant, by = step.after.grant, step.by
    state = "dpv:ConsentWithdrawn" if step.happened is Happened.WITHDRAWN else "dpv:ConsentGiven"
    until = step.at if step.happened is Happened.WITHDRAWN else grant.valid_until
    name = by.representative
    return {
        "@type": [state, "dpv:ExpressedConsent"],
        "er:event": step.happened.value,
        "dpv:isIndicatedAtTime": _moment(step.at),
        "dpv:hasDuration": {"@type": "dpv:UntilTimeDuration", "rdf:value": _moment(until)},
        "dpv:isIndicatedBy": _representative(name, naming) if name else _person(grant.subject, naming),
        "er:byRepresentative": name is not None,
        "er:mandate": by.mandate,
        "dpv:hasIndicationMethod": {
            "er:channel": by.client,
            "er:acr": by.acr,
            "er:authTime": _moment(by.logged_in_at) if by.logged_in_at else None,
        },
    }


def _recipient(grant: Grant, naming: Naming) -> str:
    return _person(grant.subject, naming) if grant.recipient == SELF else _oin(grant.recipient)


def _representative(name: str, naming: Naming) -> str:
    """Name an organisation by its number; a person by a name that tells nothing, as the person concerned."""
    return _oin(name) if _OIN.fullmatch(name) else _person(name, naming)


def _person(subject: str, naming: Naming) -> str:
    return f"urn:eenregeling:person:{naming.alias(subject)}"


def _oin(number: str) -> str:
    return f"urn:eenregeling:oin:{number}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
