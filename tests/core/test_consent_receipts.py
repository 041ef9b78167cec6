import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON, REGISTER, SUBJECT, a_grant, an_agency

from consent import receipts
from consent.grants import Given, Narrowed, Use, Used, Withdrawn
from consent.mandates import By
from consent.purposes import Category
from consent.receipt_form import Happened, Naming

GOLDEN = Path(__file__).resolve().parent.parent / "golden_consent_receipt.json"
LOGGED_IN = By(client="portal", acr="http://eidas.europa.eu/LoA/substantial", logged_in_at=NOON - timedelta(minutes=5))
HELPER = By(client="portal", representative="00000099000000099000", mandate="mandate-1")
HOUR = timedelta(hours=1)
GRANT = a_grant()
GIVEN = Given(grant=GRANT, at=NOON, by=LOGGED_IN)
NARROWED = Narrowed(grant_id=GRANT.id, at=NOON + HOUR, categories=frozenset({Category.CLAIMS}), by=LOGGED_IN)
WITHDRAWN = Withdrawn(grant_id=GRANT.id, at=NOON + 2 * HOUR, by=HELPER)

MUST = {
    # what the vocabulary's profile makes mandatory, by where it stands
    "receipt": "@id @type dct:identifier dct:conformsTo dct:created dpv:hasRecordOfActivity",
    "record": "dct:identifier dct:conformsTo dct:created dct:creator dct:language dpv:hasDataSubject dpv:hasNotice "
    "dpv:hasProcess dpv:hasEntity dpv:hasConsentStatus",
    "notice": "dct:identifier dct:language er:sha256 er:text",
    "process": "dpv:hasPurpose dpv:hasLegalBasis dpv:hasPersonalData dpv:hasProcessing dpv:hasDataSource "
    "dpv:hasDataController dpv:hasRecipient dpv:hasStorageCondition dpv:hasConsentControl dpv:hasJurisdiction "
    "dpv:hasRight",
    "event": "@type dpv:isIndicatedAtTime dpv:hasDuration dpv:isIndicatedBy dpv:hasIndicationMethod",
}


def naming(recipient=None):
    return Naming(source=an_agency("cjib"), recipient=recipient, alias=lambda person: f"alias-of-{len(person)}")


def made(*events, grant=GRANT, recipient=None):
    found = receipts.receipts(events, REGISTER.find(grant.activity), naming(recipient))
    assert found is not None
    return found


def record_of(receipt):
    return receipt.record["dpv:hasRecordOfActivity"]


def process_of(receipt):
    (process,) = record_of(receipt)["dpv:hasProcess"]
    return process


def test_a_receipt_is_written_as_the_golden_one():
    *_, latest = made(GIVEN, NARROWED, WITHDRAWN)

    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == latest.record


def test_everything_that_the_profile_makes_mandatory_is_there():
    for receipt in made(GIVEN, NARROWED, WITHDRAWN):
        record = record_of(receipt)
        parts = {
            "receipt": [receipt.record],
            "record": [record],
            "notice": record["dpv:hasNotice"],
            "process": record["dpv:hasProcess"],
            "event": record["dpv:hasConsentStatus"],
        }
        missing = [
            (part, key)
            for part, keys in MUST.items()
            for each in parts[part]
            for key in keys.split()
            if not each.get(key)
        ]
        assert missing == []
        known = {party["@id"] for party in record["dpv:hasEntity"]} | {record["dpv:hasDataSubject"]["@id"]}
        assert all(party["@type"] for party in record["dpv:hasEntity"])
        assert {event["dpv:isIndicatedBy"] for event in record["dpv:hasConsentStatus"]} <= known
        for place in ("dpv:hasDataSource", "dpv:hasDataController", "dpv:hasRecipient"):
            assert set(process_of(receipt)[place]) <= known


def test_giving_each_narrowing_and_withdrawing_have_one_receipt_each():
    found = made(GIVEN, NARROWED, replace(NARROWED, at=NOON + HOUR * 1.5), WITHDRAWN)

    assert [each.happened for each in found] == ["given", "narrowed", "narrowed", "withdrawn"]
    assert [len(record_of(each)["dpv:hasConsentStatus"]) for each in found] == [1, 2, 3, 4]
    assert len({each.id for each in found}) == len(found)
    assert [each.at for each in found] == [NOON, NOON + HOUR, NOON + HOUR * 1.5, NOON + 2 * HOUR]


def test_what_happens_later_changes_no_earlier_receipt():
    assert made(GIVEN)[0] == made(GIVEN, NARROWED)[0] == made(GIVEN, NARROWED, WITHDRAWN)[0]


