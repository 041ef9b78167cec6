import math
from typing import Any

import pytest
from api.desk import BSN, Desk, a_desk, codes
from graphql import GraphQLScalarType

from hub.errors import BadInput, HubError, Unavailable
from schema.documents import Stage
from schema.scalars import LARGEST, TEXT_LENGTH

WISH = "query Q($scheme: String!) { preview(input: {scheme: $scheme}) { ... on Problem { code } } }"


def scalar(desk: Desk, name: str) -> GraphQLScalarType:
    found = desk.engine.schema.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


@pytest.mark.parametrize(
    "value", [1.0, 0.5, "100", "", True, False, None, math.nan, math.inf, LARGEST + 1, -LARGEST - 1, 10**400, [], {}]
)
async def test_an_amount_is_whole_cents_and_nothing_else(value: object) -> None:
    async with a_desk() as desk:
        cents = scalar(desk, "EuroCents")
    for way in (cents.parse_value, cents.serialize):
        with pytest.raises(BadInput) as refused:
            way(value)
        assert refused.value.code == "money.not_whole_cents"


@pytest.mark.parametrize("value", [0, 1, -1, LARGEST, -LARGEST])
async def test_every_whole_amount_that_json_keeps_exact_is_one(value: int) -> None:
    async with a_desk() as desk:
        assert scalar(desk, "EuroCents").parse_value(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-2-3",
        "20260203",
        "2026-02-03T00:00:00Z",
        "\uff10\uff12",
        "2026-W01-1",
        "",
        " 2026-02-03",
        1,
        None,
        "0000-01-01",
    ],
)
async def test_what_is_no_day_is_refused_without_repeating_it(value: object) -> None:
    document = "query Q($on: Date!) { overview(asOf: $on) { __typename } }"
    async with a_desk() as desk:
        answer = await desk.ask(document, on=value)
        assert answer.stage is Stage.VARIABLES
        assert codes(answer)[0] in {"date.malformed", "variable.invalid"}
        assert not isinstance(value, str) or len(value) < 2 or value not in answer.errors[0]["message"]


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T09:00:00",
        "2026-11-23",
        "2026-11-23T25:00:00Z",
        "2026-11-23T09:00:00.1234567Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-11-23T09:00:00+99:00",
        "2026-11-23 09:00:00Z",
        "now",
        0,
        1.5,
    ],
)
async def test_what_is_no_moment_is_refused(value: object) -> None:
    document = "query Q($at: DateTime!) { overview(knownAt: $at) { __typename } }"
    async with a_desk() as desk:
        answer = await desk.ask(document, at=value)
        assert (answer.stage, codes(answer)) == (Stage.VARIABLES, ["datetime.malformed"])


@pytest.mark.parametrize("text", ["a\x00b", "a\x1fb", "a\nb", "\x7f", "\x85", "\ud800", "a\udfff"])
async def test_a_text_that_no_store_could_keep_is_refused(text: str) -> None:
    unreadable: dict[str, Any] = {text: "x"}
    async with a_desk() as desk:
        as_variable = await desk.ask(WISH, scheme=text)
        as_name = await desk.ask(WISH, scheme="rijk-2025", **unreadable)
        inside = await desk.ask(WISH, scheme="rijk-2025", more={"deep": [{text: [text]}]})
    for answer in (as_variable, as_name, inside):
        assert codes(answer) == ["text.control_character"]


@pytest.mark.parametrize("written", ["\\u0000", "\\u001f", "\\n", "\\ud800"])
async def test_a_control_character_in_the_document_is_refused_too(written: str) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(f'{{ preview(input: {{scheme: "a{written}b"}}) {{ __typename }} }}')
    assert codes(answer)[0] in {"text.control_character", "document.syntax"}


REVIEW = "mutation Q(%s) { requestHumanReview(input: %s) { problems { ... on Problem { code } } } }"
REVIEW_HERE = REVIEW.replace("Q(%s)", "Q")
REST = 'idempotencyKey: "k", about: {arrangement: "none"}'


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (REVIEW % ("$said: String!", f"{{words: $said, {REST}}}"), {"said": "One\r\n\tTwo"}),
        (
            REVIEW % ("$input: RequestHumanReviewInput!", "$input"),
            {"input": {"words": "One\r\n\tTwo", "idempotencyKey": "k", "about": {"arrangement": "none"}}},
        ),
        (REVIEW_HERE % f'{{words: "One\\n\\tTwo", {REST}}}', {}),
        (REVIEW_HERE % f'{{words: """One\n\tTwo""", {REST}}}', {}),
    ],
    ids=["a variable", "inside a variable", "in the document", "as a block"],
)
async def test_people_write_to_people_in_lines(document: str, variables: dict[str, Any]) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(document, **variables)
        assert answer.data == {"requestHumanReview": {"problems": [{"code": "arrangement.unknown"}]}}


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ud800"])
async def test_no_other_control_character_is_in_them(sign: str) -> None:
    document = REVIEW % ("$said: String!", f"{{words: $said, {REST}}}")
    async with a_desk() as desk:
        assert codes(await desk.ask(document, said=f"One\n{sign}Two")) == ["text.control_character"]


