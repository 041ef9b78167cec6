from dataclasses import replace

import pytest
from api.desk import BSN, NO_BSN, NOT_IN_TEST_RANGE, OTHER_BSN, Desk, a_desk, codes
from builders import a_citizen, a_claim, a_partner, a_report

from adapters.identity.bsn import Bsn
from adapters.web.budgets import LookUps
from schema.documents import Stage, StoppedError

OVERVIEW = """
query Overview($person: PersonInput) {
  overview(person: $person) {
    __typename
    ... on Overview { person { ref } knownOpen sources { agency { code } status reason } }
    ... on Problem { code path message(language: EN) }
  }
}
"""
PREVIEW = """
query Preview($person: PersonInput) {
  preview(input: { scheme: "rijk-2025", person: $person }) { __typename ... on Problem { code path } }
}
"""
WHO = """
query Who($person: PersonInput) {
  person(person: $person) { __typename ... on Person { ref } ... on Problem { code path } }
}
"""
GRANTS = "query Grants($person: PersonInput) { grants(person: $person) { __typename ... on Problem { code path } } }"

LOOKS = """{ accesses(kinds: [PERSON_NAMED]) { ... on AccessConnection { edges { node { by { role oin } } } } } }"""

OWED = a_report("cjib", a_claim(20000))
ENTITLED = replace(a_partner(), bsn_basis="art. 10 Wabb")


def pairwise(desk: Desk) -> str:
    return desk.directory.pairwise(desk.world.subject, a_partner().client)


async def test_a_citizen_may_name_themselves_by_either_name() -> None:
    async with a_desk(OWED) as desk:
        left_out = await desk.root(OVERVIEW)
        for person in ({"bsn": BSN}, {"ref": left_out["person"]["ref"]}, None):
            assert await desk.root(OVERVIEW, person=person) == left_out


async def test_a_number_is_exchanged_for_a_reference_and_no_agency_hears_of_it() -> None:
    async with a_desk(OWED) as desk:
        entitled = await desk.root(WHO, requester=ENTITLED, person={"bsn": BSN})
        never_seen = await desk.root(WHO, requester=ENTITLED, person={"bsn": "999990032"})
        refused = await desk.root(WHO, requester=a_partner(), person={"bsn": BSN})
        assert entitled == {"__typename": "Person", "ref": pairwise(desk)}
        assert await desk.root(WHO, requester=ENTITLED, person={"ref": entitled["ref"]}) == entitled
        assert set(desk.asked.values()) == {0}
    assert never_seen["__typename"] == "Person"  # whether somebody is known here is not to be learned
    assert (refused["code"], refused["path"]) == ("bsn.no_basis", ["person"])


async def _named(desk: Desk, bsn: str) -> list[tuple[str, str | None]]:
    """Who used somebody's number, as that person sees it."""
    person = a_citizen(await desk.directory.ref_of(Bsn(bsn)))
    seen = await desk.root(LOOKS, requester=person)
    return [(edge["node"]["by"]["role"], edge["node"]["by"]["oin"]) for edge in seen["edges"]]


async def test_a_person_sees_who_used_their_number_whether_they_were_known_here_or_not() -> None:
    never_seen = "999990032"
    async with a_desk(OWED) as desk:
        for number in (BSN, never_seen):
            await desk.root(WHO, requester=ENTITLED, person={"bsn": number})
        seen = [await _named(desk, number) for number in (BSN, never_seen)]

    assert seen == [[("AGENCY", str(ENTITLED.oin))]] * 2


async def test_no_line_is_left_where_no_number_leads_to_somebody_else() -> None:
    async with a_desk(OWED) as desk:
        await desk.root(WHO, person={"bsn": BSN})
        await desk.root(WHO)
        await desk.root(WHO, requester=ENTITLED, person={"ref": pairwise(desk)})
        await desk.root(WHO, requester=a_partner(), person={"bsn": BSN})
        await desk.root(WHO, requester=await desk.a_stranger(), person={"bsn": BSN})
        seen = await _named(desk, BSN)

    assert seen == []


