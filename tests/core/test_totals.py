"""Control totals: what an agency can hold against its own numbers."""

import json
from datetime import timedelta

from whole_logs import FIRST, NO, YES, a_line

from hub.actions.arrangement_changes import payment, reversal
from hub.audit import canonical
from hub.audit.events import Event
from hub.audit.totals import PAYMENTS, Totals
from hub.domain.errand import ErrandKind
from hub.domain.money import Cents
from hub.life.events import Payment


def told(*lines):
    totals = Totals(month_of=lambda at: (at + timedelta(hours=1)).strftime("%Y-%m"))
    for line in lines:
        totals.count(json.loads(canonical.dumps(line)))
    return totals.plain()


def counts(*lines):
    return [(each["agency"], each["month"], each["what"], each["count"]) for each in told(*lines)["agencies"]]


def an_errand(event, agency="cjib", errand="e-1", **more):
    outcome = {"arrangement": "a-1", "errand": errand, "agency": agency, "kind": ErrandKind.REQUEST.value, **more}
    return a_line(event=event, outcome=outcome)


def test_accesses_are_counted_per_agency_and_ground_in_the_months_of_the_agencies():
    asked = a_line(event=Event.CLAIMS_ASKED, decided={"cjib": YES, "duo": NO})
    shown = a_line(decided={"cjib": YES, "duo": NO})
    later = a_line(decided={"cjib": YES}, at=FIRST + timedelta(hours=1))
    evaluated = a_line(event=Event.ACCESS_EVALUATED, decided={"cjib": YES})

    assert counts(asked, shown, shown, later, evaluated) == [
        ("cjib", "2026-10", "permitted", 2),
        ("cjib", "2026-11", "permitted", 1),
        ("duo", "2026-10", "refused: consent.missing", 2),
    ]


def test_a_request_counts_once_however_often_it_was_brought_and_each_answer_to_it():
    brought, again = an_errand(Event.ERRAND_BROUGHT), an_errand(Event.ERRAND_BROUGHT)
    answers = [an_errand(Event.ERRAND_ANSWERED, reply=reply) for reply in ("unreachable", "granted")]
    notice = an_errand(Event.ERRAND_BROUGHT, "duo", "e-2", kind=ErrandKind.SUSPEND.value)

    assert counts(brought, answers[0], again, answers[1], notice) == [
        ("cjib", "2026-10", "granted", 1),
        ("cjib", "2026-10", "requested", 1),
        ("cjib", "2026-10", "unreachable", 1),
    ]


def test_a_payment_counts_for_the_agency_that_was_asked_for_the_arrangement():
    moved = [
        a_line(event=Event.ARRANGEMENT_MOVED, outcome={"arrangement": "a-1", "operation": operation})
        for operation in (*PAYMENTS, "endArrangement")
    ]

    assert [each[::2] for each in counts(an_errand(Event.ERRAND_BROUGHT), *moved)] == [
        ("cjib", "requested"),
        ("cjib", "booked"),
        ("cjib", "reversed"),
    ]
    assert [each[0] for each in counts(*moved)] == ["", ""]


def test_the_operations_that_are_payments_are_those_of_the_actions():
    told = Payment(reference="bank-1", amount=Cents(1), on=FIRST.date())

    assert [*PAYMENTS] == [
        payment(told, today=FIRST.date()).operation,
        reversal("bank-1", today=FIRST.date()).operation,
    ]


def test_files_count_by_what_they_are_for():
    events = (Event.COLLECTION_EXPORTED, Event.PAYOUT_EXPORTED, Event.ARRANGEMENT_EXPORTED)
    lines = [a_line(event=event, outcome={"agency": "cjib"}) for event in events]

    assert [each[2] for each in counts(*lines)] == ["collected", "exchanged", "paid_out"]


def test_decisions_by_people_are_counted_by_what_they_decide_and_under_which_article():
    outcome = {"review": "r-1", "agency": "cjib", "decision": "deviation", "article": "Leidraad 25.5"}
    decided = a_line(event=Event.REVIEW_DECIDED, outcome=outcome)
    older = a_line(event=Event.REVIEW_DECIDED, outcome={"review": "r-2", "decision": "refused"})
    found = told(decided, decided, older)

    assert found["decisions"] == [
        {"agency": "", "month": "2026-10", "decision": "refused", "article": "", "count": 1},
        {"agency": "cjib", "month": "2026-10", "decision": "deviation", "article": "Leidraad 25.5", "count": 2},
    ]
    assert found["events"] == {"review.decided": 3}