async def test_a_key_has_no_lines_though_its_variable_is_called_words() -> None:
    async with a_desk() as desk:
        document = "query Q($words: String!) { preview(input: {scheme: $words}) { ... on Problem { code } } }"
        assert codes(await desk.ask(document, words="One\nTwo")) == ["text.control_character"]


@pytest.mark.parametrize(
    "document",
    ["\x00", "{ agencies { code } } \x00", "\ud800", "{ a\ud800 }", "# \ud800\n{ agencies { code } }", "\ufeff"],
)
async def test_a_document_of_no_characters_is_answered_with_a_code(document: str) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(document)
        assert answer.errors == () or all(codes(answer))
        assert desk.incidents.kept == []
        str(answer.plain()).encode()


async def test_a_long_text_and_a_long_list_are_refused() -> None:
    async with a_desk() as desk:
        assert codes(await desk.ask(WISH, scheme="x" * (TEXT_LENGTH + 1))) == ["text.too_long"]
        assert codes(await desk.ask(WISH, scheme="x", more=["x"] * 101)) == ["list.too_long"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "variable.invalid"),
        ("5", "variable.invalid"),
        (True, "variable.invalid"),
        (2**31, "variable.invalid"),
        (math.inf, "variable.invalid"),
        (-math.inf, "variable.invalid"),
        (1e308, "variable.invalid"),
        ([5], "variable.invalid"),
        ({}, "variable.invalid"),
    ],
)
async def test_a_payment_day_is_a_small_whole_number(value: object, code: str) -> None:
    document = 'query Q($day: Int) { preview(input: {scheme: "rijk-2025", paymentDay: $day}) { __typename } }'
    async with a_desk() as desk:
        answer = await desk.ask(document, day=value)
    assert (answer.stage, codes(answer)) == (Stage.VARIABLES, [code])


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, ["rijk-2025"]])
async def test_a_variable_of_another_type_is_refused_before_anything_runs(value: object) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(WISH, scheme=value)
        assert answer.stage is Stage.VARIABLES
        assert codes(answer) == ["variable.invalid"]


async def test_a_mandatory_variable_must_be_sent() -> None:
    async with a_desk() as desk:
        assert codes(await desk.ask(WISH)) == ["variable.invalid"]


async def test_an_unknown_field_of_an_input_is_named_without_the_digits_in_it() -> None:
    document = "query Q($person: PersonInput) { overview(person: $person) { __typename } }"
    async with a_desk() as desk:
        answer = await desk.ask(document, person={BSN: BSN})
    assert answer.errors
    assert "99999" not in str(answer.errors)


async def test_every_value_that_is_wrong_keeps_its_digits_to_itself() -> None:
    documents = {
        "query Q($v: Int!) { grants(first: $v) { __typename } }": int(BSN) * 10**4,
        "query Q($v: ID!) { node(id: $v) { id } }": float(BSN) / 8,
        "query Q($v: Boolean!) { agencies @skip(if: $v) { code } }": BSN,
        "query Q($v: String!) { preview(input: {scheme: $v}) { __typename } }": int(BSN),
        "query Q($v: Purpose) { agencies { code } }": BSN,
        "query Q($v: [Purpose!]) { agencies { code } }": [BSN],
    }
    async with a_desk() as desk:
        for document, value in documents.items():
            answer = await desk.ask(document, v=value)
            assert answer.errors, document
            assert "99999" not in str(answer.plain()), document
            assert "124998" not in str(answer.plain()), document


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            "query Q($first: String) { accesses(first: $first) { __typename } }",
            "Variable '$first' of type 'String' used in position expecting type 'Int!'.",
        ),
        ("{ accesses(first: $nope) { __typename } }", "Variable '$nope' is not defined."),
        ("query Q($first: Int) { accesses(fist: $first) { __typename } }", "Unknown argument 'fist' on field"),
    ],
    ids=["another type", "not defined", "of an argument"],
)
async def test_what_does_not_fit_is_named_as_the_document_names_it(document: str, told: str) -> None:
    async with a_desk() as desk:
        answer = await desk.ask(document)
    assert answer.errors[0]["message"].startswith(told)


