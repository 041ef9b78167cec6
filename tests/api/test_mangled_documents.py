"""Whatever is sent, an answer comes back: every error has a code, none is an incident, no number is repeated."""

from typing import Any

from api.desk import BSN, a_desk
from builders import a_claim, a_report
from effort import tried
from hypothesis import given
from hypothesis import strategies as st
from sources import ROOT

from schema.limits import ERRORS

WHOLE = """query Q($person: PersonInput, $n: Int!) {
  overview(person: $person) { ... on Overview { claims(first: $n) { edges { node { id reference } } } } }
  node(id: "x") { id }
  grants(first: $n) { __typename }
}"""
DOCUMENTS = [WHOLE, *(path.read_text(encoding="utf-8") for path in (ROOT / "schema" / "operations").glob("*.graphql"))]

PIECES = [
    *["{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "on", "=", "|", "&", "#x\n", "\ud800", "\x00", "é"],
    *[f'"{BSN}"', BSN, "null", "true", "-1", "1e5", '"""x"""', "a", "Query", "Bsn", "input", "person", "bsn"],
    *["fragment", "query", "mutation", "subscription", "__schema", "__typename"],
    *["@skip(if: true)", "@include", "@defer", "@stream", "@stream(initialCount: 1)", "@deprecated", "@oneOf"],
]
VALUES: list[Any] = [
    *[
        None,
        1,
        1.5,
        True,
        -1,
        101,
        10**30,
        float("inf"),
        "",
        "x",
        "\x00",
        "\ud800",
        BSN,
        "rijk-2025",
        [BSN],
        ["OVERVIEW"],
    ],
    *[{"bsn": BSN}, {"ref": "x"}, {"bsn": None}, {BSN: 1}, {"idempotencyKey": "k"}, ["cjib"], 3, 10],
]


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A document of ours with a few words replaced, put in or taken out."""
    words = draw(st.sampled_from(DOCUMENTS)).split(" ")
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(words) - 1))
        piece = draw(st.sampled_from(PIECES))
        match draw(st.sampled_from(["replace", "insert", "remove"])):
            case "replace":
                words[place] = piece
            case "insert":
                words.insert(place, piece)
            case _:
                words[place] = ""
    return " ".join(words)


VARIABLES = st.dictionaries(
    st.sampled_from(["scheme", "key", "agencies", "person", "n", "grants"]), st.sampled_from(VALUES)
)


@tried(150)
@given(document=mangled(), variables=VARIABLES)
async def test_whatever_is_sent_is_answered_without_an_incident(document: str, variables: dict[str, object]) -> None:
    async with a_desk(a_report("cjib", a_claim(20000), a_claim(5000, owner="duo", reference="D-1"))) as desk:
        answer = await desk.ask(document, variables)
        assert desk.incidents.kept == []
        assert len(answer.errors) <= ERRORS
        assert all(error["extensions"]["code"] for error in answer.errors)
        assert "99999" not in str(answer.plain())
