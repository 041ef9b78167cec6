from datetime import datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import AccessKind, PartyRole, Purpose
from .fragments import AgencyName


class Accesses(BaseModel):
    accesses: Union[
        "AccessesAccessesAccessConnection",
        "AccessesAccessesAccessRefused",
        "AccessesAccessesInputProblem",
    ] = Field(discriminator="typename__")


class AccessesAccessesAccessConnection(BaseModel):
    typename__: Literal["AccessConnection"] = Field(alias="__typename")
    total_count: int = Field(alias="totalCount")
    page_info: "AccessesAccessesAccessConnectionPageInfo" = Field(alias="pageInfo")
    organizations: list["AccessesAccessesAccessConnectionOrganizations"]
    edges: list["AccessesAccessesAccessConnectionEdges"]


class AccessesAccessesAccessConnectionPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class AccessesAccessesAccessConnectionOrganizations(BaseModel):
    by: "AccessesAccessesAccessConnectionOrganizationsBy"
    count: int
    refused: int
    latest: datetime


class AccessesAccessesAccessConnectionOrganizationsBy(BaseModel):
    name: Optional[str]
    oin: Optional[str]
    role: PartyRole
    you: bool
    for_you: bool = Field(alias="forYou")


class AccessesAccessesAccessConnectionEdges(BaseModel):
    node: "AccessesAccessesAccessConnectionEdgesNode"


class AccessesAccessesAccessConnectionEdgesNode(BaseModel):
    id: str
    at: datetime
    kind: AccessKind
    purpose: Optional[Purpose]
    refused: bool
    ground: Optional[str]
    case: Optional[str]
    by: "AccessesAccessesAccessConnectionEdgesNodeBy"
    decisions: list["AccessesAccessesAccessConnectionEdgesNodeDecisions"]


class AccessesAccessesAccessConnectionEdgesNodeBy(BaseModel):
    name: Optional[str]
    oin: Optional[str]
    role: PartyRole
    you: bool
    for_you: bool = Field(alias="forYou")


class AccessesAccessesAccessConnectionEdgesNodeDecisions(BaseModel):
    agency: "AccessesAccessesAccessConnectionEdgesNodeDecisionsAgency"
    permitted: bool
    basis: Optional[str]
    article: Optional[str]
    ground: Optional[str]
    status: Optional[str]
    shown: Optional[int]
    activity: Optional["AccessesAccessesAccessConnectionEdgesNodeDecisionsActivity"]


AccessesAccessesAccessConnectionEdgesNodeDecisionsAgency = AgencyName


class AccessesAccessesAccessConnectionEdgesNodeDecisionsActivity(BaseModel):
    id: str


class AccessesAccessesAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class AccessesAccessesInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Accesses.model_rebuild()
AccessesAccessesAccessConnection.model_rebuild()
AccessesAccessesAccessConnectionOrganizations.model_rebuild()
AccessesAccessesAccessConnectionEdges.model_rebuild()
AccessesAccessesAccessConnectionEdgesNode.model_rebuild()
AccessesAccessesAccessConnectionEdgesNodeDecisions.model_rebuild()
