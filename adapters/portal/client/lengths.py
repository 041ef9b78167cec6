from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Plan,
    PlanBlockedBy,
    PlanConditions,
    PlanInstalments,
    PlanInterest,
)


class Lengths(BaseModel):
    short: Union[
        "LengthsShortAccessRefused",
        "LengthsShortInputProblem",
        "LengthsShortNeedsHuman",
        "LengthsShortProposal",
        "LengthsShortRefusal",
    ] = Field(discriminator="typename__")
    middle: Union[
        "LengthsMiddleAccessRefused",
        "LengthsMiddleInputProblem",
        "LengthsMiddleNeedsHuman",
        "LengthsMiddleProposal",
        "LengthsMiddleRefusal",
    ] = Field(discriminator="typename__")


class LengthsShortAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class LengthsShortInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class LengthsShortNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")


class LengthsShortProposal(Plan):
    typename__: Literal["Proposal"] = Field(alias="__typename")


class LengthsShortRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")


class LengthsMiddleAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class LengthsMiddleInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class LengthsMiddleNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")


class LengthsMiddleProposal(Plan):
    typename__: Literal["Proposal"] = Field(alias="__typename")


class LengthsMiddleRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")


Lengths.model_rebuild()
