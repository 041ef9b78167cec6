"""The income that nobody may attach (beslagvrije voet; Rv, 475da to 475dc): steps in the order of the law.

A base of the social-assistance norm; on top of it what the household loses of three allowances because it earns more;
a maximum; then other income is deducted, and a part of the income can always be attached.
Everything is exact until the end, where each amount is rounded once.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from hub.domain.exact import MONTHS_PER_YEAR, euros, half_up, percent
from hub.domain.household import Bound, Means, Parts, ProtectedIncome
from hub.domain.money import NOTHING, Cents
from hub.domain.reasons import Money, Reason
from hub.means.uncertain import uncertain
from hub.rules.policy import Policy

_NOTHING = Fraction(0)
_THRESHOLD = ("zorgtoeslag.threshold_percentage", "minimumloon.january")


class _Term(NamedTuple):
    """One part of the sum with the parameters behind it."""

    euros: Fraction
    parameters: tuple[str, ...]


class _Start(NamedTuple):
    """The sum before other income is looked at: its terms, and the reasons for them."""

    base: Fraction
    care: Fraction
    rent: Fraction
    child: Fraction
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> Fraction:
        return self.base + self.care + self.rent + self.child


@dataclass(frozen=True, kw_only=True)
class _Question:
    """Somebody's means under the law of one date."""

    means: Means
    policy: Policy

    def value(self, name: str) -> Fraction:
        """Look a number of the book up."""
        return self.policy.number(name)

    @property
    def couple_or_single(self) -> str:
        """The word in the book for norms, which know no children."""
        return "couple" if self.means.household.is_couple else "single"

    @property
    def one_or_more(self) -> str:
        """The word in the book for rents, which know no partners."""
        return "one" if self.means.household.is_one_person else "more"

    @cached_property
    def income(self) -> Fraction:
        """The taxable income of a year."""
        return euros(self.means.taxable_income_year)

    @cached_property
    def threshold(self) -> Fraction:
        """The threshold income of the care allowance: never more than the income itself."""
        share, wage = _THRESHOLD
        return min(self.policy.share(share) * MONTHS_PER_YEAR * self.policy.number(wage), self.income)


def protected_income(means: Means, policy: Policy) -> ProtectedIncome:
    """Compute the protected income on the policy's date. Raises RuleMissing where the book has no amounts for it."""
    question = _Question(means=means, policy=policy)
    start = _start(question)
    maximum = question.value(_maximum(question))
    amount, partner, own, bound, reasons = _limited(question, start.total, maximum)
    reasons = (*start.reasons, *reasons, _result(question, amount))
    return ProtectedIncome(
        amount=half_up(amount),
        before_cap=half_up(start.total),
        maximum=half_up(maximum),
        capped_by=bound,
        parts=Parts(
            base=half_up(start.base),
            care=half_up(start.care),
            rent=half_up(start.rent),
            child=half_up(start.child),
            partner_income=Cents(-half_up(partner)),
            other_income=Cents(-half_up(own)),
        ),
        reasons=reasons,
        warnings=(
            *_unknown(means),
            *uncertain("protected_income.uncertain", policy, reasons),
            Reason(code="protected_income.not_computed"),
        ),
    )


# ── the sum (475da(2) to (4)) ──


def _start(question: _Question) -> _Start:
    if question.means.registered_address is False:
        return _without_address(question)
    base = _base(question)
    terms = {
        "protected_income.care": _care(question),
        "protected_income.rent": _rent(question),
        "protected_income.child": _child(question),
    }
    reasons = [_reason(question, "protected_income.base", base)]
    for code, term in terms.items():
        if term.euros < _NOTHING:
            reasons.append(_below_zero(question, term))
        elif half_up(term.euros):
            reasons.append(_reason(question, code, term))
    care, rent, child = (max(term.euros, _NOTHING) for term in terms.values())
    return _Start(base=base.euros, care=care, rent=rent, child=child, reasons=tuple(reasons))


def _without_address(question: _Question) -> _Start:
    """Without a home address in the register a part of the couple's norm takes the place of the sum (475da(4))."""
    names = ("beslagvrije_voet.no_address_percentage", "participatiewet.norm_couple")
    term = _Term(question.policy.share(names[0]) * question.value(names[1]), names)
    reasons = (_reason(question, "protected_income.no_address", term),)
    return _Start(base=term.euros, care=_NOTHING, rent=_NOTHING, child=_NOTHING, reasons=reasons)


def _base(question: _Question) -> _Term:
    names = ("beslagvrije_voet.norm_percentage", f"participatiewet.norm_{question.couple_or_single}")
    return _Term(question.policy.share(names[0]) * question.value(names[1]), names)


def _care(question: _Question) -> _Term:
    """What is lost of the care allowance, at most the standard premium less what the norm holds for it."""
    who = question.couple_or_single
    rate = "zorgtoeslag.income_percentage"
    ends = (f"beslagvrije_voet.premiums_{who}", "zorgtoeslag.standard_premium", f"participatiewet.health_{who}")
    premiums, premium, in_norm = (question.value(name) for name in ends)
    lost = (question.income - question.threshold) * question.policy.share(rate) / MONTHS_PER_YEAR
    return _Term(min(lost, premiums * premium / MONTHS_PER_YEAR - in_norm), (rate, *_THRESHOLD, *ends))


