from datetime import date, datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ReviewDecisionKind, ReviewState, ReviewSubject
from .fragments import AgencyName, Why


class Reviews(BaseModel):
    human_reviews: Union[
        "ReviewsHumanReviewsAccessRefused",
        "ReviewsHumanReviewsHumanReviewConnection",
        "ReviewsHumanReviewsInputProblem",
    ] = Field(alias="humanReviews", discriminator="typename__")


class ReviewsHumanReviewsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class ReviewsHumanReviewsHumanReviewConnection(BaseModel):
    typename__: Literal["HumanReviewConnection"] = Field(alias="__typename")
    edges: list["ReviewsHumanReviewsHumanReviewConnectionEdges"]


class ReviewsHumanReviewsHumanReviewConnectionEdges(BaseModel):
    node: "ReviewsHumanReviewsHumanReviewConnectionEdgesNode"


class ReviewsHumanReviewsHumanReviewConnectionEdgesNode(BaseModel):
    id: str
    about: ReviewSubject
    scheme: str
    state: ReviewState
    agency: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeAgency"
    contact: Optional[str]
    received_at: datetime = Field(alias="receivedAt")
    decide_by: Optional[date] = Field(alias="decideBy")
    late: bool
    words: Optional[str]
    notice: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeNotice"
    term: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeTerm"
    concerns: Optional[str]
    messages: list["ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessages"]
    occasion: Optional["ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasion"]
    decision: Optional["ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecision"]


ReviewsHumanReviewsHumanReviewConnectionEdgesNodeAgency = AgencyName
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeNotice = Why
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeTerm = Why


class ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessages(BaseModel):
    at: datetime
    by: Optional["ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessagesBy"]
    to: Optional["ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessagesTo"]
    for_person: bool = Field(alias="forPerson")
    text: Optional[str]
    kept_back_under: Optional[str] = Field(alias="keptBackUnder")


ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessagesBy = AgencyName
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessagesTo = AgencyName


class ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasion(BaseModel):
    owner: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasionOwner"
    reason: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasionReason"


ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasionOwner = AgencyName
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasionReason = Why


class ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecision(BaseModel):
    kind: ReviewDecisionKind
    on: date
    by: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecisionBy"
    reason: str
    article: str
    remedy: "ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecisionRemedy"


ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecisionBy = AgencyName


class ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecisionRemedy(BaseModel):
    remedy: str
    body: str
    ends_on: Optional[date] = Field(alias="endsOn")


class ReviewsHumanReviewsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Reviews.model_rebuild()
ReviewsHumanReviewsHumanReviewConnection.model_rebuild()
ReviewsHumanReviewsHumanReviewConnectionEdges.model_rebuild()
ReviewsHumanReviewsHumanReviewConnectionEdgesNode.model_rebuild()
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeMessages.model_rebuild()
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeOccasion.model_rebuild()
ReviewsHumanReviewsHumanReviewConnectionEdgesNodeDecision.model_rebuild()
