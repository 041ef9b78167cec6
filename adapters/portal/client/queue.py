from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    ReviewForWorker,
    ReviewForWorkerAgency,
    ReviewForWorkerDecision,
    ReviewForWorkerMessages,
    ReviewForWorkerNotice,
    ReviewForWorkerOccasion,
    ReviewForWorkerTerm,
)


class Queue(BaseModel):
    human_reviews: Union[
        "QueueHumanReviewsAccessRefused",
        "QueueHumanReviewsHumanReviewConnection",
        "QueueHumanReviewsInputProblem",
    ] = Field(alias="humanReviews", discriminator="typename__")


class QueueHumanReviewsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class QueueHumanReviewsHumanReviewConnection(BaseModel):
    typename__: Literal["HumanReviewConnection"] = Field(alias="__typename")
    total_count: int = Field(alias="totalCount")
    edges: list["QueueHumanReviewsHumanReviewConnectionEdges"]


class QueueHumanReviewsHumanReviewConnectionEdges(BaseModel):
    node: "QueueHumanReviewsHumanReviewConnectionEdgesNode"


class QueueHumanReviewsHumanReviewConnectionEdgesNode(ReviewForWorker):
    person: "QueueHumanReviewsHumanReviewConnectionEdgesNodePerson"


class QueueHumanReviewsHumanReviewConnectionEdgesNodePerson(BaseModel):
    ref: str


class QueueHumanReviewsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


Queue.model_rebuild()
QueueHumanReviewsHumanReviewConnection.model_rebuild()
QueueHumanReviewsHumanReviewConnectionEdges.model_rebuild()
QueueHumanReviewsHumanReviewConnectionEdgesNode.model_rebuild()
