from dataclasses import fields, replace
from datetime import timedelta

import pytest
from builders import NOON, SUBJECT, a_grant, a_partner, given
from consenting import MOMENT, ask

from consent.grants import Use, Withdrawn
from consent.parties import SELF
from consent.purposes import Category, Purpose
from consent.requests import ConsentRequest, RequestAnswer, RequestState

PARTNER = a_partner()
EXPIRES = NOON + timedelta(days=30)
MOMENTS = [
    NOON,
    NOON + timedelta(days=1) - MOMENT,
    NOON + timedelta(days=1),
    EXPIRES - MOMENT,
    EXPIRES,
    EXPIRES + timedelta(days=999),
]
OPEN = ConsentRequest(
    id="request-1",
    subject=SUBJECT,
    recipient=PARTNER.recipient,
    agencies=("cjib", "duo"),
    purposes=(Purpose.OVERVIEW,),
    categories=frozenset({Category.CLAIMS}),
    use=Use.ONGOING,
    asked_at=NOON,
    expires_at=EXPIRES,
)
REFUSED = replace(OPEN, answer=RequestAnswer.REFUSE, answered_at=NOON + timedelta(days=1))
GIVEN = replace(OPEN, answer=RequestAnswer.GIVE, answered_at=NOON + timedelta(days=1), grants=("grant-1",))
ONLY_THE_PERSONS = {"answer", "answered_at", "grants"}
"""What whoever asked is never shown; `state_for` is all that they learn of it."""


def test_a_request_awaits_an_answer_until_it_expires():
    for reader in (SELF, PARTNER.recipient):
        assert [OPEN.state_for(reader, at) for at in MOMENTS] == [RequestState.AWAITING] * 4 + [
            RequestState.EXPIRED
        ] * 2


def test_the_person_sees_their_answer_and_whoever_asked_sees_a_yes():
    for at in MOMENTS:
        assert REFUSED.state_for(SELF, at) is RequestState.REFUSED
        assert GIVEN.state_for(SELF, at) is GIVEN.state_for(PARTNER.recipient, at) is RequestState.GIVEN


@pytest.mark.parametrize("at", MOMENTS, ids=str)
def test_to_whoever_asked_a_no_looks_like_no_answer_at_every_moment_and_in_every_field(at):
    def seen(request):
        told = {field.name: getattr(request, field.name) for field in fields(request)}
        shown = {name: value for name, value in told.items() if name not in ONLY_THE_PERSONS}
        return {**shown, "state": request.state_for(PARTNER.recipient, at)}

    assert seen(REFUSED) == seen(OPEN)
    assert set(seen(OPEN)) == {field.name for field in fields(OPEN)} - ONLY_THE_PERSONS | {"state"}


def test_access_is_refused_alike_after_a_no_after_nothing_and_after_a_yes_taken_back():
    grant = a_grant(recipient=PARTNER.recipient)
    taken_back = [given(grant), Withdrawn(grant_id=grant.id, at=NOON)]

    assert ask(PARTNER) == ask(PARTNER, consents=taken_back)


def test_a_request_can_be_answered_once_and_in_time():
    assert [OPEN.is_open(at) for at in MOMENTS] == [True] * 4 + [False] * 2
    assert not any(request.is_open(at) for request in (REFUSED, GIVEN) for at in MOMENTS)
