from datetime import date, datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementQuestion, ArrangementState
from .fragments import (  # noqa: F401
    AgencyName,
    AgreedMonth,
    ClaimDisputed,
    ClaimDisputedAnswer,
    ClaimDisputedNotice,
    ClaimLine,
    ReviewForWorker,
    Source,
    SourceAgency,
    Why,
)


class ClientView(BaseModel):
    overview: Union[
        "ClientViewOverviewAccessRefused",
        "ClientViewOverviewInputProblem",
        "ClientViewOverviewOverview",
    ] = Field(discriminator="typename__")
    accepted_arrangements: Union[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnection",
        "ClientViewAcceptedArrangementsAccessRefused",
        "ClientViewAcceptedArrangementsInputProblem",
    ] = Field(alias="acceptedArrangements", discriminator="typename__")
    human_reviews: Union[
        "ClientViewHumanReviewsAccessRefused",
        "ClientViewHumanReviewsHumanReviewConnection",
        "ClientViewHumanReviewsInputProblem",
    ] = Field(alias="humanReviews", discriminator="typename__")
    disputes: Union[
        "ClientViewDisputesAccessRefused",
        "ClientViewDisputesClaimDisputeConnection",
        "ClientViewDisputesInputProblem",
    ] = Field(discriminator="typename__")


class ClientViewOverviewAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewOverviewInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewOverviewOverview(BaseModel):
    typename__: Literal["Overview"] = Field(alias="__typename")
    as_of: date = Field(alias="asOf")
    complete: bool
    known_open: int = Field(alias="knownOpen")
    total_open: Optional[int] = Field(alias="totalOpen")
    sources: list["ClientViewOverviewOverviewSources"]
    claims: "ClientViewOverviewOverviewClaims"


class ClientViewOverviewOverviewSources(Source):
    article: Optional[str]


class ClientViewOverviewOverviewClaims(BaseModel):
    total_count: int = Field(alias="totalCount")
    edges: list["ClientViewOverviewOverviewClaimsEdges"]


class ClientViewOverviewOverviewClaimsEdges(BaseModel):
    node: "ClientViewOverviewOverviewClaimsEdgesNode"


ClientViewOverviewOverviewClaimsEdgesNode = ClaimLine


class ClientViewAcceptedArrangementsAcceptedArrangementConnection(BaseModel):
    typename__: Literal["AcceptedArrangementConnection"] = Field(alias="__typename")
    edges: list["ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdges"]


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdges(BaseModel):
    node: "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode"


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode(BaseModel):
    id: str
    state: ArrangementState
    scheme: str
    article: str
    reform: Optional[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReform"
    ]
    executes: (
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeExecutes"
    )
    accepted_at: datetime = Field(alias="acceptedAt")
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")
    terms: Optional[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeTerms"
    ]
    agencies: list[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeAgencies"
    ]
    claims: list[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaims"
    ]
    reminder: Optional[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReminder"
    ]
    pause: Optional[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodePause"
    ]
    questions: list[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeQuestions"
    ]


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReform(
    BaseModel
):
    name: str
    text: str


ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeExecutes = (
    AgencyName
)


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeTerms(
    BaseModel
):
    instalments: list[
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeTermsInstalments"
    ]
    owed_now: int = Field(alias="owedNow")
    last_due_on: Optional[date] = Field(alias="lastDueOn")


ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeTermsInstalments = (
    AgreedMonth
)


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeAgencies(
    BaseModel
):
    agency: "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeAgenciesAgency"
    executes: bool
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")


ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeAgenciesAgency = (
    AgencyName
)


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaims(
    BaseModel
):
    claim_id: str = Field(alias="claimId")
    owner: "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaimsOwner"
    kind: (
        "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaimsKind"
    )
    reference: str
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")
    outside: int


ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaimsOwner = (
    AgencyName
)


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaimsKind(
    BaseModel
):
    label: str


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeReminder(
    BaseModel
):
    missing: int
    until: date


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodePause(
    BaseModel
):
    granted: bool
    until: date


class ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeQuestions(
    BaseModel
):
    question: ArrangementQuestion
    since: date
    reason: "ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeQuestionsReason"


ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeQuestionsReason = (
    Why
)


class ClientViewAcceptedArrangementsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewAcceptedArrangementsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewHumanReviewsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewHumanReviewsHumanReviewConnection(BaseModel):
    typename__: Literal["HumanReviewConnection"] = Field(alias="__typename")
    edges: list["ClientViewHumanReviewsHumanReviewConnectionEdges"]


class ClientViewHumanReviewsHumanReviewConnectionEdges(BaseModel):
    node: "ClientViewHumanReviewsHumanReviewConnectionEdgesNode"


ClientViewHumanReviewsHumanReviewConnectionEdgesNode = ReviewForWorker


class ClientViewHumanReviewsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewDisputesAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ClientViewDisputesClaimDisputeConnection(BaseModel):
    typename__: Literal["ClaimDisputeConnection"] = Field(alias="__typename")
    edges: list["ClientViewDisputesClaimDisputeConnectionEdges"]


class ClientViewDisputesClaimDisputeConnectionEdges(BaseModel):
    node: "ClientViewDisputesClaimDisputeConnectionEdgesNode"


class ClientViewDisputesClaimDisputeConnectionEdgesNode(ClaimDisputed):
    claim_reference: str = Field(alias="claimReference")
    reference: str


class ClientViewDisputesInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


ClientView.model_rebuild()
ClientViewOverviewOverview.model_rebuild()
ClientViewOverviewOverviewClaims.model_rebuild()
ClientViewOverviewOverviewClaimsEdges.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnection.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdges.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNode.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeTerms.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeAgencies.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeClaims.model_rebuild()
ClientViewAcceptedArrangementsAcceptedArrangementConnectionEdgesNodeQuestions.model_rebuild()
ClientViewHumanReviewsHumanReviewConnection.model_rebuild()
ClientViewHumanReviewsHumanReviewConnectionEdges.model_rebuild()
ClientViewDisputesClaimDisputeConnection.model_rebuild()
ClientViewDisputesClaimDisputeConnectionEdges.model_rebuild()
