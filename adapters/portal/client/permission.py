from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Basis, Footing, Purpose
from .fragments import AgencyName, GrantLine


class Permission(BaseModel):
    agencies: list["PermissionAgencies"]
    processing_activities: list["PermissionProcessingActivities"] = Field(
        alias="processingActivities"
    )
    grants: Union[
        "PermissionGrantsAccessRefused",
        "PermissionGrantsGrantConnection",
        "PermissionGrantsInputProblem",
    ] = Field(discriminator="typename__")


PermissionAgencies = AgencyName


class PermissionProcessingActivities(BaseModel):
    id: str
    purpose: Purpose
    footing: Footing
    basis: Basis
    article: str
    recipients: list[str]
    sources: list[str]
    controller: str
    contact: str
    retention: str
    lapses_after_months: int = Field(alias="lapsesAfterMonths")
    valid_from: date = Field(alias="validFrom")
    valid_to: Optional[date] = Field(alias="validTo")
    notices: list["PermissionProcessingActivitiesNotices"]


class PermissionProcessingActivitiesNotices(BaseModel):
    id: str
    language: str
    text: str


class PermissionGrantsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class PermissionGrantsGrantConnection(BaseModel):
    typename__: Literal["GrantConnection"] = Field(alias="__typename")
    edges: list["PermissionGrantsGrantConnectionEdges"]


class PermissionGrantsGrantConnectionEdges(BaseModel):
    node: "PermissionGrantsGrantConnectionEdgesNode"


PermissionGrantsGrantConnectionEdgesNode = GrantLine


class PermissionGrantsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Permission.model_rebuild()
PermissionProcessingActivities.model_rebuild()
PermissionGrantsGrantConnection.model_rebuild()
PermissionGrantsGrantConnectionEdges.model_rebuild()
