import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from builders import AGENCIES, NOON, ON, REGISTER, ROOT, SUBJECT, a_citizen, a_grant, a_partner, an_agency, given
from consenting import TAX, a_helper, a_worker, ask

from consent import register
from consent.activities import Basis, Footing
from consent.parties import SELF, Agency, AgencyCode, Oin
from consent.purposes import Purpose
from consent.register import RegisterFault
from consent.verdict import Ground, Permitted

SHIPPED = (ROOT / "consent" / "register.toml").read_text(encoding="utf-8")
MUNICIPALITY = "00000099000000005000"
CONTROLLER = '[controller]\noin = "00000099000000001000"\nname = "Hub"\ncontact = "https://hub.invalid/privacy"\n'
ENTRY = {
    "code": '"sharing"',
    "version": "1",
    "purpose": '"overview"',
    "footing": '"law"',
    "basis": '"legal_obligation"',
    "article": '"IW 1990 63"',
    "recipients": f'["{MUNICIPALITY}"]',
    "sources": '["belastingdienst", "duo"]',
    "categories": '["claims"]',
    "valid_from": "2026-01-01",
    "text": '{ nl = "De wet staat dit toe.", en = "A law allows this." }',
    "retention": '{ nl = "Niets.", en = "Nothing." }',
}
"""A sharing that a law allows, as an operator would write it; the values are TOML."""


def an_entry(**changes):
    told = {**ENTRY, **changes}
    return "[[activity]]\n" + "".join(f"{key} = {value}\n" for key, value in told.items() if value is not None)


def read(*entries, beside=("[requests]\nopen_days = 30\n" + CONTROLLER,)):
    return register.read([*beside, CONTROLLER + "\n".join(entries)], agencies=AGENCIES)


# ── Faults ──


