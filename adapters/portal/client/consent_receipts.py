from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ConsentEvent, Purpose
from .fragments import AgencyName


class ConsentReceipts(BaseModel):
    grants: Union[
        "ConsentReceiptsGrantsAccessRefused",
        "ConsentReceiptsGrantsGrantConnection",
        "ConsentReceiptsGrantsInputProblem",
    ] = Field(discriminator="typename__")


class ConsentReceiptsGrantsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class ConsentReceiptsGrantsGrantConnection(BaseModel):
    typename__: Literal["GrantConnection"] = Field(alias="__typename")
    edges: list["ConsentReceiptsGrantsGrantConnectionEdges"]


class ConsentReceiptsGrantsGrantConnectionEdges(BaseModel):
    node: "ConsentReceiptsGrantsGrantConnectionEdgesNode"


class ConsentReceiptsGrantsGrantConnectionEdgesNode(BaseModel):
    id: str
    agency: "ConsentReceiptsGrantsGrantConnectionEdgesNodeAgency"
    purpose: Purpose
    receipts: list["ConsentReceiptsGrantsGrantConnectionEdgesNodeReceipts"]


ConsentReceiptsGrantsGrantConnectionEdgesNodeAgency = AgencyName


class ConsentReceiptsGrantsGrantConnectionEdgesNodeReceipts(BaseModel):
    id: str
    event: ConsentEvent
    at: datetime
    jws: str


class ConsentReceiptsGrantsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


ConsentReceipts.model_rebuild()
ConsentReceiptsGrantsGrantConnection.model_rebuild()
ConsentReceiptsGrantsGrantConnectionEdges.model_rebuild()
ConsentReceiptsGrantsGrantConnectionEdgesNode.model_rebuild()
