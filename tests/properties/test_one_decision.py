"""Whoever asks, and through whichever door: the decision is the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
from api.desk import Desk, a_desk
from builders import AGENCIES, NOON, a_grant
from doors.beside import CJIB, CLIENTS, DUO, ENFORCER, HELPER
from doors.door import JSON, TOKEN, Gate
from hub_world import EDITION, TRACE
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from adapters.web.admission import AtDoor
from adapters.web.beside import decisions_and_logs
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd
from consent.grants import Given, Withdrawn
from consent.mandates import Act, Evidence, Mandate, MandateGiven, MandateId, MandateKind
from consent.parties import SELF, AgencyCode, Oin, Requester, Role
from consent.purposes import Category, Purpose
from hub.actions.collect import Question
from hub.domain.source import SourceStatus

PORTAL = replace(ENFORCER, client="portal-org", oin=Oin("00000099000000008000"), scopes=frozenset())
UNREGISTERED = replace(CJIB, client="cjib-poor", oin=Oin("00000099000000006000"), purposes=frozenset({"proposal"}))
ORGANIZATIONS = (CJIB, DUO, HELPER, PORTAL, UNREGISTERED)
NOT_ACCESS = {"consent.other_owners_withheld", "consent.category_withheld"}
"""Why something is left out of an answer that was permitted; no decision about access."""

DOCUMENT = """query Q($p: PersonInput) { overview(person: $p) { ... on Overview {
    sources { agency { code } status reason } } } }"""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """One thing that a person allowed, at any time, for any time."""

    recipient: str
    agency: str
    purpose: Purpose
    days: int
    began: int
    withdrawn: bool
    categories: frozenset[Category]


ALLOWED = st.builds(
    Allowed,
    recipient=st.sampled_from([SELF, *(str(each.oin) for each in ORGANIZATIONS)]),
    agency=st.sampled_from(AGENCIES),
    purpose=st.sampled_from([Purpose.OVERVIEW, Purpose.PROPOSAL]),
    days=st.sampled_from([1, 30, 300]),
    began=st.sampled_from([0, 10, 250]),
    withdrawn=st.sampled_from([False, False, False, True]),
    categories=st.sampled_from(
        [frozenset({Category.CLAIMS}), frozenset(Category), frozenset({Category.CIRCUMSTANCES})]
    ),
)
MANDATES = st.tuples(
    st.sets(st.sampled_from(AGENCIES)),
    st.sets(st.sampled_from(list(Purpose))),
    st.sampled_from([frozenset({Act.VIEW}), frozenset({Act.ACCEPT})]),
)


async def record(desk: Desk, allowed: Sequence[Allowed], mandate: Any) -> None:
    """Lay it on record."""
    agencies, purposes, acts = mandate
    subject = desk.world.subject
    for number, each in enumerate(allowed):
        begins = NOON - timedelta(days=each.began)
        grant = a_grant(
            each.agency,
            number=number,
            subject=subject,
            purpose=each.purpose,
            recipient=each.recipient,
            valid_from=begins,
            days=each.days,
            categories=each.categories,
        )
        async with desk.world.store.transaction(subject) as transaction:
            await transaction.append_consent(Given(grant=grant, at=begins))
            if each.withdrawn:
                await transaction.append_consent(Withdrawn(grant_id=grant.id, at=NOON))
    given_ = Mandate(
        id=MandateId("mandate-1"),
        subject=subject,
        representative=HELPER.recipient,
        kind=MandateKind.HELP,
        acts=acts,
        purposes=frozenset(purposes),
        agencies=frozenset(AgencyCode(code) for code in agencies),
        evidence=Evidence.LOGIN,
        valid_from=NOON - timedelta(days=1),
        valid_until=NOON + timedelta(days=1),
    )
    async with desk.world.store.transaction(subject) as transaction:
        await transaction.append_mandate(MandateGiven(mandate=given_, at=NOON))


def a_decision_point(desk: Desk) -> httpx2.AsyncClient:
    agencies = tuple(source.agency for source in desk.world.sources.values())
    routes = decisions_and_logs(
        services=replace(desk.services, agencies=agencies),
        store=desk.world.store,
        edition=EDITION,
        clients=(*CLIENTS, PORTAL, UNREGISTERED),
        at_door=AtDoor(
            authenticate=Gate(ENFORCER),
            crowd=Crowd(8),
            budgets=Budgets(person=1_000_000, client=1_000_000),
            new_trace=lambda: TRACE.trace_id,
            report=str,
        ),
        public_url="https://hub.invalid",
    )
    transport = httpx2.ASGITransport(Starlette(routes=routes))
    return httpx2.AsyncClient(transport=transport, base_url="http://hub.invalid")


async def evaluated(http: httpx2.AsyncClient, desk: Desk, who: Requester, purpose: Purpose) -> dict[str, str | None]:
    """What AuthZEN says of each agency: nothing, or why not."""
    ref = desk.directory.pairwise(desk.world.subject, ENFORCER.client)
    own = {"type": "persoon", "id": ref}
    theirs = {"type": "organisatie", "id": who.oin, "properties": {"client_id": who.client}}
    content = {
        "subject": own if who.role is Role.CITIZEN else theirs,
        "action": {"name": f"{purpose.value}.read"},
        "evaluations": [{"resource": {"type": "vordering", "id": f"{ref}/{code}"}} for code in AGENCIES],
    }
    sent = {"Content-Type": JSON, "Authorization": TOKEN}
    answer = (await http.post("/access/v1/evaluations", json=content, headers=sent)).json()["evaluations"]
    whole = {**content, "resource": {"type": "dossier", "id": ref}}
    del whole["evaluations"]
    told = (await http.post("/access/v1/evaluation", json=whole, headers=sent)).json()
    assert told["decision"] is all(each["decision"] for each in answer)
    assert [told["context"]["agencies"][code]["decision"] for code in AGENCIES] == [each["decision"] for each in answer]
    return {
        code: None if each["decision"] else each["context"]["code"] for code, each in zip(AGENCIES, answer, strict=True)
    }


async def collected(desk: Desk, who: Requester, purpose: Purpose) -> dict[str, str | None]:
    """What fetching says of each agency."""
    question = Question(
        requester=who, subject=desk.world.subject, purpose=purpose, as_of=desk.world.clock.today(), trace=TRACE
    )
    reports = (await desk.world.collect(question)).reports
    return {
        report.agency: report.reason
        if report.status is SourceStatus.WITHHELD and report.reason not in NOT_ACCESS
        else None
        for report in reports
    }


async def shown(desk: Desk, who: Requester) -> dict[str, str | None]:
    """What GraphQL's overview says of each agency."""
    ref = desk.directory.pairwise(desk.world.subject, who.client)
    person = None if who.role is Role.CITIZEN else {"ref": ref}
    sources = (await desk.root(DOCUMENT, requester=who, p=person))["sources"]
    return {
        each["agency"]["code"]: each["reason"]
        if each["status"] == "WITHHELD" and each["reason"] not in NOT_ACCESS
        else None
        for each in sources
    }


