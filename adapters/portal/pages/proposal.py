"""P5: one plan over all debts that the rules let in: three lengths and an own amount, and why it is this much."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.responses import Response

from adapters.portal import chart, situation
from adapters.portal.choice import Choice, wanted
from adapters.portal.client import Floor, HubClient, SituationInput
from adapters.portal.client.fragments import Plan, Shares
from adapters.portal.client.preview import (
    PreviewPreviewAccessRefused,
    PreviewPreviewInputProblem,
    PreviewPreviewNeedsHuman,
    PreviewPreviewProposal,
    PreviewPreviewRefusal,
)
from adapters.portal.client.schemes import SchemesSchemes
from adapters.portal.form import Form
from adapters.portal.page import Page
from adapters.portal.pages.downloads import KEPT
from adapters.portal.problems import refused
from adapters.portal.visit import Visit

Outcome = (
    PreviewPreviewProposal
    | PreviewPreviewRefusal
    | PreviewPreviewNeedsHuman
    | PreviewPreviewAccessRefused
    | PreviewPreviewInputProblem
)

FEWEST_MONTHS = 3
"""A shorter plan has no third to offer."""

MOST_MONTHS = 72
"""No rule knows a longer term than this (Beleidsregels betalingsregelingen Rijk 2025); the hub says what holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One of the plans to choose between. `name` names texts under `proposal.offer`."""

    name: str
    plan: Plan
    is_chosen: bool

    @property
    def fits(self) -> bool:
        return self.plan.floor is not Floor.BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one organisation gets in all, in cents."""

    name: str
    amount: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the hub, whatever length is chosen."""

    hub: HubClient
    scheme: SchemesSchemes
    schemes: Sequence[SchemesSchemes]
    situation: SituationInput | None

    async def preview(self, choice: Choice) -> Outcome:
        asked = await self.hub.preview(scheme=self.scheme.code, choice=choice.written(), situation=self.situation)
        return asked.preview


async def show(visit: Visit) -> Response:
    """Show the chosen plan, and those beside it."""
    return await _shown(visit, Choice.kept(visit.who), Form.empty())


async def sent(visit: Visit) -> Response:
    """Take another choice, or keep the proposal and go on to check it."""
    form = await visit.form()
    choice = Choice.kept(visit.who)
    if form.typed("action") == "propose":
        return await _kept(visit, form, choice)
    choice = _changed(form, choice)
    if form.errors:
        return await _shown(visit, Choice.kept(visit.who), form)
    answer = await (await question_for(visit, choice)).preview(choice)
    if answer.typename__ == "InputProblem":
        form.wrong(form.typed("action"), "errors.choice_not_possible")
        return await _shown(visit, Choice.kept(visit.who), form)
    await choice.keep(visit.who)
    return visit.onward("proposal")


def _changed(form: Form, choice: Choice) -> Choice:
    """Read which other plan is wanted."""
    match form.typed("action"):
        case "amount":
            amount = form.amount("amount", least=1)
            return choice if amount is None else choice.paying(amount)
        case "months":
            months = form.whole("months", least=1, most=MOST_MONTHS)
            return choice if months is None else choice.lasting(months)
        case "payment_day":
            day = form.whole("payment_day", least=1, most=31)
            return choice if day is None else replace(choice, payment_day=day)
        case "opt_out":
            return choice.leaving_out(form.typed("claim"))
        case "scheme":
            return Choice(scheme=form.typed("scheme"), payment_day=choice.payment_day)
        case _:
            return Choice(scheme=choice.scheme, payment_day=choice.payment_day)


async def question_for(visit: Visit, choice: Choice) -> Question:
    """Make the question for what somebody told and chose."""
    told = situation.kept(visit.who)
    schemes = (await visit.hub.schemes()).schemes
    return Question(
        hub=visit.hub,
        scheme=wanted(schemes, choice),
        schemes=schemes,
        situation=None if told is None else situation.written(told),
    )


async def _shown(visit: Visit, choice: Choice, form: Form) -> Response:
    question = await question_for(visit, choice)
    answer = await question.preview(choice)
    if answer.typename__ in ("AccessRefused", "InputProblem"):
        await Choice(scheme=choice.scheme).keep(visit.who)
        return refused(visit, [(answer.code, answer.message)])
    if answer.typename__ != "Proposal":
        return visit.shown(
            "outcome", title=f"outcome.{answer.typename__}", outcome=answer, scheme=question.scheme, choice=choice
        )
    return visit.shown(
        form=form,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        plan=answer,
        scheme=question.scheme,
        schemes=question.schemes,
        choice=choice,
        opted_in=dict(choice.opt_ins),
        offers=await _offers(question, choice, answer),
        shares=shares(answer.instalments),
        interest=_interest(answer),
        chart=chart.picture(answer.instalments),
        is_checked=question.situation is not None,
        longest=MOST_MONTHS,
    )


async def _offers(question: Question, choice: Choice, chosen: PreviewPreviewProposal) -> list[Offer]:
    """Ask for a short, a middling and the longest plan under the same rules."""
    free = replace(choice, months=None, amount=None)
    longest = chosen
    if choice != free:
        answer = await question.preview(free)
        if answer.typename__ != "Proposal":
            return []
        longest = answer
    if longest.months < FEWEST_MONTHS:
        return []
    thirds = [-(-longest.months * part // 3) for part in (1, 2)]
    lengths = await question.hub.lengths(
        scheme=question.scheme.code,
        short=free.lasting(thirds[0]).written(),
        middle=free.lasting(thirds[1]).written(),
        situation=question.situation,
    )
    plans = [("short", lengths.short), ("middle", lengths.middle), ("long", longest)]
    return [
        Offer(name=name, plan=plan, is_chosen=plan.months == chosen.months and choice.amount is None)
        for name, plan in plans
        if plan.typename__ == "Proposal"
    ]


def shares(instalments: Sequence[Shares]) -> list[Share]:
    """Add up what each organisation gets; to the cent what the months say."""
    found: dict[str, list[int]] = {}
    for one in instalments:
        for share in one.per_agency:
            found.setdefault(share.agency.name, []).append(share.amount)
    first = {share.agency.name: share.amount for share in instalments[0].per_agency} if instalments else {}
    return [Share(name=name, amount=sum(parts), first=first.get(name, 0)) for name, parts in found.items()]


def _interest(plan: PreviewPreviewProposal) -> int | None:
    """Add up the interest that is forecast, in cents; None where some of it cannot be told."""
    amounts = [each.amount for each in plan.interest]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


async def _kept(visit: Visit, form: Form, choice: Choice) -> Response:
    """Have the hub keep the proposal, sealed, so that it can be checked and accepted."""
    question = await question_for(visit, choice)
    kept = await visit.hub.propose(
        key=form.typed("once"),
        scheme=question.scheme.code,
        choice=choice.written(),
        situation=question.situation,
    )
    answer = kept.propose_arrangement
    if answer.problems:
        return refused(visit, [(problem.code, problem.message) for problem in answer.problems])
    if answer.arrangement is None:  # the facts changed since the page was made: show what there is now
        return visit.onward("proposal")
    await visit.who.keep(KEPT, answer.arrangement.id)
    return visit.onward("agree", id=answer.arrangement.id)


PAGE = Page(show=show, sent=sent)
