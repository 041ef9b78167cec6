"""Whatever was decided can be computed again from its receipt alone."""

from datetime import date, timedelta

from builders import AGENCIES, a_claim, a_policy, told
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

from hub.actions import preview
from hub.actions.replay import replay
from hub.audit import canonical
from hub.audit import receipt as receipts
from hub.domain.arrangement import Choice
from hub.domain.claim import Claim
from hub.domain.facts import Answer, Fact, FactName
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation

KINDS = {
    "cjib": ("traffic_fine", "criminal_fine", "penalty_order"),
    "belastingdienst": ("income_tax", "motor_vehicle_tax"),
    "toeslagen": ("benefit_reclaim", "benefit_fine"),
    "duo": ("travel_product_fine", "study_debt"),
    "cak": ("uninsured_fine", "care_contribution"),
}
EUROS = st.integers(0, 600_000)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        owner = draw(st.sampled_from(AGENCIES))
        said = draw(
            st.dictionaries(
                st.sampled_from(sorted(FactName)),
                st.builds(
                    Fact, answer=st.sampled_from(Answer), on=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))
                ),
                max_size=2,
            )
        )
        made.append(
            a_claim(
                draw(st.integers(1, 900_000)),
                owner=owner,
                collector=draw(st.sampled_from(("cjib", owner))),
                reference=f"R-{number}",
                kind=draw(st.sampled_from(KINDS[owner])),
                imposed_on=date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 1000))),
                costs=draw(st.integers(0, 5_000)),
                said=said,
                due_on=draw(st.none() | st.dates(date(2025, 1, 1), date(2027, 6, 1))),
            )
        )
    return made


situations = st.none() | st.builds(
    lambda household, income, taken: Situation(
        means=Means(household=household, taxable_income_year=Cents(income * 12), monthly_income=Cents(income)),
        already_taken=taken,
    ),
    st.sampled_from(Household),
    EUROS,
    st.none() | EUROS,
)
choices = st.builds(Choice, payment_day=st.none() | st.integers(1, 31), months=st.none() | st.integers(1, 40))


@tried(150)
@given(claims(), st.sampled_from(("rijk-2025", "rijk-wide", "bundled", "cjib")), situations, choices)
def test_the_same_bytes_come_out_again(owed, scheme, situation, choice):
    receipt = receipts.closed(
        preview.decide(
            answers=told(*owed),
            scheme=SchemeCode(scheme),
            choice=choice,
            situation=situation,
            policy=a_policy(),
            version="1",
        ).receipt
    )
    written = canonical.dumps(receipt)

    again = replay(written, version="1")

    assert again.written == written
    assert again.same
