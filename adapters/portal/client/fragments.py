from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    Answer,
    ArrangementQuestion,
    ArrangementState,
    Category,
    Confidence,
    DecisionManner,
    DisputeAnswerKind,
    DisputeGround,
    DisputeState,
    Floor,
    GrantStatus,
    PaymentMethod,
    Purpose,
    Referral,
    ReviewDecisionKind,
    ReviewState,
    ReviewSubject,
    RoomBound,
    Route,
    SourceStatus,
    Standing,
    Treatment,
    Use,
)


class AgencyName(BaseModel):
    code: str
    name: str


class AgreedMonth(BaseModel):
    number: int
    due_on: date = Field(alias="dueOn")
    amount: int
    paid_amount: int = Field(alias="paidAmount")


class Source(BaseModel):
    agency: "SourceAgency"
    status: SourceStatus
    reason: Optional[str]
    as_of: date = Field(alias="asOf")
    asked_at: Optional[datetime] = Field(alias="askedAt")
    claim_count: Optional[int] = Field(alias="claimCount")
    signed: Optional[bool]


class SourceAgency(AgencyName):
    pass


class Why(BaseModel):
    code: str
    article: Optional[str]
    text: str


class Basics(BaseModel):
    on: date
    scheme: "BasicsScheme"
    is_what_if: bool = Field(alias="isWhatIf")
    reform: Optional["BasicsReform"]
    executes: Optional["BasicsExecutes"]
    decided_by: "BasicsDecidedBy" = Field(alias="decidedBy")
    participants: list["BasicsParticipants"]
    missing: list["BasicsMissing"]
    reasons: list["BasicsReasons"]
    signals: list["BasicsSignals"]
    claims: "BasicsClaims"
    receipt: "BasicsReceipt"


class BasicsScheme(BaseModel):
    asked: str
    applied: str


class BasicsReform(BaseModel):
    name: str
    text: str


class BasicsExecutes(AgencyName):
    pass


class BasicsDecidedBy(BaseModel):
    how: DecisionManner
    agency: Optional["BasicsDecidedByAgency"]


class BasicsDecidedByAgency(AgencyName):
    pass


class BasicsParticipants(BaseModel):
    agency: "BasicsParticipantsAgency"
    standing: Standing
    article: str
    change: Optional[str]


class BasicsParticipantsAgency(AgencyName):
    pass


class BasicsMissing(Source):
    pass


class BasicsReasons(Why):
    pass


class BasicsSignals(BaseModel):
    claim_id: Optional[str] = Field(alias="claimId")
    referral: Optional[Referral]
    reason: "BasicsSignalsReason"


class BasicsSignalsReason(Why):
    pass


class BasicsClaims(BaseModel):
    edges: list["BasicsClaimsEdges"]


class BasicsClaimsEdges(BaseModel):
    node: "BasicsClaimsEdgesNode"


class BasicsClaimsEdgesNode(BaseModel):
    treatment: Treatment
    reasons: list["BasicsClaimsEdgesNodeReasons"]
    claim: "BasicsClaimsEdgesNodeClaim"


class BasicsClaimsEdgesNodeReasons(Why):
    pass


class BasicsClaimsEdgesNodeClaim(BaseModel):
    id: str
    reference: str
    open_amount: int = Field(alias="openAmount")
    kind: "BasicsClaimsEdgesNodeClaimKind"
    owner: "BasicsClaimsEdgesNodeClaimOwner"
    collector: "BasicsClaimsEdgesNodeClaimCollector"


class BasicsClaimsEdgesNodeClaimKind(BaseModel):
    code: str
    label: str


class BasicsClaimsEdgesNodeClaimOwner(AgencyName):
    pass


class BasicsClaimsEdgesNodeClaimCollector(AgencyName):
    pass


class BasicsReceipt(BaseModel):
    fingerprint: str
    version: str
    parameters: list["BasicsReceiptParameters"]


class BasicsReceiptParameters(BaseModel):
    id: str
    value: str
    article: Optional[str]
    source: Optional[str]
    confidence: Optional[Confidence]
    starts_on: Optional[date] = Field(alias="startsOn")


class ClaimDisputed(BaseModel):
    id: str
    state: DisputeState
    wrong: DisputeGround
    words: str
    made_at: datetime = Field(alias="madeAt")
    told_at: Optional[datetime] = Field(alias="toldAt")
    withdrawn_at: Optional[datetime] = Field(alias="withdrawnAt")
    notice: "ClaimDisputedNotice"
    answer: Optional["ClaimDisputedAnswer"]


class ClaimDisputedNotice(Why):
    pass