def _rent(question: _Question) -> _Term:
    """What is lost of the rent allowance: by the formula with a square where it is in force, else by the taper."""
    own_rent = "huurtoeslag.lowest_own_rent"
    if question.policy.find(own_rent) is None:
        return _tapered_rent(question)
    who = question.one_or_more
    factors = (f"huurtoeslag.square_factor_{who}", f"huurtoeslag.linear_factor_{who}", own_rent)
    square, linear, lowest = (question.value(name) for name in factors)
    return _Term(square * question.income**2 + linear * question.income - lowest, factors)


def _tapered_rent(question: _Question) -> _Term:
    who = question.one_or_more
    names = (
        f"huurtoeslag.taper_{who}",
        f"huurtoeslag.income_point_{who}",
        "huurtoeslag.maximum_rent",
        f"huurtoeslag.basic_rent_{who}",
    )
    taper, point, maximum, basic = (question.value(name) for name in names)
    return _Term(min((question.income - point) * percent(taper) / MONTHS_PER_YEAR, maximum - basic), names)


def _child(question: _Question) -> _Term:
    """What is lost of the child budget, the same whatever the number of children; a couple may earn more first."""
    if not question.means.household.has_children:
        return _Term(_NOTHING, ())
    rate, increase = "kindgebonden_budget.income_percentage", "kindgebonden_budget.couple_increase"
    more = question.value(increase) if question.means.household.is_couple else _NOTHING
    lost = (question.income - question.threshold - more) * question.policy.share(rate) / MONTHS_PER_YEAR
    return _Term(lost, (rate, *_THRESHOLD, *([increase] if more else [])))


# ── its limits (475da(1), 475db, 475dc) ──


class _Limited(NamedTuple):
    """The amount after every limit, what was deducted on the way, and which limit bound last."""

    amount: Fraction
    partner: Fraction
    own: Fraction
    bound: Bound | None
    reasons: tuple[Reason, ...]


def _limited(question: _Question, total: Fraction, maximum: Fraction) -> _Limited:
    amount = min(total, maximum)
    partner, partner_reasons = _partner(question, amount)
    own, own_reasons = _own(question, amount - partner)
    reasons = (*_capped(question, total, maximum), *partner_reasons, *own_reasons)
    bound = Bound.MAXIMUM if half_up(total) > half_up(maximum) else None
    return _always_attachable(question, _Limited(amount - partner - own, partner, own, bound, reasons))


def _capped(question: _Question, total: Fraction, maximum: Fraction) -> tuple[Reason, ...]:
    term = _Term(maximum, (_maximum(question),))
    return (_reason(question, "protected_income.maximum", term),) if half_up(total) > half_up(maximum) else ()


def _maximum(question: _Question) -> str:
    return f"beslagvrije_voet.maximum_{question.means.household}"


def _partner(question: _Question, amount: Fraction) -> tuple[Fraction, tuple[Reason, ...]]:
    """The spouse's own income is deducted, up to a part of the protected income (475db, a)."""
    income = euros(question.means.partner_monthly_income or NOTHING)
    if not income:
        return _NOTHING, ()
    name = "beslagvrije_voet.partner_share"
    most = question.value(name) * amount
    code = "protected_income.partner_most" if income > most else "protected_income.partner"
    term = _Term(min(income, most), (name,))
    return term.euros, (_reason(question, code, term),)


def _own(question: _Question, amount: Fraction) -> tuple[Fraction, tuple[Reason, ...]]:
    """The debtor's other income is deducted whole; the protected income does not go below nothing (475db, b)."""
    term = _Term(min(euros(question.means.other_monthly_income or NOTHING), amount), ("beslagvrije_voet.other_income",))
    return term.euros, (_reason(question, "protected_income.own", term),) if term.euros else ()


def _always_attachable(question: _Question, limited: _Limited) -> _Limited:
    """A part of the income can always be attached: the rest is the most that is protected (475dc(1))."""
    if question.means.monthly_income is None:
        return limited
    names = ("beslagvrije_voet.income_percentage", "beslagvrije_voet.holiday_pay")
    term = _Term(question.policy.share(names[0]) * euros(question.means.monthly_income), names)
    if half_up(limited.amount) <= half_up(term.euros):
        return limited._replace(amount=min(limited.amount, term.euros))
    reasons = (_reason(question, "protected_income.income", term),) if term.euros else ()
    return limited._replace(amount=term.euros, bound=Bound.INCOME, reasons=(*limited.reasons, *reasons))


# ── what is said about it ──


def _money(amount: Fraction) -> Money:
    return Money(cents=half_up(amount))


def _reason(question: _Question, code: str, term: _Term) -> Reason:
    return question.policy.reason(code, *term.parameters, amount=_money(term.euros))


def _result(question: _Question, amount: Fraction) -> Reason:
    """Say what is protected; of no income nothing has to be."""
    if half_up(amount):
        return question.policy.reason("protected_income.amount", amount=_money(amount))
    if question.means.monthly_income == NOTHING:
        return question.policy.reason("protected_income.no_income", "beslagvrije_voet.income_percentage")
    return question.policy.reason("protected_income.nothing")


def _below_zero(question: _Question, term: _Term) -> Reason:
    """A part below zero counts as nothing: a choice of ours, said each time it decides."""
    return question.policy.reason("protected_income.below_zero", "beslagvrije_voet.below_zero", *term.parameters)


def _unknown(means: Means) -> tuple[Reason, ...]:
    """Say what was not told, and would have changed the amount."""
    untold = {
        "protected_income.address_unknown": means.registered_address is None,
        "protected_income.income_unknown": means.monthly_income is None,
        "protected_income.other_unknown": means.other_monthly_income is None,
        "protected_income.partner_unknown": means.household.is_couple and means.partner_monthly_income is None,
    }
    return tuple(Reason(code=code) for code, is_so in untold.items() if is_so)
