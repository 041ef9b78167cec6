from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Measured
from .fragments import AgencyName, RoomFound, Source, Why


class Compare(BaseModel):
    compare: Union[
        "CompareCompareAccessRefused",
        "CompareCompareComparison",
        "CompareCompareInputProblem",
    ] = Field(discriminator="typename__")


class CompareCompareAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class CompareCompareComparison(BaseModel):
    typename__: Literal["Comparison"] = Field(alias="__typename")
    complete: bool
    sources: list["CompareCompareComparisonSources"]
    room: Optional["CompareCompareComparisonRoom"]
    lump_sum: Optional["CompareCompareComparisonLumpSum"] = Field(alias="lumpSum")
    conflicts: list["CompareCompareComparisonConflicts"]
    variants: list["CompareCompareComparisonVariants"]


CompareCompareComparisonSources = Source
CompareCompareComparisonRoom = RoomFound


class CompareCompareComparisonLumpSum(BaseModel):
    amount: int
    left: int
    per_agency: list["CompareCompareComparisonLumpSumPerAgency"] = Field(
        alias="perAgency"
    )
    reasons: list["CompareCompareComparisonLumpSumReasons"]


class CompareCompareComparisonLumpSumPerAgency(BaseModel):
    agency: "CompareCompareComparisonLumpSumPerAgencyAgency"
    amount: int


CompareCompareComparisonLumpSumPerAgencyAgency = AgencyName
CompareCompareComparisonLumpSumReasons = Why


class CompareCompareComparisonConflicts(BaseModel):
    topic: str
    says: str
    norms: list["CompareCompareComparisonConflictsNorms"]


class CompareCompareComparisonConflictsNorms(BaseModel):
    parameter: str
    value: str
    article: str


class CompareCompareComparisonVariants(BaseModel):
    code: str
    is_law: bool = Field(alias="isLaw")
    reform: Optional["CompareCompareComparisonVariantsReform"]
    monthly: Optional[int]
    heaviest: Optional[int]
    ends_on: Optional[date] = Field(alias="endsOn")
    left_open: Optional[int] = Field(alias="leftOpen")
    interest: Optional[int]
    known_monthly: int = Field(alias="knownMonthly")
    known_interest: int = Field(alias="knownInterest")
    letters: int
    room_left: Optional[int] = Field(alias="roomLeft")
    rows: list["CompareCompareComparisonVariantsRows"]


class CompareCompareComparisonVariantsReform(BaseModel):
    name: str
    text: str


class CompareCompareComparisonVariantsRows(BaseModel):
    agency: "CompareCompareComparisonVariantsRowsAgency"
    monthly: Optional[int]
    months: Optional[int]
    ends_on: Optional[date] = Field(alias="endsOn")
    left_open: Optional[int] = Field(alias="leftOpen")
    open: int
    interest: Optional[int]
    costs: int
    letters: int
    measured: Measured
    reasons: list["CompareCompareComparisonVariantsRowsReasons"]


CompareCompareComparisonVariantsRowsAgency = AgencyName
CompareCompareComparisonVariantsRowsReasons = Why


class CompareCompareInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Compare.model_rebuild()
CompareCompareComparison.model_rebuild()
CompareCompareComparisonLumpSum.model_rebuild()
CompareCompareComparisonLumpSumPerAgency.model_rebuild()
CompareCompareComparisonConflicts.model_rebuild()
CompareCompareComparisonVariants.model_rebuild()
CompareCompareComparisonVariantsRows.model_rebuild()
