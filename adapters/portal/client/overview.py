from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Referral
from .fragments import ClaimLine, Life, Source, Why


class Overview(BaseModel):
    overview: Union[
        "OverviewOverviewAccessRefused",
        "OverviewOverviewInputProblem",
        "OverviewOverviewOverview",
    ] = Field(discriminator="typename__")
    accepted_arrangements: Union[
        "OverviewAcceptedArrangementsAcceptedArrangementConnection",
        "OverviewAcceptedArrangementsAccessRefused",
        "OverviewAcceptedArrangementsInputProblem",
    ] = Field(alias="acceptedArrangements", discriminator="typename__")


class OverviewOverviewAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class OverviewOverviewInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class OverviewOverviewOverview(BaseModel):
    typename__: Literal["Overview"] = Field(alias="__typename")
    as_of: date = Field(alias="asOf")
    complete: bool
    known_open: int = Field(alias="knownOpen")
    total_open: Optional[int] = Field(alias="totalOpen")
    sources: list["OverviewOverviewOverviewSources"]
    claims: "OverviewOverviewOverviewClaims"
    signals: list["OverviewOverviewOverviewSignals"]
    possible_duplicates: list["OverviewOverviewOverviewPossibleDuplicates"] = Field(
        alias="possibleDuplicates"
    )


OverviewOverviewOverviewSources = Source


class OverviewOverviewOverviewClaims(BaseModel):
    total_count: int = Field(alias="totalCount")
    edges: list["OverviewOverviewOverviewClaimsEdges"]


class OverviewOverviewOverviewClaimsEdges(BaseModel):
    node: "OverviewOverviewOverviewClaimsEdgesNode"


OverviewOverviewOverviewClaimsEdgesNode = ClaimLine


class OverviewOverviewOverviewSignals(BaseModel):
    claim_id: Optional[str] = Field(alias="claimId")
    referral: Optional[Referral]
    reason: "OverviewOverviewOverviewSignalsReason"


OverviewOverviewOverviewSignalsReason = Why


class OverviewOverviewOverviewPossibleDuplicates(BaseModel):
    claims: list["OverviewOverviewOverviewPossibleDuplicatesClaims"]


class OverviewOverviewOverviewPossibleDuplicatesClaims(BaseModel):
    id: str
    reference: str


class OverviewAcceptedArrangementsAcceptedArrangementConnection(BaseModel):
    typename__: Literal["AcceptedArrangementConnection"] = Field(alias="__typename")
    edges: list["OverviewAcceptedArrangementsAcceptedArrangementConnectionEdges"]


class OverviewAcceptedArrangementsAcceptedArrangementConnectionEdges(BaseModel):
    node: "OverviewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode"


OverviewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode = Life


class OverviewAcceptedArrangementsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class OverviewAcceptedArrangementsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Overview.model_rebuild()
OverviewOverviewOverview.model_rebuild()
OverviewOverviewOverviewClaims.model_rebuild()
OverviewOverviewOverviewClaimsEdges.model_rebuild()
OverviewOverviewOverviewSignals.model_rebuild()
OverviewOverviewOverviewPossibleDuplicates.model_rebuild()
OverviewAcceptedArrangementsAcceptedArrangementConnection.model_rebuild()
OverviewAcceptedArrangementsAcceptedArrangementConnectionEdges.model_rebuild()
