"""The configuration of how much one process does: for those who ask, and of the work that waits."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Load(BaseModel):
    """A part of the configuration: frozen, and a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitsSettings(_Load):
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


class WorkflowSettings(_Load):
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
