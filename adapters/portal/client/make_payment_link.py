from datetime import datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel


class MakePaymentLink(BaseModel):
    make_payment_link: "MakePaymentLinkMakePaymentLink" = Field(alias="makePaymentLink")


class MakePaymentLinkMakePaymentLink(BaseModel):
    payment_link: Optional["MakePaymentLinkMakePaymentLinkPaymentLink"] = Field(
        alias="paymentLink"
    )
    problems: list[
        Annotated[
            Union[
                "MakePaymentLinkMakePaymentLinkProblemsAccessRefused",
                "MakePaymentLinkMakePaymentLinkProblemsArrangementProblem",
                "MakePaymentLinkMakePaymentLinkProblemsConsentProblem",
                "MakePaymentLinkMakePaymentLinkProblemsIdempotencyProblem",
                "MakePaymentLinkMakePaymentLinkProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class MakePaymentLinkMakePaymentLinkPaymentLink(BaseModel):
    url: str
    expires_at: datetime = Field(alias="expiresAt")
    amount: int
    reference: str


class MakePaymentLinkMakePaymentLinkProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class MakePaymentLinkMakePaymentLinkProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str


class MakePaymentLinkMakePaymentLinkProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class MakePaymentLinkMakePaymentLinkProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class MakePaymentLinkMakePaymentLinkProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


MakePaymentLink.model_rebuild()
MakePaymentLinkMakePaymentLink.model_rebuild()
