"""Reading: tolerant of what is new, strict about what is money, time and person."""

import json
from collections.abc import Callable

import pytest
from agencies.fcid_cases import (
    BSN,
    INVALID_BSN,
    OTHER_BSN,
    Json,
    a_body,
    a_case,
    added,
    an_answer,
    demanded,
    event,
    imposed,
    paid,
    read,
)

from adapters.agencies.fcid.document import (
    Demand,
    DemandKind,
    HandedOver,
    Obligation,
    TakenOver,
    UnknownEvent,
)
from adapters.agencies.fcid.faults import Malformed

WORKING_EXAMPLE = """
{"financiele_zaken": [{
    "zaakkenmerk": "WM-2026-0001234", "bsn": "999990342",
    "totaal_financieel_verplicht": 11300, "totaal_financieel_vereffend": 0,
    "saldo": 11300, "saldo_datumtijd": "2026-03-02T08:00:00+01:00",
    "contactopties": [{"type": "website", "waarde": "https://voorbeeld.invalid"}],
    "gebeurtenissen": [
      {"gebeurtenis_type": "FinancieleVerplichtingOpgelegd",
       "gebeurtenis_kenmerk": "e1", "datumtijd_gebeurtenis": "2026-03-01T00:00:00+01:00",
       "datumtijd_opgelegd": "2026-03-01T00:00:00+01:00",
       "zaakkenmerk": "WM-2026-0001234", "beschikkingsnummer": "B-1", "bsn": "999990342",
       "primaire_verplichting": true, "type": "cjib_wahv", "bedrag": 10400,
       "omschrijving": "Verkeersboete", "juridische_grondslag_omschrijving": "Wahv art. 2",
       "juridische_grondslag_bron": "https://wetten.overheid.nl/BWBR0004581",
       "opgelegd_door": "00000000000000000001", "uitgevoerd_door": "00000000000000000001"},
      {"gebeurtenis_type": "FinancieleVerplichtingOpgelegd",
       "gebeurtenis_kenmerk": "e2", "datumtijd_gebeurtenis": "2026-03-01T00:00:00+01:00",
       "zaakkenmerk": "WM-2026-0001234", "primaire_verplichting": false,
       "type": "cjib_administratiekosten", "bedrag": 900},
      {"gebeurtenis_type": "BetalingsverplichtingOpgelegd",
       "gebeurtenis_kenmerk": "e3", "datumtijd_gebeurtenis": "2026-03-01T00:00:00+01:00",
       "zaakkenmerk": "WM-2026-0001234", "type": "Aanschrijving", "bedrag": 11300,
       "betalingskenmerk": "1234567890123456", "vervaldatum": "2026-04-26T23:59:59+02:00",
       "te_betalen_aan": "00000000000000000001", "rekeningnummer": "NL00XXXX0000000000"}
    ]}]}
"""


def _faults(value: object) -> list[str]:
    return [str(fault) for case in read(value).cases for fault in case.faults]


def _only_case_event(value: Json) -> object:
    events = read(a_body(a_case(value))).cases[0].events
    assert len(events) == 1
    return events[0]


def test_the_working_example_of_the_standard_is_read_whole_and_strictly() -> None:
    document = read(json.loads(WORKING_EXAMPLE))
    case = document.cases[0]

    assert read(an_answer(*json.loads(WORKING_EXAMPLE)["financiele_zaken"]), strict=True).cases == document.cases
    assert (case.reference, case.total_imposed, case.total_settled, case.balance) == (
        "WM-2026-0001234",
        11300,
        0,
        11300,
    )
    assert case.faults == ()
    assert [contact.value for contact in case.contacts] == ["https://voorbeeld.invalid"]
    assert [type(event).__name__ for event in case.events] == ["Obligation", "Obligation", "Demand"]


def test_type_is_a_code_on_an_obligation_and_a_kind_of_letter_on_a_demand() -> None:
    obligation, demand = (_only_case_event(one) for one in (imposed("1", "2026-03-01", 1), _letter("Aanmaning")))

    assert isinstance(obligation, Obligation)
    assert obligation.type_code == "h_boete"
    assert isinstance(demand, Demand)
    assert demand.kind is DemandKind.WARNING


def _letter(kind: object) -> Json:
    return demanded("2", "2026-03-01", 1, type=kind)


