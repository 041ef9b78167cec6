from datetime import date
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Referral
from .fragments import ClaimLine, Life, Source, Why


class AgencyAnswers(BaseModel):
    accepted_arrangements: Union[
        "AgencyAnswersAcceptedArrangementsAcceptedArrangementConnection",
        "AgencyAnswersAcceptedArrangementsAccessRefused",
        "AgencyAnswersAcceptedArrangementsInputProblem",
    ] = Field(alias="acceptedArrangements", discriminator="typename__")
    agency_answers: Union[
        "AgencyAnswersAgencyAnswersAccessRefused",
        "AgencyAnswersAgencyAnswersAgencyAnswers",
        "AgencyAnswersAgencyAnswersInputProblem",
    ] = Field(alias="agencyAnswers", discriminator="typename__")


class AgencyAnswersAcceptedArrangementsAcceptedArrangementConnection(BaseModel):
    typename__: Literal["AcceptedArrangementConnection"] = Field(alias="__typename")
    edges: list["AgencyAnswersAcceptedArrangementsAcceptedArrangementConnectionEdges"]


class AgencyAnswersAcceptedArrangementsAcceptedArrangementConnectionEdges(BaseModel):
    node: "AgencyAnswersAcceptedArrangementsAcceptedArrangementConnectionEdgesNode"


AgencyAnswersAcceptedArrangementsAcceptedArrangementConnectionEdgesNode = Life


class AgencyAnswersAcceptedArrangementsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class AgencyAnswersAcceptedArrangementsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class AgencyAnswersAgencyAnswersAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class AgencyAnswersAgencyAnswersAgencyAnswers(BaseModel):
    typename__: Literal["AgencyAnswers"] = Field(alias="__typename")
    as_of: date = Field(alias="asOf")
    sources: list["AgencyAnswersAgencyAnswersAgencyAnswersSources"]


class AgencyAnswersAgencyAnswersAgencyAnswersSources(BaseModel):
    report: "AgencyAnswersAgencyAnswersAgencyAnswersSourcesReport"
    claims: "AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaims"
    overview: Optional["AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverview"]


AgencyAnswersAgencyAnswersAgencyAnswersSourcesReport = Source


class AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaims(BaseModel):
    total_count: int = Field(alias="totalCount")
    edges: list["AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaimsEdges"]


class AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaimsEdges(BaseModel):
    node: "AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaimsEdgesNode"


AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaimsEdgesNode = ClaimLine


class AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverview(BaseModel):
    known_open: int = Field(alias="knownOpen")
    signals: list["AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverviewSignals"]


class AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverviewSignals(BaseModel):
    claim_id: Optional[str] = Field(alias="claimId")
    referral: Optional[Referral]
    reason: "AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverviewSignalsReason"


AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverviewSignalsReason = Why


class AgencyAnswersAgencyAnswersInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


AgencyAnswers.model_rebuild()
AgencyAnswersAcceptedArrangementsAcceptedArrangementConnection.model_rebuild()
AgencyAnswersAcceptedArrangementsAcceptedArrangementConnectionEdges.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswers.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswersSources.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaims.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswersSourcesClaimsEdges.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverview.model_rebuild()
AgencyAnswersAgencyAnswersAgencyAnswersSourcesOverviewSignals.model_rebuild()
