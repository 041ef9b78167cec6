"""The Authorization Decision Log (Logius, working version 0511b85): one record per call of the decision point.

Made from the audit log when it is asked for; that log is written before a decision leaves. Level 4: request and
response, policies, information and configuration.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from consent.activities import Basis, uri_of
from consent.parties import SELF
from consent.purposes import Category
from consent.verdict import Ground
from hub.audit import spans
from hub.audit.events import AuditRecord, Decided, Evaluated, Event

PROFILE: Final = "adl-wv-0511b85"
"""Which text of the standard a record follows; stands in each, so that old ones stay readable."""

DECISIONS: Final = frozenset({Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED, Event.ACCESS_EVALUATED})
"""The events in which access is decided."""

NOT_KNOWN: Final = "access.unknown"
"""The one code for all that an enforcement point asks and nobody here knows: party, person, action or resource."""

_VEILED: Final = frozenset({Ground.LAPSED.value, Ground.OUTDATED.value, Ground.USED_UP.value})
"""Grounds that tell that there once was consent; that is for the person to know."""


def record_of(seq: int, record: AuditRecord, *, person: str) -> Mapping[str, Any] | None:
    """Make the record of a line of the audit log; None for a line in which nothing was decided.

    `person` is the opaque name of the data subject, for whoever reads it.
    """
    if record.event not in DECISIONS:
        return None
    evaluated = record.evaluated or _of_claims(record)
    is_batch = record.event is not Event.ACCESS_EVALUATED or record.semantic is not None
    told = {
        "trace_id": record.trace_id,
        "span_id": spans.span_id(spans.DECISION, seq, record),
        "parent_span_id": record.parent_span_id,
        "event_name": "adl.access_evaluations" if is_batch else "adl.access_evaluation",
        "timestamp": spans.milliseconds(record.at),
        "status": "Error" if _failed(record) else "Ok",
        "attributes": {
            "adl.core.policies": {"register": record.register, "code": record.version},
            "adl.core.information": _information(record),
            "adl.core.configuration": {"fingerprint": record.configuration},
            "dpl.core.data_subject_id": person,
            "adl.fsc.transaction_id": record.fsc_transaction_id,
            "eenregeling.profile": PROFILE,
        },
        "body": _body(record, evaluated, person, is_batch=is_batch),
    }
    return _without_nothing(told)


def response(evaluated: Evaluated, *, veiled: bool = True) -> Mapping[str, Any]:
    """Say what was decided, as AuthZEN says it: the decision, and what stands beside it.

    `veiled` keeps from an enforcement point that there once was consent.
    """
    each = {agency: _said(decided, veiled=veiled) for agency, decided in sorted(evaluated.decided.items())}
    context: dict[str, Any] = {}
    if evaluated.permitted:
        context["obligations"] = {"mask": _masked(evaluated.decided.values()), "max_age": 0}
    else:
        context["code"] = next((said["code"] for said in each.values() if not said["decision"]), NOT_KNOWN)
    if each and evaluated.agency is None:
        context["agencies"] = each
    return {"decision": evaluated.permitted, "context": context}


def request(evaluated: Evaluated, *, person: str) -> Mapping[str, Any]:
    """Say what was asked, with the opaque name of the person in it."""
    named = evaluated.recipient or ""
    subject = {"type": "persoon", "id": person} if named == SELF else {"type": "organisatie", "id": named}
    activity = {"processing_activity_id": uri_of(evaluated.activity)} if evaluated.activity else None
    return _without_nothing(
        {
            "subject": {**subject, "properties": {"client_id": evaluated.client}},
            "action": {"name": f"{evaluated.purpose}.read", "properties": activity},
            "resource": {
                "type": "dossier",
                "id": person,
                "properties": {"agency": evaluated.agency} if evaluated.agency else None,
            },
        }
    )


def _of_claims(record: AuditRecord) -> tuple[Evaluated, ...]:
    """See fetching and releasing of claims as a batch: one evaluation per agency."""
    return tuple(
        Evaluated(
            place=place,
            permitted=decided.permitted,
            recipient=record.recipient,
            client=record.client,
            purpose=record.purpose,
            agency=agency,
            decided={agency: decided},
        )
        for place, (agency, decided) in enumerate(sorted(record.decided.items()))
    )


def _body(record: AuditRecord, evaluated: Sequence[Evaluated], person: str, *, is_batch: bool) -> Mapping[str, Any]:
    veiled = record.event is Event.ACCESS_EVALUATED
    asked = [request(each, person=person) for each in evaluated]
    told = [response(each, veiled=veiled) for each in evaluated]
    if not is_batch:
        return {"adl.core.request": asked[0], "adl.core.response": told[0]}
    options = {"evaluations_semantic": record.semantic or "execute_all"}
    context = {"case": record.case} if record.case else None
    return {
        "adl.core.request": {"evaluations": asked, "options": options, "context": context},
        "adl.core.response": {"evaluations": told},
    }


def _information(record: AuditRecord) -> Sequence[Mapping[str, Any]]:
    """Name what was looked at: the person's record as it stood, and each fact in it that a yes rests on."""
    found: dict[tuple[str, str], None] = {}
    for _, decided in record.decisions:
        if decided.mandate:
            found["mandate", decided.mandate] = None
        if decided.rests_on and decided.rests_on != decided.mandate:
            found["grant" if decided.basis == Basis.CONSENT.value else "arrangement", decided.rests_on] = None
    facts = [{"source": source, "id": name} for source, name in sorted(found)]
    return [{"source": "record", "facts": record.facts}, *facts]


def _said(decided: Decided, *, veiled: bool) -> Mapping[str, Any]:
    if decided.permitted:
        return {"decision": True}
    is_hidden = veiled and decided.ground in _VEILED
    return {"decision": False, "code": Ground.NO_GRANT.value if is_hidden else decided.ground}


def _masked(decided: Iterable[Decided]) -> Sequence[str]:
    """Name the categories that are not covered everywhere, and so must not be shown."""
    return sorted({category.value for each in decided for category in Category if category not in each.categories})


def _failed(record: AuditRecord) -> bool:
    """Say whether deciding itself went wrong. A refusal is no error."""
    return any(decided.ground == Ground.UNDECIDED.value for _, decided in record.decisions)


def _without_nothing(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what is null: the standards want a member or none."""
    return {
        name: _without_nothing(inner) if isinstance(inner, Mapping) else inner
        for name, inner in told.items()
        if inner is not None
    }
