from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class SayInReview(BaseModel):
    say_in_review: "SayInReviewSayInReview" = Field(alias="sayInReview")


class SayInReviewSayInReview(BaseModel):
    problems: list[
        Annotated[
            Union[
                "SayInReviewSayInReviewProblemsAccessRefused",
                "SayInReviewSayInReviewProblemsConsentProblem",
                "SayInReviewSayInReviewProblemsIdempotencyProblem",
                "SayInReviewSayInReviewProblemsInputProblem",
                "SayInReviewSayInReviewProblemsReviewProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class SayInReviewSayInReviewProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class SayInReviewSayInReviewProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class SayInReviewSayInReviewProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class SayInReviewSayInReviewProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class SayInReviewSayInReviewProblemsReviewProblem(BaseModel):
    typename__: Literal["ReviewProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


SayInReview.model_rebuild()
SayInReviewSayInReview.model_rebuild()
