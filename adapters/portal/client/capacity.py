from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import CapLimit
from .fragments import RoomFound, Why


class Capacity(BaseModel):
    capacity: Union[
        "CapacityCapacityAccessRefused",
        "CapacityCapacityCapacity",
        "CapacityCapacityInputProblem",
    ] = Field(discriminator="typename__")


class CapacityCapacityAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class CapacityCapacityCapacity(BaseModel):
    typename__: Literal["Capacity"] = Field(alias="__typename")
    on: date
    room: Optional["CapacityCapacityCapacityRoom"]
    room_unknown: list["CapacityCapacityCapacityRoomUnknown"] = Field(
        alias="roomUnknown"
    )
    protected_income: "CapacityCapacityCapacityProtectedIncome" = Field(
        alias="protectedIncome"
    )


CapacityCapacityCapacityRoom = RoomFound
CapacityCapacityCapacityRoomUnknown = Why


class CapacityCapacityCapacityProtectedIncome(BaseModel):
    amount: int
    before_cap: int = Field(alias="beforeCap")
    maximum: int
    capped_by: Optional[CapLimit] = Field(alias="cappedBy")
    parts: "CapacityCapacityCapacityProtectedIncomeParts"
    reasons: list["CapacityCapacityCapacityProtectedIncomeReasons"]
    warnings: list["CapacityCapacityCapacityProtectedIncomeWarnings"]


class CapacityCapacityCapacityProtectedIncomeParts(BaseModel):
    base: int
    care: int
    rent: int
    child: int
    partner_income: int = Field(alias="partnerIncome")
    other_income: int = Field(alias="otherIncome")


CapacityCapacityCapacityProtectedIncomeReasons = Why
CapacityCapacityCapacityProtectedIncomeWarnings = Why


class CapacityCapacityInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


Capacity.model_rebuild()
CapacityCapacityCapacity.model_rebuild()
CapacityCapacityCapacityProtectedIncome.model_rebuild()
