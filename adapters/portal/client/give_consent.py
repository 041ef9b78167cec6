from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import GrantLine


class GiveConsent(BaseModel):
    give_consent: "GiveConsentGiveConsent" = Field(alias="giveConsent")


class GiveConsentGiveConsent(BaseModel):
    grants: Optional[list["GiveConsentGiveConsentGrants"]]
    problems: list[
        Annotated[
            Union[
                "GiveConsentGiveConsentProblemsAccessRefused",
                "GiveConsentGiveConsentProblemsConsentProblem",
                "GiveConsentGiveConsentProblemsIdempotencyProblem",
                "GiveConsentGiveConsentProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


GiveConsentGiveConsentGrants = GrantLine


class GiveConsentGiveConsentProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class GiveConsentGiveConsentProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class GiveConsentGiveConsentProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class GiveConsentGiveConsentProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


GiveConsent.model_rebuild()
GiveConsentGiveConsent.model_rebuild()
