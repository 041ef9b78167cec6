"""Every persona through the whole house: five agencies, the hub, GraphQL over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from running_hub import PERSONAS, RunningHub, running_hub

pytestmark = pytest.mark.usefixtures("socket_enabled")


class Told(NamedTuple):
    """What comes out under one scheme: kind of outcome, scheme applied, cents and months, or the grounds."""

    outcome: str
    applied: str
    total: int | None = None
    months: int | None = None
    grounds: tuple[str, ...] = ()


def plan(total: int, months: int, *grounds: str, applied: str = "rijk-2025") -> Told:
    return Told("Proposal", applied, total, months, grounds)


def human(*grounds: str, meanwhile: int | None = None) -> Told:
    return Told("NeedsHuman", "rijk-2025", meanwhile, None, grounds)


def refused(*grounds: str) -> Told:
    return Told("Refusal", "rijk-2025", None, None, grounds)


UNDER_CURRENT_LAW = {
    "daan": plan(150900, 12, applied="cjib"),
    "sem": refused("total.at_most_minimum"),
    "julia": plan(7501, 3),
    "milan": plan(65460, 12),
    "noor": plan(130960, 18),
    "lotte": plan(47940, 12),
    "bram": plan(69600, 12),
    "fatima": human("route.writ_bars_standard", meanwhile=40400),
    "thijs": plan(26920, 6, "source.missing"),
    "anouk": plan(28400, 6, "source.missing"),
    "yusuf": plan(56900, 12),
    "iris": human("claim.possible_duplicate"),
    "omar": plan(63700, 12),
    "sara": plan(29900, 6),
    "pieter": plan(98860, 12),
    "eva": plan(44940, 9),
    "hendrik": plan(27900, 6),
    "samira": human("person.recovery_operation"),
    "willem": plan(48150, 12),
    "tess": refused("total.nothing"),
    "karim": human("claim.fact_unknown"),
    "lieke": plan(39900, 9),
    "jan": plan(61200, 12),
    "els": human("total.unknown"),
    "ruben": plan(11500, 3, applied="cjib"),
    "mees": plan(28900, 6),
    "nina": plan(31900, 9),
    "koen": plan(34900, 9),
    "gijs": plan(25900, 6),
    "saar": plan(33400, 9),
    "roos": human("person.detention"),
    "mohamed": plan(48940, 12),
    "hanna": human("person.insolvency"),
    "dirk": human("route.writ_bars_standard", meanwhile=10900),
    "marijke": plan(33900, 9),
    "lars": plan(5000, 3, applied="cjib"),
    "sofie": plan(188460, 15),
    "aad": human("arrangement.breached_before", meanwhile=62400),
    "ingrid": plan(204800, 24),
    "vera": plan(44400, 9),
    "bas": plan(32920, 9),
    "anna": plan(350000, 30),
    "peter": plan(552560, 36),
    "zoe": plan(79460, 12),
    "henk": refused("total.none_can_join"),
    "aisha": refused("total.none_can_join"),
}

BY_THE_AGENCYS_OWN_RULES = {
    ("henk", "belastingdienst"): ("SHORT_POSTPONEMENT", 3, 30000),
    ("aisha", "toeslagen"): ("STANDARD", 23, 3130),
    ("noor", "belastingdienst"): ("SHORT_POSTPONEMENT", 1, 95601),
    ("noor", "toeslagen"): ("STANDARD", 17, 6387),
    ("noor", "cak"): ("STANDARD", 3, 5600),
}
"""Route, months and cents a month; nothing is told of the household."""

WITH_A_HOUSEHOLD = {
    "noor": ("STANDARD", "GUARDED", 18, 7275, 0),
    "anna": ("TAILOR_MADE", "GUARDED", 35, 10201, 0),
    "peter": ("CAPACITY", "GUARDED", 12, 4201, 552560 - 12 * 4201),
}
"""Route, floor, months, cents a month, and what is open after the review."""

AS_A_WHAT_IF = {
    "noor": plan(390361, 30, "scheme.not_law", applied="rijk-wide"),
    "lotte": plan(79140, 12, "scheme.not_law", applied="rijk-wide"),
    "omar": plan(99700, 12, "source.missing", "source.missing", "scheme.not_law", applied="rijk-wide"),
    "sara": plan(
        84700, 12, "source.missing", "source.missing", "person.fact_unknown", "scheme.not_law", applied="rijk-wide"
    ),
    "pieter": plan(98860, 12, "scheme.not_law", applied="rijk-wide"),
    "eva": plan(108040, 12, "scheme.not_law", applied="rijk-wide"),
    "hendrik": plan(2042900, 36, "scheme.not_law", applied="rijk-wide"),
    "ingrid": plan(396800, 30, "scheme.not_law", applied="rijk-wide"),
}

NOT_ANSWERED = {
    "thijs": {"CJIB": ("NOT_UNDERSTOOD", "source.unknown_event")},
    "anouk": {"CJIB": ("CONTRADICTORY", "source.totals_differ")},
    "omar": {"Belastingdienst": ("WITHHELD", "consent.missing"), "DUO": ("UNREACHABLE", "source.http_error")},
    "sara": {
        "Belastingdienst": ("WITHHELD", "consent.missing"),
        "Dienst Toeslagen": ("WITHHELD", "consent.missing"),
    },
    "lieke": {"Dienst Toeslagen": ("UNREACHABLE", "source.too_large"), "CAK": ("UNREACHABLE", "source.timed_out")},
    "jan": {"DUO": ("CONTRADICTORY", "source.other_person")},
    "els": {"CJIB": ("BAD_SIGNATURE", "source.bad_signature")},
    "mees": {"DUO": ("UNREACHABLE", "source.timed_out")},
    "nina": {"Dienst Toeslagen": ("UNREACHABLE", "source.connection_failed")},
    "koen": {"Belastingdienst": ("NOT_UNDERSTOOD", "source.malformed")},
    "gijs": {"Belastingdienst": ("NOT_UNDERSTOOD", "source.malformed")},
    "saar": {"CAK": ("BUSY", "source.busy")},
}

SET_ASIDE = {
    "lotte": {"WM-2026-0001222": "claim.under_objection", "TSL-KO-2024-200601": "claim.under_objection"},
    "bram": {"SB-2026-0005501": "claim.paying_waives_remedy"},
    "thijs": {"WM-2026-0001444": "claim.not_understood"},
    "anouk": {"WM-2026-0001518": "claim.totals_differ"},
    "pieter": {"DUO-L-2025-1302": "claim.kind_left_out"},
    "mohamed": {"WM-2026-0002369": "claim.in_arrangement"},
    "ingrid": {"BD-MRB-2026-103901": "claim.kind_left_out"},
    "bas": {"WM-2026-0002702": "claim.nothing_open"},
}
"""Which claims are not in the plan over all five, and the first reason."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("personas")) as running:
        for name in PERSONAS:
            running.consent(name)
        yield running