@pytest.mark.parametrize("missing", sorted(ENTRY))
def test_nothing_of_an_activity_may_be_missing(missing):
    named = {"code": r"\?:1", "version": r"sharing:\?"}.get(missing, "sharing:1")
    with pytest.raises(RegisterFault, match=f"^{named}: missing {missing}$"):
        read(an_entry(**{missing: None}))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"codes": '"x"', "aim": "1"}, "unknown aim, codes"),
        ({"purpose": '"marketing"'}, "'marketing' is not a valid Purpose"),
        ({"footing": '"interest"'}, "'interest' is not a valid Footing"),
        ({"basis": '"legitimate_interest"'}, "'legitimate_interest' is not a valid Basis"),
        ({"categories": '["claims", "health"]'}, "'health' is not a valid Category"),
        ({"code": '"Sharing data"'}, "code: small letters"),
        ({"code": '"a"'}, "code: small letters"),
        ({"version": '"1"'}, "version and months: whole numbers"),
        ({"version": "0"}, "version and months: whole numbers"),
        ({"version": "true"}, "version and months: whole numbers"),
        ({"version": "1.0"}, "version and months: whole numbers"),
        ({"lapses_after_months": "0"}, "version and months: whole numbers"),
        ({"lapses_after_months": "6.5"}, "version and months: whole numbers"),
        ({"recipients": '["everybody"]'}, "recipients: everybody"),
        ({"recipients": '["0000009900000000500"]'}, "recipients: 0000009900000000500"),
        ({"recipients": "[]"}, "at least one each"),
        ({"sources": "[]"}, "at least one each"),
        ({"categories": "[]"}, "at least one each"),
        ({"sources": '["svb", "duo", "rvo"]'}, "sources: no such agency: rvo, svb"),
        ({"article": '"  "'}, "article: name it"),
        ({"text": '{ nl = "Alleen Nederlands." }'}, "text and retention: in nl and en"),
        ({"text": '{ nl = "Tekst.", en = "  " }'}, "text and retention: in nl and en"),
        ({"retention": '{ en = "English only." }'}, "text and retention: in nl and en"),
        ({"valid_to": "2025-12-31"}, "valid_from and valid_to: days"),
        ({"valid_from": "2026-01-01T00:00:00Z"}, "valid_from and valid_to: days"),
        ({"valid_from": '"2026-01-01"'}, "valid_from and valid_to: days"),
        ({"valid_to": "2026-12-31T00:00:00Z"}, "valid_from and valid_to: days"),
        ({"valid_to": "2026"}, "valid_from and valid_to: days"),
        ({"basis": '"consent"'}, "basis: consent goes with a grant or a mandate"),
        ({"footing": '"arrangement"', "basis": '"consent"'}, "basis: consent goes with a grant or a mandate"),
        ({"footing": '"grant"'}, "basis: consent goes with a grant or a mandate"),
        ({"footing": '"mandate"', "basis": '"public_task"'}, "basis: consent goes with a grant or a mandate"),
        ({"version": "0", "article": '""'}, "whole numbers, at least 1; article: name it"),
        *(
            ({key: "7"}, f"no text, list of texts or table of texts: {key}")
            for key in ENTRY
            if key[:4] not in ("vers", "vali")
        ),
        ({"recipients": '"self"'}, "no text, list of texts or table of texts: recipients"),
        ({"sources": "[1]"}, "no text, list of texts or table of texts: sources"),
        ({"text": '{ nl = "Tekst.", en = 7 }'}, "no text, list of texts or table of texts: text"),
        ({"impact_assessment": "7"}, "no text, list of texts or table of texts: impact_assessment"),
        ({"keeps": "7"}, "no text, list of texts or table of texts: keeps"),
        ({"keeps": "[7]"}, "no text, list of texts or table of texts: keeps"),
        ({"keeps": '[{ records = "proposals", days = 14 }]'}, "no text, list of texts or table of texts: keeps"),
        ({"keeps": "[{ records = 'proposals' }]"}, "keeps: ends, records, since, until, and perhaps at_least"),
    ],
)
def test_a_faulty_activity_is_named_with_what_is_wrong_with_it(changes, says):
    with pytest.raises(RegisterFault) as fault:
        read(an_entry(**changes))

    name = str(fault.value).partition(": ")[0]
    assert re.fullmatch(r"[^:]+:[^:]+", name)
    assert says in str(fault.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("controller = [", "no TOML: "),
        (CONTROLLER + "[colour]\n", "unknown part: colour"),
        ("", "controller: oin"),
        ('controller = "me"\n', "controller: oin"),
        (CONTROLLER.replace("name", "title"), "controller: oin"),
        (CONTROLLER.replace("00000099", "0000009"), "controller: oin"),
        (CONTROLLER.replace('"00000099000000001000"', "99000000001000"), "controller: oin"),
        (CONTROLLER.replace('"Hub"', "7"), "controller: oin"),
        ("requests = 30\n" + CONTROLLER, "requests: open_days and nothing else"),
        (CONTROLLER + "[requests]\ndays = 30\n", "requests: open_days and nothing else"),
        ("activity = 5\n" + CONTROLLER, "activity: a list of tables"),
        ("activity = [5]\n" + CONTROLLER, "activity: a list of tables"),
        (CONTROLLER + "[activity]\ncode = 1\n", "activity: a list of tables"),
        (CONTROLLER, "requests.open_days: a whole number"),
        (CONTROLLER + "[requests]\nopen_days = 0\n", "requests.open_days: a whole number"),
        (CONTROLLER + '[requests]\nopen_days = "30"\n', "requests.open_days: a whole number"),
        (CONTROLLER + "[requests]\nopen_days = true\n", "requests.open_days: a whole number"),
    ],
)
def test_a_faulty_file_is_no_register_and_says_why(text, says):
    with pytest.raises(RegisterFault, match=f"^{says}"):
        register.read([text])


def test_no_file_is_no_register():
    with pytest.raises(RegisterFault, match="open_days"):
        register.read([])


# ── Versions ──

SECOND = {"version": "2", "valid_from": "2026-07-01"}


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({}, SECOND, "^sharing:2: in force beside sharing:1$"),
        ({"valid_to": "2026-07-01"}, SECOND, "^sharing:2: in force beside sharing:1$"),
        (
            {},
            {"version": "2", "valid_from": "2025-01-01", "valid_to": "2026-01-01"},
            "^sharing:2: in force beside sharing:1$",
        ),
        ({"valid_to": "2026-06-30"}, {"version": "1", "valid_from": "2026-07-01"}, "^sharing:1: there twice$"),
    ],
    ids=["no end", "one shared day", "an earlier one that ends too late", "the same version twice"],
)
def test_two_versions_of_one_activity_are_never_in_force_on_one_day(first, second, says):
    with pytest.raises(RegisterFault, match=says):
        read(an_entry(**first), an_entry(**second))
    with pytest.raises(RegisterFault, match=r"there twice|in force beside"):
        read(an_entry(**second), an_entry(**first))


def test_the_day_says_which_version_counts():
    found = read(an_entry(valid_to="2026-06-30"), an_entry(**SECOND), an_entry(code='"other"'))

    def versions(on):
        return [one.id for one in found.in_force(on)]

    assert versions(date(2025, 12, 31)) == []
    assert versions(date(2026, 6, 30)) == ["sharing:1", "other:1"]
    assert versions(date(2026, 7, 1)) == ["sharing:2", "other:1"]


