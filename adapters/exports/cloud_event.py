"""An event as CloudEvents writes it, in one JSON object: NL GOV profile 1.1, without data (*informatie-arm*).

What happened in particular is not told. `dataref` is where the receiver asks for it, with its own rights.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from hub.audit import spans
from hub.audit.events import Trace
from hub.life.news import NewsKind
from hub.life.outgoing import OutgoingEvent

MEDIA_TYPE: Final = "application/cloudevents+json"

SCHEMAS: Final = "/schemas/"
"""Under this stand the JSON Schemas of what `dataref` gives."""

DATA: Final = "/v1/events/"
"""Under this an event's receiver asks what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes events. `source` names this hub as a URN; `public_url` is where it can be asked."""

    source: str
    public_url: str

    def write(self, event: OutgoingEvent, *, trace: Trace) -> bytes:
        """Write an event: the same bytes each time. `trace` is that of what it tells of.

        It names its subscriber, so that a signed event is of no use to another one, whose numbers are others.
        """
        content = {
            "specversion": "1.0",
            "id": event.id,
            "source": self.source,
            "type": event.kind.value,
            "time": _moment(event.at),
            "datacontenttype": "application/json",
            "dataschema": self.public_url + schema_path(event.kind),
            "dataref": self.public_url + DATA + event.id,
            "sequence": str(event.seq),
            "sequencetype": "Integer",
            "subscriber": event.subscriber,
            "traceparent": spans.traceparent(trace),
        }
        return json.dumps(content, separators=(",", ":")).encode()


def source_of(oin: str, system: str) -> str:
    """Name a system of a government organization, as the profile does."""
    return f"urn:nld:oin:{oin}:systeem:{system}"


def schema_path(kind: NewsKind) -> str:
    """Where the schema of a kind of event stands."""
    *_, word, version = kind.value.split(".")
    return f"{SCHEMAS}{word}/{version}"


def _moment(at: datetime) -> str:
    """RFC 3339, in UTC, whole microseconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