async def test_a_value_that_an_enumeration_has_not_is_told_which_it_has() -> None:
    wish = 'giveConsent(input: {idempotencyKey: "k", agencies: [], purposes: $v}) { __typename }'
    literals = ("[OVERVIE]", '["OVERVIE"]')
    async with a_desk() as desk:
        answers = [await desk.ask(f"mutation Q($v: [Purpose!]!) {{ {wish} }}", v=["OVERVIE"])]
        answers += [await desk.ask(f"mutation {{ {wish.replace('$v', literal)} }}") for literal in literals]
    for answer in answers:
        (error,) = answer.errors
        assert error["message"].endswith(" Choose from: OVERVIEW, PROPOSAL, EXECUTION.")
        assert "OVERVIE." not in error["message"]


class _AwayError(Exception):
    """Text that must stay inside: 999990019, postgres://user:secret@host."""


def _breaks(desk: Desk, fault: BaseException) -> None:
    """Let the first agency's adapter fail in a way that nobody foresaw."""

    class Broken:
        agency = desk.world.sources["belastingdienst"].agency

        async def ask(self, *_: object, **__: object) -> Any:
            raise fault

    sources = [Broken(), *list(desk.world.collect.sources)[1:]]
    object.__setattr__(desk.world.collect, "sources", tuple(sources))


async def test_an_unforeseen_fault_is_an_incident_and_says_nothing() -> None:
    async with a_desk() as desk:
        _breaks(desk, _AwayError("999990019 postgres://user:secret@host"))
        answer = await desk.ask("{ overview { __typename } }")
        assert answer.stage is Stage.EXECUTED
        assert answer.data is None
        (error,) = answer.errors
        assert error["extensions"] == {"code": "internal.error", "incident": "incident-1"}
        assert "secret" not in str(answer.plain())
        assert BSN not in str(answer.plain())
        assert len(desk.incidents.kept) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Unavailable("store.unavailable", "The store did not answer.", "Try again later."), "store.unavailable"),
        (HubError("book.unsound", "The rule book is not sound."), "book.unsound"),
    ],
)
async def test_a_fault_of_ours_keeps_its_code_and_gets_an_incident(fault: HubError, code: str) -> None:
    async with a_desk() as desk:
        _breaks(desk, fault)
        answer = await desk.ask("{ overview { __typename } }")
        assert codes(answer) == [code]
        assert answer.errors[0]["extensions"]["incident"] == "incident-1"


async def test_a_fault_in_one_field_leaves_the_others_that_may_be_null() -> None:
    async with a_desk() as desk:
        _breaks(desk, _AwayError("secret"))
        ref = desk.directory.pairwise(desk.world.subject, desk.world.citizen.client)
        from schema import global_id  # noqa: PLC0415 one test needs it

        id_ = global_id.encode("Claim", f"{ref}.x")
        answer = await desk.ask("query Q($id: ID!) { node(id: $id) { id } agencies { code } }", id=id_)
    assert answer.data is not None
    assert answer.data["node"] is None
    assert len(answer.data["agencies"]) == 5
    assert codes(answer) == ["internal.error"]
    assert answer.errors[0]["path"] == ["node"]


async def test_texts_come_in_the_language_of_the_request_and_dutch_otherwise() -> None:
    document = """{ preview(input: {scheme: "x"}) { ... on Problem { message } } }"""
    async with a_desk() as desk:
        dutch = await desk.ask(document)
        english = await desk.ask(document, language="en")
    assert dutch.data == {"preview": {"message": "Deze regeling bestaat niet. Vraag `schemes` op."}}
    assert english.data == {"preview": {"message": "There is no such scheme. Ask for `schemes`."}}


async def test_however_many_variables_are_wrong_at_most_five_errors_go_out() -> None:
    document = "query Q($person: PersonInput) { overview(person: $person) { __typename } }"
    async with a_desk() as desk:
        answer = await desk.ask(document, person={f"wrong{number}": number for number in range(50)})
    assert answer.stage is Stage.VARIABLES
    assert codes(answer) == ["variable.invalid"] * 5


async def test_a_number_of_a_person_has_no_way_out() -> None:
    async with a_desk() as desk:
        with pytest.raises(TypeError):
            scalar(desk, "Bsn").serialize(BSN)
