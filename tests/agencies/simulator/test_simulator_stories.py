import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from stdnum.nl import bsn as official_bsn

from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import account, agency, encoder, facts, people, toml_table
from adapters.agencies.simulator.bsn import FOR_PERSONAS, all_test_bsns, for_generated, passes_eleven_test, stranger
from adapters.agencies.simulator.story import Case, Person
from adapters.agencies.simulator.toml_table import StoryFault, Table

# Open at CJIB, in cents, for the personas that rijk-2025 is about.
OPEN_AT_CJIB = {
    "daan": 150_900,
    "sem": 7_500,
    "julia": 7_501,
    "milan": 65_460,
    "noor": 130_960,
    "lotte": 66_840,
    "bram": 99_600,
    "fatima": 77_300,
    "yusuf": 56_900,
    "iris": 32_900,
    "sara": 29_900,
    "pieter": 98_860,
    "eva": 44_940,
    "hendrik": 27_900,
    "samira": 69_460,
    "willem": 48_150,
    "karim": 57_340,
    "lars": 5_000,
    "sofie": 188_460,
}


def _told() -> Iterator[tuple[str, Person, Case]]:
    for code in AGENCIES:
        for person in people.load(agency.load(code)).values():
            for case in person.cases:
                yield code, person, case


def _open(case: Case, code: str) -> int:
    entries = account.tell(case, agency.load(code))
    owed = sum(entry.amount for entry in entries if isinstance(entry, account.Imposed))
    return owed - sum(entry.amount for entry in entries if isinstance(entry, account.Paid | account.Remitted))


def test_each_persona_has_a_test_number_of_their_own() -> None:
    numbers = [persona.bsn for persona in people.personas()]

    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(all_test_bsns()[:FOR_PERSONAS])
    assert all(official_bsn.is_valid(number) for number in numbers)


def test_nobody_is_seeded_with_the_number_of_the_stranger() -> None:
    generated = {for_generated(number) for number in range(1000)}

    assert len(all_test_bsns()) == 909
    assert stranger() not in generated | {persona.bsn for persona in people.personas()}
    assert not generated & {persona.bsn for persona in people.personas()}
    assert len(generated - {None}) == 700


@pytest.mark.parametrize("number", ["", "12345678", "\u0669" * 9, "999990018", "9999900190"])
def test_what_is_no_number_fails_the_eleven_test(number: str) -> None:
    assert not passes_eleven_test(number)


def test_numbers_of_agencies_are_test_numbers() -> None:
    numbers = [agency.load(code).oin for code in (*AGENCIES, "example")]

    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 20 and number.isdigit() and number.startswith("00000099") for number in numbers)


@pytest.mark.parametrize(("name", "cents"), OPEN_AT_CJIB.items(), ids=OPEN_AT_CJIB)
def test_what_is_open_at_cjib_is_what_the_story_promises(name: str, cents: int) -> None:
    assert sum(_open(case, code) for code, person, case in _told() if (code, person.persona) == ("cjib", name)) == cents


def test_hendrik_owes_exactly_twenty_thousand_euros_of_tax() -> None:
    taxes = [
        _open(case, code) for code, person, case in _told() if (code, person.persona) == ("belastingdienst", "hendrik")
    ]

    assert taxes == [2_000_000]


def test_tess_owes_nothing_anywhere() -> None:
    assert "tess" not in {person.persona for _, person, _ in _told()}


