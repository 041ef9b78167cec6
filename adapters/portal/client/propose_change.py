from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Why


class ProposeChange(BaseModel):
    propose_arrangement: "ProposeChangeProposeArrangement" = Field(
        alias="proposeArrangement"
    )


class ProposeChangeProposeArrangement(BaseModel):
    arrangement: Optional["ProposeChangeProposeArrangementArrangement"]
    outcome: Optional[
        Annotated[
            Union[
                "ProposeChangeProposeArrangementOutcomeNeedsHuman",
                "ProposeChangeProposeArrangementOutcomeProposal",
                "ProposeChangeProposeArrangementOutcomeRefusal",
            ],
            Field(discriminator="typename__"),
        ]
    ]
    problems: list[
        Annotated[
            Union[
                "ProposeChangeProposeArrangementProblemsAccessRefused",
                "ProposeChangeProposeArrangementProblemsArrangementProblem",
                "ProposeChangeProposeArrangementProblemsIdempotencyProblem",
                "ProposeChangeProposeArrangementProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class ProposeChangeProposeArrangementArrangement(BaseModel):
    id: str


class ProposeChangeProposeArrangementOutcomeNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")
    reasons: list["ProposeChangeProposeArrangementOutcomeNeedsHumanReasons"]


ProposeChangeProposeArrangementOutcomeNeedsHumanReasons = Why


class ProposeChangeProposeArrangementOutcomeProposal(BaseModel):
    typename__: Literal["Proposal"] = Field(alias="__typename")
    reasons: list["ProposeChangeProposeArrangementOutcomeProposalReasons"]


ProposeChangeProposeArrangementOutcomeProposalReasons = Why


class ProposeChangeProposeArrangementOutcomeRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")
    reasons: list["ProposeChangeProposeArrangementOutcomeRefusalReasons"]


ProposeChangeProposeArrangementOutcomeRefusalReasons = Why


class ProposeChangeProposeArrangementProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeChangeProposeArrangementProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeChangeProposeArrangementProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class ProposeChangeProposeArrangementProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


ProposeChange.model_rebuild()
ProposeChangeProposeArrangement.model_rebuild()
ProposeChangeProposeArrangementOutcomeNeedsHuman.model_rebuild()
ProposeChangeProposeArrangementOutcomeProposal.model_rebuild()
ProposeChangeProposeArrangementOutcomeRefusal.model_rebuild()
