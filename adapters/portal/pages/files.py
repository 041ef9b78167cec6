"""What somebody takes home as a file: letter, payments, calendar, receipts. Reading only; no name says whose it is."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from starlette.responses import Response

from adapters.portal import schedule
from adapters.portal.agreement import Agreement
from adapters.portal.client.receipt import ReceiptReceiptReceiptCopy as Copy
from adapters.portal.page import Page
from adapters.portal.pages.letter import of_plan, of_proposal, written
from adapters.portal.pdf import pdf
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One kind of file. `names` are those under which a browser keeps it, the same for everybody.

    `in_words`: it says why, and what can be done against each debt.
    """

    media_type: str
    names: Mapping[str, str]
    make: Callable[[Visit, Agreement], Awaitable[bytes | Response]]
    in_words: bool = False


async def _letter(visit: Visit, agreement: Agreement) -> bytes:
    return await pdf(written(visit, agreement), visit.site.today())


async def _payments(visit: Visit, agreement: Agreement) -> bytes:
    return schedule.table(agreement, visit.texts)


async def _calendar(visit: Visit, agreement: Agreement) -> bytes:
    return schedule.calendar(agreement, visit.texts, origin=visit.site.origin)


async def _receipt(visit: Visit, agreement: Agreement) -> bytes | Response:
    """Give the receipt itself, byte for byte: `hub replay` reads it."""
    found = await _copy(visit, agreement)
    return found if isinstance(found, Response) else found.document.encode("utf-8")


async def _logged(visit: Visit, agreement: Agreement) -> bytes | Response:
    """Give what shows that the log committed to the receipt. Until the log was signed over it, the file says so."""
    found = await _copy(visit, agreement)
    if isinstance(found, Response):
        return found
    told = found.model_dump(mode="json", by_alias=True, exclude={"document", "typename__"})
    if found.proof is None:
        told = {"note": visit.texts("downloads.no_proof_yet"), **told}
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8")


async def _copy(visit: Visit, agreement: Agreement) -> Copy | Response:
    found = None
    if agreement.proposal is not None:
        found = (await visit.hub.receipt(id=agreement.proposal)).receipt
    if found is None:
        return visit.shown("no_page", status=HTTPStatus.NOT_FOUND)
    if found.typename__ != "ReceiptCopy":
        return refused(visit, [(found.code, found.message)])
    return found


class Find(Protocol):
    """Finds what a file is about, or the page that says that there is no such thing."""

    async def __call__(self, visit: Visit, *, in_words: bool) -> Agreement | Response: ...


FILES: Final[Mapping[str, File]] = {
    "brief.pdf": File(
        media_type="application/pdf", names={"nl": "brief.pdf", "en": "letter.pdf"}, make=_letter, in_words=True
    ),
    "betalingen.csv": File(
        media_type="text/csv; charset=utf-8; header=present",
        names={"nl": "betalingen.csv", "en": "payments.csv"},
        make=_payments,
    ),
    "betaaldagen.ics": File(
        media_type="text/calendar; charset=utf-8; method=PUBLISH",
        names={"nl": "betaaldagen.ics", "en": "payment-days.ics"},
        make=_calendar,
    ),
    "bewijs.json": File(
        media_type="application/json", names={"nl": "bewijs.json", "en": "receipt.json"}, make=_receipt
    ),
    "bewijs-logboek.json": File(
        media_type="application/json",
        names={"nl": "bewijs-logboek.json", "en": "receipt-in-log.json"},
        make=_logged,
    ),
}


async def show_plan(visit: Visit) -> Response:
    """Give a file about an arrangement."""
    return await _given(visit, of_plan)


async def show_proposal(visit: Visit) -> Response:
    """Give a file about a kept proposal."""
    return await _given(visit, of_proposal)


async def _given(visit: Visit, find: Find) -> Response:
    file = FILES.get(visit.parts["file"])
    if file is None:
        return visit.shown("no_page", status=HTTPStatus.NOT_FOUND)
    found = await find(visit, in_words=file.in_words)
    made = found if isinstance(found, Response) else await file.make(visit, found)
    return made if isinstance(made, Response) else attached(made, file.media_type, file.names[visit.language])


async def show_consent(visit: Visit) -> Response:
    """Give one signed receipt of a consent."""
    told = (await visit.hub.consent_receipts()).grants
    if told.typename__ != "GrantConnection":
        return refused(visit, [(told.code, told.message)])
    wanted = visit.parts["id"]
    signed = [each.jws for edge in told.edges for each in edge.node.receipts if each.id == wanted]
    if not signed:
        return visit.shown("no_page", status=HTTPStatus.NOT_FOUND)
    name = {"nl": "toestemming.jws", "en": "permission.jws"}[visit.language]
    return attached(signed[0].encode("ascii"), "application/jose", name)


def attached(content: bytes, media_type: str, name: str) -> Response:
    """Answer with a file to keep."""
    return Response(
        content, headers={"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"'}
    )


PLAN = Page(show=show_plan, parts=("id", "file"))

PROPOSAL = Page(show=show_proposal, parts=("id", "file"))

CONSENT = Page(show=show_consent, parts=("id",))
