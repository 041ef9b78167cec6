from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class ClientReference(BaseModel):
    person: Union[
        "ClientReferencePersonAccessRefused",
        "ClientReferencePersonInputProblem",
        "ClientReferencePersonPerson",
    ] = Field(discriminator="typename__")


class ClientReferencePersonAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientReferencePersonInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientReferencePersonPerson(BaseModel):
    typename__: Literal["Person"] = Field(alias="__typename")
    ref: str


ClientReference.model_rebuild()
