from datetime import date
from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CaseReason, Household, PaymentMethod, Route


class AccountInput(BaseModel):
    """An account at a bank. It is kept sealed, and never shown again but for its end."""

    holder: str
    "The name that it stands in."
    iban: Any
    "Its number, as a variable."


class AssetsInput(BaseModel):
    """What the household owns, at market value, in cents. Left out: nothing of the kind."""

    burdensome_to_sell: Optional[bool] = Field(alias="burdensomeToSell", default=None)
    "Whether an agency accepted that selling it would be unreasonably burdensome. It may let a plan last longer."
    car: Optional[int] = None
    "A car."
    car_indispensable: Optional[bool] = Field(alias="carIndispensable", default=None)
    "Whether the car is indispensable for work or because of an illness."
    cash: Optional[int] = None
    "Cash and balances of accounts."
    home: Optional[int] = None
    "A home of one's own."
    household_goods: Optional[int] = Field(alias="householdGoods", default=None)
    "Household goods."
    other: Optional[int] = None
    "Anything else."
    preferential_debts: Optional[int] = Field(alias="preferentialDebts", default=None)
    "Debts that rank above taxes, a mortgage for one."


class CaseInput(BaseModel):
    """Why a worker looks, and in which case."""

    number: Any
    "What the agency files the case under."
    reason: CaseReason
    "Why."


class ChoiceInput(BaseModel):
    """What the person chooses. Left out: what the rules give."""

    amount: Optional[int] = None
    "How much to pay a month; never beside `months`."
    months: Optional[int] = None
    "In how many months to pay; never beside `amount`."
    opt_ins: Optional[list["OptInInput"]] = Field(alias="optIns", default=None)
    "Claims that wait, each with a confirmation of its own. At most 100."
    payment_day: Optional[int] = Field(alias="paymentDay", default=None)
    "Day of the month on which to pay, 1 to 31; short months: the last day."
    route: Optional[Route] = None
    "Another way than the rules give. One that the scheme does not know is refused."


class DebitMandateInput(BaseModel):
    """Leave to take money from the account."""

    reference: str
    "Its reference."
    signed_on: date = Field(alias="signedOn")
    "The day on which the person signed it; not in the future."


class ExpensesInput(BaseModel):
    """Expenses a month that the tax rules let count, in cents. Left out: unknown, which is not the same as nothing."""

    alimony: Optional[int] = None
    "Alimony that must be paid."
    care_benefit: Optional[int] = Field(alias="careBenefit", default=None)
    "Care allowance received."
    childcare: Optional[int] = None
    "Childcare, less the allowance for it."
    health_premium: Optional[int] = Field(alias="healthPremium", default=None)
    "Premium for the health insurance."
    other: Optional[int] = None
    "Other expenses that the tax rules let count."
    rent: Optional[int] = None
    "Rent, or interest and ground rent of a home of one's own."
    rent_benefit: Optional[int] = Field(alias="rentBenefit", default=None)
    "Rent allowance received."
    tax_debts: Optional[int] = Field(alias="taxDebts", default=None)
    "What is paid already on tax debts and reclaims of allowances."


class OptInInput(BaseModel):
    """A claim that waits, and that the person wants in all the same. Only where its owner's rule allows it."""

    claim: str
    "The claim (`Claim.id`)."
    gives_up: str = Field(alias="givesUp")
    "The remedy that paying may cost, repeated as a confirmation (`Claim.legalRoute.remedy`)."


class PayingInput(BaseModel):
    """How the person pays."""

    account: Optional["AccountInput"] = None
    "Direct debit needs it. With a transfer: where money goes back to."
    mandate: Optional["DebitMandateInput"] = None
    "Direct debit needs it; a transfer must not have it."
    method: PaymentMethod
    "By transfer or by direct debit."


class PersonInput(BaseModel):
    """The person concerned. A citizen leaves it out. Somebody else than oneself, a reference of another client and one that never was give the same refusal."""

    bsn: Optional[Any] = None
    "Citizen service number, as a variable. Only for a client that is registered with a legal basis."
    ref: Optional[str] = None
    "The reference that the hub gave this client for the person (`Person.ref`)."


class ReviewAboutInput(BaseModel):
    """What is to be looked at: one of these."""

    arrangement: Optional[str] = None
    "An accepted arrangement (`AcceptedArrangement.id`)."
    outcome: Optional["ReviewOutcomeInput"] = None
    "What came out instead of a plan."
    proposal: Optional[str] = None
    "A kept proposal (`Arrangement.id`)."


class ReviewOutcomeInput(BaseModel):
    """What came out instead of a plan: asked for again in the same way."""

    choice: Optional["ChoiceInput"] = None
    "What the person chose; left out: what the rules give."
    scheme: str
    "Under which scheme; `schemes` lists them."
    situation: Optional["SituationInput"] = None
    "The household."


class SituationInput(BaseModel):
    """A household as it is told for one computation. Amounts are net cents a month with holiday pay, unless they say otherwise. Nothing of it is stored, but inside a proposal that is kept sealed."""

    already_taken: Optional[int] = Field(alias="alreadyTaken", default=None)
    "What attachments, withholdings, set-offs, running plans and other fixed debts take. Left out: unknown, which is not the same as nothing. Then there is no room to tell; send 0 where nothing is taken."
    assets: Optional["AssetsInput"] = None
    "What is owned. Left out: unknown, which is not the same as nothing."
    expenses: Optional["ExpensesInput"] = None
    "Expenses that the tax rules let count. Left out: unknown, which is not the same as nothing."
    household: Household
    "Who lives together."
    monthly_income: Optional[int] = Field(alias="monthlyIncome", default=None)
    "The debtor's periodic income that is or would be attached. Left out: unknown, which is not the same as nothing. Then there is no room to tell."
    other_monthly_income: Optional[int] = Field(
        alias="otherMonthlyIncome", default=None
    )
    "The debtor's own income that is not attached. Left out: unknown, which is not the same as nothing."
    partner_monthly_income: Optional[int] = Field(
        alias="partnerMonthlyIncome", default=None
    )
    "The partner's income. Left out: unknown, which is not the same as nothing."
    pension_age: Optional[bool] = Field(alias="pensionAge", default=None)
    "Whether the debtor has reached pension age. Left out: no."
    registered_address: Optional[bool] = Field(alias="registeredAddress", default=None)
    "Whether the debtor is registered at a home address. Left out: unknown."
    taxable_income_year: int = Field(alias="taxableIncomeYear")
    "Taxable income of a year, of debtor and partner together, in cents."


ChoiceInput.model_rebuild()
PayingInput.model_rebuild()
ReviewAboutInput.model_rebuild()
ReviewOutcomeInput.model_rebuild()
SituationInput.model_rebuild()
