"""Every page by its name in `adapters.portal.paths`, for each audience."""

from collections.abc import Mapping
from typing import Final

from adapters.portal.audience import CITIZEN, STAFF
from adapters.portal.page import Page
from adapters.portal.pages import (
    acting,
    agree,
    change,
    compare,
    console,
    debt,
    dialogue,
    dispute,
    downloads,
    erase,
    files,
    letter,
    looked,
    mandates,
    means,
    narrow,
    opt_in,
    overview,
    pay,
    permission,
    permissions,
    plain,
    plan,
    plans,
    proposal,
    requests,
    review,
    terms,
    work,
    work_client,
    work_dispute,
    work_queue,
    work_review,
)

PAGES: Final[Mapping[str, Page]] = {
    "start": plain.PAGE,
    "permission": permission.PAGE,
    "overview": overview.PAGE,
    "debt": debt.PAGE,
    "dispute": dispute.PAGE,
    "means": means.PAGE,
    "proposal": proposal.PAGE,
    "opt_in": opt_in.PAGE,
    "compare": compare.PAGE,
    "agree": agree.PAGE,
    "proposal_letter": letter.PROPOSAL,
    "proposal_file": files.PROPOSAL,
    "plans": plans.PAGE,
    "plan": plan.PAGE,
    "terms": terms.PAGE,
    "change": change.PAGE,
    "change_check": change.CHECK,
    "pay": pay.PAGE,
    "pause": plan.PAUSE,
    "stop": plan.STOP,
    "letter": letter.PLAN,
    "plan_file": files.PLAN,
    "looked": looked.PAGE,
    "permissions": permissions.PAGE,
    "withdraw": permissions.WITHDRAW,
    "downloads": downloads.PAGE,
    "consent_file": files.CONSENT,
    "narrow": narrow.PAGE,
    "request": requests.PAGE,
    "mandates": mandates.PAGE,
    "erase": erase.PAGE,
    "review": review.PAGE,
    "dialogue": dialogue.PAGE,
    "help": plain.PAGE,
    "about": plain.PAGE,
    "acting": acting.PAGE,
}

STAFF_PAGES: Final[Mapping[str, Page]] = {
    "start": plain.opening("work_start"),
    "work": work.PAGE,
    "work_client": work_client.PAGE,
    "work_queue": work_queue.PAGE,
    "work_review": work_review.PAGE,
    "work_dispute": work_dispute.PAGE,
}

PAGES_FOR: Final[Mapping[str, Mapping[str, Page]]] = {CITIZEN: PAGES, STAFF: STAFF_PAGES}
"""The pages of each audience: a portal has no others."""

DEMO_PAGES: Final[Mapping[str, Page]] = {"console": console.PAGE}
"""Pages that are there where whoever joins the portal hands in the tools of a demo."""