class ClaimDisputedAnswer(BaseModel):
    answer: DisputeAnswerKind
    by: "ClaimDisputedAnswerBy"
    by_person: bool = Field(alias="byPerson")
    on: date
    reason: str


class ClaimDisputedAnswerBy(AgencyName):
    pass


class ClaimLine(BaseModel):
    id: str
    reference: str
    kind: "ClaimLineKind"
    owner: "ClaimLineOwner"
    collector: "ClaimLineCollector"
    imposed_on: date = Field(alias="imposedOn")
    due_on: Optional[date] = Field(alias="dueOn")
    open_amount: int = Field(alias="openAmount")
    guards: Optional["ClaimLineGuards"]
    dispute: Optional["ClaimLineDispute"]
    issues: list["ClaimLineIssues"]


class ClaimLineKind(BaseModel):
    code: str
    label: str


class ClaimLineOwner(AgencyName):
    pass


class ClaimLineCollector(AgencyName):
    pass


class ClaimLineGuards(BaseModel):
    ladder: Optional["ClaimLineGuardsLadder"]


class ClaimLineGuardsLadder(BaseModel):
    steps: list["ClaimLineGuardsLadderSteps"]


class ClaimLineGuardsLadderSteps(BaseModel):
    code: str
    label: str
    reached: Answer


class ClaimLineDispute(BaseModel):
    id: str
    state: DisputeState


class ClaimLineIssues(BaseModel):
    code: str
    detail: str


class GrantLine(BaseModel):
    id: str
    agency: "GrantLineAgency"
    purpose: Purpose
    recipient: str
    categories: list[Category]
    use: Use
    status: GrantStatus
    in_force: bool = Field(alias="inForce")
    given_at: datetime = Field(alias="givenAt")
    valid_until: datetime = Field(alias="validUntil")
    lapses_at: Optional[datetime] = Field(alias="lapsesAt")
    withdrawn_at: Optional[datetime] = Field(alias="withdrawnAt")
    used_at: Optional[datetime] = Field(alias="usedAt")


class GrantLineAgency(AgencyName):
    pass


class Life(BaseModel):
    id: str
    state: ArrangementState
    scheme: str
    article: str
    reference: str
    reform: Optional["LifeReform"]
    executes: "LifeExecutes"
    accepted_at: datetime = Field(alias="acceptedAt")
    begun_at: Optional[datetime] = Field(alias="begunAt")
    ended_at: Optional[datetime] = Field(alias="endedAt")
    agreed_amount: int = Field(alias="agreedAmount")
    open_amount: int = Field(alias="openAmount")
    terms: Optional["LifeTerms"]
    other_terms: Optional["LifeOtherTerms"] = Field(alias="otherTerms")
    change: Optional["LifeChange"]
    reminder: Optional["LifeReminder"]
    pause: Optional["LifePause"]
    ended: Optional["LifeEnded"]
    questions: list["LifeQuestions"]


class LifeReform(BaseModel):
    name: str
    text: str


class LifeExecutes(AgencyName):
    pass


class LifeTerms(BaseModel):
    payment_day: int = Field(alias="paymentDay")
    method: PaymentMethod
    account_ending: Optional[str] = Field(alias="accountEnding")
    instalments: list["LifeTermsInstalments"]
    owed_now: int = Field(alias="owedNow")
    last_due_on: Optional[date] = Field(alias="lastDueOn")
    open_afterwards: int = Field(alias="openAfterwards")
    review_on: Optional[date] = Field(alias="reviewOn")


class LifeTermsInstalments(AgreedMonth):
    pass


class LifeOtherTerms(BaseModel):
    until: date
    instalments: list["LifeOtherTermsInstalments"]
    open_afterwards: int = Field(alias="openAfterwards")
    reason: "LifeOtherTermsReason"


class LifeOtherTermsInstalments(AgreedMonth):
    pass


class LifeOtherTermsReason(Why):
    pass


class LifeChange(BaseModel):
    until: Optional[date]
    reason: "LifeChangeReason"
    difference: list["LifeChangeDifference"]
    instalments: list["LifeChangeInstalments"]
    open_afterwards: int = Field(alias="openAfterwards")
    joins: list["LifeChangeJoins"]


class LifeChangeReason(Why):
    pass


class LifeChangeDifference(Why):
    pass


class LifeChangeInstalments(AgreedMonth):
    pass


class LifeChangeJoins(BaseModel):
    owner: "LifeChangeJoinsOwner"
    reference: str
    amount: int


class LifeChangeJoinsOwner(AgencyName):
    pass


class LifeReminder(BaseModel):
    missing: int
    until: date
    reason: "LifeReminderReason"


class LifeReminderReason(Why):
    pass


class LifePause(BaseModel):
    granted: bool
    until: date
    reason: "LifePauseReason"


