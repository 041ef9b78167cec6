import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from agencies.simulator.caller import Caller

from adapters.agencies.registry import folder
from adapters.agencies.simulator import agency
from adapters.agencies.simulator.server import Stall

Case = dict[str, object]


def _events(case: Case) -> list[dict[str, object]]:
    found = case["gebeurtenissen"]
    assert isinstance(found, list)
    return found


def _facts(case: Case) -> dict[str, dict[str, str]]:
    found = case["x_eenregeling"]
    assert isinstance(found, dict)
    return found


def _named(cases: list[Case], reference: str) -> Case:
    return next(case for case in cases if case["zaakkenmerk"] == reference)


def test_the_envelope_names_the_agency_the_moment_and_the_person(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    document = caller.document(stalls["belastingdienst"], bsn["noor"])

    body = document["body"]
    assert isinstance(body, dict)
    assert (document["type"], document["version"]) == ("FinancialClaimsInformationDocument", "4.1.0")
    assert body["aangeleverd_door"] == agency.load("belastingdienst").oin
    assert body["bsn"] == bsn["noor"]
    assert datetime.fromisoformat(body["document_datumtijd"]).tzinfo is not None


def test_somebody_who_is_not_known_owes_nothing(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    assert caller.cases(stalls["cjib"], "999999990") == []


def test_each_agency_speaks_its_version_and_one_speaks_version_3(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    versions = {code: caller.document(stall, bsn["noor"])["version"] for code, stall in stalls.items()}

    assert versions == {code: agency.load(code).version for code in stalls}
    assert versions["duo"] == "3.0.0"


def test_version_3_has_one_total_and_no_kind_of_letter(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    case = _named(caller.cases(stalls["duo"], bsn["eva"]), "DUO-A-2026-1402")

    letters = [event for event in _events(case) if event["gebeurtenis_type"] == "BetalingsverplichtingOpgelegd"]
    assert case["totaal_opgelegd"] == case["saldo"] == 63100
    assert not {"totaal_financieel_verplicht", "totaal_financieel_vereffend"} & set(case)
    assert [sorted({"type"} & set(letter)) for letter in letters] == [[], []]


def test_agencies_that_sign_answer_as_jose_and_others_as_json(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    types = {code: caller.ask(stall, bsn["noor"]).headers["content-type"] for code, stall in stalls.items()}

    assert types == {
        code: "application/jose" if agency.load(code).signs_answers else "application/json" for code in stalls
    }
    assert (types["cjib"], types["duo"]) == ("application/jose", "application/json")


def test_answers_are_not_kept_on_the_way(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    answer = caller.ask(stalls["cjib"], bsn["daan"])

    assert (answer.headers["cache-control"], answer.headers["api-version"]) == ("no-store", "1.3.0")


def test_the_golden_example_of_cjib_is_told_as_it_was(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    case = _named(caller.cases(stalls["cjib"], bsn["noor"]), "WM-2026-0001234")

    told = [(event["gebeurtenis_type"], event.get("bedrag")) for event in _events(case)]
    assert told == [
        ("FinancieleVerplichtingOpgelegd", 10400),
        ("FinancieleVerplichtingOpgelegd", 900),
        ("BetalingsverplichtingOpgelegd", 11300),
        ("FinancieleVerplichtingOpgelegd", 5200),
        ("BetalingsverplichtingIngetrokken", None),
        ("BetalingsverplichtingOpgelegd", 16500),
    ]


def test_what_happened_after_the_day_asked_about_is_left_out(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    case = _named(caller.cases(stalls["cjib"], bsn["noor"], as_of="2026-05-09"), "WM-2026-0001234")

    assert (len(_events(case)), case["saldo"]) == (3, 11300)
    assert case["saldo_datumtijd"] == "2026-05-09T23:59:59+02:00"


def test_late_events_are_sent_but_not_counted(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    [case] = caller.cases(stalls["cjib"], bsn["ruben"], as_of="2026-05-31")

    assert (len(_events(case)), case["saldo"], case["totaal_financieel_vereffend"]) == (7, 11300, 0)


def test_an_event_keeps_its_reference_on_each_day_asked_about(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    early = caller.cases(stalls["cjib"], bsn["noor"], as_of="2026-05-09")
    late = caller.cases(stalls["cjib"], bsn["noor"])

    before = [event["gebeurtenis_kenmerk"] for event in _events(_named(early, "WM-2026-0001234"))]
    after = [event["gebeurtenis_kenmerk"] for event in _events(_named(late, "WM-2026-0001234"))]
    assert before == after[: len(before)]
    assert len(set(after)) == len(after)


def test_a_transferred_claim_is_told_by_both_and_taken_over_by_one(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    owner, collector = agency.load("duo").oin, agency.load("cjib").oin
    before = _named(caller.cases(stalls["duo"], bsn["yusuf"]), "DUO-R-2025-0901")
    after = _named(caller.cases(stalls["cjib"], bsn["yusuf"]), "DUO-R-2025-0901")

    handed, taken = _events(before)[-1], _events(after)[1]
    imposed = _events(after)[0]
    assert (handed["gebeurtenis_type"], handed["overgedragen_aan"]) == ("FinancieleZaakOvergedragen", collector)
    assert (taken["gebeurtenis_type"], taken["overgenomen_van"]) == ("FinancieleZaakOvergenomen", owner)
    assert (imposed["opgelegd_door"], imposed["uitgevoerd_door"]) == (owner, collector)
    assert imposed["type"] == "duo_ov_boete"
    assert _facts(before)["transferred_to"]["detail"] == collector
    assert _facts(after)["transferred_from"]["detail"] == owner


def test_the_old_letter_ends_with_the_transfer(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    case = _named(caller.cases(stalls["duo"], bsn["yusuf"]), "DUO-R-2025-0901")

    assert [event["gebeurtenis_type"] for event in _events(case)][-2:] == [
        "BetalingsverplichtingIngetrokken",
        "FinancieleZaakOvergedragen",
    ]


def test_before_the_transfer_the_collector_knows_nothing(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    cases = caller.cases(stalls["cjib"], bsn["yusuf"], as_of="2026-03-01")

    assert "DUO-R-2025-0901" not in [case["zaakkenmerk"] for case in cases]


def test_a_payment_says_when_it_was_booked_where_the_agency_states_it(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    [case] = caller.cases(stalls["belastingdienst"], bsn["sara"])
    [other] = caller.cases(stalls["cak"], bsn["sara"])

    paid = _events(case)[-1]
    assert paid["datumtijd_gebeurtenis"] == "2026-06-01T12:00:00+02:00"
    assert paid["datumtijd_geregistreerd"] == "2026-06-04T12:00:00+02:00"
    assert not any("datumtijd_geregistreerd" in event for event in _events(other))


def test_remission_and_payment_both_settle(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    [case] = caller.cases(stalls["belastingdienst"], bsn["bas"])

    assert (case["totaal_financieel_verplicht"], case["totaal_financieel_vereffend"]) == (75000, 42500)
    assert case["saldo"] == 32500


def test_an_unheard_event_travels_as_it_stands(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    events = [event for case in caller.cases(stalls["cjib"], bsn["thijs"]) for event in _events(case)]

    [unheard] = [event for event in events if event["gebeurtenis_type"] == "SanctieOmgezetInDienstverlening"]
    assert (unheard["uren"], unheard["bedrag"]) == (6, 3000)


def test_a_contradictory_case_states_another_total_than_its_events_add_up_to(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    cases = caller.cases(stalls["cjib"], bsn["anouk"])

    wrong = []
    for case in cases:
        imposed = "FinancieleVerplichtingOpgelegd"
        amounts = [event["bedrag"] for event in _events(case) if event["gebeurtenis_type"] == imposed]
        if sum(amount for amount in amounts if isinstance(amount, int)) != case["totaal_financieel_verplicht"]:
            wrong.append(case["totaal_financieel_verplicht"])
    assert wrong == [25900]


def test_a_fact_that_is_told_to_be_left_out_is_unknown(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    silent = [case for case in caller.cases(stalls["cjib"], bsn["karim"]) if "objection" not in _facts(case)]

    assert len(silent) == 1
    assert "writ_on" in _facts(silent[0])


def test_a_fact_that_began_later_is_not_so_yet(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    def writ(as_of: str) -> list[str]:
        cases = caller.cases(stalls["cjib"], bsn["fatima"], as_of=as_of)
        return [_facts(case)["writ_on"]["value"] for case in cases]

    assert "yes" not in writ("2026-08-02")
    assert "yes" in writ("2026-08-03")


def test_a_wahv_fine_is_irrevocable_after_six_weeks_and_recoverable_for_three_years_without_a_plan(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    case = _named(caller.cases(stalls["cjib"], bsn["noor"]), "WM-2026-0001234")

    facts = _facts(case)
    assert (facts["irrevocable_on"]["value"], facts["irrevocable_on"]["date"]) == ("yes", "2026-04-12")
    assert (facts["limitation_on"]["value"], facts["limitation_on"]["date"]) == ("yes", "2029-04-12")
    assert facts["irrevocable_on"]["stated_on"] == "2026-11-23"


def test_a_fine_under_appeal_is_not_irrevocable(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]
) -> None:
    facts = [_facts(case) for case in caller.cases(stalls["cjib"], bsn["lotte"])]

    [disputed] = [fact for fact in facts if fact["objection"]["value"] == "yes"]
    assert (disputed["irrevocable_on"]["value"], disputed["limitation_on"]["value"]) == ("no", "no")


@pytest.mark.parametrize(
    ("name", "code", "fact", "detail"),
    [
        ("samira", "toeslagen", "recovery_operation", "erkend gedupeerde"),
        ("willem", "belastingdienst", "guardianship", "bewind"),
        ("willem", "cjib", "guardianship", "bewind"),
        ("hanna", "duo", "insolvency", "wsnp"),
    ],
)
def test_a_fact_about_the_person_stands_at_the_body(  # the table is the test
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str], name: str, code: str, fact: str, detail: str
) -> None:
    body = caller.document(stalls[code], bsn[name])["body"]

    assert isinstance(body, dict)
    assert body["x_eenregeling"][fact]["value"] == "yes"
    assert body["x_eenregeling"][fact]["detail"] == detail


@pytest.mark.parametrize(
    "question",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"bsn": "999990019", "asOf": "2026-11-23"}, id="no version"),
        pytest.param({"bsn": "999990019", "asOf": "2026-11-23", "fcidVersion": "4.1.0", "x": 1}, id="too much"),
        pytest.param({"bsn": "999990018", "asOf": "2026-11-23", "fcidVersion": "4.1.0"}, id="eleven-test"),
        pytest.param({"bsn": 999990019, "asOf": "2026-11-23", "fcidVersion": "4.1.0"}, id="number"),
        pytest.param({"bsn": "999990019", "asOf": "20261123", "fcidVersion": "4.1.0"}, id="other date"),
        pytest.param({"bsn": "999990019", "asOf": "2026-W47-01", "fcidVersion": "4.1.0"}, id="week"),
        pytest.param({"bsn": "999990019", "asOf": "2026-02-30", "fcidVersion": "4.1.0"}, id="no such day"),
        pytest.param({"bsn": "999990019", "asOf": "2026-11-23", "fcidVersion": "9"}, id="no such version"),
        pytest.param([], id="list"),
    ],
)
def test_a_malformed_question_is_refused_without_repeating_it(
    caller: Caller, stalls: Mapping[str, Stall], question: object
) -> None:
    headers = {"Authorization": f"Bearer {caller.token(stalls['cjib'])}"}

    answer = caller.http.post(f"{stalls['cjib'].url}/v1/financial-claims", json=question, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "99999001" not in answer.text


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[" * 9_000, 400), (b" " * 20_000, 413)])
def test_a_question_that_is_no_json_is_refused(
    caller: Caller, stalls: Mapping[str, Stall], body: bytes, status: int
) -> None:
    headers = {"Authorization": f"Bearer {caller.token(stalls['cjib'])}"}

    answer = caller.http.post(f"{stalls['cjib'].url}/v1/financial-claims", content=body, headers=headers)

    assert answer.status_code == status


def test_another_version_is_not_acceptable(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    answer = caller.ask(stalls["duo"], bsn["noor"], fcidVersion="4.1.0")

    assert (answer.status_code, "3.0.0" in answer.text) == (406, True)


def test_other_paths_and_methods_are_problems_too(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    url = stalls["cjib"].url

    answers = [caller.http.get(f"{url}{path}") for path in ("/elsewhere", "/health/", "/v1/financial-claims")]

    assert [answer.status_code for answer in answers] == [404, 404, 405]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


def test_samples_hold_nobody_but_a_test_person() -> None:
    samples = [json.loads(path.read_text(encoding="utf-8")) for path in folder("cjib").parent.glob("*/samples/*.json")]

    assert len(samples) > 15
    assert {sample["body"]["bsn"] for sample in samples} == {"999990342"}
