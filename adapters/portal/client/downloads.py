from datetime import datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ConsentEvent, Purpose
from .fragments import AgencyName


class Downloads(BaseModel):
    accepted_arrangements: Union[
        "DownloadsAcceptedArrangementsAcceptedArrangementConnection",
        "DownloadsAcceptedArrangementsAccessRefused",
        "DownloadsAcceptedArrangementsInputProblem",
    ] = Field(alias="acceptedArrangements", discriminator="typename__")
    arrangement: Optional["DownloadsArrangement"] = None
    grants: Union[
        "DownloadsGrantsAccessRefused",
        "DownloadsGrantsGrantConnection",
        "DownloadsGrantsInputProblem",
    ] = Field(discriminator="typename__")


class DownloadsAcceptedArrangementsAcceptedArrangementConnection(BaseModel):
    typename__: Literal["AcceptedArrangementConnection"] = Field(alias="__typename")
    edges: list["DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdges"]


class DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdges(BaseModel):
    node: "DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNode"


class DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNode(BaseModel):
    id: str
    accepted_at: datetime = Field(alias="acceptedAt")
    agreed_amount: int = Field(alias="agreedAmount")
    executes: (
        "DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeExecutes"
    )
    reform: Optional[
        "DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReform"
    ]


DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeExecutes = AgencyName


class DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReform(
    BaseModel
):
    name: str
    text: str


class DownloadsAcceptedArrangementsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class DownloadsAcceptedArrangementsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class DownloadsArrangement(BaseModel):
    id: str
    expires_at: datetime = Field(alias="expiresAt")
    proposal: "DownloadsArrangementProposal"


class DownloadsArrangementProposal(BaseModel):
    reform: Optional["DownloadsArrangementProposalReform"]


class DownloadsArrangementProposalReform(BaseModel):
    name: str
    text: str


class DownloadsGrantsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class DownloadsGrantsGrantConnection(BaseModel):
    typename__: Literal["GrantConnection"] = Field(alias="__typename")
    edges: list["DownloadsGrantsGrantConnectionEdges"]


class DownloadsGrantsGrantConnectionEdges(BaseModel):
    node: "DownloadsGrantsGrantConnectionEdgesNode"


class DownloadsGrantsGrantConnectionEdgesNode(BaseModel):
    id: str
    agency: "DownloadsGrantsGrantConnectionEdgesNodeAgency"
    purpose: Purpose
    receipts: list["DownloadsGrantsGrantConnectionEdgesNodeReceipts"]


DownloadsGrantsGrantConnectionEdgesNodeAgency = AgencyName


class DownloadsGrantsGrantConnectionEdgesNodeReceipts(BaseModel):
    id: str
    event: ConsentEvent
    at: datetime


class DownloadsGrantsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Downloads.model_rebuild()
DownloadsAcceptedArrangementsAcceptedArrangementConnection.model_rebuild()
DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdges.model_rebuild()
DownloadsAcceptedArrangementsAcceptedArrangementConnectionEdgesNode.model_rebuild()
DownloadsArrangement.model_rebuild()
DownloadsArrangementProposal.model_rebuild()
DownloadsGrantsGrantConnection.model_rebuild()
DownloadsGrantsGrantConnectionEdges.model_rebuild()
DownloadsGrantsGrantConnectionEdgesNode.model_rebuild()