def test_a_version_is_found_by_its_id_and_by_its_uri_though_it_is_over():
    found = read(an_entry(valid_to="2026-01-01"))
    (activity,) = found.activities

    assert found.find("sharing:1") is found.find("urn:eenregeling:activity:sharing:1") is activity
    assert found.find("sharing:2") is None


def test_a_new_version_asks_consent_again_and_another_text_whoever_read_it():
    grant = given(a_grant())
    newer = SHIPPED.replace(
        'code       = "overview-self"\nversion    = 1', 'code       = "overview-self"\nversion    = 2'
    )
    other_text = SHIPPED.replace("We show it to you only.", "We show it to nobody else.", 1)

    assert isinstance(ask(consents=[grant]), Permitted)
    assert ask(consents=[grant], register=register.read([newer])).ground is Ground.OUTDATED
    assert ask(consents=[grant], register=register.read([other_text])) == ask(consents=[grant])
    english = given(a_grant(notice=REGISTER.consented(Purpose.OVERVIEW, SELF, on=ON).notice("en")))
    assert ask(consents=[english], register=register.read([other_text])).ground is Ground.OUTDATED


# ── Fingerprints ──


def test_one_letter_more_is_another_register():
    texts = [SHIPPED, SHIPPED + "\n", SHIPPED.replace("geen bedragen", "geen  bedragen", 1)]
    prints = [register.read([text]).fingerprint for text in texts]

    assert len(set(prints)) == len(texts)
    assert prints[0] == REGISTER.fingerprint == register.read([SHIPPED]).fingerprint
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", prints[0])


def test_where_one_file_ends_and_the_next_begins_is_part_of_the_fingerprint():
    one, other = CONTROLLER + "[requests]\nopen_days = 1\n", CONTROLLER
    assert register.read([one, other]).fingerprint != register.read([other, one]).fingerprint


def test_the_last_file_that_says_so_sets_how_long_requests_wait():
    assert REGISTER.request_days == 30
    assert register.read([SHIPPED, CONTROLLER + "[requests]\nopen_days = 14\n"]).request_days == 14
    assert register.read([SHIPPED, CONTROLLER]).request_days == 30


# ── What ships ──

PRESSING = {
    "nl": (
        "helaas",
        "aanbevol",
        "laatste kans",
        "meteen",
        "snel",
        "weet u zeker",
        "verplicht",
        "mist u",
        "let op",
        "alleen vandaag",
        "akkoord",
        "makkelijk",
    ),
    "en": (
        "unfortunately",
        "recommend",
        "last chance",
        "right away",
        "hurry",
        "are you sure",
        "mandatory",
        "miss out",
        "beware",
        "only today",
        "simply",
        "easy",
    ),
}
FREE = {
    "nl": ("geen gevolgen", "op elk moment stoppen", "zes maanden"),
    "en": ("no consequences", "stop at any moment", "six months"),
}


@pytest.mark.parametrize("activity", REGISTER.activities, ids=lambda activity: activity.id)
def test_every_activity_that_ships_is_in_force_and_tells_people_what_happens_in_both_languages(activity):
    assert activity.in_force(ON)
    assert activity.code in SHIPPED
    for language in register.LANGUAGES:
        for text in (activity.texts[language], activity.retention[language]):
            assert text.endswith(".")
            assert "\n" not in text
            assert not [word for word in PRESSING[language] if word in text.lower()]


@pytest.mark.parametrize(
    "activity", [one for one in REGISTER.activities if one.footing is Footing.GRANT], ids=lambda activity: activity.id
)
def test_every_text_to_consent_to_says_that_a_no_has_no_consequences_and_how_it_ends(activity):
    assert activity.lapses_after_months == 6
    for language, phrases in FREE.items():
        assert not [phrase for phrase in phrases if phrase not in activity.texts[language]]


def test_the_texts_of_two_languages_are_two_texts():
    for activity in REGISTER.activities:
        assert activity.texts["nl"] != activity.texts["en"]
        assert activity.is_notice(activity.notice("nl"))
        assert activity.is_notice(activity.notice("en"))
        assert not activity.is_notice(activity.notice("nl").replace("nl", "en"))


def test_nothing_that_ships_rests_on_a_law_but_a_workers_look_at_their_own_agency():
    by_law = [one for one in REGISTER.activities if one.footing is Footing.LAW]
    assert [(str(one.id), *one.sources, *one.recipients) for one in by_law] == [("casework:1", "own", "worker")]


