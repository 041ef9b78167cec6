from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel


class Receipt(BaseModel):
    receipt: Optional[
        Annotated[
            Union["ReceiptReceiptReceiptCopy", "ReceiptReceiptReceiptProblem"],
            Field(discriminator="typename__"),
        ]
    ]


class ReceiptReceiptReceiptCopy(BaseModel):
    typename__: Literal["ReceiptCopy"] = Field(alias="__typename")
    document: str
    fingerprint: str
    version: str
    commitment: str
    opening: str
    proof: Optional["ReceiptReceiptReceiptCopyProof"]


class ReceiptReceiptReceiptCopyProof(BaseModel):
    entry: str
    index: int
    checkpoint: str
    tlog_proof: str = Field(alias="tlogProof")


class ReceiptReceiptReceiptProblem(BaseModel):
    typename__: Literal["ReceiptProblem"] = Field(alias="__typename")
    code: str
    message: str


Receipt.model_rebuild()
ReceiptReceiptReceiptCopy.model_rebuild()
