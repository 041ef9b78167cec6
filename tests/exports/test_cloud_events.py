"""An event outside: as the NL GOV profile for CloudEvents has it, about nobody by name, and the same each time."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import jsonschema
import leaks
import pytest
from sources import ROOT

from adapters.exports.cloud_event import Writer, source_of
from adapters.exports.event_schemas import schemas
from adapters.exports.webhook import LARGEST, Reason
from adapters.settings_load import EventWord, SubscriberSettings
from consent.parties import AgencyCode, SubjectRef
from hub.audit.events import Trace
from hub.life.news import NewsKind
from hub.life.outgoing import Delivery, OutgoingEvent, Standing
from hub.life.states import State

PAGE = ROOT / "docs" / "events.md"
TRACE = Trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736", span_id="b7ad6b7169203331")
AT = datetime(2026, 11, 23, 9, 0, 0, 250, tzinfo=UTC)
WRITER = Writer(source=source_of("00000099000000001000", "eenregeling"), public_url="https://hub.example")
EVENT = OutgoingEvent(
    id="3f2b8c1e-6a4d-4e0b-9c57-0d8a7b6f5e42",
    subject=SubjectRef("nobody-else-knows-this"),
    subscriber="cjib-1",
    agency=AgencyCode("cjib"),
    seq=1234,
    kind=NewsKind.CHANGED,
    about="an-arrangement",
    at=AT,
    delivery=Delivery(state=Standing.WAITING, since=AT),
)


def written(event: OutgoingEvent = EVENT) -> dict[str, str]:
    content: dict[str, str] = json.loads(WRITER.write(event, trace=TRACE))
    return content


def test_an_event_says_that_something_happened_and_where_to_ask() -> None:
    assert written() == {
        "specversion": "1.0",
        "id": "3f2b8c1e-6a4d-4e0b-9c57-0d8a7b6f5e42",
        "source": "urn:nld:oin:00000099000000001000:systeem:eenregeling",
        "type": "nl.betalingsregelingen.regeling-gewijzigd.v1",
        "time": "2026-11-23T09:00:00.000250Z",
        "datacontenttype": "application/json",
        "dataschema": "https://hub.example/schemas/regeling-gewijzigd/v1",
        "dataref": "https://hub.example/v1/events/3f2b8c1e-6a4d-4e0b-9c57-0d8a7b6f5e42",
        "sequence": "1234",
        "sequencetype": "Integer",
        "subscriber": "cjib-1",
        "traceparent": f"00-{TRACE.trace_id}-b7ad6b7169203331-01",
    }


def test_the_example_of_the_page_is_such_an_event() -> None:
    (example,) = re.findall(r"```json\n(.+?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[:1]

    assert json.loads(example) == written()


@pytest.mark.parametrize("kind", NewsKind)
def test_names_and_size_keep_to_the_profile(kind: NewsKind) -> None:
    largest = replace(EVENT, kind=kind, seq=2**31 - 1)
    body = WRITER.write(largest, trace=TRACE)

    assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in json.loads(body))
    assert len(body) < LARGEST
    assert re.fullmatch(r"nl\.[a-z-]+en\.[a-z-]+\.v[0-9]+", kind.value)


def test_nothing_in_it_is_about_anybody_by_name_number_or_amount() -> None:
    body = WRITER.write(EVENT, trace=TRACE)

    assert leaks.found(body) == []
    assert [part for part in (EVENT.subject, EVENT.about) if part.encode() in body] == []


def test_it_is_written_the_same_each_time_in_whatever_zone_its_moment_is() -> None:
    elsewhere = replace(EVENT, at=AT.astimezone(timezone(timedelta(hours=1))))
    later = replace(EVENT, delivery=replace(EVENT.delivery, tries=7, reason="x"))

    bodies = {WRITER.write(each, trace=TRACE) for each in (EVENT, elsewhere, later)}
    assert len(bodies) == 1


def test_every_kind_has_a_schema_at_the_address_that_it_names() -> None:
    given = schemas("https://hub.example")

    for kind in NewsKind:
        address = written(replace(EVENT, kind=kind))["dataschema"]
        schema = given[address.removeprefix("https://hub.example")]
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == address
        about = {"person": "p", "arrangement": "a", "state": State.ACTIVE.value}
        jsonschema.validate(about, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**about, "amount": 1}, schema)
    assert len(given) == len(NewsKind)


def test_a_configuration_can_name_every_kind_and_no_other() -> None:
    kinds = [kind.word for kind in NewsKind]

    assert set(get_args(EventWord)) == set(kinds)
    told = {"id": "a", "agency": "b", "url": "c", "types": kinds}
    assert SubscriberSettings.model_validate(told).types == tuple(kinds)


def test_the_page_names_every_kind_and_every_reason_that_something_was_not_taken() -> None:
    page = PAGE.read_text(encoding="utf-8")
    reasons = [*(reason.value for reason in Reason), "subscriber.gone", "subscriber.not_configured"]
    assert [name for name in [*(kind.word for kind in NewsKind), *reasons] if f"`{name}`" not in page] == []
