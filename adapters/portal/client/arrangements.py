from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Life


class Arrangements(BaseModel):
    accepted_arrangements: Union[
        "ArrangementsAcceptedArrangementsAcceptedArrangementConnection",
        "ArrangementsAcceptedArrangementsAccessRefused",
        "ArrangementsAcceptedArrangementsInputProblem",
    ] = Field(alias="acceptedArrangements", discriminator="typename__")


class ArrangementsAcceptedArrangementsAcceptedArrangementConnection(BaseModel):
    typename__: Literal["AcceptedArrangementConnection"] = Field(alias="__typename")
    total_count: int = Field(alias="totalCount")
    edges: list["ArrangementsAcceptedArrangementsAcceptedArrangementConnectionEdges"]


class ArrangementsAcceptedArrangementsAcceptedArrangementConnectionEdges(BaseModel):
    node: "ArrangementsAcceptedArrangementsAcceptedArrangementConnectionEdgesNode"


ArrangementsAcceptedArrangementsAcceptedArrangementConnectionEdgesNode = Life


class ArrangementsAcceptedArrangementsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class ArrangementsAcceptedArrangementsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Arrangements.model_rebuild()
ArrangementsAcceptedArrangementsAcceptedArrangementConnection.model_rebuild()
ArrangementsAcceptedArrangementsAcceptedArrangementConnectionEdges.model_rebuild()
