from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState
from .fragments import (  # noqa: F401
    Basics,
    BasicsClaims,
    BasicsDecidedBy,
    BasicsExecutes,
    BasicsMissing,
    BasicsParticipants,
    BasicsReasons,
    BasicsReceipt,
    BasicsReform,
    BasicsScheme,
    BasicsSignals,
    Plan,
    PlanBlockedBy,
    PlanConditions,
    PlanInstalments,
    PlanInterest,
    RoomFound,
)


class KeptProposal(BaseModel):
    arrangement: Optional["KeptProposalArrangement"]


class KeptProposalArrangement(BaseModel):
    id: str
    state: ArrangementState
    made_at: datetime = Field(alias="madeAt")
    expires_at: datetime = Field(alias="expiresAt")
    proposal: "KeptProposalArrangementProposal"


class KeptProposalArrangementProposal(Basics, Plan):
    room: Optional["KeptProposalArrangementProposalRoom"]


KeptProposalArrangementProposalRoom = RoomFound
KeptProposal.model_rebuild()
KeptProposalArrangement.model_rebuild()
KeptProposalArrangementProposal.model_rebuild()