def told(outcome):
    grounds = outcome.get("blockedBy", outcome.get("reasons"))
    meanwhile = (outcome.get("alternative") or {}).get("total")
    return Told(
        outcome["__typename"],
        outcome["scheme"]["applied"],
        outcome.get("total", meanwhile),
        outcome.get("months"),
        tuple(reason["code"] for reason in grounds),
    )


@pytest.mark.parametrize("persona", UNDER_CURRENT_LAW)
def test_the_law_of_today_gives_each_persona_what_their_story_says(hub, persona):
    assert told(hub.preview(persona)) == UNDER_CURRENT_LAW[persona]


@pytest.mark.parametrize("persona", AS_A_WHAT_IF)
def test_a_plan_over_all_five_is_marked_and_cannot_be_accepted(hub, persona):
    outcome = hub.preview(persona, "rijk-wide")

    assert told(outcome) == AS_A_WHAT_IF[persona]
    assert outcome["isWhatIf"]
    assert not outcome["acceptable"]


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_agency_has_an_honest_status_and_the_others_stand(hub, persona):
    sources = {source["agency"]["name"]: source for source in hub.preview(persona, "rijk-wide")["sources"]}

    assert len(sources) == 5
    silent = {name: (s["status"], s["reason"]) for name, s in sources.items() if s["status"] != "ANSWERED"}
    assert silent == NOT_ANSWERED.get(persona, {})


@pytest.mark.parametrize("persona", SET_ASIDE)
def test_claims_that_are_not_in_the_plan_say_why(hub, persona):
    edges = hub.preview(persona, "rijk-wide")["claims"]["edges"]
    aside = {
        edge["node"]["claim"]["reference"]: edge["node"]["reasons"][0]["code"]
        for edge in edges
        if edge["node"]["treatment"] != "INCLUDED"
    }
    assert aside == SET_ASIDE[persona]


@pytest.mark.parametrize(("persona", "scheme"), BY_THE_AGENCYS_OWN_RULES)
def test_an_agencys_own_rules_give_what_they_say(hub, persona, scheme):
    outcome = hub.preview(persona, scheme)
    told = (outcome["route"], outcome["months"], outcome["monthlyAmount"])

    assert told == BY_THE_AGENCYS_OWN_RULES[persona, scheme]
    assert outcome["acceptable"]


@pytest.mark.parametrize("persona", WITH_A_HOUSEHOLD)
def test_what_a_household_can_miss_decides_the_route(hub, persona):
    outcome = hub.with_household(persona)
    named = ("route", "floor", "months", "monthlyAmount", "openAfterReview")

    assert tuple(outcome[name] for name in named) == WITH_A_HOUSEHOLD[persona]
    assert outcome["decidedBy"]["how"] == ("BY_RULE" if outcome["route"] == "STANDARD" else "BY_PERSON")
    assert all(line["amount"] <= outcome["room"]["amount"] for line in outcome["instalments"])


def test_without_room_a_person_looks_and_a_pause_gives_time_to_find_help(hub):
    outcome = hub.with_household("zoe")
    asked_for = hub.with_household("zoe", choice={"route": "PAUSE"})

    assert told(outcome).grounds == ("capacity.none", "pause.offered", "refer.debt_help")
    assert outcome["alternative"]["route"] == asked_for["route"] == "PAUSE"
    assert (asked_for["months"], asked_for["firstDueOn"], asked_for["lastDueOn"]) == (0, None, None)
    assert asked_for["openAfterReview"] == asked_for["total"] == 79460


def test_the_plan_over_all_five_shrinks_to_what_there_is_room_for(hub):
    outcome = hub.with_household("noor", "rijk-wide")

    assert (outcome["route"], outcome["months"], outcome["monthlyAmount"]) == ("TAILOR_MADE", 39, 10201)
    assert [(other["route"], other["floor"]) for other in outcome["alternatives"]] == [("STANDARD", "BELOW")]
    assert not outcome["acceptable"]


def test_every_persona_stands_in_the_table():
    assert set(UNDER_CURRENT_LAW) == set(PERSONAS)


def test_no_number_of_a_person_reaches_log_or_database(hub):
    content = b"".join(path.read_bytes() for path in Path(hub.folder.path).rglob("*") if path.is_file())

    assert b"graphql.answered" in content
    assert not [name for name, persona in PERSONAS.items() if persona.bsn.encode() in content]
