from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
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


class Preview(BaseModel):
    preview: Union[
        "PreviewPreviewAccessRefused",
        "PreviewPreviewInputProblem",
        "PreviewPreviewNeedsHuman",
        "PreviewPreviewProposal",
        "PreviewPreviewRefusal",
    ] = Field(discriminator="typename__")


class PreviewPreviewAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class PreviewPreviewInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class PreviewPreviewNeedsHuman(Basics):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")
    alternative: Optional["PreviewPreviewNeedsHumanAlternative"]
    room: Optional["PreviewPreviewNeedsHumanRoom"]


PreviewPreviewNeedsHumanAlternative = Plan
PreviewPreviewNeedsHumanRoom = RoomFound


class PreviewPreviewProposal(Basics, Plan):
    typename__: Literal["Proposal"] = Field(alias="__typename")
    room: Optional["PreviewPreviewProposalRoom"]


PreviewPreviewProposalRoom = RoomFound


class PreviewPreviewRefusal(Basics):
    typename__: Literal["Refusal"] = Field(alias="__typename")


Preview.model_rebuild()
PreviewPreviewNeedsHuman.model_rebuild()
PreviewPreviewProposal.model_rebuild()
