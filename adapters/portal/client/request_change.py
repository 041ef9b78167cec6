from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState, ClaimChangeKind
from .fragments import AgencyName


class RequestChange(BaseModel):
    request_change: "RequestChangeRequestChange" = Field(alias="requestChange")


class RequestChangeRequestChange(BaseModel):
    state: Optional[ArrangementState]
    problems: list[
        Annotated[
            Union[
                "RequestChangeRequestChangeProblemsAccessRefused",
                "RequestChangeRequestChangeProblemsArrangementChanged",
                "RequestChangeRequestChangeProblemsArrangementProblem",
                "RequestChangeRequestChangeProblemsConsentProblem",
                "RequestChangeRequestChangeProblemsIdempotencyProblem",
                "RequestChangeRequestChangeProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class RequestChangeRequestChangeProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class RequestChangeRequestChangeProblemsArrangementChanged(BaseModel):
    typename__: Literal["ArrangementChanged"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str
    claims: list["RequestChangeRequestChangeProblemsArrangementChangedClaims"]


class RequestChangeRequestChangeProblemsArrangementChangedClaims(BaseModel):
    owner: "RequestChangeRequestChangeProblemsArrangementChangedClaimsOwner"
    reference: str
    change: ClaimChangeKind
    before: int
    now: int


RequestChangeRequestChangeProblemsArrangementChangedClaimsOwner = AgencyName


class RequestChangeRequestChangeProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class RequestChangeRequestChangeProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class RequestChangeRequestChangeProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


class RequestChangeRequestChangeProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    path: list[str]
    message: str


RequestChange.model_rebuild()
RequestChangeRequestChange.model_rebuild()
RequestChangeRequestChangeProblemsArrangementChanged.model_rebuild()
RequestChangeRequestChangeProblemsArrangementChangedClaims.model_rebuild()
