from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState, ClaimChangeKind
from .fragments import AgencyName


class Accept(BaseModel):
    accept_arrangement: "AcceptAcceptArrangement" = Field(alias="acceptArrangement")


class AcceptAcceptArrangement(BaseModel):
    state: Optional[ArrangementState]
    arrangement: Optional["AcceptAcceptArrangementArrangement"]
    problems: list[
        Annotated[
            Union[
                "AcceptAcceptArrangementProblemsAccessRefused",
                "AcceptAcceptArrangementProblemsArrangementChanged",
                "AcceptAcceptArrangementProblemsArrangementProblem",
                "AcceptAcceptArrangementProblemsConsentProblem",
                "AcceptAcceptArrangementProblemsIdempotencyProblem",
                "AcceptAcceptArrangementProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class AcceptAcceptArrangementArrangement(BaseModel):
    id: str


class AcceptAcceptArrangementProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class AcceptAcceptArrangementProblemsArrangementChanged(BaseModel):
    typename__: Literal["ArrangementChanged"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str
    claims: list["AcceptAcceptArrangementProblemsArrangementChangedClaims"]


class AcceptAcceptArrangementProblemsArrangementChangedClaims(BaseModel):
    owner: "AcceptAcceptArrangementProblemsArrangementChangedClaimsOwner"
    reference: str
    change: ClaimChangeKind
    before: int
    now: int


AcceptAcceptArrangementProblemsArrangementChangedClaimsOwner = AgencyName


class AcceptAcceptArrangementProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class AcceptAcceptArrangementProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class AcceptAcceptArrangementProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class AcceptAcceptArrangementProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


Accept.model_rebuild()
AcceptAcceptArrangement.model_rebuild()
AcceptAcceptArrangementProblemsArrangementChanged.model_rebuild()
AcceptAcceptArrangementProblemsArrangementChangedClaims.model_rebuild()
