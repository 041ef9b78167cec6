from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import DecisionManner
from .fragments import Why


class Grounds(BaseModel):
    arrangement: Optional["GroundsArrangement"]


class GroundsArrangement(BaseModel):
    proposal: "GroundsArrangementProposal"


class GroundsArrangementProposal(BaseModel):
    is_what_if: bool = Field(alias="isWhatIf")
    decided_by: "GroundsArrangementProposalDecidedBy" = Field(alias="decidedBy")
    reasons: list["GroundsArrangementProposalReasons"]
    conditions: list["GroundsArrangementProposalConditions"]


class GroundsArrangementProposalDecidedBy(BaseModel):
    how: DecisionManner


GroundsArrangementProposalReasons = Why
GroundsArrangementProposalConditions = Why
Grounds.model_rebuild()
GroundsArrangement.model_rebuild()
GroundsArrangementProposal.model_rebuild()