def test_with_and_without_an_envelope_the_body_is_the_same() -> None:
    inside = read(a_body(a_case(), bsn=BSN))
    outside = read(an_answer(a_case()))

    assert inside == outside


@pytest.mark.parametrize(
    ("spoiled", "code", "key"),
    [
        (imposed("1", "2026-03-01", -1), "fcid.negative_amount", "bedrag"),
        (imposed("1", "2026-03-01", bedrag=True), "fcid.wrong_type", "bedrag"),
        (imposed("1", "2026-03-01", "100"), "fcid.wrong_type", "bedrag"),
        (imposed("1", "2026-03-01", 10**11 + 1), "fcid.amount_too_large", "bedrag"),
        (imposed("1", "2026-03-01", None), "fcid.missing", "bedrag"),
        (imposed("1", "2026-03-01", 1, type="H_BOETE"), "fcid.bad_type_code", "type"),
        (imposed("1", "2026-03-01", 1, type="zesles_boete"), "fcid.bad_type_code", "type"),
        (imposed("1", "2026-03-01", 1, type="h_" + "x" * 51), "fcid.bad_type_code", "type"),
        (imposed("1", "2026-03-01", 1, type="h_boete\n"), "fcid.bad_type_code", "type"),
        (imposed("1", "2026-03-01", 1, opgelegd_door="123"), "fcid.bad_oin", "opgelegd_door"),
        (imposed("1", "2026-03-01", 1, primaire_verplichting="ja"), "fcid.wrong_type", "primaire_verplichting"),
        (imposed("", "2026-03-01", 1), "fcid.bad_length", "gebeurtenis_kenmerk"),
        (imposed("x" * 101, "2026-03-01", 1), "fcid.bad_length", "gebeurtenis_kenmerk"),
        (imposed("a\nb", "2026-03-01", 1), "fcid.bad_text", "gebeurtenis_kenmerk"),
        (imposed("1", "2026-03-01", 1, omschrijving="\u0007"), "fcid.bad_text", "omschrijving"),
        (imposed("1", "2026-03-01", 1, omschrijving="x" * 2001), "fcid.bad_length", "omschrijving"),
        (_letter("Dreigbrief"), "fcid.unknown_word", "type"),
        (demanded("1", "2026-03-01", 1, vervaldatum="2026-02-30"), "fcid.bad_date", "vervaldatum"),
        (demanded("1", "2026-03-01", 1, vervaldatum="0001-01-01"), "fcid.bad_date", "vervaldatum"),
    ],
)
def test_an_unreadable_event_is_a_fault_of_its_case_with_code_and_place(spoiled: Json, code: str, key: str) -> None:
    assert _faults(a_body(a_case(spoiled))) == [f"{code} at $.financiele_zaken[0].gebeurtenissen[0].{key}"]


def test_an_event_that_is_no_object_is_a_fault_too() -> None:
    assert _faults({"financiele_zaken": [{"zaakkenmerk": "Z-1", "gebeurtenissen": ["x"]}]}) == [
        "fcid.wrong_type at $.financiele_zaken[0].gebeurtenissen[0]"
    ]


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-03-01T00:00:00", "fcid.no_offset"),
        ("2026-03-01T00:00:00.5", "fcid.no_offset"),
        ("2026-03-01", "fcid.bad_moment"),
        ("2026-W10-1T00:00:00Z", "fcid.bad_moment"),
        ("20260301T000000Z", "fcid.bad_moment"),
        ("2026-02-29T00:00:00Z", "fcid.bad_moment"),
        ("2026-03-01T24:30:00Z", "fcid.bad_moment"),
        ("2026-03-01T00:00:60Z", "fcid.bad_moment"),
        ("2026-03-01T00:00:00+25:00", "fcid.bad_moment"),
        ("0001-01-01T00:00:00+14:00", "fcid.bad_moment"),
        ("9999-12-31T23:59:59-14:00", "fcid.bad_moment"),
        ("٢٠٢٦-03-01T00:00:00Z", "fcid.bad_moment"),
        (20260301, "fcid.wrong_type"),
    ],
)
def test_a_moment_without_offset_or_that_does_not_exist_is_refused(moment: object, code: str) -> None:
    faults = _faults(a_body(a_case(imposed("1", "2026-03-01", 1, datumtijd_gebeurtenis=moment))))

    assert faults == [f"{code} at $.financiele_zaken[0].gebeurtenissen[0].datumtijd_gebeurtenis"]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-01T00:00:00+01:00",
        "2026-02-28T23:00:00Z",
        "2026-02-28t23:00:00.000000000z",
        "2026-02-28 23:00:00-00:00",
    ],
)
def test_every_spelling_of_a_moment_in_rfc_3339_is_the_same_moment(moment: str) -> None:
    found = _only_case_event(imposed("1", moment if "T" in moment else "2026-03-01", 1, datumtijd_gebeurtenis=moment))

    assert isinstance(found, Obligation)
    assert found.at.timestamp() == 1772319600


