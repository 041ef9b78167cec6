from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class WithdrawDispute(BaseModel):
    withdraw_dispute: "WithdrawDisputeWithdrawDispute" = Field(alias="withdrawDispute")


class WithdrawDisputeWithdrawDispute(BaseModel):
    problems: list[
        Annotated[
            Union[
                "WithdrawDisputeWithdrawDisputeProblemsAccessRefused",
                "WithdrawDisputeWithdrawDisputeProblemsConsentProblem",
                "WithdrawDisputeWithdrawDisputeProblemsDisputeProblem",
                "WithdrawDisputeWithdrawDisputeProblemsIdempotencyProblem",
                "WithdrawDisputeWithdrawDisputeProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class WithdrawDisputeWithdrawDisputeProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawDisputeWithdrawDisputeProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawDisputeWithdrawDisputeProblemsDisputeProblem(BaseModel):
    typename__: Literal["DisputeProblem"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawDisputeWithdrawDisputeProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class WithdrawDisputeWithdrawDisputeProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


WithdrawDispute.model_rebuild()
WithdrawDisputeWithdrawDispute.model_rebuild()
