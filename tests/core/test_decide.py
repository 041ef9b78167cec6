from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, REGISTER, SUBJECT, a_citizen, a_grant, a_partner, an_agency, given
from consenting import LATER, MOMENT, TAX, a_helper, a_worker, acting_for, ask, ask_each, mandated

from consent import decide
from consent.activities import Basis, Footing
from consent.grants import Narrowed, Use, Used, Withdrawn
from consent.parties import SELF, ClientId, Oin, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from consent.verdict import Ground, Permitted, Refused

CLAIMS = frozenset({Category.CLAIMS})
CIRCUMSTANCES = frozenset({Category.CIRCUMSTANCES})


def changed(code, **changes):
    """The shipped register with one activity changed."""
    activities = tuple(replace(one, **changes) if one.code == code else one for one in REGISTER.activities)
    return Register(activities=activities, request_days=30, fingerprint="sha256:changed")


def test_without_a_grant_the_answer_is_no():
    assert ask() == Refused(agency="cjib", ground=Ground.NO_GRANT, activity="overview-self:1")


def test_a_grant_in_force_permits_and_names_itself():
    assert ask(consents=[given(a_grant())]) == Permitted(
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
    assert ask(consents=[given(grant)]).ground is Ground.NO_GRANT


def test_every_agency_has_a_verdict_of_its_own_in_the_order_given():
    verdicts = ask_each(agencies=[an_agency("duo"), an_agency("cjib")], consents=[given(a_grant("cjib"))])

    assert [(one.agency, isinstance(one, Permitted)) for one in verdicts] == [("duo", False), ("cjib", True)]


def test_the_last_moment_of_a_grant_is_excluded():
    grant = a_grant(days=1)
    assert isinstance(ask(consents=[given(grant)], at=grant.valid_until - MOMENT), Permitted)
    assert isinstance(ask(consents=[given(grant)], at=grant.valid_until), Refused)


def test_a_withdrawn_grant_stops_the_next_question():
    events = [given(a_grant()), Withdrawn(grant_id="grant-1", at=NOON + timedelta(minutes=1))]

    assert isinstance(ask(consents=events, at=NOON), Permitted)
    assert ask(consents=events).ground is Ground.NO_GRANT


# ── Kinds of data ──


@pytest.mark.parametrize("left", [CLAIMS, CIRCUMSTANCES], ids=["claims", "circumstances"])
def test_a_narrowed_grant_covers_what_is_left_of_it(left):
    events = [given(a_grant()), Narrowed(grant_id="grant-1", at=NOON, categories=left)]
    assert ask(consents=events).categories == left


def test_what_was_not_asked_for_is_not_given():
    assert ask(consents=[given(a_grant())], categories=CLAIMS).categories == CLAIMS


def test_a_grant_for_other_kinds_of_data_than_asked_is_no_grant():
    assert ask(consents=[given(a_grant(categories=CLAIMS))], categories=CIRCUMSTANCES).ground is Ground.NO_GRANT


def test_a_grant_covers_no_kind_of_data_that_the_activity_does_not():
    partner = a_partner()
    grant = a_grant(recipient=partner.recipient, categories=frozenset(Category))

    assert ask(partner, consents=[given(grant)]).categories == CLAIMS
    assert ask(partner, consents=[given(grant)], categories=CIRCUMSTANCES) == Refused(
        agency="cjib", ground=Ground.NO_ACTIVITY
    )


# ── Who asks ──


def test_nobody_asks_about_somebody_else_as_a_citizen():
    assert ask(a_citizen(SubjectRef("other")), consents=[given(a_grant())]).ground is Ground.NOT_THEIR_OWN


def test_a_citizen_without_a_person_is_nobody():
    nobody = replace(a_citizen(), subject=None)
    assert ask(nobody, consents=[given(a_grant())]).ground is Ground.NOT_THEIR_OWN


@pytest.mark.parametrize(
    ("role", "ground"),
    [
        (Role.INTERMEDIARY, Ground.PURPOSE_NOT_REGISTERED),
        (Role.AUDITOR, Ground.ROLE_HAS_NO_BASIS),
        (Role.PORTAL, Ground.ROLE_HAS_NO_BASIS),
    ],
)
def test_a_role_without_a_basis_is_refused_whatever_was_granted(role, ground):
    requester = Requester(client=ClientId("c"), role=role, issuer="https://issuer.invalid", subject=SUBJECT)
    assert ask(requester, consents=[given(a_grant(recipient="client:c"))]).ground is ground


def test_an_agency_needs_its_purpose_registered_and_a_grant_that_names_it():
    partner = a_partner()
    grant = a_grant(recipient=partner.recipient)

    assert isinstance(ask(partner, consents=[given(grant)]), Permitted)
    assert ask(partner, consents=[given(a_grant())]).ground is Ground.NO_GRANT
    assert ask(a_partner(purposes=()), consents=[given(grant)]).ground is Ground.PURPOSE_NOT_REGISTERED


def test_a_purpose_that_no_activity_serves_is_refused():
    assert ask(purpose=Purpose.EXECUTION, consents=[given(a_grant())]) == Refused(
        agency="cjib", ground=Ground.NO_ACTIVITY
    )


def test_a_worker_sees_what_their_own_agency_says_and_no_other_agency_without_a_grant():
    own, other = ask_each(a_worker("cjib"), agencies=[an_agency("cjib"), an_agency("duo")])

    assert (own.activity, own.basis, own.article) == ("casework:1", Basis.PUBLIC_TASK, "AVG 6(1)(e)")
    assert own.categories == CLAIMS
    assert other.ground is Ground.NO_GRANT


def test_the_first_activity_that_permits_counts_and_of_refusals_the_first():
    worker = a_worker("cjib")
    grant = a_grant(recipient=worker.recipient)

    assert ask(worker, consents=[given(grant)]).activity == "overview-organization:1"
    assert ask(worker).activity == "casework:1"
    assert ask(worker, agency=an_agency("duo")).activity == "overview-organization:1"


def test_a_recipient_is_the_person_or_an_organization():
    assert a_citizen().recipient == SELF
    assert a_partner().recipient == "00000099000000001000"
    assert Requester(client=ClientId("self"), role=Role.AUDITOR, issuer="i").recipient == "client:self"


# ── Secrecy ──


def test_consent_alone_never_releases_secret_data_to_another_agency():
    partner = a_partner("cjib")
    grant = a_grant("belastingdienst", recipient=partner.recipient)

    assert ask(partner, consents=[given(grant)], agency=TAX) == Refused(
        agency="belastingdienst",
        ground=Ground.NEEDS_LEGAL_BASIS,
        article="AWR 67",
        activity="overview-organization:1",
    )


def test_secrecy_keeps_nobody_from_their_own_data():
    assert isinstance(ask(consents=[given(a_grant("belastingdienst"))], agency=TAX), Permitted)

    own = a_partner("belastingdienst")
    grant = a_grant("belastingdienst", recipient=own.recipient)
    assert isinstance(ask(own, consents=[given(grant)], agency=TAX), Permitted)


# ── What a refusal tells ──


@pytest.mark.parametrize(
    ("changes", "after", "at", "ground"),
    [
        ({}, [Withdrawn(grant_id="grant-1", at=NOON)], LATER, Ground.NO_GRANT),
        ({"use": Use.ONCE}, [Used(grant_id="grant-1", at=NOON)], LATER, Ground.USED_UP),
        ({"notice": "nl:another text"}, [], LATER, Ground.OUTDATED),
        ({"activity": "overview:0"}, [], LATER, Ground.OUTDATED),
        ({"days": 365}, [], NOON + timedelta(days=200), Ground.LAPSED),
    ],
    ids=["withdrawn", "used up", "another text", "another version", "lapsed"],
)
def test_the_person_is_told_what_to_do_and_an_organization_only_that_there_is_no_consent(changes, after, at, ground):
    partner = a_partner()

    assert ask(consents=[given(a_grant(**changes)), *after], at=at).ground is ground
    of_partner = ask(partner, consents=[given(a_grant(recipient=partner.recipient, **changes)), *after], at=at)
    assert (
        of_partner
        == ask(partner, at=at)
        == Refused(agency="cjib", ground=Ground.NO_GRANT, activity="overview-organization:1")
    )


def test_of_several_ended_grants_the_person_is_told_first_that_a_text_has_changed():
    once = a_grant(number=2, use=Use.ONCE)
    events = [given(once), Used(grant_id="grant-2", at=NOON), given(a_grant(notice="nl:another text"))]
    assert ask(consents=events).ground is Ground.OUTDATED


# ── Law ──


def test_a_law_that_lets_people_see_their_own_data_asks_a_representative_for_their_mandate():
    register = changed("overview-self", footing=Footing.LAW, basis=Basis.LEGAL_OBLIGATION, article="AVG 15")

    assert ask(register=register).article == "AVG 15"
    assert ask(acting_for(), register=register).ground is Ground.NO_MANDATE
    verdict = ask(acting_for(), register=register, mandates=[mandated(representative=acting_for().actor)])
    assert verdict.mandate == "mandate-1"


def test_a_law_for_representatives_in_general_does_not_make_anybody_one():
    register = changed("overview-representative", footing=Footing.LAW, basis=Basis.PUBLIC_TASK)

    assert ask(a_helper(), register=register).ground is Ground.NO_MANDATE
    assert isinstance(ask(a_helper(), register=register, mandates=[mandated()]), Permitted)


def test_a_law_that_names_a_helper_by_number_needs_no_mandate_and_names_nobody_else():
    named = frozenset({str(a_helper().oin)})
    register = changed("overview-representative", footing=Footing.LAW, basis=Basis.PUBLIC_TASK, recipients=named)

    assert isinstance(ask(a_helper(), register=register), Permitted)
    assert ask(a_helper("00000099000000008000"), register=register).ground is Ground.NO_ACTIVITY
    assert ask(replace(a_citizen(), oin=Oin(a_helper().oin)), register=register).ground is Ground.NO_GRANT


# ── Faults ──


class Poison:
    """Whatever is asked of it fails."""

    def __getattr__(self, name):
        raise LookupError(name)

    def __iter__(self):
        raise LookupError


@pytest.mark.parametrize("requester", [a_citizen(), a_partner(), a_worker(), a_helper(), acting_for()])
@pytest.mark.parametrize(
    ("activities", "standing"),
    [
        ([Poison()], Standing()),
        (Poison(), Standing()),
        (REGISTER.activities, Poison()),
        (REGISTER.activities, Standing(consents=Poison())),
        (REGISTER.activities, Standing(consents=(given(a_grant()), Poison()))),
        (REGISTER.activities, Standing(mandates=Poison())),
        (REGISTER.activities, Standing(arrangements=(Poison(),))),
    ],
    ids=["activity", "activities", "record", "consents", "one event", "mandates", "arrangement"],
)
def test_where_deciding_fails_the_answer_is_no(requester, activities, standing):
    agencies = [an_agency("cjib"), an_agency("duo")]
    all_purposes = replace(requester, purposes=frozenset(Purpose))

    assert decide.decide(
        requester=all_purposes,
        subject=SUBJECT,
        activities=activities,
        categories=frozenset(Category),
        agencies=agencies,
        standing=standing,
        at=LATER,
    ) == tuple(Refused(agency=agency.code, ground=Ground.UNDECIDED) for agency in agencies)


def test_a_moment_without_a_zone_decides_nothing():
    assert ask(consents=[given(a_grant())], at=LATER.replace(tzinfo=None)).ground is Ground.UNDECIDED