@pytest.mark.parametrize("due", ["2026-04-26", "2026-04-26T23:59:59+02:00", "2026-04-25T22:00:00Z"])
def test_a_due_date_is_a_day_in_the_netherlands(due: str) -> None:
    found = _only_case_event(demanded("1", "2026-03-01", 1, vervaldatum=due))

    assert isinstance(found, Demand)
    assert str(found.due_on) == "2026-04-26"


@pytest.mark.parametrize(
    "spoiled",
    [
        a_case(zaakkenmerk=None),
        a_case(zaakkenmerk=""),
        a_case(zaakkenmerk=5),
        a_case(bsn=INVALID_BSN),
        a_case(bsn=999990342),
        a_case(imposed("1", "2026-03-01", 1, bsn=INVALID_BSN)),
        {"zaakkenmerk": "Z-1", "gebeurtenissen": "geen lijst"},
        "geen zaak",
    ],
    ids=[
        "without a reference",
        "an empty reference",
        "a number for a reference",
        "a number that fails the eleven-test",
        "a number that is no text",
        "an event about a number that fails the eleven-test",
        "events that are no list",
        "not a case at all",
    ],
)
def test_a_case_that_cannot_be_told_apart_is_a_fault_of_the_document_and_hides_no_other(spoiled: object) -> None:
    document = read(a_body(spoiled, a_case(zaakkenmerk="Z-2")))

    assert [case.reference for case in document.cases] == ["Z-2"]
    assert [fault.path.startswith("$.financiele_zaken[0]") for fault in document.faults] == [True]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([], "fcid.wrong_type"),
        ({}, "fcid.missing"),
        ({"financiele_zaken": None}, "fcid.missing"),
        ({"financiele_zaken": {}}, "fcid.wrong_type"),
        ({"financiele_zaken": [], "bsn": INVALID_BSN}, "fcid.bad_bsn"),
        ({"body": []}, "fcid.wrong_type"),
        ({"version": "4.1.0", "body": {}}, "fcid.missing"),
        ({"financiele_zaken": [{}] * 2001}, "fcid.too_many"),
    ],
    ids=[
        "a list",
        "no list of cases",
        "null for a list of cases",
        "an object for a list of cases",
        "about a number that fails the eleven-test",
        "a body that is no object",
        "an empty body",
        "more cases than anybody has",
    ],
)
def test_an_answer_without_readable_cases_is_refused_and_is_never_no_debt(value: object, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(value)

    assert refused.value.fault.code == code


def test_an_empty_list_of_cases_is_an_answer() -> None:
    assert read(an_answer()).cases == ()


def test_too_many_events_make_a_case_unreadable() -> None:
    document = read(a_body({"zaakkenmerk": "Z-1", "gebeurtenissen": [{}] * 10_001}))

    assert [fault.code for fault in document.faults] == ["fcid.too_many"]


def test_unknown_keys_are_kept_and_refused_in_strict_reading() -> None:
    told = an_answer(a_case(imposed("1", "2026-03-01", 1, nieuw=[1]), nieuw={"a": 2}), nieuw="3")

    document = read(told)

    assert document.extra == {"nieuw": "3"}
    assert document.cases[0].extra == {"nieuw": {"a": 2}}
    assert isinstance(document.cases[0].events[0], Obligation)
    assert document.cases[0].events[0].extra == {"nieuw": [1]}
    with pytest.raises(Malformed, match=r"fcid\.unknown_key"):
        read(told, strict=True)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (a_body(a_case()), "fcid.wrong_type"),
        ({"type": "Iets", "version": "4.1.0", "body": a_body(a_case())}, "fcid.wrong_type"),
        (an_answer(a_case(event("Onbekend", "1", "2026-03-01"))), "fcid.unknown_event"),
        (an_answer(a_case(imposed("1", "2026-03-01", -1))), "fcid.negative_amount"),
        (an_answer(a_case(contactopties=[{"fax": "1"}])), "fcid.unknown_key"),
    ],
    ids=[
        "no envelope",
        "another type of document",
        "an unknown event",
        "an unreadable event",
        "an unknown contact key",
    ],
)
def test_strict_reading_forgives_nothing(told: object, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(told, strict=True)

    assert refused.value.fault.code == code


def test_an_unknown_event_is_kept_as_it_was_sent() -> None:
    told = event("ZaakGesplitst", "u1", "2026-03-01", bedrag=500, deel={"a": 1})

    found = _only_case_event(told)

    assert isinstance(found, UnknownEvent)
    assert (found.name, found.reference, found.raw) == ("ZaakGesplitst", "u1", told)


@pytest.mark.parametrize("name", [None, 5, "", "Jan 999990342", "x" * 81, ["a"]])
def test_an_event_without_a_repeatable_name_is_unknown_and_its_name_is_not_repeated(name: object) -> None:
    found = _only_case_event({"gebeurtenis_type": name, "datumtijd_gebeurtenis": "gisteren"})

    assert isinstance(found, UnknownEvent)
    assert (found.name, found.at, found.reference) == ("?", None, None)


def test_a_transfer_names_the_other_organization() -> None:
    gone, come = (
        _only_case_event(event(name, "1", "2026-03-01", **{key: "00000099000000000002"}))
        for name, key in [
            ("FinancieleZaakOvergedragen", "overgedragen_aan"),
            ("FinancieleZaakOvergenomen", "overgenomen_van"),
        ]
    )

    assert isinstance(gone, HandedOver)
    assert isinstance(come, TakenOver)
    assert gone.to == come.taken_from == "00000099000000000002"


def test_unreadable_contacts_and_facts_decide_nothing_and_spoil_nothing() -> None:
    document = read(a_body(a_case(contactopties=[5, {"waarde": "x"}], x_eenregeling="ja"), x_eenregeling=[1]))

    assert [contact.value for contact in document.cases[0].contacts] == ["x"]
    assert document.cases[0].stated == document.stated == {}
    assert document.cases[0].faults == document.faults == ()


@pytest.mark.parametrize(
    "place",
    [
        lambda: a_body(a_case(), bsn=OTHER_BSN),
        lambda: a_body(a_case(), a_case(zaakkenmerk="Z-2", bsn=OTHER_BSN)),
        lambda: a_body(a_case(imposed("1", "2026-03-01", 1, bsn=OTHER_BSN))),
        lambda: a_body(a_case(imposed("1", "2026-03-01", -1, bsn=OTHER_BSN))),
        lambda: a_body(a_case(zaakkenmerk=None, bsn=OTHER_BSN)),
        lambda: a_body(a_case(event("Onbekend", "1", "2026-03-01", bsn=OTHER_BSN))),
    ],
    ids=["document", "case", "event", "unreadable event", "unreadable case", "unknown event"],
)
def test_another_person_is_noticed_wherever_they_are_mentioned(place: Callable[[], object]) -> None:
    assert not read(place()).is_about(BSN)


def test_an_answer_that_mentions_nobody_or_only_this_person_is_about_them() -> None:
    assert read(a_body(a_case())).is_about(BSN)
    assert read(an_answer(a_case(bsn=BSN))).is_about(BSN)


def test_no_number_of_a_person_shows_when_a_document_is_printed() -> None:
    document = read(
        an_answer(a_case(imposed("1", "2026-03-01", 1, bsn=BSN), event("Onbekend", "2", "2026-03-01", bsn=BSN)))
    )

    assert BSN not in repr(document)


def test_every_event_stays_in_its_place_when_another_cannot_be_read() -> None:
    case = read(a_body(a_case(imposed("1", "2026-03-01", 1), added("2", "x", 1), paid("3", "2026-03-02", 1)))).cases[0]

    assert [event.reference for event in case.events] == ["1", "3"]
