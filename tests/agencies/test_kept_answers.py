"""What agencies stated last is written again as FCID: read by our own reader it gives the same claims again."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from agencies.fcid_cases import BSN, CURRENT, TODAY
from builders import a_claim, facts
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies import agency_profile, registry
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid import profile as fcid_profile
from adapters.agencies.fcid import reader, translate
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import Lexicon
from adapters.agencies.kept_answers import FORM, kept_answers
from consent.parties import AgencyCode, Oin
from hub.actions.export_own_data import KeptAnswer
from hub.audit import canonical
from hub.audit.receipt import Statement
from hub.domain.claim import Amounts, Claim, Issue, IssueCode, KindCode
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.money import Cents
from hub.domain.source import Received, SourceStatus

KNOWN: Mapping[AgencyCode, AgencyProfile] = {
    AgencyCode(code): agency_profile.load(registry.folder(code)) for code in registry.AGENCIES
}
OWNERS = {profile.agency.oin: code for code, profile in KNOWN.items()}
SAMPLES = [
    path
    for code in registry.AGENCIES
    for path in sorted((registry.folder(code) / "samples").glob("*.json"))
    if path.stem != "float-amount"
]
"""What agencies could send, all that can be read at all."""

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def stated(*claims: Claim, agency: str = "cjib", **more: Any) -> KeptAnswer:
    told = Statement(
        agency=agency, status=SourceStatus.ANSWERED, as_of=TODAY, claims=claims, person={}, asked_at=MOMENT
    )
    return KeptAnswer(proposal="proposal-1", statement=replace(told, **more))


def written(*answers: KeptAnswer) -> list[dict[str, Any]]:
    return kept_answers(answers, bsn=BSN, known=KNOWN, form=fcid_profile.load(FORM))


def read_again(answer: Mapping[str, Any], as_of: date = TODAY) -> translate.Understood:
    """Read what was written, in the strict way: nothing unknown, nothing malformed."""
    code = AgencyCode(answer["agency"])
    lexicon = Lexicon(agency=code, profile=CURRENT, words=KNOWN[code].words, owners=OWNERS)
    document = reader.read(json.dumps(answer["fcid"]).encode(), CURRENT, strict=True)
    assert document.is_about(BSN)
    return translate.translate(document, lexicon, View(as_of=as_of))


def sample(path: Path) -> translate.Understood:
    """What an agency's sample says, in the version that it speaks."""
    profile = KNOWN[AgencyCode(path.parent.parent.name)]
    spoken = reader.read(path.read_bytes(), profile.fcid)
    lexicon = Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=OWNERS)
    return translate.translate(spoken, lexicon, View(as_of=TODAY))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_what_was_understood_of_an_answer_is_understood_again(path: Path) -> None:
    told = sample(path)
    sound = tuple(claim for claim in told.claims if not claim.issues)
    (answer,) = written(stated(*sound, agency=path.parent.parent.name, person=told.person))
    again = read_again(answer)

    assert (again.claims, again.reasons) == (sound, frozenset())
    assert again.person == told.person


def test_the_samples_say_something() -> None:
    assert sum(len(sample(path).claims) for path in SAMPLES) > 8


CENTS = st.integers(0, 10**7).map(Cents)


@given(principal=CENTS, left=CENTS, costs=CENTS, interest=CENTS, due=st.none() | st.dates(date(2026, 1, 1), TODAY))
def test_open_amounts_come_back_part_by_part(
    principal: Cents, left: Cents, costs: Cents, interest: Cents, due: date | None
) -> None:
    opened = Amounts(costs=costs, interest=interest, principal=left)
    claim = replace(a_claim(principal, owner="duo", collector="duo", kind="study_debt"), open=opened, due_on=due)
    (answer,) = written(stated(claim, agency="duo"))
    # DUO has no word for an increase: what is more than was imposed is counted under the debt's own word.
    again = read_again(answer).claims

    assert [(each.open, each.principal, each.due_on) for each in again] == [(opened, principal, due)]


