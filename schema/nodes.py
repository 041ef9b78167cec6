"""From an id back to what it stands for, within what this client may see; everything else is nothing."""

from asyncio import TaskGroup
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
from schema.person import Nobody, PersonInput, subject_of
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

Found = Mapping[str, Node | Exception]
"""What was found, by key; a fault stands where it kept a thing from being found."""


async def find(text: str, context: Context) -> Node | None:
    """Look a node up; None for what is somebody else's, what never was, and what is no id."""
    found = global_id.decode(text)
    if found is None or found[0] not in KINDS:
        return None
    kind, key = found
    node = (await find_all(kind, [key], context)).get(key)
    if isinstance(node, Exception):
        raise node
    return node


async def find_all(kind: str, keys: Sequence[str], context: Context) -> Found:
    """Look nodes of one kind up together, under their keys; what `find` would not find is not there."""
    unique = list(dict.fromkeys(keys))
    return await _found(unique, _FINDERS[kind](unique, context))


async def arrangement(text: str, context: Context, person: PersonInput | None = None) -> Arrangement | None:
    """Open one's own arrangement by its id, or that of whom one helps. Raises BadInput for what can be no number."""
    key = global_id.key_of(text, "Arrangement")
    subject = await subject_of(person, context)
    return await _arrangement(key, context, subject) if key and not isinstance(subject, Nobody) else None


async def receipt(text: str, context: Context) -> ReceiptCopy | ReceiptProblem | None:
    """Open one's own receipt by the id of its arrangement."""
    key = global_id.key_of(text, "Arrangement")
    if not key:
        return None
    found = await context.services.actions.show_receipt(context.requester, key, trace=context.trace)
    if isinstance(found, ReceiptFault):
        return ReceiptProblem(code=found.value, path=["id"])
    return ReceiptCopy.from_domain(found) if found else None


async def _found(keys: Sequence[str], coming: Awaitable[Found]) -> Found:
    """Wait for what is found under these keys; a fault takes the place of each of them, and of nothing else."""
    try:
        return await coming
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told where the thing would stand
        return dict.fromkeys(keys, fault)


async def _agencies(keys: Sequence[str], context: Context) -> Found:
    return {agency.code: Agency.from_domain(agency) for agency in context.services.agencies if agency.code in keys}


async def _arrangements(keys: Sequence[str], context: Context) -> Found:
    """Open them one by one: each is a letter of its own, and its opening is written down."""
    found: dict[str, Node | Exception] = {}
    for key in keys:
        found |= await _found([key], _opened(key, context))
    return found


async def _opened(key: str, context: Context) -> Found:
    node = await _arrangement(key, context)
    return {key: node} if node else {}


async def _arrangement(key: str, context: Context, subject: SubjectRef | None = None) -> Arrangement | None:
    subject = subject or context.requester.subject
    shown = await context.services.actions.show_arrangement(
        context.requester, key, trace=context.trace, subject=subject
    )
    return Arrangement.from_domain(shown, context.about(subject)) if shown and subject else None


async def _accepted(keys: Sequence[str], context: Context) -> Found:
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


async def _claims(keys: Sequence[str], context: Context) -> Found:
    """Ask the agencies again, today, once for each person, and look for the claims among what may be seen."""
    return await _by_person(_claims_of, keys, context)


async def _claims_of(subject: SubjectRef, keys: Sequence[str], context: Context) -> Found:
    """Find claims of one person. A worker finds none: they must say in which case they look, and an id cannot."""
    if context.requester.role is Role.STAFF:
        return {}
    answers = await context.answers.load(context.question(subject, Purpose.OVERVIEW))
    about = context.about(subject).told(answers)
    wanted = {global_id.encode("Claim", key): key for key in keys}
    ids = [(about.claim_id(claim.key), claim) for claim in merge(answers.claims).claims]
    return {wanted[id_]: Claim.from_domain(claim, about) for id_, claim in ids if id_ in wanted}


async def _grants(keys: Sequence[str], context: Context) -> Found:
    subject = context.requester.subject
    if subject is None:
        return {}
    states = await context.services.actions.list_grants(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return {state.grant.id: Grant.from_domain(state, context) for state in states if state.grant.id in keys}


async def _mandates(keys: Sequence[str], context: Context) -> Found:
    subject = context.requester.subject
    if subject is None:
        return {}
    states = await context.services.actions.list_mandates(
        requester=context.requester, subject=subject, trace=context.trace
    )
    return {state.mandate.id: Mandate.from_domain(state, context) for state in states if state.mandate.id in keys}


async def _consent_requests(keys: Sequence[str], context: Context) -> Found:
    """Find requests for whoever may see them: the person, or the organization that asked."""
    return await _by_person(_consent_requests_of, keys, context)


async def _consent_requests_of(subject: SubjectRef, keys: Sequence[str], context: Context) -> Found:
    requests = await context.services.actions.list_requests(
        requester=context.requester, subject=subject, trace=context.trace
    )
    shown = {str(request.id): request for request in requests}
    ids = {key: key.partition(".")[2] for key in keys}
    return {key: ConsentRequest.from_domain(shown[id_], context) for key, id_ in ids.items() if id_ in shown}


async def _by_person(
    find_theirs: Callable[[SubjectRef, Sequence[str], Context], Awaitable[Found]],
    keys: Sequence[str],
    context: Context,
) -> Found:
    """Look up at once what there is about each person; a fault about one of them takes the place of theirs alone."""
    people = await _people(keys, context)
    theirs = {ref: [key for key in keys if _ref(key) == ref] for ref in people}
    async with TaskGroup() as group:
        asked = [
            group.create_task(_found(theirs[ref], find_theirs(subject, theirs[ref], context)))
            for ref, subject in people.items()
        ]
    return {key: node for each in asked for key, node in each.result().items()}


async def _people(keys: Sequence[str], context: Context) -> Mapping[str, SubjectRef]:
    """Whom these keys are about; nobody for what this client cannot know."""
    refs = list(dict.fromkeys(map(_ref, keys)))
    subjects = await context.people.load_many(refs)
    return {ref: subject for ref, subject in zip(refs, subjects, strict=True) if subject is not None}


def _ref(key: str) -> str:
    """The pseudonym with which the key of something about a person begins."""
    return key.partition(".")[0]


_FINDERS: Final[Mapping[str, Callable[[Sequence[str], Context], Awaitable[Found]]]] = {
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
