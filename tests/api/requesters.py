"""Everybody who may come to the hub with a question about one person, and what is on record when they come."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from api.desk import Desk, a_desk
from api.reviewed import about_reviews, look_at
from api.test_household import TIGHT
from builders import BOOK, ON, a_citizen, a_claim, a_partner, a_report
from hub_world import TRACE
from strawberry.relay.utils import to_base64

from adapters.identity.bsn import Bsn
from consent.mandates import Act, Evidence, MandateKind, MandateState
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from consent.purposes import Purpose
from consent.requests import ConsentRequest
from hub.actions import arrangement_changes
from hub.actions.amending import Amends
from hub.actions.decide_review import SCOPE as DECIDES
from hub.actions.give_mandate import RECORDS, RECORDS_COURT_ORDERS, MandateWish
from hub.actions.living import Alive
from hub.actions.plan_wish import PlanWish
from hub.actions.request_consent import RequestWish
from hub.actions.show_arrangement import Shown
from hub.domain.arrangement import Choice
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.domain.source import SourceReport
from hub.life.events import Payment
from hub.life.paying import Account, DebitMandate, Method, Paying
from hub.rules.reader import Book

ACTOR_BSN = "999990032"
ENDED_ACTOR_BSN = "999990044"

OWED = (
    a_report("cjib", a_claim(20_000)),
    a_report("duo", a_claim(5_000, owner="duo", collector="duo", reference="D-1")),
)
"""What the person owes: 200 euros here, 50 euros there."""

AND_ANOTHERS = (
    OWED[0],
    a_report(
        "duo",
        a_claim(5_000, owner="duo", collector="duo", reference="D-1"),
        a_claim(3_000, owner="cak", collector="duo", reference="C-9"),
    ),
)
"""The same, and 30 euros that one agency collects for another that nobody but the person's own may hear from."""

CARRIED_OUT = (a_report("cjib", a_claim(60_000), a_claim(30_000, owner="duo", reference="D-1")),)
"""600 euros, and 300 that another agency handed over: one arrangement in which two agencies take part."""

PLAN = frozenset({Purpose.OVERVIEW, Purpose.PROPOSAL})
CASE = {"reason": "CONTACT", "number": "Z-2026-17"}
PAYING = Paying(
    method=Method.DIRECT_DEBIT,
    account=Account(iban="NL91ABNA0417164300", holder="V. Oorbeeld"),
    mandate=DebitMandate(reference="M-77", signed_on=ON),
)
"""How the person pays."""

OTHERWISE = Answered(
    reply=Reply.GRANTED_OTHERWISE, article="4:1", terms=(PlannedTerm(due_on=date(2027, 1, 1), amount=Cents(90_000)),)
)
"""Other terms, as an agency may grant them."""


class Stage(Enum):
    """How far the person's arrangement has come when everybody comes."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    RUNNING = "running"
    CHANGING = "changing"


STAGES: Mapping[str, Stage] = {
    "acceptArrangement": Stage.PROPOSED,
    "agreeToOtherTerms": Stage.OFFERED,
    "requestChange": Stage.CHANGING,
    **dict.fromkeys(
        (
            *("acceptedArrangement", "acceptedArrangements", "node(AcceptedArrangement)"),
            *(
                "_entities(AcceptedArrangement)",
                "withdrawArrangement",
                "requestPause",
                "recordPayment",
                "makePaymentLink",
            ),
            *("reversePayment", "restateClaim", "endArrangement"),
            *("humanReviews", "requestHumanReview", "decideHumanReview", "sayInReview"),
            "withdrawHumanReview",
            *("disputes", "recordDisputeAnswer", "withdrawDispute"),
        ),
        Stage.RUNNING,
    ),
}
"""How far the person's arrangement has come when something is asked about it."""

