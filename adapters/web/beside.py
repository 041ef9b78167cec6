"""What others may ask beside GraphQL: whether access is allowed, and what was done with a person's data."""

from collections.abc import Sequence

from starlette.routing import Route

from adapters.web.admission import AtDoor
from adapters.web.authzen import AuthzenDoor
from adapters.web.evaluations import Known
from adapters.web.ldv import LdvDoor
from consent.parties import Requester
from hub.actions.evaluate import Evaluate
from hub.actions.read_processing import ReadProcessing
from hub.audit.events import Edition
from hub.ports import Store
from schema.context import Services


def decisions_and_logs(
    *,
    services: Services,
    store: Store,
    edition: Edition,
    clients: Sequence[Requester],
    at_door: AtDoor,
    public_url: str,
) -> tuple[Route, ...]:
    """Make the routes. `clients` are the organizations that can be asked about."""
    agencies, register, directory = services.agencies, services.register, services.directory
    authzen = AuthzenDoor(
        evaluate=Evaluate(agencies=agencies, register=register, store=store, clock=services.clock, edition=edition),
        known=Known(
            clients=clients,
            agencies=frozenset(agency.code for agency in agencies),
            register=register,
            directory=directory,
        ),
        at_door=at_door,
        public_url=public_url,
    )
    ldv = LdvDoor(
        read=ReadProcessing(store=store, clock=services.clock),
        recognize=services.actions.recognize_representative,
        directory=directory,
        processors={agency.code: f"urn:nld:oin:{agency.oin}" for agency in agencies},
        at_door=at_door,
    )
    return (*authzen.routes(), *ldv.routes())