class LifePauseReason(Why):
    pass


class LifeEnded(BaseModel):
    on: date
    says: Optional[str]
    pay_by: Optional[date] = Field(alias="payBy")
    reason: "LifeEndedReason"


class LifeEndedReason(Why):
    pass


class LifeQuestions(BaseModel):
    question: ArrangementQuestion
    since: date
    reason: "LifeQuestionsReason"


class LifeQuestionsReason(Why):
    pass


class Shares(BaseModel):
    number: int
    due_on: date = Field(alias="dueOn")
    amount: int
    per_agency: list["SharesPerAgency"] = Field(alias="perAgency")


class SharesPerAgency(BaseModel):
    agency: "SharesPerAgencyAgency"
    amount: int


class SharesPerAgencyAgency(AgencyName):
    pass


class Plan(BaseModel):
    route: Route
    floor: Floor
    total: int
    months: int
    monthly_amount: int = Field(alias="monthlyAmount")
    first_due_on: Optional[date] = Field(alias="firstDueOn")
    last_due_on: Optional[date] = Field(alias="lastDueOn")
    open_after_review: int = Field(alias="openAfterReview")
    review_on: Optional[date] = Field(alias="reviewOn")
    arrangements: int
    acceptable: bool
    indicative: bool
    instalments: list["PlanInstalments"]
    interest: list["PlanInterest"]
    conditions: list["PlanConditions"]
    blocked_by: list["PlanBlockedBy"] = Field(alias="blockedBy")
    unconfirmed: list[str]


class PlanInstalments(Shares):
    pass


class PlanInterest(BaseModel):
    claim: "PlanInterestClaim"
    amount: Optional[int]


class PlanInterestClaim(BaseModel):
    id: str


class PlanConditions(Why):
    pass


class PlanBlockedBy(Why):
    pass


class ReviewForWorker(BaseModel):
    id: str
    about: ReviewSubject
    scheme: str
    state: ReviewState
    agency: "ReviewForWorkerAgency"
    received_at: datetime = Field(alias="receivedAt")
    decide_by: Optional[date] = Field(alias="decideBy")
    late: bool
    words: Optional[str]
    notice: "ReviewForWorkerNotice"
    term: "ReviewForWorkerTerm"
    messages: list["ReviewForWorkerMessages"]
    occasion: Optional["ReviewForWorkerOccasion"]
    decision: Optional["ReviewForWorkerDecision"]


class ReviewForWorkerAgency(AgencyName):
    pass


class ReviewForWorkerNotice(Why):
    pass


class ReviewForWorkerTerm(Why):
    pass


class ReviewForWorkerMessages(BaseModel):
    at: datetime
    by: Optional["ReviewForWorkerMessagesBy"]
    to: Optional["ReviewForWorkerMessagesTo"]
    for_person: bool = Field(alias="forPerson")
    text: Optional[str]
    kept_back_under: Optional[str] = Field(alias="keptBackUnder")


class ReviewForWorkerMessagesBy(AgencyName):
    pass


class ReviewForWorkerMessagesTo(AgencyName):
    pass


class ReviewForWorkerOccasion(BaseModel):
    owner: "ReviewForWorkerOccasionOwner"
    reason: "ReviewForWorkerOccasionReason"


class ReviewForWorkerOccasionOwner(AgencyName):
    pass


class ReviewForWorkerOccasionReason(Why):
    pass


class ReviewForWorkerDecision(BaseModel):
    kind: ReviewDecisionKind
    on: date
    by: "ReviewForWorkerDecisionBy"
    reason: str
    article: str
    remedy: "ReviewForWorkerDecisionRemedy"


class ReviewForWorkerDecisionBy(AgencyName):
    pass


class ReviewForWorkerDecisionRemedy(BaseModel):
    remedy: str
    body: str
    ends_on: Optional[date] = Field(alias="endsOn")


class RoomFound(BaseModel):
    amount: int
    above_protected_income: int = Field(alias="aboveProtectedIncome")
    above_living_costs: int = Field(alias="aboveLivingCosts")
    already_taken: int = Field(alias="alreadyTaken")
    bound: RoomBound
    complete: bool
    reasons: list["RoomFoundReasons"]


class RoomFoundReasons(Why):
    pass


AgencyName.model_rebuild()
AgreedMonth.model_rebuild()
Source.model_rebuild()
Why.model_rebuild()
Basics.model_rebuild()
ClaimDisputed.model_rebuild()
ClaimLine.model_rebuild()
GrantLine.model_rebuild()
Life.model_rebuild()
Shares.model_rebuild()
Plan.model_rebuild()
ReviewForWorker.model_rebuild()
RoomFound.model_rebuild()