NOBODY = "nobody"
"""Whoever sends no token. They stop at the door, before a document is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One who comes: as whom, and whether they say in which case."""

    requester: Requester
    case: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A desk at which everybody has come about one person, with an id of everything that is on record there."""

    desk: Desk
    parties: Mapping[str, Party]
    mandate: MandateState
    request: ConsentRequest
    arrangement: Shown | None
    accepted: Alive | None = None
    reviewed: Mapping[str, str] = field(default_factory=dict)

    def person(self, name: str) -> dict[str, str]:
        """The person as this client knows them."""
        return {"ref": self._ref(name)}

    def ids(self, name: str) -> dict[str, str]:
        """What is on record about the person, under the ids that this client would know."""
        ref, directory = self._ref(name), self.desk.services.directory
        return {
            "AcceptedArrangement": to_base64("AcceptedArrangement", self.accepted.kept.id if self.accepted else "none"),
            "Agency": to_base64("Agency", "cjib"),
            "Arrangement": to_base64("Arrangement", self.arrangement.id if self.arrangement else "none"),
            "Claim": to_base64("Claim", f"{ref}.{directory.opaque('claim', ref, 'cjib', 'A-1')}"),
            "ConsentRequest": to_base64("ConsentRequest", f"{ref}.{self.request.id}"),
            "Grant": to_base64("Grant", "id-1"),
            "Mandate": to_base64("Mandate", self.mandate.mandate.id),
            "HumanReview": "none",
            "ClaimDispute": "none",
            **self.reviewed,
        }

    def _ref(self, name: str) -> str:
        world = self.desk.world
        return self.desk.directory.pairwise(world.subject, self.parties[name].requester.client)


def an_organization(client: str, role: Role, number: int, **more: Any) -> Requester:
    """An organization with a number of its own."""
    requester = Requester(
        client=ClientId(client),
        role=role,
        issuer="https://issuer.invalid",
        oin=Oin(f"0000009900000000{number}000"),
        purposes=frozenset(PLAN),
    )
    return replace(requester, **more)


SCOPES = frozenset({RECORDS, RECORDS_COURT_ORDERS})
"""What a helper of these tests is registered for."""


def a_helper(number: int = 4, **more: Any) -> Requester:
    """An organization that helps, registered to record mandates on paper."""
    return an_organization(f"helper-{number}", Role.INTERMEDIARY, number, scopes=SCOPES, **more)


def a_worker(code: str = "duo", number: int = 2) -> Requester:
    """A worker of an agency, who logged in."""
    return an_organization(f"staff-{code}", Role.STAFF, number, agency=AgencyCode(code), worker="worker-1")


def acting_for(subject: SubjectRef, actor: SubjectRef) -> Requester:
    """Somebody who logged in to act for a person, as their identity provider says."""
    return replace(a_citizen(subject), actor=actor)


def a_mandate(subject: SubjectRef, requester: Requester, helper: Requester, **more: Any) -> MandateWish:
    """A mandate for a helper, as the person gives it."""
    wish = MandateWish(
        requester=requester,
        subject=subject,
        representative=helper.recipient,
        kind=MandateKind.HELP,
        acts=frozenset({Act.VIEW}),
        purposes=PLAN,
        agencies=tuple(AgencyCode(code) for code in ("belastingdienst", "toeslagen", "cjib", "duo", "cak")),
        evidence=Evidence.LOGIN,
        trace=TRACE,
        key=f"mandate-{helper.client}",
    )
    return replace(wish, **more)


@asynccontextmanager
async def a_counter(
    *owed: SourceReport, stage: Stage | None = None, book: Book = BOOK, scheme: str = "rijk-2025"
) -> AsyncIterator[Counter]:
    """Open a desk with something of everything on record; with a stage, the person's arrangement too."""
    async with a_desk(*(owed or (CARRIED_OUT if stage else AND_ANOTHERS)), book=book) as desk:
        world = desk.world
        actor = await desk.directory.ref_of(Bsn(ACTOR_BSN))
        ended = acting_for(world.subject, await desk.directory.ref_of(Bsn(ENDED_ACTOR_BSN)))
        granted, ungranted, unregistered = a_partner(), an_agency_system("duo", 2), an_agency_system("cak", 3)
        unregistered = replace(unregistered, purposes=frozenset())
        parties = {
            "person": Party(requester=world.citizen),
            "representative": Party(requester=acting_for(world.subject, actor)),
            "representative without mandate": Party(requester=ended),
            "another citizen": Party(requester=await desk.a_stranger()),
            "helper": Party(requester=a_helper(4)),
            "helper without mandate": Party(requester=a_helper(5)),
            "agency": Party(requester=granted),
            "agency without grant": Party(requester=ungranted),
            "agency without purpose": Party(requester=unregistered),
            "worker": Party(requester=a_worker(), case=CASE),
            "worker without case": Party(requester=a_worker()),
            "executing agency": Party(requester=executing(Role.AGENCY)),
            "owning agency": Party(requester=executing(Role.AGENCY, "duo", 9)),
            "executing worker": Party(
                requester=executing(Role.STAFF, worker="worker-8", scopes=frozenset({DECIDES})), case=CASE
            ),
            "auditor": Party(requester=an_organization("auditor", Role.AUDITOR, 6)),
            "portal": Party(requester=an_organization("portal-system", Role.PORTAL, 7)),
        }
        for receiver in (granted, unregistered):
            given = await world.give(world.wish("cjib", "duo", key=receiver.client, recipient=receiver.recipient))
            assert isinstance(given, tuple)
        for name in ("representative", "representative without mandate"):
            await world.recognize(parties[name].requester, trace=TRACE)
        await end_all(desk, str(ended.actor))
        mandated = await world.give_mandate(a_mandate(world.subject, world.citizen, a_helper(4)))
        await world.ask_consent(a_request(desk, granted))
        asked = await world.ask_consent(a_request(desk, ungranted))
        made = await world.propose(
            world.question(), PlanWish(scheme=SchemeCode(scheme), choice=Choice()), key="own", name_of=str
        )
        assert isinstance(mandated, tuple)
        assert isinstance(asked, ConsentRequest)
        begins = isinstance(made, Shown) and stage not in (None, Stage.PROPOSED)
        accepted = await accept(desk, made.id, stage) if begins else None
        if accepted and stage is Stage.CHANGING:
            amends = Amends(arrangement=accepted.kept.id)
            made = await desk.life.propose("amends", choice=Choice(months=5), amends=amends)
        reviewed = await look_at(desk, accepted.kept.id) if accepted and stage is Stage.RUNNING else {}
        yield Counter(
            desk=desk,
            parties=parties,
            mandate=mandated[0],
            request=asked,
            arrangement=made if isinstance(made, Shown) else None,
            accepted=accepted,
            reviewed=reviewed,
        )


