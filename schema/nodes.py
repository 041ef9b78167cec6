"""From an id back to what it stands for, within what this client may see; everything else is nothing."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from consent.parties import Role, SubjectRef
from consent.purposes import Purpose
from consent.verdict import Ground
from hub.actions.show_accepted import Look
from hub.actions.show_receipt import ReceiptProblem as ReceiptFault
from hub.arrange.merge import merge
from schema import global_id
from schema.context import Context
from schema.problems import ReceiptProblem
from schema.types.accepted import AcceptedArrangement
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
    if found is None or found[0] not in KINDS:
        return None
    kind, key = found
    return (await find_all(kind, [key], context)).get(key)


async def find_all(kind: str, keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    """Look nodes of one kind up together, under their keys; what `find` would not find is not there."""
    return await _FINDERS[kind](list(dict.fromkeys(keys)), context)


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


async def _agencies(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    return {agency.code: Agency.from_domain(agency) for agency in context.services.agencies if agency.code in keys}


async def _arrangements(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    """Open them one by one: each is a letter of its own, and its opening is written down."""
    found = {key: await _arrangement(key, context) for key in keys}
    return {key: node for key, node in found.items() if node}


async def _arrangement(key: str, context: Context) -> Arrangement | None:
    shown = await context.services.actions.show_arrangement(context.requester, key, trace=context.trace)
    subject = context.requester.subject
    return Arrangement.from_domain(shown, context.about(subject)) if shown and subject else None


async def _accepted(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    """Find one's own. An organization names the person, and an id cannot: it asks with `acceptedArrangement`."""
    subject = context.requester.subject
    if subject is None:
        return {}
    found = await context.services.actions.show_accepted(
        Look(requester=context.requester, subject=subject, trace=context.trace)
    )
    shown, about = () if isinstance(found, Ground) else found, context.about(subject)
    by_key = {str(seen.alive.kept.id): seen for seen in shown}
    return {key: AcceptedArrangement.from_domain(by_key[key], about) for key in keys if key in by_key}


async def _claims(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    """Ask the agencies again, today, once for each person, and look for the claims among what may be seen.

    A worker finds none: they must say in which case they look, and an id cannot say that.
    """
    people = await _people(keys, context)
    if context.requester.role is Role.STAFF:
        return {}
    found = await gather(*(_claims_of(subject, keys, context) for subject in people.values()))
    return {key: node for claims in found for key, node in claims.items()}


async def _claims_of(subject: SubjectRef, keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    answers = await context.answers.load(context.question(subject, Purpose.OVERVIEW))
    about = context.about(subject).told(answers)
    wanted = {global_id.encode("Claim", key): key for key in keys}
    ids = [(about.claim_id(claim.key), claim) for claim in merge(answers.claims).claims]
    return {wanted[id_]: Claim.from_domain(claim, about) for id_, claim in ids if id_ in wanted}


async def _grants(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    subject = context.requester.subject
    if subject is None:
        return {}
    states = await context.services.actions.list_grants(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return {state.grant.id: Grant.from_domain(state, context) for state in states if state.grant.id in keys}


async def _mandates(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    subject = context.requester.subject
    if subject is None:
        return {}
    states = await context.services.actions.list_mandates(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return {state.mandate.id: Mandate.from_domain(state, context) for state in states if state.mandate.id in keys}


async def _consent_requests(keys: Sequence[str], context: Context) -> Mapping[str, Node]:
    """Find requests for whoever may see them: the person, or the organization that asked."""
    found: dict[str, Node] = {}
    for ref, subject in (await _people(keys, context)).items():
        requests = await context.services.actions.list_requests(
            requester=context.requester, subject=subject, trace=context.trace
        )
        shown = {f"{ref}.{request.id}": request for request in requests}
        found |= {key: ConsentRequest.from_domain(shown[key], context) for key in keys if key in shown}
    return found


async def _people(keys: Sequence[str], context: Context) -> Mapping[str, SubjectRef]:
    """Whom these keys are about, by the pseudonym with which each begins; nobody for what this client cannot know."""
    refs = list(dict.fromkeys(key.partition(".")[0] for key in keys))
    subjects = await context.people.load_many(refs)
    return {ref: subject for ref, subject in zip(refs, subjects, strict=True) if subject is not None}


_FINDERS: Final[Mapping[str, Callable[[Sequence[str], Context], Awaitable[Mapping[str, Node]]]]] = {
    "AcceptedArrangement": _accepted,
    "Agency": _agencies,
    "Arrangement": _arrangements,
    "Claim": _claims,
    "ConsentRequest": _consent_requests,
    "Mandate": _mandates,
    "Grant": _grants,
}

KINDS: Final = frozenset(_FINDERS)
"""What has an id."""
