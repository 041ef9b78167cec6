"""One review: what was said in it, saying something, and taking it back while nothing is decided."""

from http import HTTPStatus

from starlette.responses import Response

from adapters.portal.client import ReviewState
from adapters.portal.client.reviews import ReviewsHumanReviewsHumanReviewConnectionEdgesNode as Review
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.review import MOST_WORDS, UNFIT, reviews
from adapters.portal.problems import refused
from adapters.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Show it whole."""
    review = await _found(visit)
    return review if isinstance(review, Response) else _shown(visit, review, Form.empty())


async def sent(visit: Visit) -> Response:
    """Say something, or take it back."""
    form = await visit.form()
    review = await _found(visit)
    if isinstance(review, Response):
        return review
    if form.typed("action") == "withdraw":
        gone = (await visit.hub.withdraw_review(key=form.typed("once"), review=review.id)).withdraw_human_review
        if gone.problems:
            return refused(visit, [(problem.code, problem.message) for problem in gone.problems])
        return visit.onward("review")
    text = form.text("text", most=MOST_WORDS)
    if form.errors:
        return _shown(visit, review, form)
    said = (await visit.hub.say_in_review(key=form.typed("once"), review=review.id, text=text)).say_in_review
    if any(problem.code == UNFIT for problem in said.problems):
        form.wrong_there("text", "dispute.tells_too_much")
        return _shown(visit, review, form)
    if said.problems:
        return refused(visit, [(problem.code, problem.message) for problem in said.problems])
    return visit.onward("dialogue", id=review.id)


async def _found(visit: Visit) -> Review | Response:
    told = await reviews(visit)
    if isinstance(told, Response):
        return told
    found = next((review for review in told if review.id == visit.parts["id"]), None)
    return found or visit.shown("dialogue_gone", status=HTTPStatus.NOT_FOUND)


def _shown(visit: Visit, review: Review, form: Form) -> Response:
    is_open = review.state is ReviewState.RECEIVED
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        review=review,
        is_open=is_open,
        can_withdraw=is_open and review.occasion is None,
        most=MOST_WORDS,
    )


PAGE = Page(show=show, sent=sent, parts=("id",))