async def accept(desk: Desk, proposal: str, stage: Stage) -> Alive:
    """The person accepts, and the agency says what it takes to bring the arrangement to this stage."""
    life = desk.life
    if stage is Stage.OFFERED:
        life.desks[AgencyCode("cjib")].says = [OTHERWISE]
    alive = await life.accept(proposal, "accepted", paying=PAYING)
    assert isinstance(alive, Alive), alive
    await life.work()
    if stage is Stage.RUNNING:
        told = Payment(reference="P-0", amount=Cents(500), on=ON)
        paid = await life.change(
            alive.kept.id, arrangement_changes.payment(told, today=ON), key="paid", requester=executing(Role.AGENCY)
        )
        assert isinstance(paid, Alive), paid
    return await life.stands(alive.kept.id)


def executing(role: Role, code: str = "cjib", number: int = 8, **more: Any) -> Requester:
    """A system or a worker of an agency that takes part in an arrangement, registered to carry it out."""
    purposes = frozenset({Purpose.EXECUTION})
    client = f"executing-{role.value}-{code}"
    return an_organization(client, role, number, agency=AgencyCode(code), **{"purposes": purposes, **more})


def an_agency_system(code: str, number: int) -> Requester:
    """An agency's system, under a number of its own."""
    return an_organization(f"agency-{code}", Role.AGENCY, number, agency=AgencyCode(code))


def a_request(desk: Desk, requester: Requester, **more: Any) -> RequestWish:
    """A request to see what the person owes at two agencies."""
    wish = RequestWish(
        requester=requester,
        subject=desk.world.subject,
        agencies=(AgencyCode("cjib"), AgencyCode("duo")),
        purposes=(Purpose.OVERVIEW,),
        trace=TRACE,
        key="asked",
    )
    return replace(wish, **more)


