"""What is somebody else's and what never was give the same answer, to the byte, and no agency is asked."""

import json
from typing import Any

import pytest
from api.desk import BSN, OTHER_BSN
from api.requesters import Counter, a_counter, given
from api.test_authorization import document
from strawberry.relay.utils import to_base64

IDS = {
    "arrangement": ("Arrangement", "id"),
    "receipt": ("Arrangement", "id"),
    "node(Arrangement)": ("Arrangement", "id"),
    "node(Claim)": ("Claim", "id"),
    "node(ConsentRequest)": ("ConsentRequest", "id"),
    "node(Grant)": ("Grant", "id"),
    "node(Mandate)": ("Mandate", "id"),
    "narrowConsent": ("Grant", "grants"),
    "withdrawConsent": ("Grant", "grants"),
    "answerConsentRequest": ("ConsentRequest", "request"),
    "endMandates": ("Mandate", "mandates"),
}
"""Operations that take an id: of what, and where it stands."""

PERSONS = (
    "overview",
    "preview",
    "compare",
    "capacity",
    "grants",
    "mandates",
    "consentRequests",
    "accesses",
    "requestConsent",
    "recordMandate",
    "endMandates",
)
"""Operations that take a person."""

STRANGERS = ("another citizen", "helper without mandate", "worker without case", "auditor")
GUESS = "Zx9" * 15
"""As long as a reference is, and random like one."""


def ids(counter: Counter, kind: str, name: str) -> list[str]:
    """Somebody else's by every name that there is for it, guesses of the right shape, and nonsense."""
    real = counter.ids("person")
    guessed = f"{GUESS}.{GUESS}" if kind in {"Claim", "ConsentRequest"} else GUESS
    other_type = "Grant" if kind != "Grant" else "Mandate"
    return [
        real[kind],
        counter.ids("agency without grant")[kind],
        counter.ids(name)[kind],
        to_base64(kind, guessed),
        to_base64(kind, ""),
        real[other_type],
        to_base64("Query", "x"),
        "nonsense",
        "",
    ]


async def answer(counter: Counter, operation: str, name: str, variables: dict[str, Any]) -> str:
    """Ask, and give the answer to the byte."""
    told = await counter.desk.ask(document(operation), variables, requester=counter.parties[name].requester)
    return json.dumps(told.plain())


def variables_with(counter: Counter, operation: str, name: str, number: int, **instead: object) -> dict[str, Any]:
    """What an operation is asked with, and one thing in it replaced."""
    variables: dict[str, Any] = dict(given(counter, name, operation))
    if "input" not in variables:
        return {**variables, **instead}
    wish = {**variables["input"], **instead}
    key = {"idempotencyKey": f"try {number}"} if "idempotencyKey" in wish else {}
    return {"input": {**wish, **key}}


@pytest.mark.parametrize("operation", IDS)
async def test_no_id_tells_whether_it_stands_for_anything(operation: str) -> None:
    kind, place = IDS[operation]
    async with a_counter() as counter:
        asked = dict(counter.desk.asked)
        for name in STRANGERS:
            person = {"person": None} if operation == "endMandates" and name == "another citizen" else {}
            tried = {
                text: await answer(
                    counter,
                    operation,
                    name,
                    variables_with(
                        counter, operation, name, number, **{place: [text] if place.endswith("s") else text}, **person
                    ),
                )
                for number, text in enumerate(ids(counter, kind, name))
            }
            assert len(set(tried.values())) == 1, (name, tried)
        assert dict(counter.desk.asked) == asked
        assert counter.desk.incidents.kept == []


@pytest.mark.parametrize("operation", PERSONS)
async def test_no_reference_tells_whether_there_is_such_a_person(operation: str) -> None:
    async with a_counter() as counter:
        asked = dict(counter.desk.asked)
        for name in STRANGERS:
            refs = [counter.person(other)["ref"] for other in ("agency", "helper", "portal")]
            tried = [{"ref": ref} for ref in (*refs, GUESS, refs[0][:-1], refs[0] + "x", "nonsense", "", "\u00e9")]
            if name == "another citizen":
                tried += [counter.person("person"), {"bsn": BSN}, {"bsn": "999990056"}]
            told = {
                str(person): await answer(
                    counter, operation, name, variables_with(counter, operation, name, number, person=person)
                )
                for number, person in enumerate(tried)
            }
            assert len(set(told.values())) == 1, (name, told)
            assert "person.unknown" in next(iter(told.values()))
        assert dict(counter.desk.asked) == asked


async def test_without_a_basis_no_number_tells_whether_there_is_such_a_person() -> None:
    async with a_counter() as counter:
        for operation in PERSONS:
            told = {
                await answer(
                    counter,
                    operation,
                    "agency without grant",
                    variables_with(counter, operation, "agency without grant", number, person={"bsn": bsn}),
                )
                for number, bsn in enumerate((BSN, OTHER_BSN, "999990056"))
            }
            assert len(told) == 1
            assert "bsn.no_basis" in told.pop()
