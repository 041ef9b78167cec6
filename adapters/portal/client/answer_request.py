from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class AnswerRequest(BaseModel):
    answer_consent_request: "AnswerRequestAnswerConsentRequest" = Field(
        alias="answerConsentRequest"
    )


class AnswerRequestAnswerConsentRequest(BaseModel):
    problems: list[
        Annotated[
            Union[
                "AnswerRequestAnswerConsentRequestProblemsAccessRefused",
                "AnswerRequestAnswerConsentRequestProblemsConsentProblem",
                "AnswerRequestAnswerConsentRequestProblemsIdempotencyProblem",
                "AnswerRequestAnswerConsentRequestProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class AnswerRequestAnswerConsentRequestProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class AnswerRequestAnswerConsentRequestProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class AnswerRequestAnswerConsentRequestProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class AnswerRequestAnswerConsentRequestProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


AnswerRequest.model_rebuild()
AnswerRequestAnswerConsentRequest.model_rebuild()
