from datetime import date, datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Against, Answer
from .fragments import AgencyName, ClaimDisputed, Why


class Debt(BaseModel):
    node: Optional[
        Annotated[
            Union["DebtNodeNode", "DebtNodeClaim"], Field(discriminator="typename__")
        ]
    ]


class DebtNodeNode(BaseModel):
    typename__: Literal[
        "AcceptedArrangement",
        "Agency",
        "Arrangement",
        "ConsentRequest",
        "Grant",
        "Mandate",
        "Node",
    ] = Field(alias="__typename")


class DebtNodeClaim(BaseModel):
    typename__: Literal["Claim"] = Field(alias="__typename")
    id: str
    reference: str
    owner: "DebtNodeClaimOwner"
    collector: "DebtNodeClaimCollector"
    imposed_on: date = Field(alias="imposedOn")
    due_on: Optional[date] = Field(alias="dueOn")
    open_amount: int = Field(alias="openAmount")
    dispute: Optional["DebtNodeClaimDispute"]
    issues: list["DebtNodeClaimIssues"]
    imposed_amount: int = Field(alias="imposedAmount")
    parts: "DebtNodeClaimParts"
    taken_over_at: Optional[datetime] = Field(alias="takenOverAt")
    handed_over_at: Optional[datetime] = Field(alias="handedOverAt")
    kind: "DebtNodeClaimKind"
    facts: list["DebtNodeClaimFacts"]
    guards: Optional["DebtNodeClaimGuards"]
    liability: Optional["DebtNodeClaimLiability"]
    legal_remedies: list["DebtNodeClaimLegalRemedies"] = Field(alias="legalRemedies")
    legal_route: Optional["DebtNodeClaimLegalRoute"] = Field(alias="legalRoute")
    own_plan: Optional["DebtNodeClaimOwnPlan"] = Field(alias="ownPlan")


DebtNodeClaimOwner = AgencyName
DebtNodeClaimCollector = AgencyName
DebtNodeClaimDispute = ClaimDisputed


class DebtNodeClaimIssues(BaseModel):
    code: str
    detail: str


class DebtNodeClaimParts(BaseModel):
    principal: int
    costs: int
    interest: int


class DebtNodeClaimKind(BaseModel):
    code: str
    label: str
    article: Optional[str]


class DebtNodeClaimFacts(BaseModel):
    name: str
    answer: Answer
    on: Optional[date]
    detail: Optional[str]
    stated_on: Optional[date] = Field(alias="statedOn")


class DebtNodeClaimGuards(BaseModel):
    enforcement: "DebtNodeClaimGuardsEnforcement"
    set_off: "DebtNodeClaimGuardsSetOff" = Field(alias="setOff")
    ladder: Optional["DebtNodeClaimGuardsLadder"]
    limitation: "DebtNodeClaimGuardsLimitation"
    remission: list["DebtNodeClaimGuardsRemission"]


class DebtNodeClaimGuardsEnforcement(BaseModel):
    allowed: Answer
    grounds: list["DebtNodeClaimGuardsEnforcementGrounds"]


DebtNodeClaimGuardsEnforcementGrounds = Why


class DebtNodeClaimGuardsSetOff(BaseModel):
    allowed: Answer
    reasons: list["DebtNodeClaimGuardsSetOffReasons"]


DebtNodeClaimGuardsSetOffReasons = Why


class DebtNodeClaimGuardsLadder(BaseModel):
    reason: "DebtNodeClaimGuardsLadderReason"
    next: Optional["DebtNodeClaimGuardsLadderNext"]
    steps: list["DebtNodeClaimGuardsLadderSteps"]


DebtNodeClaimGuardsLadderReason = Why


class DebtNodeClaimGuardsLadderNext(BaseModel):
    code: str
    label: str


class DebtNodeClaimGuardsLadderSteps(BaseModel):
    code: str
    label: str
    reached: Answer


class DebtNodeClaimGuardsLimitation(BaseModel):
    needed: Answer
    must_interrupt_before: Optional[date] = Field(alias="mustInterruptBefore")
    reason: "DebtNodeClaimGuardsLimitationReason"


DebtNodeClaimGuardsLimitationReason = Why
DebtNodeClaimGuardsRemission = Why


class DebtNodeClaimLiability(BaseModel):
    joint: Answer
    until: Optional[date]
    reasons: list["DebtNodeClaimLiabilityReasons"]


DebtNodeClaimLiabilityReasons = Why


class DebtNodeClaimLegalRemedies(BaseModel):
    remedy: str
    body: str
    against: Against
    ends_on: Optional[date] = Field(alias="endsOn")
    is_open: Answer = Field(alias="isOpen")
    article: str
    then: Optional[str]
    paying_waives_it: bool = Field(alias="payingWaivesIt")
    says: "DebtNodeClaimLegalRemediesSays"
    effect: "DebtNodeClaimLegalRemediesEffect"


DebtNodeClaimLegalRemediesSays = Why
DebtNodeClaimLegalRemediesEffect = Why


class DebtNodeClaimLegalRoute(BaseModel):
    remedy: str
    body: str
    article: str
    ends_on: Optional[date] = Field(alias="endsOn")
    then: str
    paying_waives_it: bool = Field(alias="payingWaivesIt")


class DebtNodeClaimOwnPlan(BaseModel):
    says: str
    article: str


Debt.model_rebuild()
DebtNodeClaim.model_rebuild()
DebtNodeClaimGuards.model_rebuild()
DebtNodeClaimGuardsEnforcement.model_rebuild()
DebtNodeClaimGuardsSetOff.model_rebuild()
DebtNodeClaimGuardsLadder.model_rebuild()
DebtNodeClaimGuardsLimitation.model_rebuild()
DebtNodeClaimLiability.model_rebuild()
DebtNodeClaimLegalRemedies.model_rebuild()