def as_told(said: dict[str, str | None]) -> dict[str, str | None]:
    """Nobody but the person hears that there once was consent."""
    veiled = {"consent.lapsed", "consent.outdated", "consent.used_up"}
    return {code: "consent.missing" if reason in veiled else reason for code, reason in said.items()}


async def compare(allowed: Sequence[Allowed], mandate: Any) -> set[str | None]:
    found: set[str | None] = set()
    async with a_desk(consents=False, secrecy="AWR 67") as desk:
        await record(desk, allowed, mandate)
        async with a_decision_point(desk) as http:
            for who in (desk.world.citizen, *ORGANIZATIONS):
                for purpose in Purpose:
                    # AuthZEN first: that somebody looked keeps consent alive, that somebody asked does not.
                    told = await evaluated(http, desk, who, purpose)
                    overview = await shown(desk, who) if purpose is Purpose.OVERVIEW else None
                    assert told == as_told(await collected(desk, who, purpose))
                    assert overview is None or told == as_told(overview)
                    found |= set(told.values())
    return found


@settings(deadline=None, max_examples=15)
@given(st.lists(ALLOWED, max_size=8, unique_by=lambda each: (each.recipient, each.agency, each.purpose)), MANDATES)
def test_authzen_decides_what_fetching_and_graphql_decide(allowed: Sequence[Allowed], mandate: Any) -> None:
    asyncio.run(compare(allowed, mandate))


def test_the_comparison_meets_both_answers_and_many_grounds() -> None:
    allowed = [
        Allowed(
            recipient=recipient,
            agency=agency,
            purpose=Purpose.OVERVIEW,
            days=300,
            began=0,
            withdrawn=False,
            categories=frozenset({Category.CLAIMS}),
        )
        for recipient in (SELF, str(CJIB.oin))
        for agency in ("cjib", "belastingdienst")
    ]
    found = asyncio.run(compare(allowed, ({"duo"}, {Purpose.OVERVIEW}, frozenset({Act.VIEW}))))

    assert found >= {
        None,
        "consent.missing",
        "consent.no_mandate",
        "consent.purpose_not_registered",
        "consent.role_has_no_basis",
        "needs.legal_basis",
    }
