"""What of an agency's answer somebody sees beside the person themselves."""

from dataclasses import replace

import pytest
from builders import a_citizen, a_claim, a_report

from consent.activities import ActivityId, Basis
from consent.parties import AgencyCode, Requester, SubjectRef
from consent.purposes import Category
from consent.verdict import Permitted
from hub.actions.visible import visible
from hub.domain.source import Received, SourceStatus

CJIB = AgencyCode("cjib")
ITSELF = Permitted(
    agency=CJIB,
    activity=ActivityId("overview-self:1"),
    basis=Basis.CONSENT,
    article="AVG 6(1)(a)",
    categories=frozenset(Category),
)
BYTES = Received(digest="0" * 64)
HELPER = replace(a_citizen(), actor=SubjectRef("helper"))


@pytest.mark.parametrize(
    ("who", "owners", "status"),
    [
        (a_citizen(), ["cjib", "duo"], SourceStatus.ANSWERED),
        (HELPER, ["cjib"], SourceStatus.WITHHELD),
    ],
    ids=["the person", "somebody for them"],
)
def test_a_claim_whose_owner_is_not_permitted_is_for_the_person_alone(
    who: Requester, owners: list[str], status: SourceStatus
) -> None:
    report = a_report("cjib", a_claim(), a_claim(owner="duo", reference="D-1"))
    seen = visible(report, who, {CJIB: ITSELF}, asked=2)

    assert ([claim.owner for claim in seen.claims], seen.status) == (owners, status)


def test_somebody_who_may_see_everything_sees_the_whole_answer() -> None:
    report = a_report("cjib", a_claim(), a_claim(owner="duo", reference="D-1"))
    both = {CJIB: ITSELF, AgencyCode("duo"): replace(ITSELF, agency=AgencyCode("duo"))}

    assert visible(report, HELPER, both, asked=2) == report


@pytest.mark.parametrize(
    ("who", "categories", "asked", "kept"),
    [
        (a_citizen(), frozenset(Category), 2, BYTES),
        (HELPER, frozenset(Category), 1, BYTES),
        (HELPER, frozenset(Category), 2, None),
        (a_citizen(), frozenset({Category.CLAIMS}), 1, None),
        (a_citizen(), frozenset({Category.CIRCUMSTANCES}), 1, None),
    ],
    ids=["the person", "who sees everything", "who sees some claims", "no circumstances", "no claims"],
)
def test_what_names_the_bytes_of_an_answer_is_for_who_sees_all_of_it(
    who: Requester, categories: frozenset[Category], asked: int, kept: Received | None
) -> None:
    report = replace(a_report("cjib", a_claim()), signed=False, received=BYTES)
    seen = visible(report, who, {CJIB: replace(ITSELF, categories=categories)}, asked=asked)

    assert seen.received == kept
    assert seen.signed is False
