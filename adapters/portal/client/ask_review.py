from datetime import date, datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import AgencyName, Why


class AskReview(BaseModel):
    request_human_review: "AskReviewRequestHumanReview" = Field(
        alias="requestHumanReview"
    )


class AskReviewRequestHumanReview(BaseModel):
    review: Optional["AskReviewRequestHumanReviewReview"]
    problems: list[
        Annotated[
            Union[
                "AskReviewRequestHumanReviewProblemsAccessRefused",
                "AskReviewRequestHumanReviewProblemsConsentProblem",
                "AskReviewRequestHumanReviewProblemsIdempotencyProblem",
                "AskReviewRequestHumanReviewProblemsInputProblem",
                "AskReviewRequestHumanReviewProblemsReviewProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class AskReviewRequestHumanReviewReview(BaseModel):
    id: str
    agency: "AskReviewRequestHumanReviewReviewAgency"
    contact: Optional[str]
    received_at: datetime = Field(alias="receivedAt")
    decide_by: Optional[date] = Field(alias="decideBy")
    notice: "AskReviewRequestHumanReviewReviewNotice"
    term: "AskReviewRequestHumanReviewReviewTerm"


AskReviewRequestHumanReviewReviewAgency = AgencyName
AskReviewRequestHumanReviewReviewNotice = Why
AskReviewRequestHumanReviewReviewTerm = Why


class AskReviewRequestHumanReviewProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AskReviewRequestHumanReviewProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AskReviewRequestHumanReviewProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AskReviewRequestHumanReviewProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AskReviewRequestHumanReviewProblemsReviewProblem(BaseModel):
    typename__: Literal["ReviewProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


AskReview.model_rebuild()
AskReviewRequestHumanReview.model_rebuild()
AskReviewRequestHumanReviewReview.model_rebuild()
