from datetime import timedelta
from itertools import permutations

import pytest
from builders import NOON, SUBJECT, a_citizen, a_grant, a_partner, an_agency, given
from consenting import ACTOR, HELPER, LATER, MOMENT, TAX, a_helper, a_mandate, a_worker, acting_for, ask, mandated

from consent import authority, mandates
from consent.mandates import Act, By, MandateEnded, MandateKind
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Category, Purpose
from consent.verdict import Ground, Permitted

MINUTE = timedelta(minutes=1)
OTHER_HELPER = "00000099000000008000"


def ended(minutes=1, name="mandate-1", **more):
    return MandateEnded(mandate_id=name, at=NOON + minutes * MINUTE, **more)


def in_force(*events, at=LATER, subject=SUBJECT):
    return mandates.in_force(events, subject=subject, at=at)


def may(act, requester, *events, at=LATER, subject=SUBJECT):
    found = authority.may(act, requester=requester, subject=subject, events=events, at=at)
    return found if found is None or isinstance(found, Ground) else found.id


# ── History ──


def test_the_period_of_a_mandate_begins_inclusive_and_ends_exclusive():
    event = mandated(valid_until=LATER)

    assert in_force(event, at=NOON) == (event.mandate,)
    assert in_force(event, at=LATER - MOMENT) == (event.mandate,)
    assert in_force(event, at=LATER) == ()


def test_a_mandate_that_begins_later_does_not_count_yet():
    early = mandates.MandateGiven(mandate=a_mandate(valid_from=LATER), at=NOON)

    assert in_force(early, at=LATER - MOMENT) == ()
    assert in_force(early, at=LATER) == (early.mandate,)


def test_a_mandate_counts_until_the_moment_it_was_ended_and_not_before_it_was_known():
    assert in_force(mandated(), ended(5), at=NOON + 5 * MINUTE - MOMENT) != ()
    assert in_force(mandated(), ended(5), at=NOON + 5 * MINUTE) == ()
    assert in_force(mandated(), at=NOON - MOMENT) == ()


def test_an_end_counts_from_its_earliest_moment_whatever_the_order_of_arrival():
    events = [mandated(), ended(9), ended(2, by=By(client="portal"))]

    for order in permutations(events):
        (state,) = mandates.states(order, known_at=LATER)
        assert (state.ended_at, state.ended_by) == (NOON + 2 * MINUTE, By(client="portal"))


def test_what_was_ended_stays_ended_though_it_is_recorded_again():
    again = mandates.MandateGiven(mandate=a_mandate(valid_until=NOON + timedelta(days=999)), at=LATER)
    assert in_force(mandated(), ended(), again) == ()


def test_a_mandate_is_for_one_person():
    assert in_force(mandated(subject=SubjectRef("somebody else"))) == ()


def test_an_end_of_another_mandate_ends_nothing():
    assert len(in_force(mandated(), ended(name="mandate-2"))) == 1


def test_a_mandate_that_never_begins_or_allows_nothing_cannot_be_made():
    with pytest.raises(ValueError, match="end after it begins"):
        a_mandate(valid_until=NOON)
    with pytest.raises(ValueError, match="allow something"):
        a_mandate(acts=frozenset())


def test_only_a_court_takes_back_what_a_court_gave():
    assert {kind for kind in MandateKind if kind.by_court} == {MandateKind.ADMINISTRATION, MandateKind.GUARDIANSHIP}


# ── Who may do what ──


@pytest.mark.parametrize("act", Act)
def test_a_person_does_everything_for_themselves_and_nobody_does_anything_for_another(act):
    assert may(act, a_citizen()) is None
    for other in (a_citizen(SubjectRef("other")), a_partner(), a_worker()):
        assert may(act, other, mandated(representative=other.recipient)) is Ground.NOT_THEIR_OWN


@pytest.mark.parametrize("act", Act)
def test_whoever_acts_may_do_what_the_mandate_names_and_nothing_else(act):
    only = mandated(acts=frozenset({act}))

    assert {one for one in Act if may(one, a_helper(), only) == "mandate-1"} == {act}
    assert {may(one, a_helper(), only) for one in Act if one is not act} == {Ground.NO_MANDATE}


@pytest.mark.parametrize(
    ("requester", "event"),
    [
        (a_helper(), mandated(representative=OTHER_HELPER)),
        (a_helper(oin=None), mandated()),
        (acting_for(), mandated()),
        (acting_for(), mandated(representative=SUBJECT)),
        (a_helper(), mandated(subject=SubjectRef("somebody else"))),
    ],
    ids=["another helper", "a helper without a number", "a person", "the person themselves", "somebody else"],
)
def test_a_mandate_serves_nobody_but_whom_it_names(requester, event):
    assert may(Act.VIEW, requester, event) is Ground.NO_MANDATE


def test_of_several_mandates_the_first_that_is_wide_enough_counts():
    events = [mandated(acts=frozenset({Act.VIEW})), mandated(id="mandate-2"), mandated(id="mandate-3")]

    assert may(Act.VIEW, a_helper(), *events) == "mandate-1"
    assert may(Act.ACCEPT, a_helper(), *events) == "mandate-2"


# ── Under guardianship or administration (decision 31) ──

KEPT = {MandateKind.GUARDIANSHIP: {Act.CONSENT, Act.ACCEPT}, MandateKind.ADMINISTRATION: {Act.ACCEPT}}