async def end_all(desk: Desk, representative: str) -> None:
    """The person ends every mandate of a representative."""
    world = desk.world
    found = await world.mandates(requester=world.citizen, subject=world.subject, trace=TRACE)
    mine = tuple(state.mandate.id for state in found if state.mandate.representative == representative)
    came = await world.end_mandate(
        requester=world.citizen, subject=world.subject, wanted=mine, trace=TRACE, key=f"end-{representative}"
    )
    assert isinstance(came, tuple)


def _change(ids: Mapping[str, str]) -> dict[str, object]:
    """Which arrangement is to become which proposal."""
    return {"arrangement": ids["AcceptedArrangement"], "proposal": ids["Arrangement"]}


TOLD: Mapping[str, Mapping[str, object]] = {
    "withdrawArrangement": {},
    "requestPause": {"helped": True},
    "makePaymentLink": {},
    "agreeToOtherTerms": {},
    "recordPayment": {"reference": "P-1", "amount": 1_000, "receivedOn": str(ON)},
    "reversePayment": {"reference": "P-0"},
    "restateClaim": {"reference": "D-1", "open": {"principal": 100}},
}
"""What is said in a command about an arrangement beside whose and which."""


def given(counter: Counter, name: str, operation: str) -> dict[str, object]:
    """What an operation is asked with, by everybody alike but for the names that they know things by."""
    party, person, ids = counter.parties[name], counter.person(name), counter.ids(name)
    case = {"case": party.case} if party.case else {}
    key = {"idempotencyKey": f"{name} asks for {operation}"}
    all_of_it = {"purposes": ["OVERVIEW"], "agencies": ["cjib"]}
    everything: dict[str, dict[str, object]] = {
        **{name: {} for name in ("agencies", "schemes", "processingActivities", "_service")},
        **{name: {"person": person, **case} for name in ("overview", "agencyAnswers")},
        "preview": {"input": {"scheme": "rijk-2025", "person": person, "situation": TIGHT, **case}},
        "compare": {"input": {"person": person, "situation": TIGHT, "lumpSum": 5_000, **case}},
        "capacity": {"input": {"person": person, "situation": TIGHT}},
        **{name: {"person": person} for name in ("person", "grants", "mandates", "consentRequests", "accesses")},
        **{name: {"id": ids["Arrangement"]} for name in ("arrangement", "receipt")},
        "acceptedArrangements": {"person": person, **case},
        "acceptedArrangement": {"id": ids["AcceptedArrangement"], "person": person, **case},
        **about_reviews(ids, person, case, key),
        **{f"node({kind})": {"id": id_} for kind, id_ in ids.items()},
        **{f"_entities({kind})": {"representations": [{"__typename": kind, "id": id_}]} for kind, id_ in ids.items()},
        "acceptArrangement": {"input": {"proposal": ids["Arrangement"], "person": person, **key}},
        **{
            name: {"input": {"arrangement": ids["AcceptedArrangement"], "person": person, **more, **key}}
            for name, more in TOLD.items()
        },
        "endArrangement": {
            "input": {
                "arrangement": ids["AcceptedArrangement"],
                "person": person,
                "ground": "ground_gone",
                "reason": "The person won the lottery.",
                **case,
                **key,
            }
        },
        "requestChange": {"input": {**_change(ids), "person": person, **key}},
        "proposeArrangement": {"input": {"scheme": "rijk-2025", **key}},
        "giveConsent": {"input": {**all_of_it, **key}},
        "narrowConsent": {"input": {"grants": [ids["Grant"]], "categories": ["CLAIMS"], **key}},
        "withdrawConsent": {"input": {"grants": [ids["Grant"]], **key}},
        "requestConsent": {"input": {"person": person, **all_of_it, **key}},
        "answerConsentRequest": {"input": {"request": ids["ConsentRequest"], "answer": "GIVE", **key}},
        "giveMandate": {"input": {"representative": "0" * 20, "acts": ["VIEW"], **all_of_it, **key}},
        "recordMandate": {
            "input": {
                "person": person,
                "kind": "HELP",
                "evidence": {"kind": "PAPER", "signedOn": "2026-11-01", "reference": "M-1"},
                "acts": ["VIEW"],
                **all_of_it,
                **key,
            }
        },
        "endMandates": {"input": {"person": person, "mandates": [ids["Mandate"]], **key}},
        "erasePerson": {"input": key},
    }
    return everything[operation]
