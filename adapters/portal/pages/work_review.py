"""One review before a worker: what was said, saying or asking something, and deciding with a reason and an article."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from adapters.portal.client import ReviewDecisionKind, ReviewState
from adapters.portal.client.client_reviews import ClientReviewsAgencies as Agency
from adapters.portal.client.fragments import ReviewForWorker as Review
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.review import MOST_WORDS, UNFIT
from adapters.portal.problems import refused
from adapters.portal.visit import Visit
from adapters.portal.worker import OpenCase

MOST_ARTICLE: Final = 200
"""As many characters as the hub takes."""


async def show(visit: Visit) -> Response:
    """Show it whole."""
    case = OpenCase.kept(visit.who)
    return visit.onward("work") if case is None else await _shown(visit, case, Form.empty())


async def sent(visit: Visit) -> Response:
    """Say something, or decide."""
    form, case = await visit.form(), OpenCase.kept(visit.who)
    if case is None or case.person is None:
        return visit.onward("work")
    if form.typed("action") == "decide":
        return await _decide(visit, case, form)
    text = form.text("text", most=MOST_WORDS)
    kept_back = form.text("kept_back", most=MOST_ARTICLE, required=False)
    if form.errors:
        return await _shown(visit, case, form)
    said = await visit.hub.worker_says(
        key=form.typed("once"),
        review=visit.parts["id"],
        person=case.person,
        case=case.case,
        text=text,
        to=form.typed("to") or None,
        kept_back_under=kept_back or None,
    )
    problems = [(problem.code, problem.message) for problem in said.say_in_review.problems]
    return await _after(visit, case, form, "text", problems)


async def _decide(visit: Visit, case: OpenCase, form: Form) -> Response:
    kind = form.chosen("decision", [each.value for each in ReviewDecisionKind])
    reason = form.text("reason", most=MOST_WORDS)
    article = form.text("article", most=MOST_ARTICLE)
    form.chosen("sure", ["yes"])
    if form.errors or kind is None or case.person is None:
        return await _shown(visit, case, form)
    decided = await visit.hub.decide_review(
        key=form.typed("once"),
        review=visit.parts["id"],
        person=case.person,
        case=case.case,
        decision=ReviewDecisionKind(kind),
        reason=reason,
        article=article,
    )
    problems = [(problem.code, problem.message) for problem in decided.decide_human_review.problems]
    return await _after(visit, case, form, "reason", problems)


async def _after(visit: Visit, case: OpenCase, form: Form, text: str, problems: Sequence[tuple[str, str]]) -> Response:
    """Go on, or say why nothing was done; a number in a text is told beside it."""
    if any(code == UNFIT for code, _ in problems):
        form.wrong_there(text, "dispute.tells_too_much")
        return await _shown(visit, case, form)
    return refused(visit, problems) if problems else visit.onward("work_review", id=visit.parts["id"])


async def _shown(visit: Visit, case: OpenCase, form: Form) -> Response:
    if case.person is None:
        return visit.onward("work_queue")
    answer = await visit.hub.client_reviews(person=case.person, case=case.case)
    told = answer.human_reviews
    if told.typename__ != "HumanReviewConnection":
        return refused(visit, [(told.code, told.message)])
    review = next((edge.node for edge in told.edges if edge.node.id == visit.parts["id"]), None)
    if review is None:
        return visit.shown("work_gone", status=HTTPStatus.NOT_FOUND)
    return visit.shown(
        case=case,
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        review=review,
        is_open=review.state is ReviewState.RECEIVED,
        decisions=decisions(review),
        others=_others(answer.agencies, review),
        most=MOST_WORDS,
    )


def decisions(review: Review) -> list[ReviewDecisionKind]:
    """Give what can be decided: where nobody applied there is nothing to refuse, otherwise no going on as agreed."""
    never = ReviewDecisionKind.AS_AGREED if review.occasion is None else ReviewDecisionKind.REFUSED
    return [kind for kind in ReviewDecisionKind if kind is not never]


def _others(agencies: Sequence[Agency], review: Review) -> list[Agency]:
    return [agency for agency in agencies if agency.code != review.agency.code]


PAGE = Page(show=show, sent=sent, parts=("id",))