@pytest.mark.parametrize(("document", "path"), [(OVERVIEW, ["person"]), (PREVIEW, ["input", "person"])])
async def test_a_person_who_is_asked_about_too_often_is_asked_about_later(document: str, path: list[str]) -> None:
    async with a_desk(OWED) as desk:
        object.__setattr__(desk.world.collect, "pace", LookUps(most=1))
        first, second = await desk.root(document), await desk.root(document)
    assert first["__typename"] not in {"InputProblem", "AccessRefused"}
    assert (second["__typename"], second["code"], second["path"]) == ("InputProblem", "person.asked_too_often", path)


@pytest.mark.parametrize("document", [OVERVIEW, PREVIEW, GRANTS, WHO])
async def test_a_citizen_who_names_somebody_else_learns_nothing(document: str) -> None:
    async with a_desk(OWED) as desk:
        stranger = await desk.a_stranger()
        known = await desk.root(document, requester=stranger, person={"bsn": BSN})
        never_seen = await desk.root(document, requester=stranger, person={"bsn": "999990032"})
        guessed = await desk.root(document, requester=stranger, person={"ref": "a-guess"})
        of_another_client = await desk.root(document, requester=stranger, person={"ref": pairwise(desk)})
        own_ref = (await desk.root(OVERVIEW))["person"]["ref"]
        of_another_person = await desk.root(document, requester=stranger, person={"ref": own_ref})
        asked = set(desk.asked.values())
    assert known["code"] == "person.unknown"
    assert known == never_seen == guessed == of_another_client == of_another_person
    assert asked == {1 if desk.asked["cjib"] else 0}


async def test_a_partner_must_say_whom_they_mean() -> None:
    async with a_desk(OWED) as desk:
        problem = await desk.root(OVERVIEW, requester=a_partner())
    assert (problem["__typename"], problem["code"], problem["path"]) == (
        "AccessRefused",
        "person.not_named",
        ["person"],
    )


async def test_a_partner_without_a_legal_basis_may_not_use_a_number() -> None:
    async with a_desk(OWED) as desk:
        for number in (BSN, OTHER_BSN, NO_BSN):
            problem = await desk.root(OVERVIEW, requester=a_partner(), person={"bsn": number})
            assert (problem["__typename"], problem["code"]) == ("AccessRefused", "bsn.no_basis")
            assert number not in str(problem)


async def test_a_partner_sees_through_their_own_reference_what_the_person_allowed() -> None:
    async with a_desk(OWED) as desk:
        partner = a_partner()
        before = await desk.root(OVERVIEW, requester=partner, person={"ref": pairwise(desk)})
        await desk.world.give(desk.world.wish(key="more", recipient=str(partner.oin)))
        after = await desk.root(OVERVIEW, requester=partner, person={"ref": pairwise(desk)})
    assert before["knownOpen"] == 0
    assert {source["status"] for source in before["sources"]} == {"WITHHELD"}
    assert after["knownOpen"] == 20000
    assert after["person"]["ref"] == pairwise(desk)


async def test_a_partner_with_a_legal_basis_may_use_a_number() -> None:
    async with a_desk(OWED) as desk:
        overview = await desk.root(OVERVIEW, requester=ENTITLED, person={"bsn": BSN})
        assert overview["person"]["ref"] == pairwise(desk)


async def test_a_law_that_keeps_data_secret_is_named() -> None:
    document = """query Q($person: PersonInput) {
      overview(person: $person) { ... on Overview { sources { status article } } }
    }"""
    async with a_desk(OWED, secrecy="art. 67 AWR") as desk:
        overview = await desk.root(document, requester=a_partner(), person={"ref": pairwise(desk)})
    assert overview["sources"][0] == {"status": "WITHHELD", "article": "art. 67 AWR"}


