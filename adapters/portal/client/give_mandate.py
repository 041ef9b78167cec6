from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class GiveMandate(BaseModel):
    give_mandate: "GiveMandateGiveMandate" = Field(alias="giveMandate")


class GiveMandateGiveMandate(BaseModel):
    problems: list[
        Annotated[
            Union[
                "GiveMandateGiveMandateProblemsAccessRefused",
                "GiveMandateGiveMandateProblemsConsentProblem",
                "GiveMandateGiveMandateProblemsIdempotencyProblem",
                "GiveMandateGiveMandateProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class GiveMandateGiveMandateProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class GiveMandateGiveMandateProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class GiveMandateGiveMandateProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class GiveMandateGiveMandateProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


GiveMandate.model_rebuild()
GiveMandateGiveMandate.model_rebuild()
