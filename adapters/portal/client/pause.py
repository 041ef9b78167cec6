from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState


class Pause(BaseModel):
    request_pause: "PauseRequestPause" = Field(alias="requestPause")


class PauseRequestPause(BaseModel):
    state: Optional[ArrangementState]
    problems: list[
        Annotated[
            Union[
                "PauseRequestPauseProblemsAccessRefused",
                "PauseRequestPauseProblemsArrangementProblem",
                "PauseRequestPauseProblemsConsentProblem",
                "PauseRequestPauseProblemsIdempotencyProblem",
                "PauseRequestPauseProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class PauseRequestPauseProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class PauseRequestPauseProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str


class PauseRequestPauseProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class PauseRequestPauseProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class PauseRequestPauseProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Pause.model_rebuild()
PauseRequestPause.model_rebuild()
