from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class WorkerSays(BaseModel):
    say_in_review: "WorkerSaysSayInReview" = Field(alias="sayInReview")


class WorkerSaysSayInReview(BaseModel):
    problems: list[
        Annotated[
            Union[
                "WorkerSaysSayInReviewProblemsAccessRefused",
                "WorkerSaysSayInReviewProblemsConsentProblem",
                "WorkerSaysSayInReviewProblemsIdempotencyProblem",
                "WorkerSaysSayInReviewProblemsInputProblem",
                "WorkerSaysSayInReviewProblemsReviewProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class WorkerSaysSayInReviewProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WorkerSaysSayInReviewProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WorkerSaysSayInReviewProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WorkerSaysSayInReviewProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class WorkerSaysSayInReviewProblemsReviewProblem(BaseModel):
    typename__: Literal["ReviewProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


WorkerSays.model_rebuild()
WorkerSaysSayInReview.model_rebuild()