def test_increases_of_a_wahv_fine_follow_the_law() -> None:
    wrong = [
        (person.persona, case.reference)
        for _, person, case in _told()
        if case.type == "cjib_wahv"
        and [addition.amount for addition in case.additions]
        != [case.amount // 2, case.amount + case.amount // 2][: len(case.additions)]
    ]

    assert wrong == []
    assert {case.costs for _, _, case in _told() if case.type == "cjib_wahv"} == {900}


def test_no_two_claims_of_one_owner_look_alike_but_those_that_should() -> None:
    alike: Counter[tuple[str, str, date, int]] = Counter()
    for code, person, case in _told():
        owner = case.transferred_from.agency if case.transferred_from else code
        alike[person.persona, owner, case.imposed, case.amount] += 0 if case.transferred_to else 1

    assert [looks[0] for looks, times in alike.items() if times > 1] == ["iris"]


def test_what_happened_lies_between_2024_and_october_2026() -> None:
    moments = [entry.moment.date() for code, _, case in _told() for entry in account.tell(case, agency.load(code))]

    assert date(2024, 1, 1) <= min(moments)
    assert max(moments) <= date(2026, 10, 31)


def test_a_transfer_told_on_both_sides_is_the_same_transfer() -> None:
    before = {
        (person.persona, case.reference): (case.imposed, case.amount, case.transferred_to.on)
        for _, person, case in _told()
        if case.transferred_to
    }
    after = {
        (person.persona, case.reference): (case.imposed, case.amount, case.transferred_from.on)
        for _, person, case in _told()
        if case.transferred_from
    }

    assert before
    assert {key: after.get(key) for key in before} == before


def test_the_golden_sample_is_what_a_story_gives() -> None:
    sample = json.loads((folder("cjib") / "samples/wahv-two-reminders-as-of.json").read_text(encoding="utf-8"))
    story = {
        "reference": "WM-2023-0005678",
        "type": "cjib_wahv",
        "imposed": date(2023, 5, 1),
        "amount": 10400,
        "costs": 900,
        "demand": {"on": date(2023, 5, 1), "due": date(2023, 6, 1), "kind": "Aanschrijving"},
        "increases": [{"on": date(2023, 6, 1), "amount": 5200, "due": date(2023, 6, 29), "kind": "Herinnering"}],
    }
    cjib, number = agency.load("cjib"), sample["body"]["bsn"]
    person = Person(persona="sample", bsn=number, cases=(people._case(Table(story, where="sample"), cjib),))

    made_at = datetime.fromisoformat(sample["body"]["document_datumtijd"])
    told = encoder.document(person, cjib, bsn=number, as_of=date(2026, 11, 23), made_at=made_at)

    assert told == sample


def test_letters_ask_for_what_is_open_then() -> None:
    demands = [
        entry.amount
        for code, person, case in _told()
        if (code, person.persona) == ("cjib", "daan")
        for entry in account.tell(case, agency.load(code))
        if isinstance(entry, account.Demanded)
    ]

    assert demands == [50_900, 75_900, 150_900]


GOOD: dict[str, object] = {
    "reference": "R-1",
    "type": "cjib_wahv",
    "imposed": date(2026, 3, 1),
    "amount": 10400,
    "demand": {"on": date(2026, 3, 1), "due": date(2026, 4, 26), "kind": "Aanschrijving"},
}
LATER = {"on": date(2026, 5, 10), "amount": 5200, "due": date(2026, 6, 7), "kind": "Herinnering"}

LATE_LETTER = {"on": date(2026, 5, 1), "due": date(2026, 6, 1), "kind": "Aanschrijving"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"amonut": 1}, "unknown: amonut", id="misspelled key"),
        pytest.param({"amount": 0}, "whole number above zero", id="nothing owed"),
        pytest.param({"amount": 104.0}, "whole number above zero", id="float"),
        pytest.param({"amount": True}, "whole number above zero", id="truth for money"),
        pytest.param({"imposed": "2026-03-01"}, "should be a date", id="date as text"),
        pytest.param({"type": "cjib_verhoging"}, "no principal", id="no principal"),
        pytest.param({"type": "bd_iets"}, "no principal", id="unknown type"),
        pytest.param({"reference": ""}, "should be text", id="no reference"),
        pytest.param({"imposed": date(2026, 3, 2)}, "before the debt is imposed", id="letter before debt"),
        pytest.param({"demand": {**LATER, "kind": "Brief"}}, "'kind' is 'Brief'", id="unknown kind of letter"),
        pytest.param({"demand": {**LATER, "due": date(2026, 5, 1)}}, "due before it is sent", id="due before sent"),
        pytest.param({"interest": [LATER]}, "no word for interest", id="no interest at CJIB"),
        pytest.param({"increases": LATER}, "should be a list", id="one instead of a list"),
        pytest.param(
            {"payments": [{"on": date(2026, 2, 1), "amount": 1}]}, "before the debt", id="paid before the debt"
        ),
        pytest.param(
            {"demand": LATE_LETTER, "payments": [{"on": date(2026, 4, 1), "amount": 1}]},
            "no letter to pay on",
            id="paid before the letter",
        ),
        pytest.param(
            {"demand": LATE_LETTER, "increases": [LATER | {"on": date(2026, 4, 1)}]},
            "before a first letter",
            id="raised before the letter",
        ),
        pytest.param(
            {"payments": [{"on": date(2026, 4, 1), "amount": 20000}], "increases": [LATER]},
            "asks for nothing",
            id="letter after all was paid",
        ),
        pytest.param(
            {
                "type": "duo_achterstand",
                "transferred_from": {"agency": "duo", "on": date(2026, 3, 1)},
                "transferred_to": {"agency": "duo", "on": date(2026, 4, 1)},
            },
            "not both",
            id="came and went",
        ),
        pytest.param(
            {"payments": [{"on": date(2026, 4, 1), "amount": 10400}], "increases": [LATER | {"amount": 1}]},
            None,
            id="raised after paying: still one cent",
        ),
        pytest.param({"transferred_from": {"agency": "cjib", "on": date(2026, 4, 1)}}, "allowed", id="from itself"),
        pytest.param({"facts": {"objectoin": "no"}}, "unknown fact", id="misspelled fact"),
        pytest.param({"facts": {"objection": "maybe"}}, "allowed", id="fact that may be"),
        pytest.param({"facts": {"objection": 1}}, "should be a table", id="fact that is a number"),
        pytest.param({"demand": None}, "should be a table", id="no letter at all"),
    ],
)
def test_a_story_that_cannot_be_told_is_refused_with_its_place(changes: dict[str, object], fault: str | None) -> None:
    entry = Table(GOOD | changes, where="cjib/people.toml: daan.cases[1]")

    if fault is None:
        assert people._case(entry, agency.load("cjib")).reference == "R-1"
    else:
        with pytest.raises(StoryFault, match=fault) as refused:
            people._case(entry, agency.load("cjib"))
        assert "daan" in str(refused.value)


