"""An arrangement in numbers, as plain JSON for the person whose it is: where it stands, months, payments, pauses."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hub.domain.claim import Amounts, Claim
from hub.life.agreed import Term
from hub.life.events import Received
from hub.life.life import Life


def numbers(life: Life) -> Mapping[str, Any]:
    """Say where an arrangement stands. Amounts are cents, days ISO 8601.

    `months` are what was agreed to pay and when, `unpaid` what of them is not paid.
    """
    reform = life.agreed.reform
    return {
        "state": life.state.value,
        "scheme": str(life.agreed.scheme),
        "reform": reform.name if reform else None,
        "executes": str(life.agreed.executes),
        "begunOn": _day(life.begun_on),
        "overOn": _day(life.over_on),
        "open": life.open,
        "claims": [_claim(claim, life) for claim in life.claims],
        "months": _terms(life.terms),
        "unpaid": _terms(life.unpaid),
        "payments": [_payment(each, life) for each in life.received],
        "pause": _pause(life),
        "pauses": life.pauses,
        "method": life.paying.method.value,
        "asked": sorted(question.value for question in life.asked),
    }


def _claim(claim: Claim, life: Life) -> Mapping[str, Any]:
    return {
        "owner": str(claim.owner),
        "reference": claim.key.reference,
        "kind": str(claim.kind),
        "open": claim.open.total,
        "outside": life.outside.get(claim.key, Amounts()).total,
    }


def _terms(terms: Iterable[Term]) -> list[Mapping[str, Any]]:
    return [{"dueOn": term.due_on.isoformat(), "amount": term.amount} for term in terms]


def _payment(received: Received, life: Life) -> Mapping[str, Any]:
    payment = received.payment
    return {
        "reference": payment.reference,
        "on": payment.on.isoformat(),
        "amount": payment.amount,
        "surplus": received.surplus,
        "reversed": payment.reference in life.reversed,
        "only": payment.only,
    }


def _pause(life: Life) -> Mapping[str, Any] | None:
    """Tell of the pause that runs, or that was asked for."""
    found = life.pause or life.pause_asked
    if found is None:
        return None
    return {
        "granted": life.pause is not None,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
