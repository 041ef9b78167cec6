from datetime import date, datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ActorKind, ArrangementStep, NoticeKind, NoticeReply
from .fragments import (  # noqa: F401
    AgencyName,
    Life,
    LifeChange,
    LifeEnded,
    LifeExecutes,
    LifeOtherTerms,
    LifePause,
    LifeQuestions,
    LifeReform,
    LifeReminder,
    LifeTerms,
    Why,
)


class Arrangement(BaseModel):
    accepted_arrangement: Optional[
        Annotated[
            Union[
                "ArrangementAcceptedArrangementAcceptedArrangement",
                "ArrangementAcceptedArrangementAccessRefused",
                "ArrangementAcceptedArrangementInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ] = Field(alias="acceptedArrangement")


class ArrangementAcceptedArrangementAcceptedArrangement(Life):
    typename__: Literal["AcceptedArrangement"] = Field(alias="__typename")
    proposal_id: Optional[str] = Field(alias="proposalId")
    claims: list["ArrangementAcceptedArrangementAcceptedArrangementClaims"]
    agencies: list["ArrangementAcceptedArrangementAcceptedArrangementAgencies"]
    payments: "ArrangementAcceptedArrangementAcceptedArrangementPayments"
    events: "ArrangementAcceptedArrangementAcceptedArrangementEvents"


class ArrangementAcceptedArrangementAcceptedArrangementClaims(BaseModel):
    claim_id: str = Field(alias="claimId")
    owner: "ArrangementAcceptedArrangementAcceptedArrangementClaimsOwner"
    kind: "ArrangementAcceptedArrangementAcceptedArrangementClaimsKind"
    reference: str
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")
    outside: int


ArrangementAcceptedArrangementAcceptedArrangementClaimsOwner = AgencyName


class ArrangementAcceptedArrangementAcceptedArrangementClaimsKind(BaseModel):
    label: str


class ArrangementAcceptedArrangementAcceptedArrangementAgencies(BaseModel):
    agency: "ArrangementAcceptedArrangementAcceptedArrangementAgenciesAgency"
    executes: bool
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")
    notices: list["ArrangementAcceptedArrangementAcceptedArrangementAgenciesNotices"]


ArrangementAcceptedArrangementAcceptedArrangementAgenciesAgency = AgencyName


class ArrangementAcceptedArrangementAcceptedArrangementAgenciesNotices(BaseModel):
    kind: NoticeKind
    reply: NoticeReply
    final: bool
    reason: Optional[str]
    made_at: datetime = Field(alias="madeAt")
    answered_at: Optional[datetime] = Field(alias="answeredAt")
    text: str


class ArrangementAcceptedArrangementAcceptedArrangementPayments(BaseModel):
    edges: list["ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdges"]


class ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdges(BaseModel):
    node: "ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdgesNode"


class ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdgesNode(BaseModel):
    reference: Optional[str]
    on: date
    amount: int
    surplus: Optional[int]
    reversed_: bool = Field(alias="reversed")
    set_off_by: Optional[
        "ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdgesNodeSetOffBy"
    ] = Field(alias="setOffBy")


ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdgesNodeSetOffBy = AgencyName


class ArrangementAcceptedArrangementAcceptedArrangementEvents(BaseModel):
    total_count: int = Field(alias="totalCount")
    edges: list["ArrangementAcceptedArrangementAcceptedArrangementEventsEdges"]


class ArrangementAcceptedArrangementAcceptedArrangementEventsEdges(BaseModel):
    node: "ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNode"


class ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNode(BaseModel):
    number: int
    on: date
    step: ArrangementStep
    by: "ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeBy"
    reason: "ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeReason"


class ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeBy(BaseModel):
    kind: ActorKind
    for_person: bool = Field(alias="forPerson")
    agency: Optional[
        "ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeByAgency"
    ]
    says: Optional[str]


ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeByAgency = AgencyName
ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeReason = Why


class ArrangementAcceptedArrangementAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class ArrangementAcceptedArrangementInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Arrangement.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangement.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementClaims.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementAgencies.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementPayments.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdges.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementPaymentsEdgesNode.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementEvents.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementEventsEdges.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNode.model_rebuild()
ArrangementAcceptedArrangementAcceptedArrangementEventsEdgesNodeBy.model_rebuild()
