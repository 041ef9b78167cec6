from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Life,
    LifeChange,
    LifeEnded,
    LifeExecutes,
    LifeOtherTerms,
    LifePause,
    LifeQuestions,
    LifeReform,
    LifeReminder,
    LifeTerms,
)


class HowToPay(BaseModel):
    accepted_arrangement: Optional[
        Annotated[
            Union[
                "HowToPayAcceptedArrangementAcceptedArrangement",
                "HowToPayAcceptedArrangementAccessRefused",
                "HowToPayAcceptedArrangementInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ] = Field(alias="acceptedArrangement")


class HowToPayAcceptedArrangementAcceptedArrangement(Life):
    typename__: Literal["AcceptedArrangement"] = Field(alias="__typename")
    payment_reference: Optional[str] = Field(alias="paymentReference")


class HowToPayAcceptedArrangementAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class HowToPayAcceptedArrangementInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


HowToPay.model_rebuild()
