"""The short way gives exactly what the whole reader gives, or nothing; and ordinary answers go the short way."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from agencies.fcid_cases import BSN, CURRENT, OLDER, a_body, a_case, an_answer, as_bytes, event
from agencies.fcid_full import FACT, MOMENT, full, places, put, spoiled
from bench.upstream import FOLDER, numbers, spelled
from effort import tried
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.agencies import agency_profile
from adapters.agencies.fcid import profile, reader, values
from adapters.agencies.fcid.document import Document
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.quick_reader import QuickReader
from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import agency as simulated
from adapters.agencies.simulator import encoder, generator, people
from adapters.agencies.simulator.story import Person

MADE_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAYS = (date(2026, 11, 23), date(2026, 6, 1), date(2025, 1, 1))
CODES = [*AGENCIES, "example"]
PROFILES = {code: agency_profile.load(folder(code)).fcid for code in CODES}
READERS = {version.name: QuickReader(version) for version in (CURRENT, OLDER)}
CAPTURED = {path.stem: json.loads(path.read_text(encoding="utf-8"))["document"] for path in FOLDER.glob("*.json")}
SAMPLES = [(code, path) for code in CODES for path in sorted((folder(code) / "samples").glob("*.json"))]
TOO_ODD = {"float-amount", "malformed-type-code", "negative-amount", "no-offset", "unknown-event", "unknown-keys"}
"""Samples that are made to have something to remark."""

EVENTS = ("body", "financiele_zaken", 0, "gebeurtenissen")
CASE = EVENTS[:-1]
AN_EVENT = event("FinancieleZaakOvergenomen", "e", MOMENT)
A_CASE = {"zaakkenmerk": "Z", "gebeurtenissen": []}


def _goes_the_short_way(answer: bytes, version: Profile = CURRENT) -> bool:
    """Say whether it does, having made sure that it comes out where the whole reader does."""
    found = READERS[version.name].ordinary(answer)
    if found is None:
        return False
    assert _all_of(found) == _all_of(reader.read(answer, version))
    return True


def _all_of(document: Document) -> tuple[object, ...]:
    # What is equal can still differ: true from one, a moment from the same one with another offset.
    return (
        document,
        document.persons,
        repr(document),
        str(document.stated),
        [str(case.stated) for case in document.cases],
    )


def _written(person: Person, code: str, on: date) -> bytes:
    told = encoder.document(person, simulated.load(code), bsn=person.bsn or BSN, as_of=on, made_at=MADE_AT)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _with(at: Sequence[str | int], value: object) -> bytes:
    return _raw(put(full(), tuple(at), value))


def _raw(value: object) -> bytes:
    """Write without escapes where JSON needs none."""
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize(("code", "path"), [pytest.param(*each, id=f"{each[0]}-{each[1].stem}") for each in SAMPLES])
def test_a_sample_goes_the_short_way_unless_there_is_something_to_remark(code: str, path: Path) -> None:
    assert _goes_the_short_way(path.read_bytes(), PROFILES[code]) is (path.stem not in TOO_ODD)


@pytest.mark.parametrize("code", CAPTURED)
def test_the_answers_that_the_benchmark_serves_go_the_short_way(code: str) -> None:
    answers = [answer for number in numbers()[:4] for answer in spelled(CAPTURED[code], number)]

    assert all(_goes_the_short_way(answer, PROFILES[code]) for answer in answers)


@pytest.mark.parametrize("code", CODES)
def test_every_story_goes_the_short_way_but_those_with_unknown_events(code: str) -> None:
    for person in people.load(simulated.load(code)).values():
        for on in DAYS:
            odd = any(foreign.on <= on for case in person.cases for foreign in case.extra_events)

            assert _goes_the_short_way(_written(person, code, on), PROFILES[code]) is not odd


def test_generated_people_go_the_short_way() -> None:
    held = [(code, person) for made in generator.people(7, 150) for code, person in made.held.items()]

    assert all(_goes_the_short_way(_written(person, code, DAYS[0]), PROFILES[code]) for code, person in held)
    assert len(held) > 150


def test_an_answer_with_everything_in_it_goes_the_short_way_however_it_is_laid_out() -> None:
    plain = put(full(), (*CASE, "x_eenregeling"), {"objection": FACT})

    assert _goes_the_short_way(_raw(full()))
    assert _goes_the_short_way(json.dumps(plain, indent=2).encode())
    assert _goes_the_short_way(json.dumps(plain, separators=(" , ", " : ")).encode())


@tried(1_500)
@given(document=spoiled(full()) | spoiled(full()).flatmap(spoiled), compact=st.booleans(), escaped=st.booleans())
def test_a_spoiled_answer_comes_out_as_from_the_whole_reader_or_is_left_to_it(
    document: object, *, compact: bool, escaped: bool
) -> None:
    answer = json.dumps(document, ensure_ascii=escaped, separators=(",", ":") if compact else None).encode()

    _goes_the_short_way(answer)
    _goes_the_short_way(answer, OLDER)


@tried(300)
@given(data=st.data(), code=st.sampled_from(sorted(CAPTURED)))
def test_a_spoiled_answer_of_an_agency_does_so_too(data: st.DataObject, code: str) -> None:
    document = data.draw(spoiled(CAPTURED[code]))

    _goes_the_short_way(_raw(document), PROFILES[code])


@tried(500)
@given(data=st.data())
def test_bytes_put_anywhere_do_so_too(data: st.DataObject) -> None:
    answer = _raw(full())
    at, end = sorted(data.draw(st.tuples(*[st.integers(0, len(answer))] * 2)))
    said = data.draw(
        st.sampled_from([b"", b" ", b"\n", b'"', b",", b":", b"\\u0041", b"\x00", b"\xff", b"\xc2\x85", b"0"])
    )

    _goes_the_short_way(answer[:at] + said + answer[min(end, at + 2) :])


@pytest.mark.parametrize("at", [at for at in places(full()) if at and isinstance(at[-1], str)], ids=str)
@pytest.mark.parametrize("first", ["null", '"x"', "{}"])
def test_a_key_that_stands_twice_is_left_to_the_whole_reader_wherever_it_stands(
    at: tuple[str | int, ...], first: str
) -> None:
    marked = json.dumps(put(full(), at, "HERE"), ensure_ascii=False)
    value: object = full()
    for step in at:
        value = value[step]  # type: ignore[index]  # the way was made from the same document
    twice = f'{first},"{at[-1]}" :{json.dumps(value, ensure_ascii=False)}'

    answer = marked.replace('"HERE"', twice).encode()

    assert not _goes_the_short_way(answer)
    with pytest.raises(Malformed, match=r"fcid\.duplicate_key"):
        READERS[CURRENT.name].read(answer)


@pytest.mark.parametrize(
    ("at", "within", "beyond"),
    [
        ((*EVENTS, 0, "bedrag"), 10**11, 10**11 + 1),
        ((*EVENTS, 0, "bedrag"), 0, -1),
        ((*CASE, "saldo"), 10**11, 10**11 + 1),
        ((*CASE, "totaal_financieel_vereffend"), 0, -1),
        ((*CASE, "zaakkenmerk"), "x" * 100, "x" * 101),
        ((*EVENTS, 4, "betalingskenmerk"), "x", ""),
        ((*EVENTS, 0, "omschrijving"), "x" * 2_000, "x" * 2_001),
        ((*EVENTS, 0, "type"), f"abcde_{'x' * 50}", f"abcde_{'x' * 51}"),
        ((*EVENTS, 0, "datumtijd_gebeurtenis"), "1950-01-01T00:00:00+00:00", "1949-12-31T23:59:59+00:00"),
        ((*EVENTS, 2, "vervaldatum"), "2199-12-31", "2200-01-01"),
        ((*EVENTS, 2, "type"), "Herinnering", "Laatste herinnering"),
        ((*CASE, "contactopties"), [{}] * reader.MOST_CONTACTS, [{}] * (reader.MOST_CONTACTS + 1)),
        (EVENTS, [AN_EVENT] * reader.MOST_EVENTS, [AN_EVENT] * (reader.MOST_EVENTS + 1)),
        (EVENTS[:2], [A_CASE] * reader.MOST_CASES, [A_CASE] * (reader.MOST_CASES + 1)),
        (("version",), "4.2.0", "3.0.0"),
        (("body", "bsn"), "999991553", "999991554"),
        (("body", "aangeleverd_door"), "0" * 20, "0" * 21),
    ],
    ids=[
        "largest amount",
        "no amount",
        "largest balance",
        "nothing settled",
        "longest reference",
        "shortest reference",
        "longest text",
        "longest type code",
        "first moment",
        "last day",
        "kind of letter",
        "most contacts",
        "most events",
        "most cases",
        "version",
        "number of a person",
        "number of an organization",
    ],
)
def test_the_short_way_ends_where_the_whole_reader_refuses(
    at: tuple[str | int, ...], within: object, beyond: object
) -> None:
    assert _goes_the_short_way(_with(at, within))
    assert not _goes_the_short_way(_with(at, beyond))


@pytest.mark.parametrize(
    "answer",
    [
        as_bytes(a_body(a_case())),
        as_bytes(an_answer(a_case(x_eenregeling={"objection": {"value": True}}))),
        as_bytes(an_answer(a_case(omschrijving="x"))),
        as_bytes(an_answer(a_case(kind="x"))),
        as_bytes(an_answer(a_case(), bsn=None)),
        as_bytes(an_answer(a_case(zaakkenmerk="é"))),
        _raw(an_answer(a_case(zaakkenmerk="Z\x7f"))),
        _raw(an_answer(a_case(zaakkenmerk="Z\x85"))),
        _raw(an_answer(a_case(zaakkenmerk="é\u2028"))),
        b'"type"',
        b"\xff",
    ],
    ids=[
        "no envelope",
        "a fact that is no text",
        "an unknown key",
        "a key that is a name of ours only",
        "null",
        "an escape",
        "a control sign",
        "a control sign beyond ASCII",
        "a sign that is not printed",
        "no object",
        "no UTF-8",
    ],
)
def test_what_is_odd_is_left_to_the_whole_reader(answer: bytes) -> None:
    assert not _goes_the_short_way(answer)


def test_what_a_version_has_no_word_for_is_left_to_the_whole_reader() -> None:
    older = an_answer(a_case(), version="3.0.0")

    assert _goes_the_short_way(as_bytes(older), OLDER)
    for at, value in (((*CASE, "total_settled"), 0), ((*EVENTS, 1, "kind"), "x"), ((*EVENTS, 1, "type"), "Aanmaning")):
        assert not _goes_the_short_way(as_bytes(put(older, at, value)), OLDER)


def test_a_version_in_which_one_word_means_two_things_at_one_place_has_no_short_way() -> None:
    text = (profile.FOLDER / "fcid-4.1-assumed.toml").read_text(encoding="utf-8")
    unclear = QuickReader(profile.from_toml(text.replace('key = "beschikkingsnummer"', 'key = "categorie"')))
    answer = as_bytes(an_answer(a_case()))

    assert unclear.ordinary(answer) is None
    assert unclear.read(answer) == READERS[CURRENT.name].ordinary(answer)


@tried(1_000)
@given(st.data())
def test_the_usual_way_to_read_a_moment_reads_as_the_long_way(data: st.DataObject) -> None:
    signs = list(MOMENT)
    for at in data.draw(st.lists(st.integers(0, len(signs) - 1), max_size=4)):
        signs[at] = data.draw(st.sampled_from("0123456789-+:TtWZ. ٣"))
    moment = "".join(signs)
    # A fraction of nothing is the same moment, and not written as usual. Digits after it would be part of it.
    assume(not moment[19].isdigit())
    assert _moment(moment) == _moment(f"{moment[:19]}.0{moment[19:]}")


def _moment(text: str) -> datetime | str:
    try:
        return values.moment(text, "$")
    except Malformed as malformed:
        return malformed.code
