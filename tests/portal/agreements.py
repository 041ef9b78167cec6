"""Agreements as the portal reads them from the hub, made up: what letters, tables and calendars are written from."""

from dataclasses import replace
from datetime import date
from typing import Any

from adapters.portal.agreement import Agreement, Debt, Due, Part, Reply
from adapters.portal.client import ArrangementState, DecisionManner, Treatment
from adapters.portal.client.fragments import Why
from adapters.portal.client.remedies import RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies as Remedy
from adapters.portal.letter import Letter, letter
from adapters.portal.site import Helpers
from adapters.portal.texts import Texts

TODAY = date(2026, 11, 29)

HELPERS = Helpers(name="Het Klantcontactcentrum", phone="0800 0000")

TEXTS = {language: Texts.read(language) for language in ("nl", "en")}


def a_reason(text: str, article: str = "") -> Why:
    return Why(code="a.reason", article=article, text=text)


def a_remedy(**changes: Any) -> Remedy:
    told = {
        "remedy": "bezwaar",
        "body": "CJIB",
        "against": "DEBT",
        "endsOn": "2026-12-20",
        "isOpen": "YES",
        "article": "Awb 6:7",
        "payingWaivesIt": False,
        "says": {"code": "remedy.open", "article": "Awb 6:7", "text": "U kunt bezwaar maken."},
        "effect": {"code": "remedy.effect", "article": "", "text": "U moet wel betalen."},
    }
    return Remedy.model_validate({**told, **changes})


def a_debt(**changes: Any) -> Debt:
    made = Debt(
        label="Verkeersboete",
        owner="CJIB",
        reference="A-1",
        amount=10_001,
        treatment=Treatment.INCLUDED,
        remedies=[a_remedy()],
    )
    return replace(made, **changes)


def an_agreement(**changes: Any) -> Agreement:
    """Something that was accepted and runs: three payments to two organisations."""
    made = Agreement(
        id="an-id",
        proposal="a-proposal",
        state=ArrangementState.ACTIVE,
        scheme="rijk-2025",
        article="Beleidsregels 1:1",
        reference="RF-1",
        executes="CJIB",
        how=DecisionManner.BY_RULE,
        is_what_if=False,
        reform=None,
        since=date(2026, 11, 1),
        begun_on=date(2026, 11, 2),
        until=None,
        number=3,
        changed_on=date(2026, 11, 2),
        dues=[
            Due(number=1, on=date(2026, 12, 1), amount=5_001, paid=5_001),
            Due(number=2, on=date(2027, 1, 4), amount=5_000, paid=0),
            Due(number=3, on=date(2027, 2, 1), amount=5_000, paid=0),
        ],
        agreed=15_001,
        open=10_000,
        per_agency=[Part(name="CJIB", agreed=10_001, open=6_667), Part(name="DUO", agreed=5_000, open=3_333)],
        open_afterwards=0,
        review_on=None,
        debts=[a_debt(), a_debt(label="Studieschuld", owner="DUO", reference="D-1", amount=5_000, remedies=None)],
        reasons=[a_reason("De regels van deze regeling gelden.", "Beleidsregels 1:2")],
        conditions=[a_reason("U betaalt op tijd.")],
        replies=[Reply(agency="CJIB", text="De organisatie heeft dit toegekend.", reply="GRANTED")],
    )
    return replace(made, **changes)


def a_proposal(**changes: Any) -> Agreement:
    """The same, as nobody accepted it yet."""
    dues = [
        Due(number=number, on=date(2026, 11 + number, 1), amount=5_000, shares={"CJIB": 3_000, "DUO": 2_000})
        for number in (1,)
    ]
    given: dict[str, Any] = {
        "state": ArrangementState.PROPOSED,
        "article": None,
        "reference": None,
        "begun_on": None,
        "until": date(2026, 12, 13),
        "number": 0,
        "dues": dues,
        "agreed": None,
        "open": None,
        "per_agency": [Part(name="CJIB", agreed=3_000), Part(name="DUO", agreed=2_000)],
        "replies": [],
    }
    return an_agreement(**{**given, **changes})


def a_letter(agreement: Agreement, language: str = "nl", *, is_demo: bool = False) -> Letter:
    return letter(agreement, TEXTS[language], helpers=HELPERS, today=TODAY, is_demo=is_demo)


def said(written: Letter) -> str:
    """Everything that a letter says, as one text."""
    found = [written.title, written.made]
    for piece in written.pieces:
        match piece.kind:
            case "facts":
                found += [f"{name} {value}" if name.endswith("?") else f"{name}: {value}" for name, value in piece.rows]
            case "points":
                found += [f"{line.text} ({line.article})" if line.article else line.text for line in piece.lines]
            case "table":
                found += [piece.caption, *piece.columns, *(cell for row in piece.rows for cell in row)]
            case "notice":
                found += [piece.title, piece.text]
            case _:
                found.append(piece.text)
    return "\n".join(found)
