"""A version of FCID is a table: complete, certain to a stated degree, and changed without code."""

import re

import pytest
from agencies.fcid_cases import CURRENT, OLDER, a_body, a_case, an_answer, as_bytes, read

from adapters.agencies.fcid import profile, reader
from adapters.agencies.fcid.concepts import MAY_LACK, Concept
from adapters.agencies.fcid.document import Demand, DemandKind, Remission, UnknownEvent
from adapters.agencies.fcid.faults import ProfileFault
from adapters.agencies.fcid.profile import Certainty

TEXT = (profile.FOLDER / "fcid-4.1-assumed.toml").read_text(encoding="utf-8")


def test_every_profile_of_ours_is_sound_and_named_as_its_file() -> None:
    for path in profile.FOLDER.glob("*.toml"):
        assert profile.load(path.stem).name == path.stem


def test_the_current_version_has_a_word_for_everything() -> None:
    assert set(CURRENT.spellings) == set(Concept)


def test_the_older_version_lacks_what_came_later_and_spells_the_total_otherwise() -> None:
    assert set(Concept) - set(OLDER.spellings) == MAY_LACK
    assert OLDER.key(Concept.CASE_TOTAL_IMPOSED) == "totaal_opgelegd"
    assert CURRENT.key(Concept.CASE_TOTAL_IMPOSED) == "totaal_financieel_verplicht"


@pytest.mark.parametrize(
    ("concept", "key", "certainty"),
    [
        (Concept.CASE_BALANCE_AT, "saldo_datumtijd", Certainty.PUBLISHED),
        (Concept.CASE_REFERENCE, "zaakkenmerk", Certainty.PROSE),
        (Concept.OBLIGATION_GROUND, "juridische_grondslag_omschrijving", Certainty.SECOND_HAND),
        (Concept.EVENT_REGISTERED_AT, "datumtijd_geregistreerd", Certainty.ASSUMED),
        (Concept.BODY_EXTENSION, "x_eenregeling", Certainty.ASSUMED),
    ],
)
def test_each_spelling_says_how_certain_it_is(concept: Concept, key: str, certainty: Certainty) -> None:
    assert (CURRENT.key(concept), CURRENT.spellings[concept].certainty) == (key, certainty)


def test_a_confirmed_spelling_is_a_change_of_data() -> None:
    confirmed = profile.from_toml(TEXT.replace('"vervaldatum", certainty = "D"', '"uiterste_datum", certainty = "A"'))
    case = a_case()
    case["gebeurtenissen"] = [
        {re.sub("vervaldatum", "uiterste_datum", key): value for key, value in event.items()}
        for event in case["gebeurtenissen"]  # type: ignore[attr-defined]  # a list, as it was made
    ]

    demand = reader.read(as_bytes(a_body(case)), confirmed).cases[0].events[1]

    assert isinstance(demand, Demand)
    assert str(demand.due_on) == "2026-04-26"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('name    = "fcid-4.1-assumed"', "", "name and a version"),
        ('version = "4.1.0"', 'version = "vier"', "name and a version"),
        ("at            =", "when          =", "event.when is no concept"),
        ('certainty = "C"', 'certainty = "E"', "certainty A, B, C or D"),
        ("[taken_over]\nfrom", "[taken_over]\nfrom_", "taken_over.from_ is no concept"),
        ('key = "bsn"', 'key = ""', "empty value"),
        ('{ key = "saldo", certainty = "D", since = "1.0.0" }', '{ key = "saldo", certainty = "D" }', "key, certainty"),
        ('{ key = "saldo", certainty = "D", since = "1.0.0" }', '"saldo"', "key, certainty"),
        ('"saldo", certainty = "D", since = "1.0.0"', '"saldo", certainty = "D", since = "5.0.0"', "does not stand"),
        (
            '"saldo", certainty = "D", since = "1.0.0"',
            '"saldo", certainty = "D", since = "1.0.0", until = "4.0.0"',
            "does not stand",
        ),
        ('"saldo", certainty = "D", since = "1.0.0"', '"saldo", certainty = "D", since = "x"', "digits and points"),
        ("[contact]\ntype  =", "[contact]\nsoort =", "contact.soort"),
        ("balance       = { ", "# balance     = { ", "case.balance missing"),
        ('version = "4.1.0"', 'version = "4.1.0"\nextra = 3', "extra is no table"),
    ],
)
def test_a_profile_that_is_not_sound_is_refused(old: str, new: str, what: str) -> None:
    assert old in TEXT

    with pytest.raises(ProfileFault, match=re.escape(what)):
        profile.from_toml(TEXT.replace(old, new, 1))


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(ProfileFault, match="no such FCID profile") as refused:
        profile.load("fcid-9")

    assert "fcid-3.0-assumed, fcid-4.1-assumed" in refused.value.todo


@pytest.mark.parametrize(
    ("version", "readable"),
    [
        ("4.1.0", True),
        ("4.0.0", True),
        ("4.2.0", True),
        ("4.1", True),
        ("3.0.0", False),
        ("40.1.0", False),
        ("x", False),
    ],
)
def test_within_a_major_version_documents_can_be_read(version: str, *, readable: bool) -> None:
    assert CURRENT.reads(version) is readable
    if readable:
        assert read(an_answer(version=version)).version == version
        return
    with pytest.raises(reader.OtherVersion):
        read(an_answer(version=version))


def test_in_the_older_version_a_demand_has_no_kind_and_a_remission_has_no_name() -> None:
    case = a_case(
        {"gebeurtenis_type": "BetalingsverplichtingOpgelegd", "gebeurtenis_kenmerk": "1", "bedrag": 5}
        | {"datumtijd_gebeurtenis": "2026-01-01T00:00:00Z", "type": "Herinnering"},
        {"gebeurtenis_type": "FinancieleVerplichtingKwijtgescholden", "gebeurtenis_kenmerk": "2", "bedrag": 5}
        | {"datumtijd_gebeurtenis": "2026-01-01T00:00:00Z"},
        totaal_financieel_vereffend=5,
    )

    now, then = read(a_body(case)).cases[0], read(a_body(case), OLDER).cases[0]

    assert isinstance(now.events[0], Demand)
    assert isinstance(then.events[0], Demand)
    assert (now.events[0].kind, then.events[0].kind) == (DemandKind.REMINDER, None)
    assert then.events[0].extra == {"type": "Herinnering"}
    assert isinstance(now.events[1], Remission)
    assert isinstance(then.events[1], UnknownEvent)
    assert (now.total_settled, then.total_settled) == (5, None)
    assert then.extra == {"totaal_financieel_vereffend": 5}
