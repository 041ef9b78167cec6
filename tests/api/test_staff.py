"""A worker of an agency sees what their own agency says, in a case that they name; and the person sees it."""

from dataclasses import replace
from typing import Any

import pytest
from api.commands import OVERVIEW, accesses, done, ref_for, requests, statuses
from api.desk import a_desk, codes
from api.requesters import CASE, OWED, a_request, a_worker
from builders import a_partner

from consent.parties import Oin
from consent.requests import ConsentRequest
from schema.documents import Stage

WORKER = a_worker()


async def test_a_worker_sees_their_own_agencys_claims_without_consent_and_no_others() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        overview = await desk.root(OVERVIEW, requester=WORKER, person=ref_for(desk, WORKER), case=CASE)
        told = {source["agency"]["code"]: source["status"] for source in overview["sources"]}
        asked = desk.asked
    assert [edge["node"]["owner"]["code"] for edge in overview["claims"]["edges"]] == ["duo"]
    assert {agency for agency, times in asked.items() if times} == {"duo"}
    assert overview["knownOpen"] == 5_000
    assert set(told.values()) == {"WITHHELD"}
    assert overview["signals"] == []


@pytest.mark.parametrize(
    "document",
    [
        "query Q($p: PersonInput) { overview(person: $p) { ... on Problem { code path } } }",
        """query Q($p: PersonInput) { preview(input: {scheme: "rijk-2025", person: $p}) {
             ... on Problem { code path } } }""",
        "query Q($p: PersonInput) { compare(input: {person: $p}) { ... on Problem { code path } } }",
    ],
    ids=["overview", "preview", "compare"],
)
async def test_a_worker_who_names_no_case_sees_nothing_and_no_agency_is_asked(document: str) -> None:
    async with a_desk(*OWED) as desk:
        refused = await desk.root(document, requester=WORKER, p=ref_for(desk, WORKER))
        assert set(desk.asked.values()) == {0}
    assert (refused["code"], refused["path"][-1]) == ("case.missing", "case")


NOT_CASES = [
    "999990019",
    "Z-999990019",
    "999.990.019",
    "99-99-90-019",
    "Z 1",
    "",
    "-",
    "Z" * 41,
    "zaak\u00e9",
    17,
    None,
]


@pytest.mark.parametrize("number", NOT_CASES)
async def test_what_could_be_a_persons_number_is_no_case_and_is_never_repeated(number: Any) -> None:
    async with a_desk(*OWED) as desk:
        case = {"reason": "CONTACT", "number": number}
        answer = await desk.ask(OVERVIEW, requester=WORKER, person=ref_for(desk, WORKER), case=case)
        assert set(desk.asked.values()) == {0}
    assert answer.stage is Stage.VARIABLES
    assert set(codes(answer)) <= {"case_number.malformed", "variable.invalid"}
    assert "99999" not in str(answer.plain())
    assert "99.990" not in str(answer.plain())


@pytest.mark.parametrize("number", ['"999990019"', "999990019", '"Z-999.990.019"'])
async def test_a_number_written_into_the_document_is_no_case_either(number: str) -> None:
    document = f"""query Q($p: PersonInput) {{
      overview(person: $p, case: {{reason: CONTACT, number: {number}}}) {{ __typename }}
    }}"""
    async with a_desk(*OWED) as desk:
        answer = await desk.ask(document, requester=WORKER, p=ref_for(desk, WORKER))
        assert set(desk.asked.values()) == {0}
    assert answer.errors
    assert all(codes(answer))
    assert "9999" not in str(answer.plain())
    assert "999.9" not in str(answer.plain())


async def test_the_person_sees_the_look_with_reason_and_case_and_not_who_the_worker_is() -> None:
    async with a_desk(*OWED) as desk:
        await desk.root(OVERVIEW, requester=WORKER, person=ref_for(desk, WORKER), case=CASE)
        (seen, *_) = await accesses(desk)
    assert (seen["by"]["role"], seen["by"]["oin"], seen["case"]) == ("STAFF", WORKER.oin, "contact:Z-2026-17")
    assert "worker-1" not in str(seen)


async def test_a_worker_sees_more_where_the_person_let_their_organization() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        wish = {"agencies": ["cjib"], "purposes": ["OVERVIEW"], "recipient": str(WORKER.oin)}
        await done(desk, "giveConsent", **wish)
        overview = await desk.root(OVERVIEW, requester=WORKER, person=ref_for(desk, WORKER), case=CASE)
    assert overview["knownOpen"] == 25_000


async def test_a_worker_of_no_agency_of_this_hub_sees_nothing() -> None:
    elsewhere = replace(WORKER, agency=None, oin=Oin("9" * 20))
    async with a_desk(*OWED) as desk:
        told = await statuses(desk, elsewhere, person=ref_for(desk, elsewhere), case=CASE)
        assert set(desk.asked.values()) == {0}
    assert set(told.values()) == {"consent.missing"}


async def test_what_an_agency_asked_the_person_is_not_for_its_workers_to_look_up() -> None:
    asker = replace(a_partner("duo"), oin=WORKER.oin)
    async with a_desk(*OWED) as desk:
        asked = await desk.world.ask_consent(a_request(desk, asker))
        assert isinstance(asked, ConsentRequest)
        assert await requests(desk, WORKER, person=ref_for(desk, WORKER)) == []
        assert len(await requests(desk, asker, person=ref_for(desk, asker))) == 1