def test_nothing_is_said_to_be_paid_that_only_is_no_longer_open() -> None:
    claim = replace(a_claim(10_000), open=Amounts(principal=Cents(2_500)))
    (answer,) = written(stated(claim))
    (case,) = answer["fcid"]["body"]["financiele_zaken"]

    assert [each["gebeurtenis_type"] for each in case["gebeurtenissen"]] == [
        "FinancieleVerplichtingOpgelegd",
        "BetalingsverplichtingOpgelegd",
    ]
    assert [each["bedrag"] for each in case["gebeurtenissen"]] == [10_000, 2_500]
    assert "totaal_financieel_vereffend" not in case


def test_a_debt_that_another_agency_collects_keeps_its_owner_and_the_day_on_which_it_moved() -> None:
    claim = a_claim(10_000, owner="duo", kind="study_debt", taken_over_at=MOMENT)
    (answer,) = written(stated(claim))

    assert read_again(answer).claims == (claim,)
    assert answer["fcid"]["body"]["aangeleverd_door"] == KNOWN[AgencyCode("cjib")].agency.oin


def test_parts_of_a_debt_have_the_words_of_who_imposed_it() -> None:
    claim = a_claim(10_000, owner="duo", kind="study_debt", costs=900, interest=50)
    (answer,) = written(stated(claim))
    (case,) = answer["fcid"]["body"]["financiele_zaken"]

    assert [each["type"] for each in case["gebeurtenissen"] if "type" in each and "primaire_verplichting" in each] == [
        "duo_achterstand",
        "duo_kosten",
        "duo_rente",
    ]


def test_a_debt_that_was_handed_over_says_so() -> None:
    claim = a_claim(10_000, owner="duo", collector="duo", kind="study_debt", handed_over_at=MOMENT)
    (answer,) = written(stated(claim, agency="duo"))

    assert read_again(answer).claims == (claim,)


def test_facts_come_with_their_day_their_source_and_their_detail() -> None:
    fact = Fact(
        answer=Answer.YES, on=TODAY, detail="Kamer 4", source=Oin("00000099000000103000"), stated_on=date(2026, 11, 1)
    )
    claim = a_claim(10_000, said={FactName.BAILIFF: fact})
    (answer,) = written(stated(claim, person=facts({FactName.INSOLVENCY: Answer.NO})))

    again = read_again(answer)
    assert again.claims[0].facts[FactName.BAILIFF] == fact
    assert again.person == {FactName.INSOLVENCY: Fact(answer=Answer.NO)}


def test_a_debt_of_an_unknown_kind_stands_beside_the_document_and_so_does_what_was_wrong() -> None:
    issue = Issue(code=IssueCode.CONTRADICTORY, detail="balance", stated=Cents(1), computed=Cents(2))
    strange = replace(a_claim(10_000, reference="X-1"), kind=KindCode("unknown"), issues=(issue,))
    (answer,) = written(stated(a_claim(20_000), strange))

    assert [case["zaakkenmerk"] for case in answer["fcid"]["body"]["financiele_zaken"]] == ["A-1"]
    assert answer["beside"] == [canonical.plain(strange)]
    assert answer["issues"] == [
        {"reference": "X-1", "code": "claim.contradictory", "detail": "balance", "stated": 1, "computed": 2}
    ]


def test_an_agency_that_nobody_knows_any_more_is_given_as_it_was_kept() -> None:
    (answer,) = written(stated(a_claim(10_000), agency="gone"))

    assert (answer["agency"], answer["name"], answer["fcid"]) == ("gone", None, None)
    assert answer["beside"] == [canonical.plain(a_claim(10_000))]


def test_what_did_not_answer_says_why_and_what_answered_by_which_bytes() -> None:
    silent = stated(status=SourceStatus.UNREACHABLE, reason="source.timed_out", asked_at=None)
    signed = stated(received=Received(digest="ab" * 32, signature="e30..x"))
    told = written(silent, signed)

    assert [(each["status"], each["reason"]) for each in told] == [
        ("unreachable", "source.timed_out"),
        ("answered", None),
    ]
    assert [each["askedAt"] for each in told] == [None, MOMENT.isoformat()]
    assert told[0]["fcid"]["body"]["document_datumtijd"].startswith(TODAY.isoformat())
    assert told[1]["received"] == {"is": "Received", "digest": "ab" * 32, "signature": "e30..x"}
