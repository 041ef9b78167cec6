"""A consent receipt in plain words: what was allowed to whom, when, until when, and who did it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.errors import BadInput

_DID: Final = {"given": "gave consent", "narrowed": "narrowed consent", "withdrawn": "withdrew consent"}
_USES: Final = {"once": "once", "ongoing": "as often as needed"}


def words(receipt: Mapping[str, Any]) -> list[str]:
    """Say what a receipt holds, line by line. Raises BadInput for one of a form that this version does not know."""
    try:
        return list(_lines(receipt))
    except (KeyError, IndexError, TypeError, AttributeError):
        happened = "It is signed, but of a form that this version does not know."
        raise BadInput("signed.unknown_form", happened, "Use the newest version of this command.") from None


def _lines(receipt: Mapping[str, Any]) -> Iterator[str]:
    record = receipt["dpv:hasRecordOfActivity"]
    (process,) = record["dpv:hasProcess"]
    events = record["dpv:hasConsentStatus"]
    names = {each["@id"]: _name(each) for each in record["dpv:hasEntity"]}
    names[record["dpv:hasDataSubject"]["@id"]] = "the person"
    yield f"Receipt    {receipt['dct:identifier']}"
    yield f"Event      {_event(events[-1])}"
    for event in events[:-1]:
        yield f"Before     {_event(event)}"
    yield f"From whom  {_all(names[each] for each in process['dpv:hasDataSource'])}"
    yield f"To whom    {_all(names[each] for each in process['dpv:hasRecipient'])}"
    yield f"What       {_all(each['skos:prefLabel'] for each in process['dpv:hasPersonalData'])}"
    yield f"What for   {_all(each['skos:prefLabel'] for each in process['dpv:hasPurpose'])}"
    yield f"Basis      {_all(each['dct:source'] for each in process['dpv:hasLegalBasis'])}"
    yield f"From       {process['er:validFrom']}"
    yield f"Until      {_until(process, events[-1])}"
    yield f"Use        {_USES[process['er:use']]}"
    yield f"Answers    {_all(names[each] for each in process['dpv:hasDataController'])}"
    yield f"Withdraw   {_all(each['dpv:isExercisedAt'] for each in process['dpv:hasConsentControl'])}"
    (notice,) = record["dpv:hasNotice"]
    yield f"Text read  ({notice['dct:language']}) {notice['er:text']}"


def _event(event: Mapping[str, Any]) -> str:
    who = "somebody acting for the person" if event["er:byRepresentative"] else "the person"
    mandate = f", mandate {event['er:mandate']}" if event["er:mandate"] else ""
    return f"{event['dpv:isIndicatedAtTime']}  {who} {_DID[event['er:event']]}{mandate}"


def _until(process: Mapping[str, Any], latest: Mapping[str, Any]) -> str:
    if latest["er:event"] == "withdrawn":
        return f"{latest['dpv:isIndicatedAtTime']}, when it was withdrawn"
    months = process["er:lapsesAfterMonthsWithoutUse"]
    return f"{process['er:validUntil']}, or {months} months without use"


def _name(party: Mapping[str, Any]) -> str:
    number = f" ({party['dct:identifier']})" if "dct:identifier" in party else ""
    return f"{party.get('dpv:hasName', 'an organization')}{number}"


def _all(texts: Iterator[str]) -> str:
    return ", ".join(texts)
