"""Whatever an agency sends, reading and translating end in one way: a document, or a fault with a code."""

from contextlib import suppress

from agencies.fcid_cases import (
    BSN,
    CURRENT,
    LEXICON,
    OTHER_BSN,
    TODAY,
    Json,
    a_body,
    a_case,
    added,
    as_bytes,
    demanded,
    event,
    imposed,
    paid,
    read,
    remitted,
    withdrawn,
)
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid import reader
from adapters.agencies.fcid.document import Document
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.reader import OtherVersion
from adapters.agencies.fcid.translate import translate
from adapters.agencies.reasons import Reason

KEYS = sorted({spelling.key for spelling in CURRENT.spellings.values()})
WORDS = ["", BSN, OTHER_BSN, "h_boete", "h_nieuw", "2026-03-01T00:00:00Z", "2026-03-01", "Aanmaning", "K1", "yes", "ja"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**12) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=10,
)
SOUND = st.sampled_from(
    [
        imposed("e1", "2026-03-01", 10000),
        added("e2", "2026-03-01", 900),
        demanded("e3", "2026-03-01", 10900),
        withdrawn("e4", "2026-04-01"),
        demanded("e5", "2026-04-01", 10900, betalingskenmerk="K2"),
        paid("e6", "2026-04-02", 100),
        remitted("e7", "2026-04-03", 100),
        event("FinancieleZaakOvergenomen", "e8", "2026-03-01"),
        event("ZaakGesplitst", "e9", "2026-05-01"),
    ]
)
SPOILED = st.builds(lambda sound, key, value: {**sound, key: value}, SOUND, st.sampled_from(KEYS), VALUES)
EVENTS = st.lists(SOUND | SPOILED | VALUES, max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """A document in which anything may be spoiled."""
    cases: list[object] = [
        {
            "zaakkenmerk": draw(st.sampled_from(["Z-1", "Z-2"]) | VALUES),
            "gebeurtenissen": draw(EVENTS),
            **draw(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=2)),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    return a_body(*cases, draw(VALUES)) if draw(st.booleans()) else a_body(*cases)


@given(value=VALUES)
def test_any_json_is_read_or_refused_in_one_way(value: object) -> None:
    with suppress(Malformed, OtherVersion):
        assert isinstance(reader.read(as_bytes(value), CURRENT), Document)


@given(document=documents())
def test_any_document_is_translated_and_nothing_that_is_wrong_goes_unmarked(document: Json) -> None:
    with suppress(Malformed):
        told = read(document)

        found = translate(told, LEXICON, View(as_of=TODAY))

        assert not any(claim.issues for claim in found.claims) or found.reasons
        assert not told.faults or Reason.MALFORMED in found.reasons
        assert len({claim.key for claim in found.claims}) == len(found.claims)


@given(events=EVENTS)
def test_a_sound_case_is_told_whatever_stands_beside_it(events: list[object]) -> None:
    beside: Json = {"zaakkenmerk": "Z-1", "gebeurtenissen": events}

    found = translate(read(a_body(beside, a_case(zaakkenmerk="Z-9"))), LEXICON, View(as_of=TODAY))
    sound = [claim for claim in found.claims if claim.key.reference == "Z-9"]

    assert [(claim.open.total, claim.issues) for claim in sound] == [(10000, ())]
