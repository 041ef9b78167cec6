"""Every page by its name in `adapters.portal.paths`."""

from collections.abc import Mapping
from typing import Final

from adapters.portal.page import Page
from adapters.portal.pages import (
    acting,
    agree,
    compare,
    console,
    debt,
    downloads,
    files,
    letter,
    looked,
    means,
    overview,
    permission,
    permissions,
    plain,
    plan,
    plans,
    proposal,
    review,
)

PAGES: Final[Mapping[str, Page]] = {
    "start": plain.PAGE,
    "permission": permission.PAGE,
    "overview": overview.PAGE,
    "debt": debt.PAGE,
    "means": means.PAGE,
    "proposal": proposal.PAGE,
    "compare": compare.PAGE,
    "agree": agree.PAGE,
    "proposal_letter": letter.PROPOSAL,
    "proposal_file": files.PROPOSAL,
    "plans": plans.PAGE,
    "plan": plan.PAGE,
    "pause": plan.PAUSE,
    "stop": plan.STOP,
    "letter": letter.PLAN,
    "plan_file": files.PLAN,
    "looked": looked.PAGE,
    "permissions": permissions.PAGE,
    "withdraw": permissions.WITHDRAW,
    "downloads": downloads.PAGE,
    "consent_file": files.CONSENT,
    "review": review.PAGE,
    "help": plain.PAGE,
    "about": plain.PAGE,
    "acting": acting.PAGE,
}

DEMO_PAGES: Final[Mapping[str, Page]] = {"console": console.PAGE}
"""Pages that are there where whoever joins the portal hands in the tools of a demo."""
