from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState


class Stop(BaseModel):
    withdraw_arrangement: "StopWithdrawArrangement" = Field(alias="withdrawArrangement")


class StopWithdrawArrangement(BaseModel):
    state: Optional[ArrangementState]
    problems: list[
        Annotated[
            Union[
                "StopWithdrawArrangementProblemsAccessRefused",
                "StopWithdrawArrangementProblemsArrangementProblem",
                "StopWithdrawArrangementProblemsConsentProblem",
                "StopWithdrawArrangementProblemsIdempotencyProblem",
                "StopWithdrawArrangementProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class StopWithdrawArrangementProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class StopWithdrawArrangementProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str


class StopWithdrawArrangementProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class StopWithdrawArrangementProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class StopWithdrawArrangementProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Stop.model_rebuild()
StopWithdrawArrangement.model_rebuild()
