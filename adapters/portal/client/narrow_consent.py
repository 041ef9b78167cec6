from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class NarrowConsent(BaseModel):
    narrow_consent: "NarrowConsentNarrowConsent" = Field(alias="narrowConsent")


class NarrowConsentNarrowConsent(BaseModel):
    problems: list[
        Annotated[
            Union[
                "NarrowConsentNarrowConsentProblemsAccessRefused",
                "NarrowConsentNarrowConsentProblemsConsentProblem",
                "NarrowConsentNarrowConsentProblemsIdempotencyProblem",
                "NarrowConsentNarrowConsentProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class NarrowConsentNarrowConsentProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class NarrowConsentNarrowConsentProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class NarrowConsentNarrowConsentProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class NarrowConsentNarrowConsentProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


NarrowConsent.model_rebuild()
NarrowConsentNarrowConsent.model_rebuild()
