"""What an AuthZEN call asks: its shape, checked whole, and then what it names, as far as that is known here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, Protocol

from consent.parties import AgencyCode, ClientId, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.register import Register
from hub.actions.evaluate import Evaluation, Semantic
from hub.errors import BadInput

MOST: Final = 20
"""Evaluations in one call: each is written into the log of the person it is about, who must be able to read that."""

ORGANIZATION: Final = "organisatie"
PERSON: Final = "persoon"
DOSSIER: Final = "dossier"
CLAIMS: Final = "vordering"

_ACTIONS: Final = {f"{purpose.value}.read": purpose for purpose in Purpose}

_PARTS: Final = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}
"""What an evaluation must have, and which texts stand in each part."""

Asked = Mapping[str, Mapping[str, Any]]
"""One evaluation, of the right shape."""

Read = Callable[[Mapping[str, Any]], tuple[Sequence[Asked], Semantic | None]]
"""From a body to what it asks, and how a batch of them is to be run. Raises BadInput that says what is wrong."""


def single(content: Mapping[str, Any]) -> tuple[Sequence[Asked], Semantic | None]:
    """Read a call for one decision."""
    return [_asked(content, {}, "")], None


def batch(content: Mapping[str, Any]) -> tuple[Sequence[Asked], Semantic | None]:
    """Read a call for several; what stands at the top counts for each that does not say otherwise.

    Without evaluations it is a call for one decision, as the standard has it.
    """
    entries = content.get("evaluations")
    if entries is None or entries == []:
        return single(content)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        _refuse("`evaluations` is no list of objects.")
    if len(entries) > MOST:
        _refuse(f"`evaluations` has more than {MOST} entries.")
    options = content.get("options")
    if not isinstance(options, dict | None):
        _refuse("`options` is no object.")
    named = (options or {}).get("evaluations_semantic") or Semantic.EXECUTE_ALL
    if not isinstance(named, str) or named not in set(Semantic):
        _refuse("`evaluations_semantic` is none that there is.")
    _context(content, "")
    asked = [_asked(entry, content, f"evaluations[{place}].") for place, entry in enumerate(entries)]
    return asked, Semantic(named)


def _asked(entry: Mapping[str, Any], defaults: Mapping[str, Any], where: str) -> Asked:
    """Check one evaluation."""
    found = {}
    for name, texts in _PARTS.items():
        part = entry.get(name) if entry.get(name) is not None else defaults.get(name)
        if not isinstance(part, dict):
            _refuse(f"`{where}{name}` is missing, or no object.")
        for text in texts:
            if not isinstance(part.get(text), str) or not part[text]:
                _refuse(f"`{where}{name}.{text}` is missing, or no text.")
        if not isinstance(part.get("properties"), dict | None):
            _refuse(f"`{where}{name}.properties` is no object.")
        found[name] = part
    _context(entry, where)
    return found


def _context(entry: Mapping[str, Any], where: str) -> None:
    if not isinstance(entry.get("context"), dict | None):
        _refuse(f"`{where}context` is no object.")


def _refuse(why: str) -> NoReturn:
    raise BadInput(
        "evaluation.malformed", f"The call cannot be used: {why}", "Mend it as /access/v1/openapi.json says."
    )


Find = Callable[[str], Awaitable[SubjectRef | None]]
"""From a client's own reference to the person."""


class Directory(Protocol):
    """Who is meant by a client's own reference; None for another client's, a guess and nonsense alike."""

    async def from_pairwise(self, ref: str, client: ClientId) -> SubjectRef | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that a call can name: registered clients, agencies, activities, people."""

    clients: Sequence[Requester]
    agencies: frozenset[AgencyCode]
    register: Register
    directory: Directory

    async def understand(self, asked: Sequence[Asked], caller: Requester) -> Sequence[Evaluation | None]:
        """Find what each evaluation names; None for one that names anything unknown, whatever it is."""
        people: dict[str, SubjectRef | None] = {}

        async def person(ref: str) -> SubjectRef | None:
            if ref not in people:
                people[ref] = await self.directory.from_pairwise(ref, caller.client)
            return people[ref]

        return [await self._evaluation(each, caller, person) for each in asked]

    async def _evaluation(self, asked: Asked, caller: Requester, person: Find) -> Evaluation | None:
        resource, action = asked["resource"], asked["action"]
        ref, agency = _resource(resource)
        subject = await person(ref)
        requester = await self._party(asked["subject"], caller, person)
        purpose = _ACTIONS.get(action["name"])
        named = _properties(action).get("processing_activity_id")
        activity = self.register.find(named) if isinstance(named, str) else None
        is_agency = agency is None or (isinstance(agency, str) and agency in self.agencies)
        is_known = is_agency and (named is None or activity is not None) and resource["type"] in {DOSSIER, CLAIMS}
        if subject is None or requester is None or purpose is None or not is_known:
            return None
        return Evaluation(
            requester=requester,
            subject=subject,
            purpose=purpose,
            agency=AgencyCode(agency) if agency is not None else None,
            activity=activity.id if activity else None,
        )

    async def _party(self, subject: Mapping[str, Any], caller: Requester, person: Find) -> Requester | None:
        """Find who would receive: an organization as it is registered, or a person who would see their own."""
        if subject["type"] == PERSON:
            ref = await person(subject["id"])
            if ref is None:
                return None
            return Requester(client=caller.client, role=Role.CITIZEN, issuer=caller.issuer, subject=ref)
        client = _properties(subject).get("client_id")
        found = [
            each for each in self.clients if each.oin == subject["id"] and (client is None or each.client == client)
        ]
        # Two clients of one organization may be registered for different things: then it must say which one.
        return found[0] if subject["type"] == ORGANIZATION and len(found) == 1 else None


def _resource(resource: Mapping[str, Any]) -> tuple[str, Any]:
    """Give the person's reference, and the one agency that is asked about; None: all of them."""
    if resource["type"] == CLAIMS:
        ref, _, agency = resource["id"].rpartition("/")
        return ref, agency
    return resource["id"], _properties(resource).get("agency")


def _properties(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return part.get("properties") or {}
