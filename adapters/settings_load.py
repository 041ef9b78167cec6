"""The configuration of how much one process does, and of how long is kept what is kept for a time only."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from adapters.settings_part import Part


class LimitsSettings(Part):
    """How much one worker process does, and for whom. Each counts for itself."""

    in_flight: Annotated[
        int,
        Field(description="Requests answered at once; organizations fill at most three quarters, one payer one", ge=1),
    ] = 200
    cost_per_person: Annotated[
        int, Field(description="Cost of operations that one person may have run in a minute", ge=1)
    ] = 100_000
    cost_per_client: Annotated[
        int, Field(description="Cost of operations that one client of an organization may have run in a minute", ge=1)
    ] = 10_000_000
    logins_per_address: Annotated[
        int, Field(description="Steps of logging in that one address may take in a minute", ge=1)
    ] = 60
    look_ups_per_person: Annotated[
        int, Field(description="How often in a minute one client may have agencies asked about one person", ge=1)
    ] = 60


class WorkflowSettings(Part):
    """Work that must not be lost: what agencies are asked and told, and what a date brings."""

    enabled: Annotated[
        bool,
        Field(description="Do work that is due in the processes that serve; where no process does, errands wait"),
    ] = True
    executor: Annotated[
        str,
        Field(
            description="What this machine is called in the workflow engine's tables; each process adds its own end",
            pattern="^[a-z0-9][a-z0-9-]{0,62}$",
            examples=["hub-1"],
        ),
    ] = "hub"
    interval_s: Annotated[
        int,
        Field(description="Seconds between two looks at what is due, for all processes together", ge=1, le=30),
    ] = 5
    batch: Annotated[int, Field(description="Pieces of work that one look hands over at most", ge=1, le=1000)] = 100
    at_once: Annotated[int, Field(description="Pieces of work that one process does at once", ge=1, le=100)] = 10
    take_over_after_s: Annotated[
        int,
        Field(
            description=(
                "Seconds after which others take over what a process began and did not end. "
                "Five tries take less than the default; with fewer, work may be done twice, which counts once"
            ),
            ge=5,
            le=3600,
        ),
    ] = 240


EventWord = Literal[
    "regeling-ingegaan", "regeling-gewijzigd", "regeling-beeindigd", "termijn-gemist", "maatwerk-gesignaleerd"
]
"""Kinds of events by their one word; a test compares them with those that there are."""


class SubscriberSettings(Part):
    """A system of an agency that is told of events."""

    id: Annotated[
        str,
        Field(
            description="Name of the subscriber: its numbers are counted under it, so it stays",
            pattern="^[a-z0-9][a-z0-9-]{0,62}$",
            examples=["cjib-1"],
        ),
    ]
    agency: Annotated[str, Field(description="Code of the agency that it belongs to: it hears what that one may hear")]
    url: Annotated[str, Field(description="Where events are sent", examples=["https://events.agency.example/hub"])]
    types: Annotated[
        tuple[EventWord, ...], Field(description="Kinds of events that are sent; all if none is named")
    ] = ()
    private_addresses: Annotated[
        bool, Field(description="Send although the address is not a public one, as on a network between governments")
    ] = False
    ca_file: Annotated[Path | None, Field(description="Certificates to trust instead of the system's")] = None
    cert_file: Annotated[Path | None, Field(description="Our certificate with its key (PEM), for mutual TLS")] = None
    timeout_s: Annotated[int, Field(description="Longest wait for it to take one event, in seconds", ge=1, le=15)] = 5


class EventsSettings(Part):
    """Events that are sent to agencies' systems."""

    oin: Annotated[
        str | None,
        Field(description="Number of the organization that runs the hub (`source` of events)", pattern=r"^\d{20}$"),
    ] = None
    system: Annotated[
        str,
        Field(description="What the hub is called in `source`, for ever", pattern="^[a-z0-9][a-z0-9-]{0,62}$"),
    ] = "eenregeling"
    first_pause_s: Annotated[
        int, Field(description="Longest pause after the first try, in seconds; it doubles each time", ge=1, le=3600)
    ] = 10
    longest_pause_s: Annotated[
        int, Field(description="Longest pause between two tries, in seconds", ge=1, le=86_400)
    ] = 3600
    give_up_after_h: Annotated[
        int, Field(description="Hours after which an event that is not taken is tried no more", ge=1, le=720)
    ] = 72
    subscribers: Annotated[tuple[SubscriberSettings, ...], Field(description="Who is told")] = ()


class RetentionSettings(Part):
    """How long is kept what no law gives a time for. `docs/personal-data.md` has everything, by processing activity."""

    attempts_days: Annotated[
        int,
        Field(description="Days for which the idempotency key of a command counts, from when it came", ge=1, le=30),
    ] = 7
    consent_requests_days: Annotated[
        int,
        Field(
            description="Days for which a request for consent is kept after the day until which it was open",
            ge=1,
            le=730,
        ),
    ] = 30
    events_days: Annotated[
        int,
        Field(
            description=(
                "Days for which an event is kept after its subscriber took it or it was given up: so long it can be "
                "sent again"
            ),
            ge=1,
            le=730,
        ),
    ] = 90
