"""Asking that a person looks: an application to the agency that decides, with its date, its term and whom to call."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.choice import Choice, wanted
from adapters.portal.client import ReviewAboutInput
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

MOST_WORDS = 2000
"""As many characters as the hub takes."""


async def show(visit: Visit) -> Response:
    """Show what was asked before, and the form to ask."""
    return await _shown(visit, Form.empty())


async def sent(visit: Visit) -> Response:
    """Ask. The same form sent twice asks once."""
    form = await visit.form()
    words = form.text("words", most=MOST_WORDS)
    if form.errors:
        return await _shown(visit, form)
    answer = await visit.hub.ask_review(key=form.typed("once"), about=await _about(visit), words=words)
    if answer.request_human_review.problems:
        return refused(visit, [(each.code, each.message) for each in answer.request_human_review.problems])
    return visit.onward("review")


async def _shown(visit: Visit, form: Form) -> Response:
    told = (await visit.hub.reviews()).human_reviews
    if told.typename__ != "HumanReviewConnection":
        return refused(visit, [(told.code, told.message)])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return visit.shown(
        form=form,
        status=status,
        reviews=[edge.node for edge in told.edges],
        most=MOST_WORDS,
    )


async def _about(visit: Visit) -> ReviewAboutInput:
    """Say what the person wants looked at: the outcome of what they chose and told last."""
    choice, told = Choice.kept(visit.who), situation.kept(visit.who)
    scheme = wanted((await visit.hub.schemes()).schemes, choice)
    outcome: dict[str, object] = {"scheme": scheme.code, "choice": choice.written()}
    if told is not None:
        outcome["situation"] = situation.written(told)
    return ReviewAboutInput.model_validate({"outcome": outcome})


PAGE = Page(show=show, sent=sent)
