from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import GrantLine


class WithdrawConsent(BaseModel):
    withdraw_consent: "WithdrawConsentWithdrawConsent" = Field(alias="withdrawConsent")


class WithdrawConsentWithdrawConsent(BaseModel):
    grants: Optional[list["WithdrawConsentWithdrawConsentGrants"]]
    problems: list[
        Annotated[
            Union[
                "WithdrawConsentWithdrawConsentProblemsAccessRefused",
                "WithdrawConsentWithdrawConsentProblemsConsentProblem",
                "WithdrawConsentWithdrawConsentProblemsIdempotencyProblem",
                "WithdrawConsentWithdrawConsentProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


WithdrawConsentWithdrawConsentGrants = GrantLine


class WithdrawConsentWithdrawConsentProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawConsentWithdrawConsentProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawConsentWithdrawConsentProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawConsentWithdrawConsentProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


WithdrawConsent.model_rebuild()
WithdrawConsentWithdrawConsent.model_rebuild()
