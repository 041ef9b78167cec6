from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import AgencyName, ReviewForWorker


class ClientReviews(BaseModel):
    agencies: list["ClientReviewsAgencies"]
    human_reviews: Union[
        "ClientReviewsHumanReviewsAccessRefused",
        "ClientReviewsHumanReviewsHumanReviewConnection",
        "ClientReviewsHumanReviewsInputProblem",
    ] = Field(alias="humanReviews", discriminator="typename__")


ClientReviewsAgencies = AgencyName


class ClientReviewsHumanReviewsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientReviewsHumanReviewsHumanReviewConnection(BaseModel):
    typename__: Literal["HumanReviewConnection"] = Field(alias="__typename")
    edges: list["ClientReviewsHumanReviewsHumanReviewConnectionEdges"]


class ClientReviewsHumanReviewsHumanReviewConnectionEdges(BaseModel):
    node: "ClientReviewsHumanReviewsHumanReviewConnectionEdgesNode"


ClientReviewsHumanReviewsHumanReviewConnectionEdgesNode = ReviewForWorker


class ClientReviewsHumanReviewsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


ClientReviews.model_rebuild()
ClientReviewsHumanReviewsHumanReviewConnection.model_rebuild()
ClientReviewsHumanReviewsHumanReviewConnectionEdges.model_rebuild()
