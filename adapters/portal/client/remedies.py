from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Against, Answer
from .fragments import Why


class Remedies(BaseModel):
    overview: Union[
        "RemediesOverviewAccessRefused",
        "RemediesOverviewInputProblem",
        "RemediesOverviewOverview",
    ] = Field(discriminator="typename__")


class RemediesOverviewAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class RemediesOverviewInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class RemediesOverviewOverview(BaseModel):
    typename__: Literal["Overview"] = Field(alias="__typename")
    claims: "RemediesOverviewOverviewClaims"


class RemediesOverviewOverviewClaims(BaseModel):
    edges: list["RemediesOverviewOverviewClaimsEdges"]


class RemediesOverviewOverviewClaimsEdges(BaseModel):
    node: "RemediesOverviewOverviewClaimsEdgesNode"


class RemediesOverviewOverviewClaimsEdgesNode(BaseModel):
    id: str
    legal_remedies: list["RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies"] = (
        Field(alias="legalRemedies")
    )


class RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies(BaseModel):
    remedy: str
    body: str
    against: Against
    ends_on: Optional[date] = Field(alias="endsOn")
    is_open: Answer = Field(alias="isOpen")
    article: str
    paying_waives_it: bool = Field(alias="payingWaivesIt")
    says: "RemediesOverviewOverviewClaimsEdgesNodeLegalRemediesSays"
    effect: "RemediesOverviewOverviewClaimsEdgesNodeLegalRemediesEffect"


RemediesOverviewOverviewClaimsEdgesNodeLegalRemediesSays = Why
RemediesOverviewOverviewClaimsEdgesNodeLegalRemediesEffect = Why
Remedies.model_rebuild()
RemediesOverviewOverview.model_rebuild()
RemediesOverviewOverviewClaims.model_rebuild()
RemediesOverviewOverviewClaimsEdges.model_rebuild()
RemediesOverviewOverviewClaimsEdgesNode.model_rebuild()
RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies.model_rebuild()
