"""Asking that a person looks: an application to the agency that decides, with its date, its term and whom to call."""

from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal import situation
from adapters.portal.choice import Choice, wanted
from adapters.portal.client import ReviewAboutInput
from adapters.portal.client.reviews import ReviewsHumanReviewsHumanReviewConnectionEdgesNode as Review
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

MOST_WORDS = 1000
"""As many characters as the hub takes."""

UNFIT: Final = "review.tells_too_much"


async def show(visit: Visit) -> Response:
    """Show what was asked before, and the form to ask."""
    query = visit.request.query_params
    asked = {"arrangement": query.get("regeling", ""), "proposal": query.get("voorstel", "")}
    return await _shown(visit, Form.empty(**asked))


async def sent(visit: Visit) -> Response:
    """Ask. The same form sent twice asks once."""
    form = await visit.form()
    words = form.text("words", most=MOST_WORDS)
    if form.errors:
        return await _shown(visit, form)
    answer = await visit.hub.ask_review(key=form.typed("once"), about=await _about(visit, form), words=words)
    problems = answer.request_human_review.problems
    if any(problem.code == UNFIT for problem in problems):
        form.wrong_there("words", "dispute.tells_too_much")
        return await _shown(visit, form)
    if problems:
        return refused(visit, [(each.code, each.message) for each in problems])
    return visit.onward("review")


async def _shown(visit: Visit, form: Form) -> Response:
    told = await reviews(visit)
    if isinstance(told, Response):
        return told
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return visit.shown(form=form, status=status, reviews=told, most=MOST_WORDS)


async def reviews(visit: Visit) -> list[Review] | Response:
    """Ask for what was asked before, or give the page that says why that cannot be told."""
    told = (await visit.hub.reviews()).human_reviews
    if told.typename__ != "HumanReviewConnection":
        return refused(visit, [(told.code, told.message)])
    return [edge.node for edge in told.edges]


async def _about(visit: Visit, form: Form) -> ReviewAboutInput:
    """Say what the person wants looked at: what they came from, or the outcome of what they chose last."""
    for name in ("arrangement", "proposal"):
        if form.typed(name):
            return ReviewAboutInput.model_validate({name: form.typed(name)})
    choice, told = Choice.kept(visit.who), situation.kept(visit.who)
    scheme = wanted((await visit.hub.schemes()).schemes, choice)
    outcome: dict[str, object] = {"scheme": scheme.code, "choice": choice.written()}
    if told is not None:
        outcome["situation"] = situation.written(told)
    return ReviewAboutInput.model_validate({"outcome": outcome})


PAGE = Page(show=show, sent=sent)
