from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, a_citizen, a_grant, a_partner, an_agency, given
from consenting import LATER, MOMENT, a_helper, a_run, a_worker, acting_for, ask, ask_each, mandated

from consent.activities import Basis
from consent.grants import Withdrawn
from consent.parties import SubjectRef
from consent.purposes import Category, Purpose
from consent.standing import Standing
from consent.verdict import Ground, Permitted

STREET = [an_agency(code, secrecy="AWR 67") for code in ("belastingdienst", "cjib", "duo", "cak")]
EXECUTION = {"purpose": Purpose.EXECUTION, "agencies": STREET}


def carrying_out(code):
    return a_partner(code, purposes=("execution",))


def opened(verdicts):
    return [one.agency for one in verdicts if isinstance(one, Permitted)]


@pytest.mark.parametrize("code", ["cjib", "duo"], ids=["who carries it out", "who has claims in it"])
@pytest.mark.parametrize(
    "made", [carrying_out, lambda code: a_worker(code, purposes=("execution",))], ids=["a client", "a worker"]
)
def test_whoever_takes_part_sees_the_owners_claims_though_a_law_keeps_them_secret(code, made):
    verdicts = ask_each(made(code), arrangements=[a_run()], **EXECUTION)

    assert opened(verdicts) == ["cjib", "duo"]
    assert {one.ground for one in verdicts if not isinstance(one, Permitted)} == {Ground.NO_ARRANGEMENT}


def test_the_answer_names_the_arrangement_and_its_article():
    verdict = ask(carrying_out("cjib"), agency=an_agency("duo"), purpose=Purpose.EXECUTION, arrangements=[a_run()])

    assert (verdict.arrangement, verdict.article) == ("arrangement-1", "Pilot CBR 2025 art. 4")
    assert (verdict.basis, verdict.grant, verdict.mandate) == (Basis.PUBLIC_TASK, None, None)
    assert verdict.categories == {Category.CLAIMS}


def test_who_carries_it_out_without_claims_in_it_shows_none_of_its_own():
    run = a_run(executor="cak", owners=frozenset({"duo"}))
    assert opened(ask_each(carrying_out("cak"), arrangements=[run], **EXECUTION)) == ["duo"]


def test_it_goes_on_after_every_consent_was_withdrawn():
    partner = carrying_out("cjib")
    grants = [a_grant("duo"), a_grant("duo", number=2, recipient=partner.recipient)]
    events = [given(grant) for grant in grants] + [Withdrawn(grant_id=grant.id, at=NOON) for grant in grants]

    assert opened(ask_each(partner, consents=events, arrangements=[a_run()], **EXECUTION)) == ["cjib", "duo"]


@pytest.mark.parametrize("code", ["belastingdienst", "cak", "svb"])
def test_an_agency_outside_the_arrangement_sees_nothing(code):
    assert opened(ask_each(carrying_out(code), arrangements=[a_run()], **EXECUTION)) == []


@pytest.mark.parametrize(
    "requester", [a_citizen(), acting_for(), a_helper()], ids=["the person", "a log-in", "a helper"]
)
def test_nobody_but_an_agency_carries_out(requester):
    events = {"mandates": [mandated(), mandated(id="mandate-2", representative=acting_for().actor)]}
    verdicts = ask_each(requester, arrangements=[a_run()], **events, **EXECUTION)
    assert {one.ground for one in verdicts} == {Ground.NO_ACTIVITY}


def test_an_organization_that_is_no_agency_takes_no_part():
    nameless = replace(carrying_out("cjib"), agency=None)
    assert opened(ask_each(nameless, arrangements=[a_run()], **EXECUTION)) == []


def test_it_opens_nothing_before_it_begins_and_nothing_after_it_ended():
    run = a_run(begins_at=LATER, ends_at=LATER + timedelta(days=1))

    def at(moment):
        return opened(ask_each(carrying_out("cjib"), arrangements=[run], at=moment, **EXECUTION))

    assert at(LATER - MOMENT) == []
    assert at(LATER) == ["cjib", "duo"]
    assert at(LATER + timedelta(days=1) - MOMENT) == ["cjib", "duo"]
    assert at(LATER + timedelta(days=1)) == []


def test_somebody_elses_arrangement_opens_nothing():
    run = a_run(subject=SubjectRef("somebody else"))
    assert opened(ask_each(carrying_out("cjib"), arrangements=[run], **EXECUTION)) == []


def test_it_opens_nothing_for_another_purpose_and_nothing_to_whoever_is_not_registered_for_it():
    assert ask(a_partner("cjib"), agency=an_agency("duo"), arrangements=[a_run()]).ground is Ground.NO_GRANT
    verdicts = ask_each(a_partner("cjib"), arrangements=[a_run()], **EXECUTION)
    assert {one.ground for one in verdicts} == {Ground.PURPOSE_NOT_REGISTERED}


def test_of_several_arrangements_each_opens_what_is_in_it():
    other = a_run(id="arrangement-2", executor="cak", owners=frozenset({"cak", "cjib"}))
    verdicts = ask_each(carrying_out("cjib"), arrangements=[a_run(), other], **EXECUTION)
    assert {one.agency: one.arrangement for one in verdicts if isinstance(one, Permitted)} == {
        "cjib": "arrangement-1",
        "duo": "arrangement-1",
        "cak": "arrangement-2",
    }


def test_a_clock_that_is_behind_does_not_open_what_ended_already():
    run = replace(a_run(), begins_at=NOON, ends_at=NOON + timedelta(minutes=10))
    standing = Standing(arrangements=(run,))

    behind = standing.moment(NOON + timedelta(minutes=8))
    early = Standing(arrangements=(replace(run, ends_at=None),)).moment(NOON - timedelta(minutes=1))

    assert not run.runs(behind)
    assert run.runs(early)


def test_that_an_arrangement_ended_is_a_fact_of_its_own():
    run = replace(a_run(), ends_at=None)

    assert Standing(arrangements=(run,)).size == 1
    assert Standing(arrangements=(replace(run, ends_at=NOON + timedelta(days=1)),)).size == 2
