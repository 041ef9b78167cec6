"""What clients send about an arrangement that a person accepts."""

from typing import Any

from api.commands import ACCEPTED, command, ref_for
from api.desk import Desk
from api.requesters import executing
from builders import ON

from consent.parties import Role

PROPOSE = """
mutation Propose($input: ProposeArrangementInput!) {
  proposeArrangement(input: $input) { arrangement { id } outcome { __typename } problems { ... on Problem { code } } }
}
"""
ACCEPT = """
mutation Accept($input: AcceptArrangementInput!) {
  acceptArrangement(input: $input) {
    state
    arrangement { id terms { method accountEnding mandateReference } }
    problems {
      __typename
      ... on Problem { code path message(language: EN) }
      ... on ArrangementChanged { claims { owner { code } reference change before now } }
    }
  }
}
"""
IBAN = "NL91ABNA0417164300"
DEBIT = {
    "method": "DIRECT_DEBIT",
    "account": {"iban": IBAN, "holder": "V. Oorbeeld"},
    "mandate": {"reference": "M-77", "signedOn": str(ON)},
}
SYSTEM, OWNER = executing(Role.AGENCY), executing(Role.AGENCY, "duo", 9)
WORKER = executing(Role.STAFF, worker="worker-8")


async def a_proposal(desk: Desk, scheme: str = "rijk-2025", key: str = "p") -> str:
    made = await desk.root(PROPOSE, input={"idempotencyKey": key, "scheme": scheme})
    return str(made["arrangement"]["id"])


async def accept(desk: Desk, proposal: str, key: str = "a", **more: object) -> Any:
    return await desk.root(ACCEPT, input={"idempotencyKey": key, "proposal": proposal, **more})


async def why_not(desk: Desk, proposal: str, key: str) -> str:
    (found,) = (await accept(desk, proposal, key))["problems"]
    return str(found["code"])


async def running(desk: Desk) -> str:
    """An arrangement that was accepted, asked for and granted; its id."""
    accepted = await accept(desk, await a_proposal(desk))
    await desk.life.work()
    return str(accepted["arrangement"]["id"])


async def mine(desk: Desk) -> Any:
    """The person's one arrangement, as it stands."""
    listed = await desk.root(ACCEPTED)
    (edge,) = listed["edges"]
    return edge["node"]


async def theirs(desk: Desk, requester: Any, **more: object) -> Any:
    """The same, as an agency sees it."""
    listed = await desk.root(ACCEPTED, requester=requester, person=ref_for(desk, requester), **more)
    (edge,) = listed["edges"]
    return edge["node"]


async def paid(desk: Desk, arrangement: str, cents: int, reference: str = "P-1", **more: object) -> Any:
    told = {"reference": reference, "amount": cents, "receivedOn": str(desk.world.clock.today()), **more}
    return await command(
        desk, "recordPayment", by=SYSTEM, arrangement=arrangement, person=ref_for(desk, SYSTEM), **told
    )
