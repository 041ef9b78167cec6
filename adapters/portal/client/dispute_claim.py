from datetime import date
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import ClaimDisputed


class DisputeClaim(BaseModel):
    dispute_claim: "DisputeClaimDisputeClaim" = Field(alias="disputeClaim")


class DisputeClaimDisputeClaim(BaseModel):
    dispute: Optional["DisputeClaimDisputeClaimDispute"]
    with_claim: Optional[
        Annotated[
            Union[
                "DisputeClaimDisputeClaimWithClaimNeedsHuman",
                "DisputeClaimDisputeClaimWithClaimProposal",
                "DisputeClaimDisputeClaimWithClaimRefusal",
            ],
            Field(discriminator="typename__"),
        ]
    ] = Field(alias="withClaim")
    without_claim: Optional[
        Annotated[
            Union[
                "DisputeClaimDisputeClaimWithoutClaimNeedsHuman",
                "DisputeClaimDisputeClaimWithoutClaimProposal",
                "DisputeClaimDisputeClaimWithoutClaimRefusal",
            ],
            Field(discriminator="typename__"),
        ]
    ] = Field(alias="withoutClaim")
    problems: list[
        Annotated[
            Union[
                "DisputeClaimDisputeClaimProblemsAccessRefused",
                "DisputeClaimDisputeClaimProblemsConsentProblem",
                "DisputeClaimDisputeClaimProblemsDisputeProblem",
                "DisputeClaimDisputeClaimProblemsIdempotencyProblem",
                "DisputeClaimDisputeClaimProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


DisputeClaimDisputeClaimDispute = ClaimDisputed


class DisputeClaimDisputeClaimWithClaimNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")


class DisputeClaimDisputeClaimWithClaimProposal(BaseModel):
    typename__: Literal["Proposal"] = Field(alias="__typename")
    months: int
    monthly_amount: int = Field(alias="monthlyAmount")
    total: int
    last_due_on: Optional[date] = Field(alias="lastDueOn")


class DisputeClaimDisputeClaimWithClaimRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")


class DisputeClaimDisputeClaimWithoutClaimNeedsHuman(BaseModel):
    typename__: Literal["NeedsHuman"] = Field(alias="__typename")


class DisputeClaimDisputeClaimWithoutClaimProposal(BaseModel):
    typename__: Literal["Proposal"] = Field(alias="__typename")
    months: int
    monthly_amount: int = Field(alias="monthlyAmount")
    total: int
    last_due_on: Optional[date] = Field(alias="lastDueOn")


class DisputeClaimDisputeClaimWithoutClaimRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")


class DisputeClaimDisputeClaimProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DisputeClaimDisputeClaimProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DisputeClaimDisputeClaimProblemsDisputeProblem(BaseModel):
    typename__: Literal["DisputeProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DisputeClaimDisputeClaimProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class DisputeClaimDisputeClaimProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


DisputeClaim.model_rebuild()
DisputeClaimDisputeClaim.model_rebuild()
