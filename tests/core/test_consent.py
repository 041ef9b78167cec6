from datetime import timedelta

import pytest
from builders import NOON, REGISTER, SUBJECT, a_citizen, a_grant, a_partner, an_agency, given

from consent import decide, history
from consent.activities import Basis
from consent.grants import Withdrawn
from consent.parties import SELF, ClientId, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.standing import Standing
from consent.verdict import Ground, Permitted, Refused

LATER = NOON + timedelta(hours=1)


def ask(requester=None, *, events=(), agency=None, purpose=Purpose.OVERVIEW, at=LATER, subject=SUBJECT):
    requester = requester or a_citizen()
    (verdict,) = decide.decide(
        requester=requester,
        subject=subject,
        activities=REGISTER.serving(purpose, requester, on=at.date()),
        categories=frozenset(Category),
        agencies=[agency or an_agency()],
        standing=Standing(consents=tuple(events)),
        at=at,
    )
    return verdict


def test_without_a_grant_the_answer_is_no():
    assert ask() == Refused(agency="cjib", ground=Ground.NO_GRANT, activity="overview-self:1")


def test_a_grant_in_force_permits_and_names_itself():
    assert ask(events=[given(a_grant())]) == Permitted(
        agency="cjib",
        activity="overview-self:1",
        basis=Basis.CONSENT,
        article="AVG 6(1)(a)",
        categories=frozenset(Category),
        grant="grant-1",
    )


@pytest.mark.parametrize(
    "grant",
    [
        a_grant("duo"),
        a_grant(purpose=Purpose.PROPOSAL),
        a_grant(recipient="00000099000000001000"),
        a_grant(subject=SubjectRef("somebody else")),
        a_grant(valid_from=LATER + timedelta(hours=1)),
        a_grant(valid_from=NOON - timedelta(days=40)),
    ],
    ids=["another agency", "another purpose", "another recipient", "another person", "not yet", "no longer"],
)
def test_a_grant_permits_nothing_but_what_it_says(grant):
    assert ask(events=[given(grant)]).ground is Ground.NO_GRANT


def test_the_last_moment_of_a_grant_is_excluded():
    grant = a_grant(days=1)
    assert isinstance(ask(events=[given(grant)], at=grant.valid_until - timedelta(microseconds=1)), Permitted)
    assert isinstance(ask(events=[given(grant)], at=grant.valid_until), Refused)


def test_a_withdrawn_grant_stops_the_next_question():
    events = [given(a_grant()), Withdrawn(grant_id="grant-1", at=NOON + timedelta(minutes=1))]

    assert isinstance(ask(events=events, at=NOON), Permitted)
    assert isinstance(ask(events=events), Refused)


def test_nobody_asks_about_somebody_else_as_a_citizen():
    assert ask(a_citizen(SubjectRef("other")), events=[given(a_grant())]).ground is Ground.NOT_THEIR_OWN


@pytest.mark.parametrize(
    ("role", "ground"),
    [
        (Role.INTERMEDIARY, Ground.NO_MANDATE),
        (Role.AUDITOR, Ground.ROLE_HAS_NO_BASIS),
        (Role.PORTAL, Ground.ROLE_HAS_NO_BASIS),
    ],
)
def test_a_role_without_a_basis_is_refused_whatever_was_granted(role, ground):
    requester = Requester(client=ClientId("c"), role=role, issuer="https://issuer.invalid", subject=SUBJECT)
    assert ask(requester, events=[given(a_grant(recipient="c"))]).ground is ground


def test_an_agency_needs_its_purpose_registered_and_a_grant_that_names_it():
    partner = a_partner()
    grant = a_grant(recipient=partner.recipient)

    assert isinstance(ask(partner, events=[given(grant)]), Permitted)
    assert ask(partner, events=[given(a_grant())]).ground is Ground.NO_GRANT
    assert ask(a_partner(purposes=()), events=[given(grant)]).ground is Ground.PURPOSE_NOT_REGISTERED


def test_consent_alone_never_releases_secret_data_to_another_agency():
    partner = a_partner("cjib")
    tax = an_agency("belastingdienst", secrecy="AWR 67")
    grant = a_grant("belastingdienst", recipient=partner.recipient)

    assert ask(partner, events=[given(grant)], agency=tax) == Refused(
        agency="belastingdienst",
        ground=Ground.NEEDS_LEGAL_BASIS,
        article="AWR 67",
        activity="overview-organization:1",
    )


def test_secrecy_keeps_nobody_from_their_own_data():
    tax = an_agency("belastingdienst", secrecy="AWR 67")
    assert isinstance(ask(events=[given(a_grant("belastingdienst"))], agency=tax), Permitted)

    own = a_partner("belastingdienst")
    grant = a_grant("belastingdienst", recipient=own.recipient)
    assert isinstance(ask(own, events=[given(grant)], agency=tax), Permitted)


def test_a_recipient_is_the_person_or_an_organization():
    assert a_citizen().recipient == SELF
    assert a_partner().recipient == "00000099000000001000"
    assert Requester(client=ClientId("self"), role=Role.AUDITOR, issuer="i").recipient == "client:self"


def test_history_tells_what_was_known_when():
    events = [given(a_grant()), Withdrawn(grant_id="grant-1", at=LATER)]

    (before,) = history.states(events, known_at=NOON)
    (after,) = history.states(events, known_at=LATER)

    assert before.withdrawn_at is None
    assert after.withdrawn_at == LATER


def test_a_withdrawal_counts_from_its_earliest_moment_whatever_the_order_of_arrival():
    late, early = (Withdrawn(grant_id="grant-1", at=NOON + timedelta(minutes=m)) for m in (9, 2))

    (state,) = history.states([late, early, given(a_grant())], known_at=LATER)

    assert state.withdrawn_at == early.at


def test_a_grant_given_twice_is_one_grant():
    assert len(history.states([given(a_grant()), given(a_grant(days=99))], known_at=LATER)) == 1


def test_a_grant_that_never_begins_cannot_be_made():
    with pytest.raises(ValueError, match="end after it begins"):
        a_grant(days=0)
