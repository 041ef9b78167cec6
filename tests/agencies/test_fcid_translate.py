"""From cases to claims: who owns them, whether they may be shown, what is marked, and what is never dropped."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from agencies.fcid_cases import (
    BSN,
    ELSEWHERE,
    HERE,
    LEXICON,
    OIN_ELSEWHERE,
    OIN_HERE,
    OIN_NOBODY,
    Json,
    a_body,
    a_case,
    added,
    demanded,
    details,
    event,
    imposed,
    paid,
    read,
    the_claim,
    understand,
)
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import MOST_ISSUES, translate
from adapters.agencies.fcid.words import UNKNOWN_KIND
from adapters.agencies.reasons import Reason
from hub.domain.claim import ClaimKey, IssueCode
from hub.domain.facts import UNKNOWN, Answer, Fact, FactName

FINE = imposed("fine", "2026-03-01", 10000)
LETTER = demanded("letter", "2026-03-01", 10000)
TAKEN_OVER = event("FinancieleZaakOvergenomen", "t", "2026-03-02", overgenomen_van=OIN_ELSEWHERE)
SERVED: Json = {"served_on": {"value": "yes", "date": "2026-03-05"}}
STATED = {"value": "yes", "date": "2026-04-01", "detail": "bezwaar", "source": OIN_HERE, "stated_on": "2026-11-23"}


def _without(event: Json, key: str) -> Json:
    return {name: value for name, value in event.items() if name != key}


# Who


@pytest.mark.parametrize(
    ("primary", "more", "owner"),
    [
        (FINE, [], HERE),
        (FINE | {"opgelegd_door": OIN_ELSEWHERE}, [], ELSEWHERE),
        (FINE | {"opgelegd_door": OIN_ELSEWHERE}, [TAKEN_OVER], ELSEWHERE),
        (_without(FINE, "opgelegd_door"), [], HERE),
    ],
    ids=["imposed here", "imposed elsewhere", "taken over", "unsaid, and never moved"],
)
def test_the_owner_imposed_the_debt_and_the_collector_answers(primary: Json, more: list[Json], owner: str) -> None:
    claim = the_claim(primary, LETTER, *more)

    assert (claim.key, claim.collector) == (ClaimKey(owner=owner, reference="Z-1"), HERE)  # type: ignore[arg-type]  # a code, as text
    assert claim.issues == ()


@pytest.mark.parametrize(
    ("primary", "more", "word"),
    [
        (FINE | {"opgelegd_door": OIN_NOBODY}, [], OIN_NOBODY),
        (_without(FINE, "opgelegd_door"), [TAKEN_OVER], "owner"),
    ],
    ids=["a number that nobody here has", "unsaid, of a case that came from elsewhere"],
)
def test_an_owner_that_cannot_be_told_is_marked(primary: Json, more: list[Json], word: str) -> None:
    found = understand(a_case(primary, LETTER, *more))

    assert found.reasons == {Reason.UNKNOWN_WORD}
    assert [(issue.code, issue.detail) for issue in found.claims[0].issues] == [(IssueCode.NOT_UNDERSTOOD, word)]


# What


def test_the_kind_comes_from_the_word_list() -> None:
    assert the_claim(FINE, LETTER).kind == "fine"


@pytest.mark.parametrize(
    ("events", "kind", "word"),
    [
        ([FINE | {"type": "h_nieuw"}, LETTER], UNKNOWN_KIND, "h_nieuw"),
        ([FINE, added("a", "2026-03-01", 5, type="h_nieuw"), LETTER], "fine", "h_nieuw"),
    ],
    ids=["of the debt itself", "of an addition"],
)
def test_a_type_code_without_a_word_is_marked_and_counts_as_principal(events: list[Json], kind: str, word: str) -> None:
    found = understand(a_case(*events))
    claim = found.claims[0]

    assert found.reasons == {Reason.UNKNOWN_WORD}
    assert (claim.kind, details([claim])) == (kind, [word])
    assert (claim.open.costs, claim.open.interest) == (0, 0)


@pytest.mark.parametrize(
    "events",
    [
        [added("a", "2026-03-01", 900), FINE],
        [added("a", "2026-03-01", 900), _without(FINE, "primaire_verplichting")],
        [_without(FINE, "primaire_verplichting")],
    ],
    ids=["said", "unsaid: the first principal", "unsaid: the only one"],
)
def test_the_primary_obligation_is_found(events: list[Json]) -> None:
    claim = the_claim(*events, demanded("l", "2026-03-01", 10000))

    assert (claim.principal, claim.kind, claim.imposed_on) == (10000, "fine", date(2026, 3, 1))


def test_the_day_it_was_imposed_is_the_dutch_day_of_the_decision() -> None:
    booked_later = FINE | {"datumtijd_opgelegd": "2026-02-27T23:30:00Z"}

    assert the_claim(booked_later, LETTER).imposed_on == date(2026, 2, 28)


def test_two_primary_obligations_contradict() -> None:
    found = understand(a_case(FINE, imposed("other", "2026-03-02", 500), LETTER))

    assert found.reasons == {Reason.EVENT_CONFLICT}
    assert details(found.claims) == ["primary_obligation"]


def test_an_event_that_says_it_belongs_to_another_case_contradicts() -> None:
    found = understand(a_case(FINE, LETTER | {"zaakkenmerk": "Z-9"}))

    assert found.reasons == {Reason.EVENT_CONFLICT}
    assert details(found.claims) == ["event_of_other_case"]


# Shown or not


def test_a_debt_is_shown_only_after_the_person_was_told() -> None:
    assert understand(a_case(FINE)).claims == ()
    assert understand(a_case(FINE)).reasons == frozenset()
    assert understand(a_case(FINE, LETTER), as_of=date(2026, 2, 28)).claims == ()
    assert len(understand(a_case(FINE, LETTER), as_of=date(2026, 3, 1)).claims) == 1


@pytest.mark.parametrize(("answer", "claims"), [("yes", 1), ("no", 0), ("unknown", 0)])
def test_service_takes_the_place_of_a_letter(answer: str, claims: int) -> None:
    found = understand(a_case(FINE, x_eenregeling={"served_on": {"value": answer}}))

    assert len(found.claims) == claims


def test_what_was_served_but_not_demanded_has_nothing_open() -> None:
    claim = the_claim(FINE, x_eenregeling=SERVED)

    assert (claim.principal, claim.open.total, claim.due_on) == (10000, 0, None)


def test_a_case_of_later_is_not_there_yet() -> None:
    found = understand(a_case(FINE, LETTER), as_of=date(2025, 1, 1))

    assert (found.claims, found.reasons) == ((), frozenset())


def test_what_contradicts_later_does_not_spoil_an_earlier_day() -> None:
    twice = [paid("p", "2026-04-01", 1), paid("p", "2026-04-01", 2)]

    found = understand(a_case(FINE, LETTER, *twice, totaal_financieel_verplicht=1), as_of=date(2025, 1, 1))

    assert (found.claims, found.reasons) == ((), frozenset())


def test_a_letter_before_the_debt_it_asks_for_is_not_understood() -> None:
    found = understand(a_case(FINE, demanded("l", "2026-02-01", 10000)), as_of=date(2026, 2, 2))

    assert found.claims == ()
    assert found.reasons == {Reason.MALFORMED}


def test_an_empty_shell_of_a_case_tells_nothing() -> None:
    empty = {"zaakkenmerk": "Z-1", "gebeurtenissen": [], "saldo": 0}

    assert (understand(empty).claims, understand(empty).reasons) == ((), frozenset())


# Marked, never dropped


def test_an_unknown_event_marks_its_case_and_hides_nothing() -> None:
    odd = a_case(FINE, LETTER, event("ZaakGesplitst", "u", "2026-05-01"))

    found = understand(odd, a_case(zaakkenmerk="Z-2"))

    assert found.reasons == {Reason.UNKNOWN_EVENT}
    assert [(claim.key.reference, claim.open.total) for claim in found.claims] == [("Z-1", 10000), ("Z-2", 10000)]
    assert [details([claim]) for claim in found.claims] == [["ZaakGesplitst"], []]


def test_an_unknown_event_of_later_is_of_later() -> None:
    found = understand(a_case(FINE, LETTER, event("ZaakGesplitst", "u", "2026-05-01")), as_of=date(2026, 4, 30))

    assert found.reasons == frozenset()


def test_an_unknown_event_without_a_time_may_have_happened() -> None:
    found = understand(a_case(FINE, LETTER, {"gebeurtenis_type": "ZaakGesplitst"}), as_of=date(2026, 4, 30))

    assert found.reasons == {Reason.UNKNOWN_EVENT}


def test_a_case_whose_letter_may_be_the_unknown_event_is_shown() -> None:
    assert len(understand(a_case(FINE, event("BriefVerstuurd", "u", "2026-03-01"))).claims) == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        demanded("letter", "2026-03-01", -1),
        added("a", "2026-03-01", -1),
        paid("p", "2026-03-01", 1, betalingskenmerk=5),
        demanded("letter", "2026-03-01T00:00:00", 1),
    ],
    ids=["the letter", "an addition", "a payment", "a letter without an offset"],
)
def test_a_case_that_cannot_be_read_whole_is_shown_and_marked_if_the_debt_itself_can(spoiled: Json) -> None:
    found = understand(a_case(FINE, spoiled), a_case(zaakkenmerk="Z-2"))

    assert found.reasons == {Reason.MALFORMED}
    assert [claim.key.reference for claim in found.claims] == ["Z-1", "Z-2"]
    assert [len(claim.issues) for claim in found.claims] == [1, 0]
    assert found.claims[0].issues[0].code is IssueCode.NOT_UNDERSTOOD
    assert found.claims[0].principal == 10000


@pytest.mark.parametrize(
    "case",
    [
        a_case(imposed("fine", "2026-03-01", -1), added("a", "2026-03-01", 900), LETTER),
        a_case(LETTER),
        a_case(zaakkenmerk=None),
        a_case(bsn="123456789"),
        {"zaakkenmerk": "Z-1", "gebeurtenissen": [], "totaal_financieel_verplicht": 100},
        {"zaakkenmerk": "Z-1"},
    ],
    ids=[
        "the debt itself is unreadable: its costs do not pass for it",
        "a letter for nothing",
        "no reference",
        "no person's number",
        "a total out of nothing",
        "no events at all",
    ],
)
def test_a_case_without_a_readable_debt_leaves_the_answer_not_understood_and_the_others_shown(case: Json) -> None:
    found = understand(case, a_case(zaakkenmerk="Z-2"))

    assert Reason.MALFORMED in found.reasons
    assert [claim.key.reference for claim in found.claims] == ["Z-2"]


def test_the_same_case_twice_is_one_claim() -> None:
    found = understand(a_case(), a_case())

    assert (len(found.claims), found.reasons) == (1, frozenset())


def test_the_same_case_told_in_two_ways_is_one_claim_that_contradicts() -> None:
    found = understand(a_case(), a_case(FINE, LETTER, paid("p", "2026-04-01", 1)))

    assert found.reasons == {Reason.EVENT_CONFLICT}
    assert [claim.open.total for claim in found.claims] == [10000]
    assert details(found.claims) == ["case_reference"]


def test_the_same_reference_of_two_owners_is_two_claims() -> None:
    found = understand(a_case(FINE, LETTER), a_case(FINE | {"opgelegd_door": OIN_ELSEWHERE}, LETTER))

    assert [claim.owner for claim in found.claims] == [HERE, ELSEWHERE]
    assert found.reasons == frozenset()


def test_issues_are_told_once_and_not_without_end() -> None:
    same = [event("Gesplitst", f"u{place}", "2026-05-01") for place in range(3)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [event(f"Soort{a}{b}", f"{a}{b}", "2026-05-01") for a in letters for b in letters]

    assert details(understand(a_case(FINE, LETTER, *same)).claims) == ["Gesplitst"]
    assert len(details(understand(a_case(FINE, LETTER, *many)).claims)) == MOST_ISSUES


# Facts


def test_facts_come_from_our_own_namespace_per_case_and_per_person() -> None:
    case = a_case(x_eenregeling={"objection": STATED, "writ_on": {"value": "no"}, "weather": {"value": "yes"}})

    found = understand(case, x_eenregeling={"guardianship": {"value": "unknown"}})
    facts = found.claims[0].facts

    assert facts == {
        FactName.OBJECTION: Fact(
            answer=Answer.YES,
            on=date(2026, 4, 1),
            detail="bezwaar",
            source=OIN_HERE,
            stated_on=date(2026, 11, 23),
        ),
        FactName.WRIT: Fact(answer=Answer.NO),
    }
    assert found.person == {FactName.GUARDIANSHIP: UNKNOWN}


def test_a_fact_that_was_not_sent_is_absent_and_unknown() -> None:
    claim = the_claim(FINE, LETTER)

    assert claim.facts == {}
    assert claim.fact(FactName.BAILIFF) == UNKNOWN


@pytest.mark.parametrize(
    "sent",
    [
        "yes",
        None,
        [],
        {},
        {"value": "ja"},
        {"value": True},
        {"value": None},
        {"value": "no", "date": "gisteren"},
        {"value": "no", "source": "hier"},
        {"value": "no", "stated_on": 5},
        {"value": "no", "detail": {"a": 1}},
    ],
)
def test_a_malformed_fact_is_unknown_and_never_no(sent: object) -> None:
    claim = the_claim(FINE, LETTER, x_eenregeling={"bailiff": sent})

    assert claim.fact(FactName.BAILIFF).answer is Answer.UNKNOWN
    assert claim.issues == ()


@pytest.mark.parametrize(
    ("stated_on", "known"), [("2026-04-09", True), ("2026-04-10", True), ("2026-04-11", False), (None, False)]
)
def test_a_fact_stated_later_was_not_known_then(stated_on: str | None, *, known: bool) -> None:
    booked = [told | {"datumtijd_geregistreerd": "2026-03-01T12:00:00Z"} for told in (FINE, LETTER)]
    case = a_case(*booked, x_eenregeling={"bailiff": {"value": "no", "stated_on": stated_on}})

    found = understand(case, known_at=datetime(2026, 4, 10, 12, tzinfo=UTC))

    assert found.claims[0].fact(FactName.BAILIFF).answer is (Answer.NO if known else Answer.UNKNOWN)


# Altogether


@given(order=st.permutations([a_case(FINE, LETTER, zaakkenmerk=f"Z-{n}") for n in range(4)]))
def test_the_order_of_cases_does_not_matter(order: list[Json]) -> None:
    assert {claim.key.reference for claim in understand(*order).claims} == {"Z-0", "Z-1", "Z-2", "Z-3"}


def test_no_claim_carries_the_number_of_the_person() -> None:
    document = read(a_body(a_case(FINE | {"bsn": BSN}, LETTER, bsn=BSN), bsn=BSN))

    found = translate(document, replace(LEXICON), View(as_of=date(2026, 11, 23)))

    assert BSN not in repr(found)


def test_a_debt_whose_main_word_has_no_kind_is_marked() -> None:
    found = understand(a_case(imposed("e1", "2026-03-01", 900, type="h_kosten"), demanded("d", "2026-03-01", 900)))

    (claim,) = found.claims
    assert found.reasons == {Reason.UNKNOWN_WORD}
    assert [issue.detail for issue in claim.issues] == ["h_kosten"]
