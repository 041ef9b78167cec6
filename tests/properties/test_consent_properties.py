"""What holds for every record of consents, mandates and arrangements, and for every question about it."""

from dataclasses import replace
from datetime import timedelta

from builders import NOON, REGISTER, SUBJECT
from effort import tried
from hypothesis import given
from hypothesis import strategies as st
from properties.any_record import AGENCIES, ORGANIZATIONS_ONLY, STRANGER, a_question, a_record

from consent import decide
from consent.activities import Footing
from consent.grants import Given, Narrowed, Use, Used, Withdrawn
from consent.mandates import Act, MandateEnded, MandateGiven
from consent.parties import Role
from consent.purposes import Category
from consent.standing import Standing
from consent.verdict import Ground, Permitted

LAPSE = 181
"""Days in the shortest six months; in the longest there are 184."""

chances = st.randoms(use_true_random=True)
"""One number decides all: a record has so many parts that drawing each by itself takes a minute a test."""


def decided(standing, *, requester, purpose, at, categories):
    return decide.decide(
        requester=requester,
        subject=SUBJECT,
        activities=REGISTER.serving(purpose, requester, on=at.date()),
        categories=categories,
        agencies=AGENCIES,
        standing=standing,
        at=at,
    )


def released(verdicts):
    """Which kinds of data of which agency may leave."""
    permitted = [one for one in verdicts if isinstance(one, Permitted)]
    return {(one.agency, category) for one in permitted for category in one.categories}


# ── The rule once more, in the plainest words: what must at least be there ──


def has_grant(verdict, standing, *, requester, purpose, at):
    """Some grant of this person, to this recipient, is given, begun, not over, not taken back, current and alive."""
    own = [one for one in standing.consents if isinstance(one, Given) and one.grant.id == verdict.grant]
    later = [one for one in standing.consents if not isinstance(one, Given) and one.grant_id == verdict.grant]
    ((grant, learned),) = [(one.grant, one.at) for one in own]
    known = [one for one in later if one.at <= at]
    uses = [one.at for one in later if isinstance(one, Used)]
    narrowings = [one for one in known if isinstance(one, Narrowed)]
    ends = [grant.valid_until] + [one.valid_until for one in narrowings if one.valid_until]
    kinds = [grant.categories] + [one.categories for one in narrowings if one.categories is not None]
    return (
        grant.subject == SUBJECT
        and grant.recipient == requester.recipient
        and grant.agency == verdict.agency
        and grant.purpose is purpose
        and learned <= at
        and grant.valid_from <= at < min(ends)
        and not any(isinstance(one, Withdrawn) for one in known)
        and all(verdict.categories <= kind for kind in kinds)
        and grant.activity == verdict.activity
        and REGISTER.find(verdict.activity).is_notice(grant.notice)
        and not (grant.use is Use.ONCE and any(used <= at for used in uses))
        and (at - max([learned, *uses])).days <= LAPSE + 3
    )


def has_mandate(verdict, standing, *, requester, purpose, at):
    """Some mandate lets this representative see this, is begun, not over and not ended."""
    ((mandate, learned),) = [
        (one.mandate, one.at)
        for one in standing.mandates
        if isinstance(one, MandateGiven) and one.mandate.id == verdict.mandate
    ]
    ends = [one.at for one in standing.mandates if isinstance(one, MandateEnded) and one.mandate_id == mandate.id]
    return (
        mandate.subject == SUBJECT
        and mandate.representative == requester.representative
        and Act.VIEW in mandate.acts
        and purpose in mandate.purposes
        and verdict.agency in mandate.agencies
        and learned <= at
        and mandate.valid_from <= at < mandate.valid_until
        and not any(end <= at for end in ends)
    )


def has_arrangement(verdict, standing, *, requester, at):
    return any(
        run.id == verdict.arrangement
        and run.subject == SUBJECT
        and run.begins_at <= at
        and (run.ends_at is None or at < run.ends_at)
        and requester.agency in {run.executor, *run.owners}
        and verdict.agency in run.owners
        and verdict.article == run.article
        for run in standing.arrangements
    )


@tried(500)
@given(chances)
def test_nothing_is_permitted_without_a_footing_that_is_in_force(random):
    standing, question = a_record(random), a_question(random)
    requester, purpose, at = question["requester"], question["purpose"], question["at"]
    for verdict in decided(standing, **question):
        if not isinstance(verdict, Permitted):
            continue
        activity = REGISTER.find(verdict.activity)
        agency = next(one for one in AGENCIES if one.code == verdict.agency)
        assert activity.purpose is purpose
        assert frozenset() < verdict.categories <= question["categories"] & activity.categories
        assert requester.subject in (None, SUBJECT)
        if requester.represents:
            assert has_mandate(verdict, standing, requester=requester, purpose=purpose, at=at)
        if activity.footing is Footing.GRANT:
            assert has_grant(verdict, standing, requester=requester, purpose=purpose, at=at)
            assert not agency.secrecy or requester.role is Role.CITIZEN or requester.agency == agency.code
        elif activity.footing is Footing.ARRANGEMENT:
            assert has_arrangement(verdict, standing, requester=requester, at=at)
        elif activity.footing is Footing.LAW:
            assert (requester.role, requester.agency) == (Role.STAFF, agency.code)
        else:
            assert requester.represents