def test_only_planning_needs_what_agencies_know_about_a_person_and_not_what_others_get_to_see():
    wide = {one.code for one in REGISTER.activities if "circumstances" in one.categories}
    assert wide == {"overview-self", "proposal-self", "proposal-organization", "proposal-representative"}


@pytest.mark.parametrize(
    ("purpose", "recipient", "found"),
    [
        (Purpose.OVERVIEW, SELF, "overview-self:1"),
        (Purpose.PROPOSAL, SELF, "proposal-self:1"),
        (Purpose.OVERVIEW, MUNICIPALITY, "overview-organization:1"),
        (Purpose.PROPOSAL, MUNICIPALITY, "proposal-organization:1"),
        (Purpose.EXECUTION, MUNICIPALITY, None),
        (Purpose.EXECUTION, SELF, None),
    ],
)
def test_what_a_consent_is_for_follows_from_purpose_and_recipient(purpose, recipient, found):
    activity = REGISTER.consented(purpose, recipient, on=ON)
    assert (activity and activity.id) == found
    assert REGISTER.consented(purpose, recipient, on=date(2024, 12, 31)) is None


def test_an_operator_may_ask_consent_for_one_named_organization():
    mine = an_entry(purpose='"execution"', footing='"grant"', basis='"consent"')
    found = register.read([SHIPPED, CONTROLLER + mine], agencies=AGENCIES)

    assert found.consented(Purpose.EXECUTION, MUNICIPALITY, on=ON).id == "sharing:1"
    assert found.consented(Purpose.EXECUTION, "00000099000000006000", on=ON) is None


# ── A law that lifts secrecy ──

WITH_LAW = register.read(
    [SHIPPED, CONTROLLER + an_entry(impact_assessment='"https://hub.invalid/dpia/7"')], agencies=AGENCIES
)
BY_LAW = {"register": WITH_LAW, "agency": TAX}


def municipality(**more):
    return replace(a_partner(), agency=AgencyCode("municipality"), oin=Oin(MUNICIPALITY), **more)


def test_a_law_lifts_secrecy_for_whom_it_names_and_the_answer_names_the_article():
    verdict = ask(municipality(), **BY_LAW)

    assert (verdict.activity, verdict.basis, verdict.article) == ("sharing:1", Basis.LEGAL_OBLIGATION, "IW 1990 63")
    assert (verdict.grant, verdict.categories) == (None, {"claims"})
    assert ask(municipality(), agency=TAX).ground is Ground.NEEDS_LEGAL_BASIS


@pytest.mark.parametrize("requester", [a_partner(), a_worker(), a_partner("belastingdienst"), a_helper(), a_citizen()])
def test_a_law_that_names_somebody_else_changes_nothing(requester):
    assert ask(requester, **BY_LAW) == ask(requester, agency=TAX)


def test_a_law_opens_the_sources_it_names_and_no_others():
    street = [Agency(code=AgencyCode(code), name=code, oin=Oin("0" * 20), secrecy="AWR 67") for code in AGENCIES]
    verdicts = {agency.code: ask(municipality(), register=WITH_LAW, agency=agency) for agency in street}

    assert {code for code, one in verdicts.items() if isinstance(one, Permitted)} == {"belastingdienst", "duo"}
    assert {one.ground for one in verdicts.values() if not isinstance(one, Permitted)} == {Ground.NEEDS_LEGAL_BASIS}


def test_a_law_opens_the_purpose_it_names_to_whoever_is_registered_for_it():
    assert ask(municipality(), purpose=Purpose.PROPOSAL, **BY_LAW).ground is Ground.NEEDS_LEGAL_BASIS
    assert ask(municipality(purposes=frozenset()), **BY_LAW).ground is Ground.PURPOSE_NOT_REGISTERED


def test_a_law_counts_on_the_days_it_is_in_force():
    ended = register.read([SHIPPED, CONTROLLER + an_entry(valid_to="2026-11-22")], agencies=AGENCIES)

    assert ask(municipality(), register=ended, agency=TAX).ground is Ground.NEEDS_LEGAL_BASIS
    day_before = datetime(2026, 11, 22, 23, 59, tzinfo=NOON.tzinfo)
    assert isinstance(ask(municipality(), register=ended, agency=TAX, at=day_before), Permitted)


def test_a_law_needs_no_agency_to_be_secret():
    assert isinstance(ask(municipality(), register=WITH_LAW, agency=an_agency("duo")), Permitted)
    assert ask(municipality(), register=WITH_LAW, subject=SUBJECT, agency=an_agency("cjib")).ground is Ground.NO_GRANT