def test_narrowing_shows_what_is_left():
    until = NOON + timedelta(days=3)
    before, after = made(GIVEN, replace(NARROWED, valid_until=until))

    names = [[each["skos:prefLabel"] for each in process_of(one)["dpv:hasPersonalData"]] for one in (before, after)]
    assert names == [["claims", "circumstances"], ["claims"]]
    assert process_of(after)["er:validUntil"] == until.isoformat() != process_of(before)["er:validUntil"]


def test_narrowing_to_nothing_is_withdrawing():
    _, latest = made(GIVEN, replace(NARROWED, valid_until=NOON))

    assert latest.happened is Happened.WITHDRAWN
    assert record_of(latest)["dpv:hasConsentStatus"][-1]["@type"][0] == "dpv:ConsentWithdrawn"


def test_a_representative_is_marked_and_named_by_number_or_by_a_name_that_tells_nothing():
    relative = replace(HELPER, representative="ref-of-somebody")
    for by, name in (
        (HELPER, "urn:eenregeling:oin:00000099000000099000"),
        (relative, "urn:eenregeling:person:alias-of-15"),
    ):
        first, latest = made(GIVEN, replace(WITHDRAWN, by=by))
        event = record_of(latest)["dpv:hasConsentStatus"][-1]
        parties = {each["@id"]: each["@type"] for each in record_of(latest)["dpv:hasEntity"]}

        assert (event["er:byRepresentative"], event["er:mandate"]) == (True, "mandate-1")
        assert event["dpv:isIndicatedBy"] == name
        assert parties[name] == ["dpv:Representative"]
        assert not record_of(first)["dpv:hasConsentStatus"][0]["er:byRepresentative"]
        assert name not in str(first.record)


@pytest.mark.parametrize(("name", "shown"), [("Een gemeente", True), (None, False)])
def test_a_receiving_organization_is_a_party_by_number_and_by_name_where_that_is_known(name, shown):
    number = "00000099000000002000"
    grant = a_grant(recipient=number, use=Use.ONCE)
    (receipt,) = made(replace(GIVEN, grant=grant), grant=grant, recipient=name)
    parties = {each["@id"]: each for each in record_of(receipt)["dpv:hasEntity"] if "dpv:Recipient" in each["@type"]}

    assert process_of(receipt)["dpv:hasRecipient"] == [f"urn:eenregeling:oin:{number}"] == list(parties)
    assert [("dpv:hasName" in each) for each in parties.values()] == [shown]
    assert process_of(receipt)["er:use"] == "once"


def test_a_party_with_several_roles_is_told_once_with_all_of_them():
    grant = a_grant(recipient="00000099000000001000")
    _, receipt = made(
        replace(GIVEN, grant=grant),
        replace(WITHDRAWN, by=replace(HELPER, representative="00000099000000001000")),
        grant=grant,
        recipient="Een gemeente",
    )
    controller, *others = record_of(receipt)["dpv:hasEntity"]

    assert controller["@type"] == ["dpv:DataController", "dpv:Recipient", "dpv:Representative"]
    assert controller["dpv:hasName"] == "Eén Regeling"
    assert controller["@id"] not in {each["@id"] for each in others}


def test_no_reference_to_the_person_stands_in_a_receipt():
    assert all(SUBJECT not in json.dumps(each.record) for each in made(GIVEN, NARROWED, WITHDRAWN))


def test_an_assessment_that_the_register_names_is_named():
    activity = REGISTER.find(GRANT.activity)
    assert activity is not None
    assessed = receipts.receipts([GIVEN], replace(activity, impact_assessment="DPIA 7"), naming())
    assert assessed is not None

    assert process_of(assessed[0])["dpv:hasImpactAssessment"] == "DPIA 7"
    assert "dpv:hasImpactAssessment" not in process_of(made(GIVEN)[0])


@pytest.mark.parametrize("lost", ["version", "activity", "language", "text"])
def test_without_the_very_text_that_was_read_there_is_no_receipt(lost):
    activity = REGISTER.find(GRANT.activity)
    assert activity is not None
    event, left = GIVEN, activity
    if lost == "version":
        left = replace(activity, version=2)
    elif lost == "language":
        event = replace(GIVEN, grant=replace(GRANT, notice="fy:0"))
    elif lost == "text":
        left = replace(activity, texts={**activity.texts, "nl": "Iets anders."})

    assert receipts.receipts([event], None if lost == "activity" else left, naming()) is None


def test_the_giving_comes_first_however_late_it_arrived():
    assert made(WITHDRAWN, GIVEN) == made(GIVEN, WITHDRAWN)


def test_what_nobody_gave_has_no_receipt_and_use_is_no_event_of_the_person():
    assert made(WITHDRAWN) == ()
    assert receipts.by_grant([GIVEN, Used(grant_id=GRANT.id, at=NOON), WITHDRAWN]) == {GRANT.id: [GIVEN, WITHDRAWN]}
