from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    ClaimDisputed,
    ClaimDisputedAnswer,
    ClaimDisputedNotice,
)


class ClientDisputes(BaseModel):
    disputes: Union[
        "ClientDisputesDisputesAccessRefused",
        "ClientDisputesDisputesClaimDisputeConnection",
        "ClientDisputesDisputesInputProblem",
    ] = Field(discriminator="typename__")


class ClientDisputesDisputesAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientDisputesDisputesClaimDisputeConnection(BaseModel):
    typename__: Literal["ClaimDisputeConnection"] = Field(alias="__typename")
    edges: list["ClientDisputesDisputesClaimDisputeConnectionEdges"]


class ClientDisputesDisputesClaimDisputeConnectionEdges(BaseModel):
    node: "ClientDisputesDisputesClaimDisputeConnectionEdgesNode"


class ClientDisputesDisputesClaimDisputeConnectionEdgesNode(ClaimDisputed):
    claim_reference: str = Field(alias="claimReference")
    reference: str


class ClientDisputesDisputesInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


ClientDisputes.model_rebuild()
ClientDisputesDisputesClaimDisputeConnection.model_rebuild()
ClientDisputesDisputesClaimDisputeConnectionEdges.model_rebuild()