@pytest.mark.parametrize("kind", KEPT)
def test_what_a_court_took_out_of_a_persons_hands_only_the_representative_does(kind):
    order = mandated(kind=kind)

    assert {act for act in Act if may(act, a_citizen(), order) is Ground.UNDER_GUARDIANSHIP} == KEPT[kind]
    assert {act for act in Act if may(act, a_citizen(), order) is None} == set(Act) - KEPT[kind]
    assert {may(act, a_helper(), order) for act in Act} == {"mandate-1"}


@pytest.mark.parametrize("kind", KEPT)
def test_nobody_gets_from_the_person_what_a_court_took_out_of_their_hands(kind):
    order, friend = mandated(kind=kind), mandated(id="mandate-2", representative=ACTOR)

    for events in ((order, friend), (friend, order)):
        assert {act for act in Act if may(act, acting_for(), *events) is Ground.NO_MANDATE} == KEPT[kind]
        assert {act for act in Act if may(act, acting_for(), *events) == "mandate-2"} == set(Act) - KEPT[kind]


def test_the_representative_needs_the_courts_mandate_and_not_just_a_friendly_one():
    order = mandated(kind=MandateKind.GUARDIANSHIP, acts=frozenset({Act.VIEW}))
    friendly = mandated(id="mandate-2")

    assert may(Act.ACCEPT, a_helper(), order, friendly) is Ground.NO_MANDATE
    assert may(Act.VIEW, a_helper(), order, friendly) == "mandate-1"


def test_an_order_that_has_ended_leaves_the_person_free_again():
    order = mandated(kind=MandateKind.GUARDIANSHIP)

    assert may(Act.ACCEPT, a_citizen(), order, ended()) is None
    assert may(Act.ACCEPT, a_helper(), order, ended()) is Ground.NO_MANDATE
    assert may(Act.ACCEPT, a_citizen(), order, at=order.mandate.valid_until) is None


def test_help_takes_nothing_out_of_a_persons_hands():
    assert {may(act, a_citizen(), mandated()) for act in Act} == {None}


# ── Access on a mandate ──


def test_a_helper_sees_secret_data_within_the_mandate_and_the_answer_names_it():
    verdict = ask(a_helper(), agency=TAX, mandates=[mandated(agencies=frozenset({TAX.code}))])

    assert (verdict.mandate, verdict.grant, verdict.article) == ("mandate-1", None, "AVG 6(1)(a); BW 3:60")
    assert verdict.categories == {Category.CLAIMS}


@pytest.mark.parametrize(
    "changes",
    [
        {"agencies": frozenset({AgencyCode("duo")})},
        {"purposes": frozenset({Purpose.PROPOSAL})},
        {"acts": frozenset({Act.CONSENT, Act.ACCEPT})},
        {"representative": OTHER_HELPER},
        {"subject": SubjectRef("somebody else")},
        {"valid_from": LATER + MOMENT, "valid_until": LATER + timedelta(days=1)},
        {"valid_until": LATER},
    ],
    ids=["another agency", "another purpose", "no leave to see", "another helper", "another person", "ahead", "over"],
)
def test_outside_the_mandate_a_helper_sees_nothing(changes):
    assert ask(a_helper(), mandates=[mandated(**changes)]).ground is Ground.NO_MANDATE


def test_an_ended_mandate_stops_the_next_question():
    events = [mandated(), ended(5)]

    assert isinstance(ask(a_helper(), mandates=events, at=NOON + MINUTE), Permitted)
    assert ask(a_helper(), mandates=events).ground is Ground.NO_MANDATE


def test_a_grant_does_not_stand_in_for_a_mandate():
    grants = [given(a_grant()), given(a_grant(number=2, recipient=HELPER))]
    assert ask(a_helper(), consents=grants).ground is Ground.NO_MANDATE


def test_whoever_logs_in_for_a_person_needs_the_persons_own_grant_and_the_mandate():
    grant, mandate = given(a_grant()), mandated(representative=ACTOR)

    both = ask(acting_for(), consents=[grant], mandates=[mandate])
    assert (both.grant, both.mandate) == ("grant-1", "mandate-1")
    assert ask(acting_for(), consents=[grant]).ground is Ground.NO_MANDATE
    assert ask(acting_for(), consents=[grant], mandates=[mandated()]).ground is Ground.NO_MANDATE
    assert ask(acting_for(), mandates=[mandate]).ground is Ground.NO_GRANT


def test_whoever_logs_in_for_a_person_sees_what_is_secret_as_the_person_does():
    events = {
        "consents": [given(a_grant(TAX.code))],
        "mandates": [mandated(representative=ACTOR, agencies=frozenset({TAX.code}))],
    }
    assert isinstance(ask(acting_for(), agency=TAX, **events), Permitted)
    assert ask(acting_for(), agency=an_agency("duo"), **events).ground is Ground.NO_MANDATE


def test_whoever_logs_in_for_one_person_is_not_let_in_at_another():
    assert ask(acting_for(SubjectRef("other")), mandates=[mandated(representative=ACTOR)]).ground is (
        Ground.NOT_THEIR_OWN
    )


def test_a_partner_needs_consent_of_their_own():
    """A mandate from one partner opens nothing of the other's: each person's record is looked at by itself."""
    partner = SubjectRef("the-partner")
    events = {"consents": [given(a_grant())], "mandates": [mandated(representative=ACTOR)]}

    assert ask(acting_for(partner), subject=partner, **events).ground is Ground.NO_MANDATE
    assert ask(a_citizen(partner), subject=partner, **events).ground is Ground.NO_GRANT
