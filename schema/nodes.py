"""From an id back to what it stands for, within what this client may see; everything else is nothing."""

from collections.abc import Awaitable, Callable

from consent.parties import Role
from consent.purposes import Purpose
from hub.actions.show_receipt import ReceiptProblem as ReceiptFault
from hub.arrange.merge import merge
from schema import global_id
from schema.context import Context
from schema.problems import ReceiptProblem
from schema.types.agency import Agency
from schema.types.arrangement import Arrangement
from schema.types.claim import Claim
from schema.types.consent_request import ConsentRequest
from schema.types.grant import Grant
from schema.types.mandate import Mandate
from schema.types.node import Node
from schema.types.receipt import ReceiptCopy


async def find(text: str, context: Context) -> Node | None:
    """Look a node up; None for what is somebody else's, what never was, and what is no id."""
    found = global_id.decode(text)
    if found is None or found[0] not in _FINDERS:
        return None
    return await _FINDERS[found[0]](found[1], context)


async def arrangement(text: str, context: Context) -> Arrangement | None:
    """Open one's own arrangement by its id."""
    key = global_id.key_of(text, "Arrangement")
    return await _arrangement(key, context) if key else None


async def receipt(text: str, context: Context) -> ReceiptCopy | ReceiptProblem | None:
    """Open one's own receipt by the id of its arrangement."""
    key = global_id.key_of(text, "Arrangement")
    if not key:
        return None
    found = await context.services.actions.show_receipt(context.requester, key, trace=context.trace)
    if isinstance(found, ReceiptFault):
        return ReceiptProblem(code=found.value, path=["id"])
    return ReceiptCopy.from_domain(found) if found else None


async def _agency(key: str, context: Context) -> Node | None:
    return next((Agency.from_domain(agency) for agency in context.services.agencies if agency.code == key), None)


async def _arrangement(key: str, context: Context) -> Arrangement | None:
    shown = await context.services.actions.show_arrangement(context.requester, key, trace=context.trace)
    subject = context.requester.subject
    return Arrangement.from_domain(shown, context.about(subject)) if shown and subject else None


async def _claim(key: str, context: Context) -> Node | None:
    """Ask the agencies again, today, and look for the claim among what may be seen.

    A worker finds none: they must say in which case they look, and an id cannot say that.
    """
    ref, _, _ = key.partition(".")
    subject = await context.people.load(ref)
    if subject is None or context.requester.role is Role.STAFF:
        return None
    about = context.about(subject)
    answers = await context.answers.load(context.question(subject, Purpose.OVERVIEW))
    about = about.told(answers)
    wanted = global_id.encode("Claim", key)
    claims = merge(answers.claims).claims
    return next((Claim.from_domain(claim, about) for claim in claims if about.claim_id(claim.key) == wanted), None)


async def _grant(key: str, context: Context) -> Node | None:
    subject = context.requester.subject
    if subject is None:
        return None
    states = await context.services.actions.list_grants(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return next((Grant.from_domain(state, context) for state in states if state.grant.id == key), None)


async def _mandate(key: str, context: Context) -> Node | None:
    subject = context.requester.subject
    if subject is None:
        return None
    states = await context.services.actions.list_mandates(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return next((Mandate.from_domain(state, context) for state in states if state.mandate.id == key), None)


async def _consent_request(key: str, context: Context) -> Node | None:
    """Find a request for whoever may see it: the person, or the organization that asked."""
    ref, _, name = key.partition(".")
    subject = await context.people.load(ref)
    if subject is None:
        return None
    found = await context.services.actions.list_requests(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return next((ConsentRequest.from_domain(request, context) for request in found if request.id == name), None)


_FINDERS: dict[str, Callable[[str, Context], Awaitable[Node | None]]] = {
    "Agency": _agency,
    "Arrangement": _arrangement,
    "Claim": _claim,
    "ConsentRequest": _consent_request,
    "Mandate": _mandate,
    "Grant": _grant,
}
