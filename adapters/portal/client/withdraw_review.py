from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class WithdrawReview(BaseModel):
    withdraw_human_review: "WithdrawReviewWithdrawHumanReview" = Field(
        alias="withdrawHumanReview"
    )


class WithdrawReviewWithdrawHumanReview(BaseModel):
    problems: list[
        Annotated[
            Union[
                "WithdrawReviewWithdrawHumanReviewProblemsAccessRefused",
                "WithdrawReviewWithdrawHumanReviewProblemsConsentProblem",
                "WithdrawReviewWithdrawHumanReviewProblemsIdempotencyProblem",
                "WithdrawReviewWithdrawHumanReviewProblemsInputProblem",
                "WithdrawReviewWithdrawHumanReviewProblemsReviewProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class WithdrawReviewWithdrawHumanReviewProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WithdrawReviewWithdrawHumanReviewProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WithdrawReviewWithdrawHumanReviewProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WithdrawReviewWithdrawHumanReviewProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WithdrawReviewWithdrawHumanReviewProblemsReviewProblem(BaseModel):
    typename__: Literal["ReviewProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


WithdrawReview.model_rebuild()
WithdrawReviewWithdrawHumanReview.model_rebuild()