def test_a_remission_cannot_be_told_in_version_3() -> None:
    entry = Table(
        GOOD | {"type": "duo_achterstand", "remissions": [{"on": date(2026, 5, 1), "amount": 1}]}, where="duo"
    )

    with pytest.raises(StoryFault, match="no word for a remission"):
        people._case(entry, agency.load("duo"))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "Daan"}, "lower-case name"),
        ({"bsn": "999990018"}, "not a test number"),
        ({"consents": ["rvo"]}, "not in the registry"),
        ({"story": {"nl": "x"}}, "'en' is missing"),
    ],
)
def test_a_persona_that_cannot_be_is_refused(changes: dict[str, object], fault: str) -> None:
    good = {"name": "daan", "bsn": "999990019", "shows": "x", "story": {"nl": "x", "en": "x"}}

    with pytest.raises(StoryFault, match=fault):
        people._persona(Table(good | changes, where="personas.toml"))


def test_an_agency_that_does_not_sign_cannot_sign_badly() -> None:
    entry = Table({"persona": "daan", "behaviour": "bad_signature"}, where="duo")

    with pytest.raises(StoryFault, match="does not sign"):
        people._person(entry, agency.load("duo"), {persona.name: persona for persona in people.personas()})


def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text("persona =", encoding="utf-8")

    for name, fault in (("people.toml", "people.toml"), ("absent.toml", "cannot be read")):
        with pytest.raises(StoryFault, match=fault):
            toml_table.read(tmp_path / name)


def test_five_years_after_a_leap_day_end_on_the_last_of_february() -> None:
    letter = {"on": date(2024, 1, 18), "due": date(2024, 2, 29), "kind": "Aanschrijving"}
    story = GOOD | {"type": "duo_achterstand", "imposed": date(2024, 1, 18), "demand": letter}
    case = people._case(Table(story, where="duo"), agency.load("duo"))

    stated = facts.of_case(case, agency.load("duo"), as_of=date(2026, 11, 23))

    assert stated["limitation_on"]["date"] == "2029-02-28"