@pytest.mark.parametrize(("number", "code"), [(NO_BSN, "bsn.invalid"), (NOT_IN_TEST_RANGE, "bsn.not_a_test_number")])
async def test_a_number_that_cannot_be_is_a_problem_that_does_not_repeat_it(number: str, code: str) -> None:
    async with a_desk(OWED) as desk:
        for requester in (ENTITLED, None):
            problem = await desk.root(OVERVIEW, requester=requester, person={"bsn": number})
            assert (problem["__typename"], problem["code"], problem["path"]) == (
                "InputProblem",
                code,
                ["person", "bsn"],
            )
            assert number not in str(problem)


@pytest.mark.parametrize("value", ["12345678", "1234567890", "99999 0019", "", 999990019, 999990019.0, True, [BSN], {}])
async def test_what_is_no_text_of_nine_digits_is_refused_without_repeating_it(value: object) -> None:
    async with a_desk(OWED) as desk:
        answer = await desk.ask(OVERVIEW, person={"bsn": value})
    assert answer.data is None
    assert set(codes(answer)) <= {"bsn.malformed", "variable.invalid"}
    assert "99999" not in str(answer.errors)
    assert "123456" not in str(answer.errors)


@pytest.mark.parametrize(
    "document",
    [
        f'{{ overview(person: {{bsn: "{BSN}"}}) {{ __typename }} }}',
        f"{{ overview(person: {{bsn: {BSN}}}) {{ __typename }} }}",
        f'{{ overview(person: {{bsn: """{BSN}"""}}) {{ __typename }} }}',
        f"{{ overview(person: {{bsn: X{BSN}}}) {{ __typename }} }}",
        f'{{ preview(input: {{scheme: "rijk-2025", person: {{bsn: "{BSN}"}}}}) {{ __typename }} }}',
        f'query Q($bsn: Bsn = "{BSN}") {{ overview(person: {{bsn: $bsn}}) {{ __typename }} }}',
        f'query Q($person: PersonInput = {{bsn: "{BSN}"}}) {{ overview(person: $person) {{ __typename }} }}',
        f'{{ overview(person: {{bsn: ["{BSN}"]}}) {{ __typename }} }}',
        f'{{ overview(person: "{BSN}") {{ __typename }} }}',
        f'{{ overview(person: {{ref: "x", bsn: "{BSN}"}}) {{ __typename }} }}',
        f'{{ overview(asOf: "{BSN}") {{ __typename }} }}',
        f"{{ overview(knownAt: {BSN}) {{ __typename }} }}",
        f"{{ preview(input: {{scheme: {BSN}}}) {{ __typename }} }}",
        f'{{ preview(input: {{scheme: "rijk-2025", paymentDay: {BSN}0}}) {{ __typename }} }}',
        f'{{ preview(input: {{scheme: "rijk-2025", paymentDay: "{BSN}"}}) {{ __typename }} }}',
        f"{{ node(id: {BSN}.0) {{ id }} }}",
        f'{{ overview(bsn: "{BSN}") {{ __typename }} }}',
        f"{{ overview {{ n{BSN} }} }}",
        f'{{ overview @include(if: "{BSN}") {{ __typename }} }}',
        f"{{ overview @x{BSN} {{ __typename }} }}",
        f"query n{BSN} {{ n{BSN} }}",
        f"{{ ...n{BSN} }} fragment n{BSN} on n{BSN} {{ id }}",
        f'"{BSN}" {{ overview {{ __typename }} }}',
        f"{{ overview }} {BSN}",
        f'{{ overview(person: {{bsn: "{BSN}',
    ],
)
async def test_a_number_in_the_document_is_refused_and_not_repeated(document: str) -> None:
    async with a_desk(OWED) as desk:
        answer = await desk.ask(document)
        assert answer.errors
        assert all(error["extensions"]["code"] for error in answer.errors)
        assert BSN not in str(answer.plain())
        assert "999990" not in str(answer.plain())
        assert set(desk.asked.values()) == {0}


