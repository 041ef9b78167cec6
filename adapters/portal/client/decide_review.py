from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class DecideReview(BaseModel):
    decide_human_review: "DecideReviewDecideHumanReview" = Field(
        alias="decideHumanReview"
    )


class DecideReviewDecideHumanReview(BaseModel):
    problems: list[
        Annotated[
            Union[
                "DecideReviewDecideHumanReviewProblemsAccessRefused",
                "DecideReviewDecideHumanReviewProblemsConsentProblem",
                "DecideReviewDecideHumanReviewProblemsIdempotencyProblem",
                "DecideReviewDecideHumanReviewProblemsInputProblem",
                "DecideReviewDecideHumanReviewProblemsReviewProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class DecideReviewDecideHumanReviewProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DecideReviewDecideHumanReviewProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DecideReviewDecideHumanReviewProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DecideReviewDecideHumanReviewProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DecideReviewDecideHumanReviewProblemsReviewProblem(BaseModel):
    typename__: Literal["ReviewProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


DecideReview.model_rebuild()
DecideReviewDecideHumanReview.model_rebuild()
