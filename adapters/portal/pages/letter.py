"""The letter as a web page, which is what is easiest to read: about what was agreed, or about a kept proposal."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal import letter
from adapters.portal.agreement import Agreement, accepted, proposed
from adapters.portal.page import Page
from adapters.portal.pages import plan
from adapters.portal.visit import Visit


async def of_plan(visit: Visit, *, in_words: bool = True) -> Agreement | Response:
    """Ask for what was agreed, or give the page that says that there is no such thing."""
    life = await plan.found(visit)
    return life if isinstance(life, Response) else await accepted(visit, life, in_words=in_words)


async def of_proposal(visit: Visit, *, in_words: bool = True) -> Agreement | Response:
    """Ask for a kept proposal, or give the page that says that it is gone."""
    kept = (await visit.hub.kept_proposal(id=visit.parts["id"])).arrangement
    if kept is None:
        return visit.shown("proposal_gone", status=HTTPStatus.NOT_FOUND)
    return await proposed(visit, kept, in_words=in_words)


def written(visit: Visit, agreement: Agreement) -> letter.Letter:
    """Write the letter of today, in the language of this visit."""
    site = visit.site
    return letter.letter(agreement, visit.texts, helpers=site.helpers, today=site.today(), is_demo=site.is_demo)


async def show_plan(visit: Visit) -> Response:
    """Show the letter about an arrangement."""
    return _shown(visit, await of_plan(visit), file="plan_file", back="plan", title="letter.title")


async def show_proposal(visit: Visit) -> Response:
    """Show the letter about a proposal."""
    return _shown(visit, await of_proposal(visit), file="proposal_file", back="agree", title="letter.title_proposal")


def _shown(visit: Visit, found: Agreement | Response, *, file: str, back: str, title: str) -> Response:
    if isinstance(found, Response):
        return found
    return visit.shown("letter", title=title, letter=written(visit, found), agreement=found, file=file, back=back)


PLAN = Page(show=show_plan, parts=("id",))

PROPOSAL = Page(show=show_proposal, parts=("id",))