def taken_away(standing, at):
    """Every way in which less can be left: one event more that takes something back, or one fact less."""
    for event in standing.consents:
        if isinstance(event, Given):
            name = event.grant.id
            for more in (
                Withdrawn(grant_id=name, at=at),
                Narrowed(grant_id=name, at=at, categories=frozenset({Category.CLAIMS})),
                Narrowed(grant_id=name, at=at, valid_until=at),
            ):
                yield replace(standing, consents=(*standing.consents, more))
                yield replace(standing, consents=(more, *standing.consents))
            yield replace(standing, consents=tuple(one for one in standing.consents if one is not event))
    for event in standing.mandates:
        if isinstance(event, MandateGiven):
            end = MandateEnded(mandate_id=event.mandate.id, at=at)
            yield replace(standing, mandates=(end, *standing.mandates))
            yield replace(standing, mandates=tuple(one for one in standing.mandates if one is not event))
    for run in standing.arrangements:
        rest = tuple(one for one in standing.arrangements if one is not run)
        yield replace(standing, arrangements=rest)
        if run.begins_at < at:
            yield replace(standing, arrangements=(*rest, replace(run, ends_at=at)))


@tried(250)
@given(chances)
def test_taking_back_never_adds_permission(random):
    standing, question = a_record(random), a_question(random)
    before = released(decided(standing, **question))
    for less in taken_away(standing, question["at"]):
        assert released(decided(less, **question)) <= before


@tried(250)
@given(chances, st.integers(0, 400))
def test_what_ended_by_itself_does_not_come_back_by_waiting(random, days_later):
    """Once everything on record is known and has begun, time only takes away."""
    standing, question = a_record(random), a_question(random)
    settled = NOON + timedelta(days=400)
    later = settled + timedelta(days=days_later)
    ahead = decided(standing, **{**question, "at": settled})

    assert released(decided(standing, **{**question, "at": later})) <= released(ahead)


@tried(500)
@given(chances)
def test_order_of_arrival_never_changes_what_may_be_seen(random):
    standing, question = a_record(random), a_question(random)
    shuffled = [random.sample(events, len(events)) for events in (standing.consents, standing.mandates)]
    other = replace(standing, consents=tuple(shuffled[0]), mandates=tuple(shuffled[1]))

    assert released(decided(other, **question)) == released(decided(standing, **question))


@tried(500)
@given(chances)
def test_what_is_on_record_about_somebody_else_never_matters(random):
    own, strange, question = a_record(random, (SUBJECT,)), renamed(a_record(random, (STRANGER,))), a_question(random)
    mixed = Standing(
        consents=(*strange.consents, *own.consents),
        mandates=(*strange.mandates, *own.mandates),
        arrangements=(*strange.arrangements, *own.arrangements),
    )
    assert decided(mixed, **question) == decided(own, **question)


def renamed(standing):
    """The same record under ids of its own: no two people's grants or mandates share one."""
    return Standing(
        consents=tuple(
            replace(one, grant=replace(one.grant, id=f"s-{one.grant.id}"))
            if isinstance(one, Given)
            else replace(one, grant_id=f"s-{one.grant_id}")
            for one in standing.consents
        ),
        mandates=tuple(
            replace(one, mandate=replace(one.mandate, id=f"s-{one.mandate.id}"))
            if isinstance(one, MandateGiven)
            else replace(one, mandate_id=f"s-{one.mandate_id}")
            for one in standing.mandates
        ),
        arrangements=standing.arrangements,
    )


@tried(500)
@given(chances)
def test_no_refusal_tells_an_organization_whether_there_ever_was_consent(random):
    """Where it is refused, it is refused in the very words that it would read about somebody with no grants at all."""
    standing, question = a_record(random), {**a_question(random), "requester": random.choice(ORGANIZATIONS_ONLY)}
    blank = replace(standing, consents=())
    for verdict, without in zip(decided(standing, **question), decided(blank, **question), strict=True):
        if not isinstance(verdict, Permitted):
            assert verdict == without
            assert verdict.ground in {
                Ground.NO_GRANT,
                Ground.NEEDS_LEGAL_BASIS,
                Ground.NO_ARRANGEMENT,
                Ground.NO_ACTIVITY,
            }


class Poison:
    """Whatever is asked of it fails."""

    def __getattr__(self, name):
        raise LookupError(name)


@tried(250)
@given(chances, st.sampled_from(["consents", "mandates", "arrangements"]))
def test_a_record_that_cannot_be_understood_opens_nothing(random, part):
    """One thing that fails wherever it stands: the answer is no to everybody whom the record could let in."""
    standing, question = a_record(random), a_question(random)
    held = getattr(standing, part)
    place = random.randint(0, len(held))
    poisoned = replace(standing, **{part: (*held[:place], Poison(), *held[place:])})

    assert released(decided(poisoned, **question)) == set()


@tried(250)
@given(chances)
def test_an_activity_that_cannot_be_understood_is_no_way_in(random):
    standing, question = a_record(random), a_question(random)
    serving = REGISTER.serving(question["purpose"], question["requester"], on=question["at"].date())
    place = random.randint(0, len(serving))
    verdicts = decide.decide(
        requester=question["requester"],
        subject=SUBJECT,
        activities=(*serving[:place], Poison(), *serving[place:]),
        categories=question["categories"],
        agencies=AGENCIES,
        standing=standing,
        at=question["at"],
    )
    assert released(verdicts) <= released(decided(standing, **question))