@pytest.mark.parametrize(
    "document",
    [
        f"{{ x{BSN}: overview {{ ... on Overview {{ claims(first: 101) {{ totalCount }} }} }} }}",
        f"{{ agencies {{ x{BSN}: code }} }}",
        f"query q{BSN} {{ agencies {{ code }} }}",
        f"{{ agencies {{ x{BSN} }} }}",
        f"query ($x{BSN}: Bsn!) {{ overview(person: {{bsn: $x{BSN}}}) {{ __typename }} }}",
        f"{{ ...x{BSN} }} fragment x{BSN} on Query {{ agencies {{ code }} }}",
    ],
    ids=["alias that would stand in a path", "alias", "operation", "field", "variable", "fragment"],
)
async def test_a_number_hidden_in_a_name_is_refused_and_not_repeated(document: str) -> None:
    async with a_desk(OWED) as desk:
        answer = await desk.ask(document)
    assert (answer.stage, codes(answer)) == (Stage.DOCUMENT, ["text.number_in_name"])
    assert BSN not in str(answer.plain())


@pytest.mark.parametrize(
    "document",
    [
        f'{{ node(id: "{BSN}") {{ id }} }}',
        f'{{ preview(input: {{scheme: "of {BSN}, as agreed"}}) {{ __typename }} }}',
        f'{{ node(id: """of {BSN}""") {{ id }} }}',
        f'{{ node(id: "\\u0039{BSN[1:]}") {{ id }} }}',
        f"{{ node(id: {BSN}) {{ id }} }}",
        f"{{ node(id: {BSN}.0) {{ id }} }}",
        f'query ($id: ID = "{BSN}") {{ node(id: $id) {{ id }} }}',
        f"# {BSN} asked\n{{ agencies {{ code }} }}",
        f"{{ agencies {{ code }} }} # case-{BSN}.",
        f'"of {BSN}" query Q {{ agencies {{ code }} }}',
    ],
    ids=[
        "text",
        "in a text",
        "block",
        "escaped",
        "number",
        "broken number",
        "default",
        "comment",
        "last comment",
        "description",
    ],
)
async def test_a_number_anywhere_in_the_document_is_refused_with_its_place(document: str) -> None:
    async with a_desk(OWED) as desk:
        answer = await desk.ask(document)
        with pytest.raises(StoppedError):
            desk.engine.documents.register(document)
    assert (answer.stage, codes(answer)) == (Stage.DOCUMENT, ["bsn.literal"])
    assert [{*place} for place in answer.errors[0]["locations"]] == [{"line", "column"}]
    assert BSN not in str(answer.plain())


@pytest.mark.parametrize("written", [f"1{BSN}", f"{BSN}1", BSN[:-1], NO_BSN, "000000000", f"{BSN[:4]}-{BSN[4:]}"])
async def test_other_digits_in_the_document_are_taken(written: str) -> None:
    document = f'# {written}\n{{ preview(input: {{scheme: "{written}"}}) {{ ... on Problem {{ code }} }} }}'
    async with a_desk(OWED) as desk:
        answer = await desk.ask(document)
    assert answer.data == {"preview": {"code": "scheme.unknown"}}


@pytest.mark.parametrize(
    "person", [{}, {"bsn": BSN, "ref": "x"}, {"bsn": None}, {"ref": None}, {"bsn": BSN, "ref": None}]
)
async def test_a_person_has_exactly_one_name(person: dict[str, object]) -> None:
    async with a_desk(OWED) as desk:
        answer = await desk.ask(OVERVIEW, person=person)
    assert codes(answer) == ["variable.invalid"]
    assert "99999" not in str(answer.errors)


async def test_a_citizen_who_names_somebody_else_makes_nobody_known() -> None:
    async with a_desk() as desk:
        answer = await desk.root("query($bsn: Bsn!) { grants(person: {bsn: $bsn}) { __typename } }", {"bsn": OTHER_BSN})

        assert answer["__typename"] == "AccessRefused"
        assert await desk.directory.find(Bsn(OTHER_BSN)) is None
