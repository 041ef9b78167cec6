from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Why


class Propose(BaseModel):
    propose_arrangement: "ProposeProposeArrangement" = Field(alias="proposeArrangement")


class ProposeProposeArrangement(BaseModel):
    arrangement: Optional["ProposeProposeArrangementArrangement"]
    outcome: Optional[
        Annotated[
            Union[
                "ProposeProposeArrangementOutcomeNeedsHuman",
                "ProposeProposeArrangementOutcomeProposal",
                "ProposeProposeArrangementOutcomeRefusal",
            ],
            Field(discriminator="typename__"),
        ]
    ]
    problems: list[
        Annotated[
            Union[
                "ProposeProposeArrangementProblemsAccessRefused",
                "ProposeProposeArrangementProblemsArrangementProblem",
                "ProposeProposeArrangementProblemsIdempotencyProblem",
                "ProposeProposeArrangementProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class ProposeProposeArrangementArrangement(BaseModel):
    id: str


class ProposeProposeArrangementOutcomeNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")
    reasons: list["ProposeProposeArrangementOutcomeNeedsHumanReasons"]


ProposeProposeArrangementOutcomeNeedsHumanReasons = Why


class ProposeProposeArrangementOutcomeProposal(BaseModel):
    typename__: Literal["Proposal"] = Field(alias="__typename")
    reasons: list["ProposeProposeArrangementOutcomeProposalReasons"]


ProposeProposeArrangementOutcomeProposalReasons = Why


class ProposeProposeArrangementOutcomeRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")
    reasons: list["ProposeProposeArrangementOutcomeRefusalReasons"]


ProposeProposeArrangementOutcomeRefusalReasons = Why


class ProposeProposeArrangementProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeProposeArrangementProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeProposeArrangementProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeProposeArrangementProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


Propose.model_rebuild()
ProposeProposeArrangement.model_rebuild()
ProposeProposeArrangementOutcomeNeedsHuman.model_rebuild()
ProposeProposeArrangementOutcomeProposal.model_rebuild()
ProposeProposeArrangementOutcomeRefusal.model_rebuild()
