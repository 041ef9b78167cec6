from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


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
    receipts: list["ConsentReceiptsGrantsGrantConnectionEdgesNodeReceipts"]


class ConsentReceiptsGrantsGrantConnectionEdgesNodeReceipts(BaseModel):
    id: str
    jws: str


class ConsentReceiptsGrantsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


ConsentReceipts.model_rebuild()
ConsentReceiptsGrantsGrantConnection.model_rebuild()
ConsentReceiptsGrantsGrantConnectionEdges.model_rebuild()
ConsentReceiptsGrantsGrantConnectionEdgesNode.model_rebuild()
